"""Whether a word or number stands among the same neighbours in claim and source.

"41,000 customers are owed $173m" and "lenders are owed $66m" hold the same words;
what differs is what stands beside the figures.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.words import Word, kin, words

Sides = tuple[tuple[str, ...], tuple[str, ...]]
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?;](?=[\"”’)]*\s)|\n")
_CLAUSE = re.compile(r"[.;:!?,—–]|\b(?:and|but|while|or|than)\b")
REACH = 5
"""Content words looked at on each side."""
_SCALES = word_set("thousand million billion trillion percent percentage")
_LINKS = word_set("from to by between above below over under than")


def neighbours(text: str, start: int, end: int, reach: int = REACH) -> dict[str, float]:
    """Content stems around `text[start:end]`, nearer ones weighing more, within its sentence.

    A preposition right before ("from", "to", "by") counts too: it tells the two ends
    of a change apart.
    """
    before, after = _around(text, start, end)
    found: dict[str, float] = {}
    for side in (before[::-1], after):
        content = [w for w in side if w.content or w.raw[0].isdigit()]
        for distance, word in enumerate(content[:reach]):
            found[word.stem] = max(found.get(word.stem, 0.0), 1.0 / (1 + distance))
    if before and before[-1].lower in _LINKS:
        found["<" + before[-1].lower] = 1.0
    return found


def sides(text: str, start: int, end: int) -> Sides:
    """Content stems left and right of `text[start:end]`, nearest first.

    The right side ends with the clause; the left goes on, since a verb may serve
    several objects.
    """
    before, after = _around(text, start, end)
    clause = _CLAUSE.search(text, end)
    limit = clause.start() if clause else len(text)
    left = [w.stem for w in before[::-1] if _telling(w)]
    right = [w.stem for w in after if w.start < limit and _telling(w)]
    return tuple(left[:REACH]), tuple(right[:REACH])


def sentence_of(text: str, start: int, end: int) -> tuple[int, int]:
    """From where to where the sentence of `text[start:end]` goes."""
    breaks = _breaks(text)
    low = max((b for b in breaks if b <= start), default=0)
    return low, min((b for b in breaks if b >= end), default=len(text))


def _around(text: str, start: int, end: int) -> tuple[list[Word], list[Word]]:
    """The words before and after a stretch of text, within its sentence."""
    low, high = sentence_of(text, start, end)
    near = [w for w in words(text) if low <= w.start < high]
    return [w for w in near if w.end <= start], [w for w in near if w.start >= end]


@lru_cache(maxsize=4096)
def _breaks(text: str) -> tuple[int, ...]:
    """Where sentences and half-sentences end; "U.S. banks" is none."""
    return tuple(match.start() for match in _SENTENCE_END.finditer(text))


def _telling(word: Word) -> bool:
    return word.content and not word.raw[0].isdigit() and word.lower not in _SCALES


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
