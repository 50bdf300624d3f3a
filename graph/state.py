"""State: what one turn knows, and every type that a checkpoint may hold.

Only ids and small frozen values: no clients, rows or prompts. A test takes each
registered type through a checkpoint and back.
"""

from __future__ import annotations

import operator
from enum import Enum
from typing import Annotated

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from pydantic import BaseModel
from typing_extensions import TypedDict  # pydantic draws Studio's forms from these

from memory import types
from memory.types import Mode, Outcome, Plan, Work

REGISTERED: tuple[type, ...] = tuple(
    found
    for found in vars(types).values()
    if isinstance(found, type)
    and found.__module__ == types.__name__
    and issubclass(found, BaseModel | Enum)
)
"""The vocabulary, whole: whatever else turns up in a checkpoint is not let back in."""


def serializer() -> JsonPlusSerializer:
    """The serializer of our checkpoints: no pickle, and only registered types."""
    return JsonPlusSerializer(allowed_msgpack_modules=REGISTERED)


def merge_waiting(left: dict[str, Work], right: dict[str, Work | None]) -> dict[str, Work]:
    """Works before a human, by draft id; None takes one away."""
    merged = {**left, **right}
    return {key: work for key, work in merged.items() if work is not None}


class TurnInput(TypedDict, total=False):
    """What a turn may be asked; all of it optional, so that Studio can send `{}`."""

    topic: str | None
    url: str | None
    story: str | None
    feeds: list[str]
    mode: Mode | None
    reply_to: str | None
    said: str | None


class TurnState(TurnInput, total=False):
    """One turn."""

    scanned: bool
    asked: list[str]
    """Ids of the signals that `url` became."""
    plan: Plan
    waiting: Annotated[dict[str, Work], merge_waiting]
    outcomes: Annotated[list[Outcome], operator.add]


class WorkState(TypedDict):
    """What one `Send` carries: a branch sees its own work and nothing else."""

    work: Work
