"""The seams: what the specialists need from the world, and nothing more.

Each protocol has an embedded implementation that needs no key, no server and no
network, and one that is chosen by settings. `graph/team.py` alone picks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from memory.types import (
    Brief,
    Description,
    Draft,
    Limit,
    Post,
    Publication,
    Reactions,
    Receipt,
    Usage,
)

Answer = TypeVar("Answer", bound=BaseModel)


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimension), each row of length 1."""
        ...


class ChatModel(Protocol):
    """A language model that answers in a given type."""

    @property
    def name(self) -> str: ...

    def ask(self, system: str, user: str, answer: type[Answer], *, tokens: int = 0) -> Answer:
        """Never half an answer, and a bounded one; `tokens` is the room that it needs at least.

        Raises ModelUnavailable, ModelRefused, BudgetExhausted, or ConfigError when the
        endpoint refuses our key, our account or the model's name.
        """
        ...


class Exemplars(Protocol):
    """Finds the persona's own posts that help to write about something."""

    def nearest(self, text: str, count: int) -> Sequence[Post]:
        """Most similar first; at most `count`."""
        ...

    def choose(self, brief: Brief, count: int) -> Sequence[Post]:
        """Those to write `brief` after, most helpful first; at most `count`, each once."""
        ...


class Writer(Protocol):
    """Writes one draft of a brief; `wishes` are the auditor's or the human's reasons."""

    def write(self, brief: Brief, *, attempt: int, wishes: Sequence[str]) -> Draft | str:
        """The draft, or in words why nothing publishable can be said. Raises ModelError."""
        ...


Keep = Callable[[str], object]
"""Keeps a word of an attempt, committed when it returns: `Publication.kept` brings it back."""


class Channel(Protocol):
    """One place to publish: one account at one platform.

    Every call may raise ChannelError, BudgetExhausted or ConfigError; which of them it is
    decides what becomes of the publication (see memory/errors.py).
    """

    @property
    def name(self) -> str: ...

    def describe(self) -> Description:
        """What it takes; asks nobody."""
        ...

    def publish(self, publication: Publication, keep: Keep) -> Receipt:
        """One post. Raises ChannelBusy, ChannelRefused or ChannelUnknown.

        What must survive a crash half-way, such as the id of a container, is given to `keep`
        before the step that depends on it.
        """
        ...

    def find(self, publication: Publication) -> Receipt | None:
        """Is it out already? None: surely not. Raises ChannelUnknown when it cannot tell."""
        ...

    def reactions(self, publication: Publication) -> Reactions:
        """Its engagement now; `external_id` is set."""
        ...

    def limits(self) -> Sequence[Limit]:
        """What of publishing the platform still allows, as it said last, or asked for free."""
        ...


@runtime_checkable
class Deletes(Protocol):
    """A channel that can take a post down."""

    def delete(self, publication: Publication) -> None:
        """Afterwards it is gone, also when it was gone before."""
        ...


@runtime_checkable
class Edits(Protocol):
    """A channel that can change the words of a post."""

    def edit(self, publication: Publication, text: str) -> Receipt: ...


class Meter(Protocol):
    """Counts money. Ask before a paid call, record after it, release when it is over."""

    def allow(self, usd: float, what: str) -> None:
        """Hold `usd` for this thread; BudgetExhausted when today's budget does not cover it."""
        ...

    def record(self, usage: Usage) -> None: ...

    def release(self) -> None:
        """Give back what this thread holds and did not spend; harmless when it holds nothing."""
        ...
