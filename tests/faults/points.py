"""Points at which a process can be killed: around every commit, call, write and pause.

`watch` wraps the libraries below us, once, before workers are forked; nothing of the product
knows of it. Then in a worker `kill_at` says at which of them it dies by SIGKILL.
"""

from __future__ import annotations

import http.client
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

import httpx
from sqlalchemy.engine.default import DefaultDialect

_HTTPX_EVENTS = {
    "http11.send_request_headers.started": "call: before it is sent",
    "http11.send_request_body.complete": "call: sent",
    "http11.receive_response_headers.complete": "call: answered",
}


class Points:
    """Counts the points that this process comes to, by name, and dies at one of them."""

    def __init__(self) -> None:
        self.reached: Counter[str] = Counter()
        self._fatal: tuple[str, int] | None = None
        self._report = -1

    def kill_at(self, name: str, number: int, report: int) -> None:
        """From here it dies when it comes to `name` for the `number`th time; says so first."""
        self.reached.clear()
        self._fatal, self._report = (name, number), report

    def reach(self, name: str) -> None:
        self.reached[name] += 1
        if (name, self.reached[name]) == self._fatal:
            os.write(self._report, name.encode())
            os.kill(os.getpid(), signal.SIGKILL)


POINTS = Points()


def watch() -> None:
    """Puts a point before and after whatever may be interrupted."""
    _around(DefaultDialect, "do_commit", "commit: before", "commit: done")
    _around(http.client.HTTPConnection, "putrequest", "call: before it is sent")
    _around(http.client.HTTPConnection, "getresponse", "call: sent", "call: answered")
    _around(os, "fsync", "file: written", "file: on disk")
    _around(time, "sleep", "pause")
    _trace_httpx()


def _around(owner: Any, name: str, before: str, after: str = "") -> None:
    inner: Callable[..., Any] = getattr(owner, name)

    @wraps(inner)
    def watched(*arguments: Any, **more: Any) -> Any:
        POINTS.reach(before)
        result = inner(*arguments, **more)
        if after:
            POINTS.reach(after)
        return result

    setattr(owner, name, watched)


def _trace_httpx() -> None:
    """httpx tells of a call's stages through an extension of its own."""
    inner = httpx.HTTPTransport.handle_request

    def traced(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        request.extensions = {**request.extensions, "trace": _heard}
        return inner(self, request)

    httpx.HTTPTransport.handle_request = traced  # type: ignore[method-assign]


def _heard(event: str, _details: dict[str, Any]) -> None:
    if event in _HTTPX_EVENTS:
        POINTS.reach(_HTTPX_EVENTS[event])
