"""What is compared with what: "A is faster than B", "twice as many as", "A outnumbers B"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from agents.auditor.guards.attachment import sentence_of
from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.numerals import FRACTIONS, MULTIPLES, NUMBER_WORDS
from agents.auditor.reading.words import Word, stem, words

_THAN = re.compile(r"\bthan\b", re.IGNORECASE)
_AS = re.compile(
    r"(?P<not>\bnot\s+)?(?:\b(?P<factor>twice|half|(?:\w+\s+times))\s+)?\bas\s+(?P<word>\w+)"
    r"(?P<between>(?:\s+\w+){0,3}?)\s+as\b",
    re.IGNORECASE,
)
_PREFER = re.compile(r"\b(?P<word>prefer\w*|favou?r\w*)\s(?P<more>[^.;,]{1,40}?)\s(?:to|over)\s")
_TELLS_APART = word_set("this that these those last next other")
_OUTDOES = re.compile(
    r"\b(?:out(?:number|sell|sold|perform|pace|weigh|grow|grew|last|scor)\w*|exceed\w*|surpass\w*)\b",
    re.IGNORECASE,
)
_DEGREE = {"more": 1, "less": -1, "fewer": -1}
_NEAR = 6
"""Words before "than" in which its comparative stands."""
_PLURAL = re.compile(r"(?<!s)s$|^(?:people|women|men|children)$")
"""After "more" these are things counted, and no quality."""
_IRREGULAR = {
    "better": "good", "worse": "bad", "further": "far", "farther": "far", "elder": "old"
}  # fmt: skip
_NO_COMPARATIVE = word_set(
    "other rather over under per never after water number order power paper member customer user "
    "officer winter summer river never ever matter letter quarter former latter computer player"
)
_END = re.compile(r"[.;:!?,—–]|\s(?:and|but|while|because|after|when|who|which|that|by)\s")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left` stands above `right` on the scale `base`; `sign` is -1 when below.

    `factor` is how many times as much, 1 when nothing is said.
    """

    base: str
    sign: int
    factor: float
    left: frozenset[str]
    right: frozenset[str]
    start: int
    end: int


@lru_cache(maxsize=4096)
def compared(text: str) -> tuple[Comparison, ...]:
    """Every comparison of two things in `text`."""
    return (*_with_than(text), *_with_as(text), *_preferred(text), *_outdone(text))


def _with_than(text: str) -> Iterator[Comparison]:
    for match in _THAN.finditer(text):
        low, high = _bounds(text, match.start(), match.end())
        before = [w for w in words(text) if low <= w.start and w.end <= match.start()]
        found = _comparative(before[-_NEAR:])
        if found is None:
            continue
        base, sign, used = found
        left = frozenset(_tokens(w for w in before if w not in used))
        right = frozenset(_tokens(w for w in words(text) if match.end() <= w.start < high))
        if left and right:
            yield Comparison(
                base, sign, _times(before), left - right, right - left, used[0].start, match.end()
            )


def _comparative(before: Sequence[Word]) -> tuple[str, int, list[Word]] | None:
    """(base, sign, its words) of the comparative nearest to "than"."""
    for index in range(len(before) - 1, -1, -1):
        word = before[index]
        if word.lower in _DEGREE:
            following = before[index + 1 : index + 2]
            graded = bool(following) and index + 2 == len(before)
            if graded and following[0].content and not _PLURAL.search(following[0].lower):
                return following[0].stem, _DEGREE[word.lower], [word, following[0]]
            return "more", _DEGREE[word.lower], [word]
        if base := _base(word):
            lesser = index > 0 and before[index - 1].lower == "less"
            return base, -1 if lesser else 1, [word]
    return None


def _base(word: Word) -> str | None:
    """The plain form of a comparative: "faster" is of "fast"."""
    if word.lower in _IRREGULAR:
        return _IRREGULAR[word.lower]
    if word.capital or word.lower in _NO_COMPARATIVE or not word.lower.endswith("er"):
        return None
    root = word.lower[:-2]
    if root.endswith("i"):
        root = root[:-1] + "y"
    elif len(root) > 3 and root[-1] == root[-2] and root[-1] not in "ls":
        root = root[:-1]
    return stem(root) if len(root) > 2 else None


def _times(before: Sequence[Word]) -> float:
    for one, other in pairwise(before):
        if other.lower == "times" and one.lower in NUMBER_WORDS:
            return NUMBER_WORDS[one.lower]
    return 1.0


def _with_as(text: str) -> Iterator[Comparison]:
    for match in _AS.finditer(text):
        low, high = _bounds(text, match.start(), match.end())
        tokens = words(text)
        left = frozenset(_tokens(w for w in tokens if low <= w.start and w.end <= match.start()))
        right = frozenset(_tokens(w for w in tokens if match.end() <= w.start < high))
        if left and right:
            base = "more" if match["word"].lower in {"many", "much"} else stem(match["word"])
            sign = -1 if match["not"] else 1
            yield Comparison(
                base, sign, _factor(match["factor"]), left - right, right - left, *match.span()
            )


def _factor(raw: str | None) -> float:
    if not raw:
        return 1.0
    first = raw.lower().split()[0]
    if first.isdecimal():
        return float(first)
    return float(MULTIPLES.get(first) or FRACTIONS.get(first) or NUMBER_WORDS.get(first, 1.0))


def _preferred(text: str) -> Iterator[Comparison]:
    for match in _PREFER.finditer(text):
        _, high = _bounds(text, match.start(), match.end())
        left = frozenset(_tokens(words(match["more"])))
        right = frozenset(_tokens(w for w in words(text) if match.end() <= w.start < high))
        if left and right:
            yield Comparison("prefer", 1, 1.0, left - right, right - left, *match.span())


def _outdone(text: str) -> Iterator[Comparison]:
    """ "Cats outnumber dogs" as more cats than dogs."""
    for match in _OUTDOES.finditer(text):
        low, high = _bounds(text, match.start(), match.end())
        left = frozenset(_tokens(w for w in words(text) if low <= w.start < match.start()))
        right = frozenset(_tokens(w for w in words(text) if match.end() <= w.start < high))
        if left and right:
            yield Comparison("more", 1, 1.0, left - right, right - left, *match.span())


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    low, high = sentence_of(text, start, end)
    stop = _END.search(text, end)
    return low, min(high, stop.start()) if stop else high


def _tokens(found: Iterator[Word] | Sequence[Word]) -> Iterator[str]:
    """What tells the two sides apart: content words and figures."""
    for word in found:
        if word.content or word.raw[0].isdigit() or word.lower in _TELLS_APART:
            yield word.stem
