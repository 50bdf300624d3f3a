"""Stretches: what a draft is cut into, and how long a side of a cut must be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.auditor.reading.quotations import quotations

SHORTEST = 3
"""Words that each side of a cut must have; a side whose subject is given back, one fewer."""
LONGEST = 600
"""Characters of a sentence that is read at all; a longer one is none, and stays whole."""
_WORD = re.compile(r"\w[\w'’.-]*")

ADDRESSED = re.compile(
    r"^\W*(?:@\w+[\s,]+)+(?!(?:has|had|is|was|will|may|can|says|said)\b)", re.IGNORECASE
)
"""Handles at the beginning: whom a reply speaks to; one that does something is no address."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch `text[start:end]`; `alone` is the same with what the cut took from it."""

    start: int
    end: int
    alone: str = ""
    whole: str = ""
    """The clause it was cut from, when that had one subject for several pieces."""


def length(side: str) -> int:
    """How many words a side of a cut has."""
    return len(_WORD.findall(side))


def masked(text: str) -> str:
    """`text` with the words of every quotation made one long word, so that no cut is in it."""
    for quotation in quotations(text):
        inside = "q" * (quotation.end - quotation.start - 2)
        text = text[: quotation.start + 1] + inside + text[quotation.end - 1 :]
    return text
