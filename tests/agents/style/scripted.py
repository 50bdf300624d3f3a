"""A chat model that follows a script: an unexpected call fails, and so does an unused reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass
class ScriptedLLM:
    """Gives `replies` in order, each a value of the asked type or an error to raise."""

    replies: Sequence[BaseModel | Exception]
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of system and user message."""
    room: list[int] = field(default_factory=list)
    """Tokens that each answer was said to need."""
    name: str = "scripted"

    def ask(self, system: str, user: str, answer: type[Answer], *, tokens: int = 0) -> Answer:
        self.room.append(tokens)
        assert len(self.asked) < len(self.replies), f"unexpected call {len(self.asked) + 1}: {user}"
        reply = self.replies[len(self.asked)]
        self.asked.append((system, user))
        if isinstance(reply, Exception):
            raise reply
        assert isinstance(reply, answer)
        return reply

    def assert_done(self) -> None:
        assert len(self.asked) == len(self.replies), "a scripted reply was never asked for"
