"""What a platform said last about its rate limits, by name."""

from __future__ import annotations

import threading

from memory.types import Limit


class Limits:
    """The newest word on each limit; several threads may call."""

    def __init__(self) -> None:
        self._known: dict[str, Limit] = {}
        self._lock = threading.Lock()

    def note(self, limit: Limit) -> None:
        with self._lock:
            self._known[limit.name] = limit

    def now(self) -> tuple[Limit, ...]:
        """In order of their names."""
        with self._lock:
            return tuple(self._known[name] for name in sorted(self._known))
