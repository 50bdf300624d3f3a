"""Comparisons: which of two is more, and whether a claim turned them round.

"A is faster than B" may become "B is slower than A", but neither "B is faster than
A" nor "A is slower than B". Other guards ask `fairly_turned` before they take such a
rewording for a swap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from agents.auditor.guards.attachment import sentence_of
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.lexicon import CONVERSES, OPPOSITES, word_set
from agents.auditor.numerals import FRACTIONS, MULTIPLES, NUMBER_WORDS
from agents.auditor.quantities import Quantity
from agents.auditor.words import Word, kin, known, stem, words

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
_LOW = frozenset(
    stem(word) for word in word_set("low cheap slow small short light thin narrow young weak poor")
)
"""Scales named by their lower end: "cheaper" is less."""
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
    return _wrong_end(claim, passages)


def _wrong_end(claim: str, passages: Sequence[str]) -> Objection | None:
    """ "Finch lost to Stamm" of "Finch beat Stamm": the other end without the other order."""
    for mine in words(claim):
        wanted = _pairs().get(mine.stem)
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
    return bool(left and right) and not _exchanged(claim, mine, text, other)


def fairly_turned(claim: str, passages: Sequence[str]) -> bool:
    """Whether the claim tells a comparison or an event of the source from its other end."""
    return _turned(claim, tuple(passages))


def accounted(claim: str, passages: Sequence[str]) -> frozenset[str]:
    """Stems of the claim that no passage has, but that its comparison or converse bears out."""
    return _accounted(claim, tuple(passages))


@lru_cache(maxsize=1024)
def _accounted(claim: str, passages: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for mine in compared(claim):
        if any(_against(mine, other) for text in passages for other in compared(text)):
            found |= {w.stem for w in words(claim) if mine.start <= w.start < mine.end}
    for end in words(claim):
        wanted = _pairs().get(end.stem, frozenset())
        if any(
            w.stem in wanted and _exchanged(claim, end, text, w)
            for text in passages
            for w in words(text)
        ):
            found.add(end.stem)
    return frozenset(found)


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
    return any(_converse(claim, text) for text in passages)


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


# ------------------------------------------------------------------ reading


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
    if first.isdigit():
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


# ----------------------------------------------------------------- converses


@lru_cache(maxsize=1)
def _pairs() -> dict[str, frozenset[str]]:
    """Stem to the stems that tell the same from the other end."""
    table: dict[str, set[str]] = {}
    for one, other in CONVERSES:
        for here, there in ((one, other), (other, one)):
            for word in here:
                table.setdefault(stem(word), set()).update(stem(w) for w in there)
    return {key: frozenset(value) for key, value in table.items()}


def converse(one: str, other: str) -> bool:
    """Whether two stems tell one event from its two ends."""
    return other in _pairs().get(one, frozenset())


def _converse(claim: str, text: str) -> bool:
    """ "Stamm lost to Finch" of "Finch beat Stamm": the words are converse, the sides exchanged."""
    for mine in words(claim):
        wanted = _pairs().get(mine.stem)
        if not wanted:
            continue
        for other in words(text):
            if other.stem in wanted and _exchanged(claim, mine, text, other):
                return True
    return False


def _exchanged(claim: str, mine: Word, text: str, other: Word) -> bool:
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
