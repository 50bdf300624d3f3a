"""The topic agent: which story deserves a post now, and what to say of it."""
