"""Features: what can be counted between a claim and its passages, for the classifier.

Every feature is relative to the evidence: nothing here describes the claim alone, so that the
classifier cannot learn what true claims usually sound like. A direction says how a feature may
bear on the answer; the classifier is held to it, since the ways in which our own texts were
made must not teach it that more overlap is less support.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from agents.auditor.guards import GUARDS, Context
from agents.auditor.guards.polarity import denials
from agents.auditor.reading.naming import Roll, names
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.rounding import covers
from agents.auditor.reading.subsequence import common_subsequence
from agents.auditor.reading.words import Word, known, ordinary, words
from agents.auditor.verifiers.coverage import cover

Row: TypeAlias = NDArray[np.float32]

FEATURES: dict[str, int] = {
    "coverage": 1,
    "missing": -1,
    "loose segment": -1,
    "rare coverage": 1,
    "rare missing": -1,
    "best passage": 1,
    "window": 1,
    "unigrams": 1,
    "bigrams": 1,
    "subsequence": 1,
    "stem bigrams": 1,
    "stem subsequence": 1,
    "pairs near": 1,
    "pairs apart": -1,
    "figures unknown": -1,
    "names unknown": -1,
    "denial differs": -1,
    "objections": -1,
    "contradictions": -1,
    "nearest": 1,
    "near": 1,
}
"""Name to direction: 1 where more of it means more support, -1 where it means less."""
ORDINARY = 0.4
"""Worth of an everyday word against a rare one."""
RELATED = 0.7
"""Worth of a synonym against the word itself."""
NEAR, APART = 3, 9
"""Content words between two neighbours of the claim, in the passage that has both."""
LONGEST = 400
"""Words of the passages that are compared in order."""


def measure(
    claim: str, passages: Sequence[str], context: Context, near: Sequence[float] | None
) -> Row:
    """One row, in the order of `FEATURES`. `near` are the cosines of the passages, if known."""
    objections = [o for guard in GUARDS if (o := guard(claim, passages, context))]
    covered = cover(claim, passages)
    told = [words(text) for text in passages]
    figures = [q for text in passages for q in quantities(text)]
    roll = Roll("\n".join(passages))
    unknown = sum(not any(covers(q, other) for other in figures) for q in quantities(claim))
    ranked = sorted(near, reverse=True) if near else None
    return np.array(
        [
            covered.share,
            len(covered.missing),
            covered.loose_segment is not None,
            *_by_rarity(claim, told),
            *_in_order(claim, told),
            *_together(claim, told),
            unknown,
            sum(not roll.knows(name) for name in names(claim)),
            bool(denials(claim)) != any(denials(text) for text in passages[:1]),
            len(objections),
            sum(o.contradicts for o in objections),
            ranked[0] if ranked else np.nan,
            float(np.mean(ranked[:3])) if ranked else np.nan,
        ],
        dtype=np.float32,
    )


def _content(found: Sequence[Word]) -> list[Word]:
    return [word for word in found if word.content]


def _by_rarity(claim: str, told: Sequence[Sequence[Word]]) -> tuple[float, float, float, float]:
    """Rare words count more: known share, heaviest unknown, best single passage, best window."""
    mine = _content(words(claim))
    worth = [ORDINARY if ordinary(word.lower) else 1.0 for word in mine]
    total = sum(worth)
    if not total:
        return 1.0, 0.0, 1.0, 1.0
    pools = [frozenset(word.stem for word in text) for text in told]
    pool = frozenset(chain.from_iterable(pools))
    held = [1.0 if w.stem in pool else RELATED if known(w.stem, pool) else 0.0 for w in mine]
    share = sum(w * h for w, h in zip(worth, held, strict=True)) / total
    heaviest = max((w for w, h in zip(worth, held, strict=True) if not h), default=0.0)
    weights = dict(zip((word.stem for word in mine), worth, strict=True))
    best = max((_weight(weights, one) for one in pools), default=0.0) / total
    return share, heaviest, best, _window(weights, told) / total


def _window(weights: dict[str, float], told: Sequence[Sequence[Word]]) -> float:
    """The most weight that stands within twice the claim's length."""
    line = [word.stem for text in told for word in _content(text)][:LONGEST]
    width = max(8, 2 * len(weights))
    starts = range(0, max(1, len(line) - width // 2), 3)
    return max(_weight(weights, frozenset(line[at : at + width])) for at in starts)


def _weight(weights: dict[str, float], pool: frozenset[str]) -> float:
    return sum(weight for stem, weight in weights.items() if stem in pool)


def _in_order(claim: str, told: Sequence[Sequence[Word]]) -> tuple[float, ...]:
    """Shares of words, pairs and common order, as they are and by their stems."""
    mine = [word.lower for word in words(claim)]
    theirs = [word.lower for text in told for word in text][:LONGEST]
    my_stems = [word.stem for word in _content(words(claim))]
    their_stems = [word.stem for text in told for word in _content(text)][:LONGEST]
    pool = frozenset(theirs)
    return (
        sum(word in pool for word in mine) / max(1, len(mine)),
        _pairs(mine, theirs),
        common_subsequence(mine, theirs) / max(1, len(mine)),
        _pairs(my_stems, their_stems),
        common_subsequence(my_stems, their_stems) / max(1, len(my_stems)),
    )


def _pairs(mine: Sequence[str], theirs: Sequence[str]) -> float:
    pool = frozenset(pairwise(theirs))
    return sum(pair in pool for pair in pairwise(mine)) / max(1, len(mine) - 1)


def _together(claim: str, told: Sequence[Sequence[Word]]) -> tuple[float, float]:
    """Of the claim's neighbours that the passages know: shares that stand near, and apart."""
    line = [word.stem for word in _content(words(claim))]
    places = [_places(text) for text in told]
    distances = [
        _distance(one, other, places)
        for one, other in chain(pairwise(line), zip(line, line[2:], strict=False))
        if any(one in known_ for known_ in places) and any(other in known_ for known_ in places)
    ]
    if not distances:
        return 1.0, 0.0
    count = len(distances)
    return sum(d <= NEAR for d in distances) / count, sum(d >= APART for d in distances) / count


def _places(text: Sequence[Word]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, word in enumerate(_content(text)):
        found.setdefault(word.stem, []).append(place)
    return found


def _distance(one: str, other: str, places: Sequence[dict[str, list[int]]]) -> int:
    gaps = (
        abs(a - b) for known_ in places for a in known_.get(one, ()) for b in known_.get(other, ())
    )
    return min(gaps, default=APART)
