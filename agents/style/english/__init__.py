"""English: what can be read off its words and sentences by rule."""
