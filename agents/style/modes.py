"""Modes: the outer form of each kind of post, the same for every writer.

How much room there is for words, whether the story's link follows them, in how many
parts it comes and how these are joined, and where it can go out. What a mode
asks of the words themselves is the writer's business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from memory.types import Brief, Description, Mode
from tools.x_text import LIMIT, weighted_length

LONG_LIMIT = 2_500
"""Units of a long post: some 400 words, a few minutes of reading."""
_GAP = "\n\n"


@dataclass(frozen=True)
class Form:
    """What a post of one mode may hold."""

    longest: int = LIMIT
    """Units of one part, its link included, counted as X counts."""
    fewest_parts: int = 1
    most_parts: int = 1
    has_link: bool = False
    """Whether the story's link, where it has one, stands at the end."""


FORMS: dict[Mode, Form] = {
    Mode.STATEMENT: Form(),
    Mode.COMMENT: Form(has_link=True),
    Mode.QUESTION: Form(),
    Mode.REPLY: Form(),
    Mode.THREAD: Form(fewest_parts=2, most_parts=6, has_link=True),
    Mode.LONG: Form(longest=LONG_LIMIT, has_link=True),
    Mode.ANNOUNCEMENT: Form(has_link=True),
}


def link_of(brief: Brief) -> str:
    """The link that ends a post of `brief`; empty when none does."""
    return (brief.url or "") if FORMS[brief.mode].has_link else ""


def room(brief: Brief) -> int:
    """Units that the words of one part may take; a link that follows leaves less."""
    return FORMS[brief.mode].longest - weighted_length(_ending(brief))


def with_link(brief: Brief, parts: Sequence[str]) -> tuple[str, ...]:
    """`parts` (one, or the posts of a thread) with the link at the end of the last."""
    return (*parts[:-1], parts[-1] + _ending(brief))


def _ending(brief: Brief) -> str:
    link = link_of(brief)
    gap = _GAP if brief.mode is Mode.LONG else " "
    return gap + link if link else ""


def joined(parts: Sequence[str]) -> str:
    """The parts as one text: what `Draft.text` holds."""
    return _GAP.join(parts)


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a text that `joined` made, or that somebody edited; never empty ones."""
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip())


def unpublishable(mode: Mode | None, place: Description) -> str:
    """Why a post of `mode` cannot go out at `place`, with the next step; empty when it can."""
    if place.threads:
        return ""
    if mode is Mode.THREAD:
        return f"{place.name} takes no threads; take another --mode or --channel"
    if mode is Mode.LONG and place.longest <= LIMIT:
        return (
            f"a long post cannot go out on {place.name}: a post has {place.longest} units there, "
            "and it takes no threads; take another --mode or --channel"
        )
    return ""
