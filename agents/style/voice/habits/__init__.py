"""Habits: what is counted of how somebody writes, one subject a module.

Every module has one frozen value with a `measure` that takes a `Corpus` (the posts, read
once) and counts. Nothing here describes, guesses or calls a model; shares are 0 to 1, and a
corpus of no posts gives zeros. `agents/style/voice/profile.py` puts the subjects together.
"""
