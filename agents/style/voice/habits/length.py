"""Length: characters and words of a post, and how they spread."""

from __future__ import annotations

from collections import Counter

from agents.style.voice.habits.corpus import Corpus
from agents.style.voice.habits.values import Spread, part
from memory.types import Value

BIN = 20
"""Characters that one bar of the histogram spans."""
BINS = 15
"""The last one holds whatever is longer."""


class Length(Value):
    """Of short posts, without their links."""

    characters: Spread
    words: Spread
    histogram: tuple[float, ...]
    """Shares of posts of 0 to 19 characters, 20 to 39, …, 280 and more."""

    @classmethod
    def measure(cls, corpus: Corpus) -> Length:
        sizes = [len(text) for text in corpus.bodies]
        bins = Counter(min(size // BIN, BINS - 1) for size in sizes)
        return cls(
            characters=Spread.of(sizes),
            words=Spread.of(len(text.split()) for text in corpus.bodies),
            histogram=tuple(part(bins[n], len(sizes)) for n in range(BINS)),
        )
