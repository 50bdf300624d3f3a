"""What X still allows, as the headers of its answers say: for each endpoint, and for the day.

X counts for each endpoint in windows of 15 minutes, and for some also in days of the
app and of the user. Only the last word on each counts, and only until it is over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from memory.types import Limit
from tools.x.errors import DEFAULT_WAIT, LONGEST_WAIT, epoch

_USERNAMES = ["users", "by", "username"]
_WINDOWS = {
    "": "x-rate-limit-{}",
    " (user, 24 h)": "x-user-limit-24hour-{}",
    " (app, 24 h)": "x-app-limit-24hour-{}",
}


class Limits:
    """The last word on every endpoint; safe to share between threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, Limit] = {}

    def hear(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        """Takes in one answer. Header names in lower case."""
        limits = read(endpoint(method, path), headers, self._clock())
        with self._lock:
            self._known.update({limit.name: limit for limit in limits})

    def standing(self) -> tuple[Limit, ...]:
        """What holds now, by name."""
        now = self._clock()
        with self._lock:
            known = sorted(self._known.values(), key=lambda limit: limit.name)
        return tuple(limit for limit in known if limit.resets_at is None or limit.resets_at > now)


def read(name: str, headers: Mapping[str, str], now: datetime) -> Iterator[Limit]:
    """The limits in the headers of one answer.

    Where X tells no credible end, 15 minutes from now is assumed, the length of its window.
    """
    for window, header in _WINDOWS.items():
        remaining = _count(headers.get(header.format("remaining")))
        if remaining is None:
            continue
        most = _count(headers.get(header.format("limit")))
        told = epoch(headers.get(header.format("reset")))
        ends = told if told and now < told <= now + LONGEST_WAIT else now + DEFAULT_WAIT
        yield Limit(name=f"{name}{window}", remaining=remaining, most=most, resets_at=ends)


def endpoint(method: str, path: str) -> str:
    """A call without its ids and names, since X counts for each endpoint: `GET /2/tweets/{id}`."""
    version, parts = path.split("/")[:2], path.split("/")[2:]
    if parts[:-1] == _USERNAMES:
        parts[-1] = "{username}"
    named = ["{id}" if part.isdecimal() else part for part in parts]
    return f"{method} {'/'.join([*version, *named])}"


def _count(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdecimal() else None
