"""Whether a word or number stands among the same neighbours in claim and source.

"41,000 customers are owed $173m" and "lenders are owed $66m" hold the same words;
what differs is what stands beside the figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.auditor.lexicon import word_set
from agents.auditor.words import Word, kin, words

Sides = tuple[tuple[str, ...], tuple[str, ...]]
_CLAUSE = re.compile(r"[.;:!?,—–]|\b(?:and|but|while|or|than)\b")
REACH = 5
"""Content words looked at on each side."""
_LINKS = word_set("from to by between above below over under than")


def neighbours(text: str, start: int, end: int, reach: int = REACH) -> dict[str, float]:
    """Content stems around `text[start:end]`, nearer ones weighing more, within its sentence.

    A preposition right before ("from", "to", "by") counts too: it tells the two ends
    of a change apart.
    """
    tokens = words(text)
    before = [w for w in tokens if w.end <= start and not _break(text[w.end : start])]
    after = [w for w in tokens if w.start >= end and not _break(text[end : w.start])]
    found: dict[str, float] = {}
    for side in (list(reversed(before)), after):
        for distance, word in enumerate(_content(side)[:reach]):
            found[word.stem] = max(found.get(word.stem, 0.0), 1.0 / (1 + distance))
    if before and before[-1].lower in _LINKS:
        found["<" + before[-1].lower] = 1.0
    return found


def sides(text: str, start: int, end: int) -> Sides:
    """Content stems left and right of `text[start:end]`, nearest first.

    The right side ends with the clause; the left goes on, since a verb may serve
    several objects.
    """
    tokens = words(text)
    before = [w for w in tokens if w.end <= start and not _break(text[w.end : start])]
    after = [w for w in tokens if w.start >= end and not _CLAUSE.search(text[end : w.start])]
    left = tuple(w.stem for w in reversed(before) if _telling(w))[:REACH]
    return left, tuple(w.stem for w in after if _telling(w))[:REACH]


def _telling(word: Word) -> bool:
    return word.content and not word.raw[0].isdigit()


def _content(side: Sequence[Word]) -> list[Word]:
    return [w for w in side if w.content or w.raw[0].isdigit()]


def _break(between: str) -> bool:
    return any(mark in between for mark in (". ", "! ", "? ", "; ", "\n"))


def likeness(claim: dict[str, float], source: dict[str, float]) -> float:
    """0 to 1: share of the claim's neighbours that stand near in the source too."""
    total = sum(claim.values())
    if not total:
        return 1.0
    shared = 0.0
    for stem, weight in claim.items():
        best = max((w for other, w in source.items() if kin(stem, other)), default=0.0)
        shared += min(weight, best) + 0.3 * max(0.0, weight - best) * (best > 0)
    return shared / total
