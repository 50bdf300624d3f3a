"""Scanner: looks outside, remembers every signal once, and puts signals together into stories."""
