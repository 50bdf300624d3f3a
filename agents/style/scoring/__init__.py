"""Scoring: what is thought of a draft: voice, relevance, novelty, readability."""
