"""Comparisons: which of two is more, and whether a claim turned them round.

"A is faster than B" may become "B is slower than A", but neither "B is faster than
A" nor "A is slower than B". Other guards ask `fairly_turned` and `accounted` before they
take such a rewording for a swap or for a word from nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from agents.auditor.guards.compared import Comparison, compared
from agents.auditor.guards.converses import exchanged, pairs, turned_round, wrong_end
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.guards.phrasal import said_plainly, senses
from agents.auditor.reading.lexicon import OPPOSITES, word_set
from agents.auditor.reading.quantity import Quantity
from agents.auditor.reading.words import kin, known, stem, words

_LOW = frozenset(
    stem(word) for word in word_set("low cheap slow small short light thin narrow young weak poor")
)
"""Scales named by their lower end: "cheaper" is less."""


def comparisons(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when what is more in the source is less in the claim, or the two have swapped."""
    for mine in compared(claim):
        if mine.right and all(not token.isalpha() for token in mine.right):
            continue  # "more than 40" has a figure for its measure
        verdicts = [_against(mine, other) for text in passages for other in compared(text)]
        told = [verdict for verdict in verdicts if verdict is not None]
        if told and not any(told):
            said = claim[mine.start : mine.end]
            return Objection(
                "comparisons", f'the source compares the other way round than "{said}"', True
            )
    return wrong_end(claim, passages)


def fairly_turned(claim: str, passages: Sequence[str]) -> bool:
    """Whether the claim tells a comparison or an event of the source from its other end."""
    return _turned(claim, tuple(passages))


def accounted(claim: str, passages: Sequence[str]) -> frozenset[str]:
    """Stems that no passage has, but that a comparison, converse or phrasal verb bears out."""
    return _accounted(claim, tuple(passages))


@lru_cache(maxsize=1024)
def _accounted(claim: str, passages: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for mine in compared(claim):
        if any(_against(mine, other) for text in passages for other in compared(text)):
            found |= {w.stem for w in words(claim) if mine.start <= w.start < mine.end}
    for end in words(claim):
        wanted = pairs().get(end.stem, frozenset())
        if any(
            w.stem in wanted and exchanged(claim, end, text, w)
            for text in passages
            for w in words(text)
        ):
            found.add(end.stem)
    pool = frozenset(word.stem for text in passages for word in words(text))
    plain = said_plainly(claim, pool)
    return frozenset(found).union(plain, *(senses(text) for text in passages))


def inverse(claim: str, quantity: Quantity, passages: Sequence[str]) -> bool:
    """Whether a factor ("half as many") is the source's, seen from the other side."""
    return any(c.start <= quantity.start < c.end for c in compared(claim)) and fairly_turned(
        claim, passages
    )


@lru_cache(maxsize=1024)
def _turned(claim: str, passages: tuple[str, ...]) -> bool:
    for mine in compared(claim):
        for text in passages:
            if any(_swapped(mine, other) and _against(mine, other) for other in compared(text)):
                return True
    return any(turned_round(claim, text) for text in passages)


def _against(mine: Comparison, other: Comparison) -> bool | None:
    """Whether a source's comparison bears the claim's out; None when they do not meet."""
    direction = _direction(mine, other)
    swapped = _swapped(mine, other)
    if direction is None or swapped is None:
        return None
    if swapped:
        same = abs(mine.factor * other.factor - 1) < 0.01
        return direction < 0 if mine.factor == other.factor == 1 else same and direction > 0
    return direction > 0


def _direction(mine: Comparison, other: Comparison) -> int | None:
    """1 when both look up or down one scale, -1 when opposite, None when scales differ."""
    signs = mine.sign * other.sign
    if mine.base == other.base:
        return signs
    if _opposed(mine.base, other.base):
        return -signs
    if kin(mine.base, other.base):
        return signs
    if "more" not in {mine.base, other.base}:
        return None
    return -signs if _LOW & {mine.base, other.base} else signs  # "more" goes with any scale


@lru_cache(maxsize=1)
def _scales() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    return tuple(
        (frozenset(stem(w) for w in high), frozenset(stem(w) for w in low))
        for high, low in OPPOSITES
    )


def _opposed(one: str, other: str) -> bool:
    return any(
        (one in high and other in low) or (one in low and other in high) for high, low in _scales()
    )


def _swapped(mine: Comparison, other: Comparison) -> bool | None:
    """Whether the two have changed sides; None when they are not the same two."""
    if _meets(mine.right, other.left - other.right) and _meets(mine.left, other.right):
        return True
    if _meets(mine.right, other.right) and _meets(mine.left, other.left - other.right):
        return False
    return False if _meets(mine.right, other.right) and not other.left - mine.left else None


def _meets(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(token in other or known(token, other) for token in one)
