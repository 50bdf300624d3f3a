"""What a platform said last about its rate limits, by name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from memory.types import Limit

Heard = Callable[[Sequence[Limit]], object]
"""Told of every limit that an answer names, such as to share it between processes."""


def nobody(limits: Sequence[Limit]) -> None:
    """Where nobody listens."""


class Limits:
    """The newest word on each limit; several threads may call."""

    def __init__(self, heard: Heard = nobody) -> None:
        self._heard = heard
        self._known: dict[str, Limit] = {}
        self._lock = threading.Lock()

    def note(self, limit: Limit) -> None:
        with self._lock:
            self._known[limit.name] = limit
        self._heard((limit,))

    def now(self) -> tuple[Limit, ...]:
        """In order of their names."""
        with self._lock:
            return tuple(self._known[name] for name in sorted(self._known))
