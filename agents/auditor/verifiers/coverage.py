"""Coverage: how much of a claim's words its passages hold, and what they know nothing of.

Purely lexical: words as they are or as synonyms, in any order. What the words say together
is for the guards and the classifier.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from agents.auditor.guards import accounted
from agents.auditor.reading.moments import moments
from agents.auditor.reading.naming import Roll, names
from agents.auditor.reading.numerals import HEDGES
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.words import Word, known, stem, words

RELATED = 0.8
"""Worth of a synonym against the source's own word in a claim's score."""
_LIGHT = frozenset(
    stem(w)
    for w in ["go", "get", "make", "come", "run", "put", "let", "take", "see", "bring", "keep"]
)
"""Verbs that say little; what they move is checked."""
_SEGMENT = re.compile(
    r"[,;:—–()]|\b(?:after|because|since|while|as|amid|although|though|before|until|despite|when"
    r"|where|which|who|whose|and|but|so|with|without|by|in|on|at|for|from|during|following|to|due"
    r"|thanks|over|under|against|via|through|of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a claim its passages hold; `missing` are the words they do not.

    `share` is 1 when every content word is there itself; a synonym counts `RELATED`.
    """

    share: float
    missing: tuple[str, ...]
    loose_segment: str | None
    """The first phrase of which half or more is missing."""
    strange_segment: str | None
    """The first phrase of which everything is missing."""


def cover(claim: str, passages: Sequence[str]) -> Coverage:
    """Which of the claim's content words the passages hold, and any clause they know nothing of.

    Figures and times are left to their guards; a name counts under any of its forms.
    """
    pool = frozenset(word.stem for text in passages for word in words(text))
    content = _content(claim)
    named = _named(claim, Roll("\n".join(passages)))
    told = accounted(claim, passages)
    worth = [
        _worth(w, pool) if w.start not in named and w.stem not in told else 1.0 for w in content
    ]
    missing = [word for word, share in zip(content, worth, strict=True) if not share]
    share = sum(worth) / len(worth) if worth else 1.0
    return Coverage(
        share,
        tuple(w.raw for w in missing),
        loose_segment=_segment_lacking(claim, content, missing, 0.5),
        strange_segment=_segment_lacking(claim, content, missing, 1.0),
    )


def _worth(word: Word, pool: frozenset[str]) -> float:
    """1 for a word of the source, less for a synonym, 0 for a stranger."""
    if word.stem in pool:
        return 1.0
    return RELATED if known(word.stem, pool) else 0.0


def _content(claim: str) -> list[Word]:
    """The words that the source must hold."""
    figures = [(q.start, q.end) for q in quantities(claim)]
    times = [(m.start, m.end) for m in moments(claim)]
    return [
        word
        for word in words(claim)
        if word.content
        and word.stem not in _LIGHT
        and word.lower not in HEDGES
        and not word.raw[0].isdigit()
        and not any(start <= word.start < end for start, end in (*figures, *times))
    ]


def _named(claim: str, here: Roll) -> frozenset[int]:
    """Where the words of those names begin that the passages know."""
    known_names = [name for name in names(claim) if here.knows(name)]
    return frozenset(
        word.start
        for word in words(claim)
        if any(name.start <= word.start < name.end for name in known_names)
    )


def _segment_lacking(
    claim: str, content: Sequence[Word], missing: Sequence[Word], least: float
) -> str | None:
    """A phrase between two joints of the sentence of which that share or more is in no source."""
    joints = [0, *(m.start() for m in _SEGMENT.finditer(claim)), len(claim)]
    gone = {w.start for w in missing}
    for start, end in pairwise(joints):
        here = [w for w in content if start <= w.start < end]
        if here and sum(w.start in gone for w in here) >= least * len(here):
            return claim[start:end].strip(" ,;:—–()")
    return None
