"""Ranking: how near each of a few hundred passages is to a claim.

BM25 over stems finds the passages that share the claim's rare words, or words that mean
the same. The embedder reads the best of those only, so that a large pool costs no more
vectors than a small one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from agents.auditor.reading.words import kin, kin_keys, stems

K1 = 1.2
"""How soon a word that is said again stops counting: the usual value."""
B = 0.3
"""How much a long passage is worth less: passages are of one or two sentences, nearly alike."""
RELATIVE = 0.8
"""Worth of a synonym against the word itself."""

REMEMBERED = 4096
"""Words of claims whose relatives are kept."""


class BM25:
    """The words of some passages, asked which of them a claim shares."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(stems(text)) for text in texts]
        self._lengths = [sum(count.values()) for count in counts]
        self._mean = sum(self._lengths) / len(texts) if texts else 0.0
        self._where: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._kin: dict[str, tuple[str, ...]] = {}
        for number, count in enumerate(counts):
            for stem, times in count.items():
                self._where[stem].append((number, times))
        self._keyed: dict[str | int, list[str]] = defaultdict(list)
        for stem in self._where:
            for key in kin_keys(stem):
                self._keyed[key].append(stem)

    def scores(self, claim: str) -> list[float]:
        """For each passage the share of what a passage made of the claim itself would score.

        0 where no word is shared, about 1 where all are.
        """
        total = [0.0] * len(self._lengths)
        wanted = dict.fromkeys(stems(claim))
        for stem in wanted:
            for number, worth in self._found(stem).items():
                total[number] += worth
        best = sum(self._rarity(stem) for stem in wanted)
        return [score / best for score in total] if best else total

    def _found(self, stem: str) -> Mapping[int, float]:
        """Passage to what this word of the claim is worth there, itself or by a relative."""
        rarity = self._rarity(stem)
        found: dict[int, float] = {}
        for other in self._relatives(stem):
            share = rarity if other == stem else RELATIVE * rarity
            for number, times in self._where[other]:
                worth = share * self._saturated(number, times)
                found[number] = max(found.get(number, 0.0), worth)
        return found

    def _relatives(self, stem: str) -> tuple[str, ...]:
        """The words of the passages that mean the same; looked for once a word."""
        if stem not in self._kin:
            if len(self._kin) >= REMEMBERED:
                self._kin.clear()
            near = dict.fromkeys(o for key in kin_keys(stem) for o in self._keyed.get(key, ()))
            self._kin[stem] = tuple(other for other in near if kin(stem, other))
        return self._kin[stem]

    def _saturated(self, number: int, times: int) -> float:
        length = 1 - B + B * self._lengths[number] / self._mean
        return times * (K1 + 1) / (times + K1 * length)

    def _rarity(self, stem: str) -> float:
        """Inverse document frequency as Robertson and Zaragoza (2009) have it, never negative."""
        there, count = len(self._where.get(stem, ())), len(self._lengths)
        return math.log(1 + (count - there + 0.5) / (there + 0.5))
