"""How much may happen at once: so much in all, and so much with one host."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain


class Slots:
    """At most `total` at once, and at most `per_host` with one host. Used by one loop only.

    Whoever leaves makes room for the next of the same host, whose connection is still
    warm; without one, for the host that has waited longest.
    """

    def __init__(self, total: int, per_host: int) -> None:
        self._free = total
        self._per_host = per_host
        self._busy: Counter[str] = Counter()
        self._lines: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Waits for a slot, and holds it until the block ends."""
        await self._take(host)
        try:
            yield
        finally:
            self._leave(host)

    def crowded(self, host: str) -> bool:
        """Whether somebody waits for a slot with `host`."""
        return host in self._lines

    async def _take(self, host: str) -> None:
        if self._has_room(host):  # then nobody waits whom we would overtake: see _leave
            self._enter(host)
            return
        turn = asyncio.get_running_loop().create_future()
        self._lines.setdefault(host, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._drop(host, turn)
            else:  # our turn came in the very moment in which we gave up
                self._leave(host)
            raise

    def _leave(self, host: str) -> None:
        self._free += 1
        self._busy[host] -= 1
        if not self._busy[host]:
            del self._busy[host]
        # Every leaving lets in one who can go, so a free slot means that nobody could.
        # At most total / per_host hosts are passed over on the way, being full.
        for waiting in chain((host,), self._lines):
            turn = self._next(waiting) if self._has_room(waiting) else None
            if turn is not None:
                self._drop(waiting, turn)
                self._enter(waiting)
                turn.set_result(None)
                return

    def _next(self, host: str) -> asyncio.Future[None] | None:
        """The first in line who has not given up; who has is still there until told so."""
        return next((turn for turn in self._lines.get(host, ()) if not turn.done()), None)

    def _has_room(self, host: str) -> bool:
        return self._free > 0 and self._busy[host] < self._per_host

    def _enter(self, host: str) -> None:
        self._free -= 1
        self._busy[host] += 1

    def _drop(self, host: str, turn: asyncio.Future[None]) -> None:
        self._lines[host].remove(turn)
        if not self._lines[host]:
            del self._lines[host]
