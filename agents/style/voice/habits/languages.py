"""Languages: what the posts are written in."""

from __future__ import annotations

from collections import Counter

from agents.style.voice.habits.corpus import Corpus
from agents.style.voice.habits.values import Share, shares
from tools.language import guess_language

LOOKED_AT = 1_000
"""Posts, spread evenly over the corpus; more would not change the shares."""


def measure_languages(corpus: Corpus) -> tuple[Share, ...]:
    """ISO 639-1 codes by their share of the posts that are long enough to tell."""
    bodies = [one.body for one in corpus.every if one.body]
    step = max(1, len(bodies) // LOOKED_AT)
    found = Counter(code for text in bodies[::step] if (code := guess_language(text)))
    return shares(found, 6)
