"""What is written: drafts, and where each stretch of one comes from."""

from __future__ import annotations

from typing import Literal

from memory.types.values import Value


class Pointer(Value):
    """Where a stretch of a draft comes from: `draft.text[start:end]` says a fact of the brief."""

    start: int
    end: int
    fact: int
    """Index into `Brief.facts`; -1 is the headline."""


class Draft(Value):
    """Text for one channel, with the posts it leaned on and its voice score."""

    id: str
    text: str
    channel: str
    writer: Literal["offline", "llm", "human"]
    attempt: int = 1
    exemplars: tuple[str, ...] = ()
    """Ids of the persona's posts."""
    voice_score: float = 0.0
    """0 to 1: closeness to the persona's measured habits."""
    parts: tuple[str, ...] = ()
    """The posts of a thread in order; `text` is these with an empty line between them."""
    pointers: tuple[Pointer, ...] = ()
    """What the draft says of the story, each stretch with its fact; the rest is the persona's."""
    notes: tuple[str, ...] = ()
