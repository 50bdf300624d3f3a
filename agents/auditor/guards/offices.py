"""Offices: who is the chair and who the chief executive, and who only the deputy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.lexicon import OFFICES, word_set
from agents.auditor.reading.naming import Name, names
from agents.auditor.reading.words import Word, kin, stem, words

LONGEST = 6
"""Words of a title beside a name."""
_RANKS = word_set(
    "deputy vice former ex acting interim assistant outgoing incoming honorary junior shadow "
    "retired late then"
)
"""Words that make another office of one; "late" and "then" end it."""
_SAME_RANK = {"ex": "former", "retired": "former", "then": "former", "late": "former",
              "interim": "acting"}  # fmt: skip
_HEADS = frozenset(stem(office) for office in OFFICES)
_GAP = re.compile(
    r"[\s-]+|['’]s?\s+|,\s+(?:the|an?|its|her|his|who\s+(?:is|was)(?:\s+the|\s+an?)?)\s+"
)
_BEFORE_COMMA = re.compile(r"(?:\bof\s+(?:the\s+)?\w+(?:\s\w+)?)?,\s+$")
_IS = re.compile(
    r"\s*(?:,\s*(?:who\s+(?:is|was)\s+)?|\s(?:is|was|as|will be|remains|became|becomes"
    r"|(?:was|is|has been)\s+(?:named|appointed|made|elected))\s+)"
    r"(?:(?:the|an?|its|her|his|their)\s)?\s*",
    re.IGNORECASE,
)
_IS_NAME = re.compile(r"\s(?:is|was|remains|will be)\s+$", re.IGNORECASE)
_POSSESSED = re.compile(r"['’]s?\s+(\w+)")


@dataclass(frozen=True, slots=True)
class Office:
    """The head of a title as a stem, the words that make it another office, and as written."""

    head: str
    ranks: frozenset[str]
    raw: str


def offices(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object to a title that the source gives to another, or only with "deputy" or "former"."""
    stated = [row for text in passages for row in held(text)]
    for name, mine in held(claim):
        theirs = [office for other, office in stated if other.tokens[-1] == name.tokens[-1]]
        if theirs and not any(_same(mine, other) for other in theirs):
            reason = f'the source calls "{name.raw}" "{theirs[0].raw}", the draft "{mine.raw}"'
            return Objection("offices", reason, contradicts=True)
        if theirs:
            continue
        if other := next((n for n, office in stated if _same(mine, office)), None):
            reason = f'the source calls "{other.raw}" "{mine.raw}", the draft "{name.raw}"'
            return Objection("offices", reason, contradicts=True)
    return _for_another(claim, passages)


def _same(one: Office, other: Office) -> bool:
    return (one.head == other.head or kin(one.head, other.head)) and one.ranks == other.ranks


def _for_another(claim: str, passages: Sequence[str]) -> Objection | None:
    """What the minister's spokesman says, the minister has not said."""
    for word in words(claim):
        if word.stem not in _HEADS or _possessed(claim, word):
            continue
        served = [
            _possessed(text, other)
            for text in passages
            for other in words(text)
            if other.stem == word.stem
        ]
        if served and all(served):
            reason = f"the source says this of the {word.raw}'s {served[0]}, not of the {word.raw}"
            return Objection("offices", reason, contradicts=True)
    return None


def _possessed(text: str, word: Word) -> str:
    """The office that belongs to this one ("the minister's spokesman"), or nothing."""
    match = _POSSESSED.match(text, word.end)
    return match[1] if match and stem(match[1]) in _HEADS else ""


@lru_cache(maxsize=4096)
def held(text: str) -> tuple[tuple[Name, Office], ...]:
    """Who holds which office according to `text`."""
    return tuple((name, office) for name in names(text) for office in _of(text, name))


def _of(text: str, name: Name) -> Iterator[Office]:
    inside = [w for w in words(text) if name.start <= w.start < name.end]
    own = [w for w in inside[:-1] if w.stem in _HEADS]
    before = _title_before(text, own[0].start if own else name.start) or _office(own)
    if before:
        yield before
    if office := _title_after(text, name.end):
        yield office


def _title_before(text: str, end: int) -> Office | None:
    """ "Deputy mayor Tunde Akers", "the club's vice president, Ugo Testa", "its CFO is Priya"."""
    before = text[:end]
    inside = re.match(r"\w+", text[end:])
    for pattern in (_BEFORE_COMMA, _IS_NAME):
        if match := pattern.search(before):
            before = before[: match.start()] + " "
            break
    run: list[Word] = []
    edge = len(before)
    for word in reversed(words(before)):
        gap = before[word.end : edge]
        if not re.fullmatch(r"[\s-]*", gap) or len(run) >= LONGEST or not _of_title(word):
            break
        run.insert(0, word)
        edge = word.start
    if inside and inside.group().lower() in OFFICES and end < len(text):
        run += [w for w in words(text) if w.start == end]
    return _office(run)


def _title_after(text: str, start: int) -> Office | None:
    """ "Tunde Akers, the deputy mayor", "Hugo Lane is CEO of Fernway"."""
    match = _IS.match(text, start)
    if not match:
        return None
    begin = match.end()
    run: list[Word] = []
    edge = begin
    for word in words(text):
        if word.start < begin:
            continue
        gap = text[edge : word.start]
        if not re.fullmatch(r"[\s-]*|['’]s?\s+", gap) or len(run) >= LONGEST:
            break
        run.append(word)
        edge = word.end
        if word.stem in _HEADS and text[word.end : word.end + 2] not in {"'s", "’s"}:
            following = re.match(r"[\s-]+(\w+)", text[word.end :])
            if not following or stem(following[1]) not in _HEADS:
                return _office(run)
        if word.lower in {"of", "to", "in", "for", "and", "who", "at", "on", "from", "with", "by"}:
            break
    return None


def _of_title(word: Word) -> bool:
    return word.stem in _HEADS or word.lower in _RANKS or (word.content and word.raw[0].islower())


def _office(run: Sequence[Word]) -> Office | None:
    """The office that a run of words names; None when there is none in it."""
    heads = [index for index, word in enumerate(run) if word.stem in _HEADS]
    if not heads:
        return None
    kept = run[: heads[-1] + 1]
    ranks = {_SAME_RANK.get(w.lower, w.lower) for w in kept if w.lower in _RANKS}
    raw = " ".join(w.raw for w in kept[-3:])
    return Office(_head(kept), frozenset(ranks), raw)


def _head(kept: Sequence[Word]) -> str:
    """ "Chief executive" is a CEO, "finance minister" and "defence minister" are two offices."""
    lower = [word.lower for word in kept]
    if lower[-2:] == ["chief", "executive"] or lower[-2:] == ["executive", "officer"]:
        return stem("ceo")
    return kept[-1].stem
