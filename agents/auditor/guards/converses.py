"""Converses: words that tell one event from its two ends, such as "lend" and "borrow".

"B lost to A" is "A beat B" only with the two exchanged; in the same order it is false.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from agents.auditor.guards.attachment import sentence_of
from agents.auditor.guards.objection import Objection
from agents.auditor.reading.lexicon import CONVERSES
from agents.auditor.reading.words import Word, stem, words


def wrong_end(claim: str, passages: Sequence[str]) -> Objection | None:
    """ "Finch lost to Stamm" of "Finch beat Stamm": the other end without the other order."""
    for mine in words(claim):
        wanted = pairs().get(mine.stem)
        if not wanted or any(w.stem == mine.stem for text in passages for w in words(text)):
            continue
        met = [(text, w) for text in passages for w in words(text) if w.stem in wanted]
        if met and all(_in_order(claim, mine, text, other) for text, other in met):
            reason = f'the source says "{met[0][1].raw}" of them, the draft "{mine.raw}"'
            return Objection("comparisons", reason, contradicts=True)
    return None


def _in_order(claim: str, mine: Word, text: str, other: Word) -> bool:
    """Whether both words have the same on their left, and the same on their right."""
    here, there = _halves(claim, mine), _halves(text, other)
    left = (here[0] & there[0]) - there[1]
    right = (here[1] & there[1]) - there[0]
    return bool(left and right) and not exchanged(claim, mine, text, other)


@lru_cache(maxsize=1)
def pairs() -> dict[str, frozenset[str]]:
    """Stem to the stems that tell the same from the other end."""
    table: dict[str, set[str]] = {}
    for one, other in CONVERSES:
        for here, there in ((one, other), (other, one)):
            for word in here:
                table.setdefault(stem(word), set()).update(stem(w) for w in there)
    return {key: frozenset(value) for key, value in table.items()}


def turned_round(claim: str, text: str) -> bool:
    """ "Stamm lost to Finch" of "Finch beat Stamm": the words are converse, the sides exchanged."""
    for mine in words(claim):
        wanted = pairs().get(mine.stem)
        if not wanted:
            continue
        for other in words(text):
            if other.stem in wanted and exchanged(claim, mine, text, other):
                return True
    return False


def exchanged(claim: str, mine: Word, text: str, other: Word) -> bool:
    here, there = _halves(claim, mine), _halves(text, other)
    left = (here[0] & there[1]) - there[0]
    right = (here[1] & there[0]) - there[1]
    return bool(left and right)


def _halves(text: str, word: Word) -> tuple[frozenset[str], frozenset[str]]:
    low, high = sentence_of(text, word.start, word.end)
    near = [w for w in words(text) if low <= w.start < high and w.content]
    return (
        frozenset(w.stem for w in near if w.end <= word.start),
        frozenset(w.stem for w in near if w.start >= word.end),
    )
