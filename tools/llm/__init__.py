"""A language model behind an OpenAI-compatible endpoint, asked for typed answers."""
