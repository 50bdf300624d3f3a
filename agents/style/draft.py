"""Draft: what every writer hands out, with an id that is the same for the same text."""

from __future__ import annotations

import hashlib
from typing import Literal

from memory.types import Brief, Draft, Pointer


def make_draft(
    brief: Brief,
    text: str,
    *,
    attempt: int,
    writer: Literal["offline", "llm"],
    exemplars: tuple[str, ...],
    voice_score: float,
    notes: tuple[str, ...],
    parts: tuple[str, ...] = (),
    pointers: tuple[Pointer, ...] = (),
) -> Draft:
    """A draft whose id comes from assignment, attempt and text: a repeated step changes nothing."""
    made_of = f"{brief.assignment_id}\n{attempt}\n{text}".encode()
    return Draft(
        id=hashlib.sha256(made_of).hexdigest()[:16],
        text=text,
        channel=brief.channel,
        writer=writer,
        attempt=attempt,
        exemplars=exemplars,
        voice_score=voice_score,
        parts=parts,
        pointers=pointers,
        notes=notes,
    )
