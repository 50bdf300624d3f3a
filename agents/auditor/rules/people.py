"""People in a text: which of its names is a person's, and which cannot be."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from agents.auditor.reading.lexicon import COMPANIES, word_set
from agents.auditor.reading.naming import Name, names
from agents.auditor.reading.words import ordinary

_GIVEN = re.compile(r"\b([A-Z][a-z]+) $")
TITLES = word_set(
    "mr mrs ms miss dr prof professor sir lady lord dame judge justice senator president"
)
BODIES = word_set(
    "bank exchange venue fund capital labs lab group protocol network trust court board commission "
    "authority ministry department agency university school academy college council company "
    "foundation institute association union society partners holdings ventures finance pay wallet "
    "markets market times journal post news wire court islands island city town county street road "
    "house park square station hotel hospital stadium museum library bridge river valley "
    "clearing custody chain coin token cash swap dao systems technologies software energy motors "
    "airlines insurance securities asset management advisers advisors index league cup rovers "
    "united football club award prize act bill report summit conference party army police"
)
"""Last words of names that are not people's."""
SURNAMES = word_set("park house court cash bridge street rivers day price young money bank banks")
"""Words of places and bodies that are surnames after a given name."""


@cache
def given_names() -> frozenset[str]:
    """The given names of the list beside this file."""
    text = Path(__file__).with_name("given_names.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return word_set(" ".join(lines))


@lru_cache(maxsize=1024)
def full_names(text: str) -> tuple[Name, ...]:
    """The names in `text`, each with the given name before it that is also a word ("Bill")."""
    return tuple(_full(name, text) for name in names(text))


def _full(name: Name, text: str) -> Name:
    before = _GIVEN.search(text[: name.start])
    if before is None or before[1].lower() not in given_names():
        return name
    start = before.start(1)
    return Name(text[start : name.end], start, name.end, (before[1].lower(), *name.tokens))


def is_person(name: Name) -> bool:
    """Whether a name has a given name, a title, or two words of which none is a body's."""
    tokens = name.tokens
    if tokens[0] in given_names() and len(tokens) == 2 and tokens[1] in SURNAMES:
        return True
    if tokens[-1] in BODIES or any(token in COMPANIES for token in tokens):
        return tokens[0] in TITLES
    if any(token in given_names() or token in TITLES for token in tokens):
        return True
    return 2 <= len(tokens) <= 4 and not name.raw.isupper() and _plain_letters(name)


def _plain_letters(name: Name) -> bool:
    return all(
        re.fullmatch(r"[^\W\d_'’-]{2,}(?:['’-][^\W\d_]+)*", t) for t in name.tokens
    ) and not all(ordinary(token) for token in name.tokens)
