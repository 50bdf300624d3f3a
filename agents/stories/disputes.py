"""Figures that two publishers of one story state differently ("$312m", "$321m").

Neither can be right for us to repeat: the sentences that hold them are left out of
a brief, and the brief says so. Near misses only; far apart figures speak of
different things.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from agents.stories.matching import figures

NEAR_MISS = 0.15
"""Relative difference up to which two figures may mean the same quantity."""
SAME_MATTER = 0.45
"""Cosine of the sentences in which they stand (MiniLM)."""

_PARTS = re.compile(r"([$£€¥]?)(\d+(?:\.\d+)?)(.*)")


@dataclass(frozen=True)
class Dispute:
    """One quantity, two figures; `spoken` names them with their publishers."""

    figures: frozenset[str]
    spoken: str


def disputes(
    texts: Sequence[str], publishers: Sequence[str], vectors: NDArray[np.float32]
) -> tuple[Dispute, ...]:
    """What the publishers disagree on. `vectors` has shape (len(texts), dimension). Pure."""
    stated = [figures(text) for text in texts]
    everywhere = {
        publisher: frozenset().union(
            *(found for found, by in zip(stated, publishers, strict=True) if by == publisher)
        )
        for publisher in set(publishers)
    }
    found: dict[frozenset[str], Dispute] = {}
    for n, m in combinations(range(len(texts)), 2):
        if publishers[n] == publishers[m] or float(vectors[n] @ vectors[m]) < SAME_MATTER:
            continue
        for one in stated[n] - everywhere[publishers[m]]:
            for other in stated[m] - everywhere[publishers[n]]:
                if near_miss(one, other):
                    spoken = f"{one} ({publishers[n]}) or {other} ({publishers[m]})"
                    found.setdefault(
                        frozenset({one, other}), Dispute(frozenset({one, other}), spoken)
                    )
    return tuple(found.values())


def near_miss(one: str, other: str) -> bool:
    """Whether two figures, as `figures` writes them, are alike in kind and nearly in size.

    Bare numbers count from four digits on: small counts differ for many good reasons.
    """
    first, second = _PARTS.fullmatch(one), _PARTS.fullmatch(other)
    if not first or not second or (first[1], first[3]) != (second[1], second[3]):
        return False
    if not (first[1] or first[3]) and min(len(first[2]), len(second[2])) < 4:
        return False
    small, large = sorted((float(first[2]), float(second[2])))
    return 0 < large - small <= NEAR_MISS * large
