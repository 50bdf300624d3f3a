"""The LLM writer: asking, reading and refusing what a language model answers."""
