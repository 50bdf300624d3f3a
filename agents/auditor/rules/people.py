"""People in a text: which of its names is a person's, and which cannot be."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from agents.auditor.lexicon import COMPANIES, word_set
from agents.auditor.naming import Name, names
from agents.auditor.words import ordinary

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


@cache
def given_names() -> frozenset[str]:
    """The given names of the list beside this file."""
    text = Path(__file__).with_name("given_names.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return word_set(" ".join(lines))


def people(text: str) -> tuple[Name, ...]:
    """The names in `text` that look like a person's, in order."""
    return tuple(name for name in names(text) if is_person(name))


def is_person(name: Name) -> bool:
    """Whether a name has a given name, a title, or two words of which none is a body's."""
    tokens = name.tokens
    if any(token in BODIES or token in COMPANIES for token in tokens):
        return tokens[0] in TITLES
    if any(token in given_names() or token in TITLES for token in tokens):
        return True
    return 2 <= len(tokens) <= 4 and not name.raw.isupper() and _plain_letters(name)


def _plain_letters(name: Name) -> bool:
    return all(
        re.fullmatch(r"[^\W\d_'’-]{2,}(?:['’-][^\W\d_]+)*", t) for t in name.tokens
    ) and not all(ordinary(token) for token in name.tokens)
