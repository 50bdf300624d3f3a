"""What the publishers of one story tell differently: figures ("$312m", "$321m") and names.

Neither can be right for us to repeat: the sentences that hold them are left out of a
brief, the brief says so, and the auditor lets no claim lean on them. Near misses only;
far apart figures and unlike names speak of different things.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from agents.stories.matching import figures, names, title_cased
from agents.stories.quarantine import honest
from memory.types import Dispute, Saying, Signal
from tools.sentences import sentences

NEAR_MISS = 0.15
"""Relative difference up to which two figures may mean the same quantity."""
SAME_MATTER = 0.45
"""Cosine of the sentences in which they stand (MiniLM)."""
SHARED_WORDS = 3
"""Content words that two sentences on the same matter have in common, without vectors."""
NEAR_NAME = 0.80
"""Likeness of two spellings of one name (difflib's ratio); "Marrow", "Marlow" has 0.83."""
SHORTEST_NAME = 5
"""Letters of a name whose spelling can be mistaken."""
READ_SENTENCES = 6
"""Of each telling, beside its title."""

_PARTS = re.compile(r"([$£€¥]?)(\d+(?:\.\d+)?)(.*)")
_OFFICE = (
    r"(?P<role>chief executive(?: officer)?|ceo|cfo|cto|president|chair(?:man|woman)?|governor|"
    r"prime minister|finance minister|judge)"
)
"""Offices that one person holds at a time."""
_ROLE = re.compile(rf"\b(?i:{_OFFICE}),? (?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+)")
_HOLDER = re.compile(rf"{_OFFICE} (?P<name>.+)")
_WORD = re.compile(r"[\w&’'-]+")
_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTED = {
    "dead": ("dead", "killed", "deaths", "died", "fatalities"),
    "injured": ("injured", "wounded", "hurt", "injuries"),
    "missing": ("missing",),
    "arrested": ("arrested", "arrests", "detained"),
    "jobs": ("jobs", "employees", "workers", "staff", "posts"),
    "clients": ("clients", "customers", "users", "accounts", "wallets"),
    "members": ("banks", "venues", "investors", "applicants", "members", "countries"),
}
"""What news counts, and its other words: "43 killed" and "19 dead" cannot both be so."""
_SAME_COUNT = {word: name for name, words in _COUNTED.items() for word in words}
_COUNT = re.compile(
    rf"\b(?P<number>\d[\d,]*|{'|'.join(_SMALL)}) (?:people |others |were |was |more |have |had )*"
    rf"(?P<what>{'|'.join(_SAME_COUNT)})\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")
_CONTENT = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class Sentence:
    """One sentence and who says it."""

    text: str
    publisher: str
    signal_id: str


Alike = Callable[[int, int], bool]
"""Whether two sentences, by their places, are on the same matter."""


def disputes(signals: Sequence[Signal]) -> tuple[Dispute, ...]:
    """What the tellings of a story disagree on in titles and beginnings. Pure, no vectors."""
    if len({signal.publisher for signal in signals}) < 2:
        return ()
    said = [sentence for signal in signals for sentence in _beginning(signal)]
    words = [frozenset(_CONTENT.findall(one.text.lower())) for one in said]

    def alike(n: int, m: int) -> bool:
        return len(words[n] & words[m]) >= SHARED_WORDS

    return (
        *_disputed(said, alike, "figure", figures, near_miss),
        *_disputed(said, alike, "figure", counts, _other_count),
        *_disputed(said, alike, "name", _prose_names, misspelt),
        *_disputed(said, alike, "name", _roles, _other_holder),
    )


def disputed_figures(said: Sequence[Sentence], vectors: NDArray[np.float32]) -> tuple[Dispute, ...]:
    """The same for the figures of any sentences; `vectors` has shape (len(said), dimension)."""

    def alike(n: int, m: int) -> bool:
        return float(vectors[n] @ vectors[m]) >= SAME_MATTER

    return tuple(_disputed(said, alike, "figure", figures, near_miss))


def disputed(text: str, doubts: Sequence[Dispute]) -> Dispute | None:
    """The first of `doubts` on one side of which `text` comes down."""
    stated = figures(text) | counts(text)
    plain = f" {' '.join(_WORD.findall(_POSSESSIVE.sub('', text.lower())))} "
    for doubt in doubts:
        if doubt.about == "figure" and stated & doubt.values:
            return doubt
        if doubt.about == "name" and any(f" {value} " in plain for value in doubt.values):
            return doubt
    return None


def counts(text: str) -> frozenset[str]:
    """ "43 dead" for every count of people and things that news is full of."""
    found = set()
    for count in _COUNT.finditer(text):
        number = count["number"].lower().replace(",", "")
        digits = str(_SMALL.index(number) + 1) if number in _SMALL else number
        found.add(f"{digits} {_SAME_COUNT[count['what'].lower()]}")
    return frozenset(found)


def near_miss(one: str, other: str) -> bool:
    """Whether two figures, as `figures` writes them, are alike in kind and nearly in size.

    Bare numbers count from four digits on: small counts differ for many good reasons.
    """
    first, second = _PARTS.fullmatch(one), _PARTS.fullmatch(other)
    if not first or not second or (first[1], first[3]) != (second[1], second[3]):
        return False
    if not (first[1] or first[3]) and min(len(first[2]), len(second[2])) < 4:
        return False
    small, large = sorted((float(first[2]), float(second[2])))
    return 0 < large - small <= NEAR_MISS * large


def misspelt(one: str, other: str) -> bool:
    """Whether two names differ in one word only, and there by a letter or two.

    "america" and "american" are two words rather than one word spelt twice.
    """
    first, second = one.split(), other.split()
    if len(first) != len(second):
        return False
    unlike = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    if len(unlike) != 1 or min(map(len, unlike[0])) < SHORTEST_NAME:
        return False
    short, long = sorted(unlike[0], key=len)
    return not long.startswith(short) and SequenceMatcher(None, short, long).ratio() >= NEAR_NAME


def _disputed(
    said: Sequence[Sentence],
    alike: Alike,
    about: Literal["figure", "name"],
    stated_in: Callable[[str], frozenset[str]],
    differ: Callable[[str, str], bool],
) -> Iterator[Dispute]:
    """Pairs of values that differ between two publishers, neither of whom says both."""
    stated = [stated_in(one.text) for one in said]
    everywhere: dict[str, set[str]] = defaultdict(set)
    for one, values in zip(said, stated, strict=True):
        everywhere[one.publisher] |= values
    found = set()
    for n, m in combinations(range(len(said)), 2):
        first, second = said[n], said[m]
        if first.publisher == second.publisher or not (stated[n] and stated[m] and alike(n, m)):
            continue
        for pair in product(
            sorted(stated[n] - everywhere[second.publisher]),
            sorted(stated[m] - everywhere[first.publisher]),
        ):
            if frozenset(pair) not in found and differ(*pair):
                found.add(frozenset(pair))
                yield Dispute(about=about, sayings=(_says(first, pair[0]), _says(second, pair[1])))


def _says(sentence: Sentence, value: str) -> Saying:
    return Saying(value=value, publisher=sentence.publisher, signal_id=sentence.signal_id)


def _beginning(signal: Signal) -> Iterator[Sentence]:
    signal = honest(signal)
    for text in [signal.title, *sentences(signal.text[:2000])[:READ_SENTENCES]]:
        yield Sentence(text, signal.publisher, signal.id)


def _prose_names(text: str) -> frozenset[str]:
    """Names, unless nearly every word has a capital and none can be told apart."""
    return frozenset() if title_cased(text) else names(text)


def _roles(text: str) -> frozenset[str]:
    """ "chief executive anna berg" for every holder of an office."""
    return frozenset(f"{found['role']} {found['name']}".lower() for found in _ROLE.finditer(text))


def _other_count(one: str, other: str) -> bool:
    """Whether the same is counted with another result."""
    return one != other and one.split()[1] == other.split()[1]


def _other_holder(one: str, other: str) -> bool:
    """Whether the same office is given to people of different names."""
    first, second = _HOLDER.fullmatch(one), _HOLDER.fullmatch(other)
    if not first or not second or first["role"] != second["role"]:
        return False
    return not set(first["name"].split()) & set(second["name"].split())
