"""Attribution: whom a claim names as its source ("according to Ledgerwire", "Ledgerwire: …").

What a publisher is credited with must be said by that publisher; that it is said at all is
then no claim of ours, so a side of a dispute may be told as somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from memory.types import Claim

_SAYS = r"(?:says|said|reports|reported|writes|wrote|has it|puts it|tells|told|claims|claimed)"


@dataclass(frozen=True, slots=True)
class Credit:
    """What a claim passes on, and whose word it is."""

    publisher: str
    told: str
    """The claim without its credit."""


def credit(claim: str, publishers: Iterable[str]) -> Credit | None:
    """The credit that `claim` gives to one of `publishers`; None when it speaks for itself."""
    for publisher in sorted(set(publishers), key=len, reverse=True):
        for pattern in _patterns(publisher):
            told = pattern.sub("", claim).strip(" ,;:—–")
            if told != claim.strip(" ,;:—–") and re.search(r"\w", told):
                return Credit(publisher, told)
    return None


def uncredited(claim: Claim, publishers: Iterable[str]) -> Claim:
    """The claim as it is checked: what is told, without who is credited with it."""
    found = credit(claim.alone, publishers)
    return claim.model_copy(update={"resolved": found.told}) if found else claim


def _patterns(publisher: str) -> tuple[re.Pattern[str], ...]:
    name = rf"(?:the )?{re.escape(publisher.strip())}"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"^\W*(?:according to|as reported by|per|via)\s+{name}\b,?|^\W*{name}\s*:",
            rf"^\W*{name}\s+{_SAYS}\b(?:\s+that)?",
            rf",?\s*\b(?:according to|as reported by|reports|says|per|via)\s+{name}(?=\W*$)",
            rf",\s*{name}\s+{_SAYS}(?=\W*$)|\s*\({name}\)(?=\W*$)",
        )
    )
