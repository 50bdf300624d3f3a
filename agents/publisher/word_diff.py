"""Word diff: what changed from one wording to the next, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from memory.types import Value

_WORD = re.compile(r"\s*\S+|\s+")


class Change(Value):
    """A stretch of words that stayed, went or came."""

    kind: Literal["same", "removed", "added"]
    text: str


def word_diff(before: str, after: str) -> tuple[Change, ...]:
    """The way from `before` to `after`.

    What is same or removed makes `before`, what is same or added makes `after`.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(a=[one.strip() for one in old], b=[one.strip() for one in new])
    found: list[Change] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        found += _same(old[a:b], new[c:d]) if kind == "equal" else _changed(old[a:b], new[c:d])
    return tuple(_joined(found))


def marked(changes: Sequence[Change]) -> str:
    """ "The peg [-held-]{+broke+} today." """
    return "".join(_mark(change, before) for before, change in pairwise((None, *changes)) if change)


def _mark(change: Change, before: Change | None) -> str:
    """Blanks stand before the brackets, and only once where a word takes another's place."""
    lead = _lead(change)
    words = change.text.removeprefix(lead)
    if before and before.kind == "removed" and _lead(before) == lead:
        lead = ""
    match change.kind:
        case "removed":
            return f"{lead}[-{words}-]"
        case "added":
            return f"{lead}{{+{words}+}}"
        case "same":
            return change.text


def _lead(change: Change) -> str:
    return change.text[: len(change.text) - len(change.text.lstrip())]


def _same(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Words that stayed; where the blanks before one changed, it went and came."""
    for one, other in zip(old, new, strict=True):
        if one == other:
            yield Change(kind="same", text=one)
        else:
            yield from _changed([one], [other])


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    if old:
        yield Change(kind="removed", text="".join(old))
    if new:
        yield Change(kind="added", text="".join(new))


def _joined(changes: Sequence[Change]) -> Iterator[Change]:
    """Neighbours of a kind as one."""
    held: Change | None = None
    for change in changes:
        if held and held.kind == change.kind:
            held = Change(kind=held.kind, text=held.text + change.text)
            continue
        if held:
            yield held
        held = change
    if held:
        yield held
