"""Corrections: whether what was published still stands, and the words that would mend it."""
