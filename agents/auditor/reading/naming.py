"""Names: who and what a text speaks of, and whether another text knows them.

A name is a run of capitalised words, an acronym, a handle or a cashtag. The first
word of a sentence counts only when it is no everyday word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from agents.auditor.reading.lexicon import ALIASES, COMPANIES, word_set
from agents.auditor.reading.moments import MONTHS, WEEKDAYS
from agents.auditor.reading.numerals import CURRENCIES, NUMBER_WORDS
from agents.auditor.reading.words import Word, is_heading, ordinary, stem, words

GENERAL = word_set(
    "i ai api apis atm atms ceo ceos cfo cto coo it pdf faq id ids ok tv pr hr diy ux ui kyc aml "
    "nft nfts dao daos etf etfs ipo ipos cbdc cbdcs gdp url qr sms iou ious vc vcs pm am gmt utc "
    "bst est llm llms gpu gpus cpu saas q1 q2 q3 q4 mr mrs ms dr english internet christmas "
    "breaking god kb mb gb tb kw mw gw km kg mph"
)
"""Capitals that name nobody in particular."""
SUFFIXES = word_set("inc ltd llc plc corp co corporation limited gmbh ag sa nv group")
_COINS = word_set("btc eth won")
_CALENDAR = frozenset([*MONTHS, *WEEKDAYS, *(day + "s" for day in WEEKDAYS)])
_SKIPPED = GENERAL | _CALENDAR | frozenset(NUMBER_WORDS) | frozenset(CURRENCIES) - _COINS
_OPENING = re.compile(r"(?:^|[.!?:;…\n]|[—–]|[\"“‘(\[]|^[^\w]*)\s*[\"“‘'(\[]*$")
_JOINT = re.compile(r"[ \t]+|-|\s?&\s?|/")


@dataclass(frozen=True, slots=True)
class Name:
    """A name at `text[start:end]` with its words in lower case."""

    raw: str
    start: int
    end: int
    tokens: tuple[str, ...]


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[Name, ...]:
    """Every name in `text`, in order."""
    heading = is_heading(text)
    return tuple(_name(text, run) for run in _runs(text, heading))


def _runs(text: str, heading: bool) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in words(text):
        if run and not _JOINT.fullmatch(text[run[-1].end : word.start]):
            yield run
            run = []
        if _is_name_word(text, word, heading):
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_name_word(text: str, word: Word, heading: bool) -> bool:
    if not word.capital or word.lower in _SKIPPED or word.raw[0].isdigit():
        return False
    if word.raw[0] in "@$":
        return not word.raw[1:2].isdigit()
    if word.lower in COMPANIES:
        return True
    acronym = len(word.raw) > 1 and word.raw.isupper()
    if heading or (_OPENING.search(text[: word.start]) and not (acronym and len(word.raw) < 5)):
        return not ordinary(word.lower) and not _plural_subject(text, word)
    return word.content or (acronym and word.lower in {"us", "un", "who"})


_PLURAL = re.compile(r"(?<!s)(?<!u)(?<!i)s$")
_PLURAL_VERBS = word_set(
    "are aren't have haven't do don't always never mostly usually rarely seldom pay value decide "
    "vote run keep make take win need want live die move cost lose break fail lie sell buy age "
    "arrive bid bring build burn buy care change come count deserve drive earn eat expire fear get "
    "give go grow hate help hide hold judge know lag last learn leave lend like listen look love "
    "matter measure meet open prefer prove read remember reveal sit sleep spend stay stop survive "
    "talk teach tell think travel trust turn wait watch wear work write reconcile remove fund"
)


def _plural_subject(text: str, word: Word) -> bool:
    """Whether a first word is a plural with its verb ("Grids pay"): a kind, and no name."""
    following = next((w.lower for w in words(text) if w.start >= word.end), "")
    return bool(_PLURAL.search(word.lower)) and following in _PLURAL_VERBS


def _name(text: str, run: list[Word]) -> Name:
    tokens = tuple(word.lower.lstrip("@$").replace(".", "") for word in run)
    kept = tuple(token for token in tokens if token not in SUFFIXES) or tokens
    return Name(text[run[0].start : run[-1].end], run[0].start, run[-1].end, kept)


@lru_cache(maxsize=1)
def _aliases() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for group in ALIASES:
        plain = {name.replace(".", "") for name in group}
        for name in plain:
            table.setdefault(name, set()).update(plain)
    return {name: frozenset(others) for name, others in table.items()}


class Roll:
    """The words of a body of text, asked whether it knows a name. Built once a text."""

    def __init__(self, text: str) -> None:
        tokens = [word.lower.lstrip("@$").replace(".", "") for word in words(text)]
        self._tokens = frozenset(tokens) | frozenset(stem(token) for token in tokens)
        self._line = f" {' '.join(tokens)} "
        self._initials = frozenset(_initials(tokens))

    def knows(self, name: Name) -> bool:
        """Whether the whole name is there: its words side by side, or under an alias."""
        if len(name.tokens) == 1:
            return self.has(name.tokens[0])
        if f" {' '.join(name.tokens)} " in self._line:
            return True
        if f" {' '.join(stem(t) for t in name.tokens)} " in self._line:
            return True
        return self.has_alias(" ".join(name.tokens)) or self._piecewise(name.tokens)

    def shares(self, name: Name) -> bool:
        """Whether any word of the name is there, or the name under an alias."""
        whole = " ".join(name.tokens)
        return any(self.has(token) for token in name.tokens) or self.has_alias(whole)

    def _piecewise(self, tokens: tuple[str, ...]) -> bool:
        """Each word known, and each known neighbour really a neighbour or one word apart."""
        if not all(self.has(token) for token in tokens):
            return False
        return all(self._near(one, other) for one, other in pairwise(tokens))

    def _near(self, one: str, other: str) -> bool:
        if not (one in self._tokens and other in self._tokens):
            return True
        first, second = re.escape(one), re.escape(other)
        pattern = rf" {first}(?: \S+)? {second}s? | {second} of (?:the )?{first} "
        return bool(re.search(pattern, self._line))

    def has(self, token: str) -> bool:
        """Whether one word of a name is known, by itself, its stem, its letters or an alias."""
        if token in self._tokens or stem(token) in self._tokens:
            return True
        return (len(token) > 2 and token in self._initials) or self.has_alias(token)

    def has_alias(self, name: str) -> bool:
        """Whether the text uses another name of the same thing."""
        return any(f" {alias} " in self._line for alias in _aliases().get(name, frozenset()))


def _initials(tokens: list[str]) -> Iterator[str]:
    """Letters of three to five neighbouring words, so that "Silicon Valley Bank" gives "svb"."""
    letters = [token[:1] for token in tokens if token not in {"of", "the", "and", "for"}]
    for length in (3, 4, 5):
        for start in range(len(letters) - length + 1):
            yield "".join(letters[start : start + length])
