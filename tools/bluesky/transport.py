"""The HTTP transport below atproto: time and size limits, rate limits, and our own errors.

atproto sets no limit of its own, follows redirects and tells errors apart by status alone.
Raised here, our errors pass through it and httpx unchanged, so that no exception of theirs
reaches a caller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import httpx

from memory.errors import ChannelRefused, ChannelUnauthorised
from memory.types import Limit
from tools.platforms.bodies import Unbearable, bounded
from tools.platforms.failures import Answer, failure, lost, unreachable
from tools.platforms.limits import Limits

SETTINGS = "UNDERSTUDY_BLUESKY_URL, UNDERSTUDY_BLUESKY_HANDLE and UNDERSTUDY_BLUESKY_PASSWORD"
WRITES = frozenset({"com.atproto.repo.createRecord", "com.atproto.repo.deleteRecord"})
"""Calls after which a lost answer leaves us in doubt. A blob is nothing until a record holds it."""
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_ENDED = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing"})


class XrpcRefused(ChannelRefused):
    """HTTP 400 and its neighbours, with the name that the server gave the error."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class TokenEnded(ChannelUnauthorised):
    """The access token is not accepted any more; nothing was done."""


class Transport(httpx.BaseTransport):
    """Passes requests on to `inner`; every failure leaves as ChannelError or ConfigError."""

    def __init__(
        self,
        inner: httpx.BaseTransport,
        timeout_s: float,
        clock: Callable[[], datetime],
        limits: Limits,
    ) -> None:
        self._inner = inner
        self._timeout_s = timeout_s
        self._clock = clock
        self._limits = limits

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2]
        call, writing = f"bluesky: {method}", method in WRITES
        try:
            answer = self._inner.handle_request(request)
            body = self._read(request, answer)
        except _UNSENT as error:
            raise unreachable(call, _reason(error), self._clock()) from error
        except (httpx.TransportError, httpx.DecodingError, Unbearable) as error:
            raise lost(call, _reason(error), writing=writing, now=self._clock()) from error
        resets_at = self._noted(method, answer.headers)
        if answer.status_code >= 400 or answer.status_code < 200 or answer.is_redirect:
            raise self._failure(call, answer.status_code, body, resets_at, writing)
        if not _is_object(body):
            raise lost(call, "an answer that is no JSON", writing=writing, now=self._clock())
        headers = {"content-type": "application/json"}
        return httpx.Response(answer.status_code, headers=headers, content=body, request=request)

    def close(self) -> None:
        self._inner.close()

    def _read(self, request: httpx.Request, answer: httpx.Response) -> bytes:
        """The whole body, decompressed."""
        whole = httpx.Response(
            answer.status_code, headers=answer.headers, stream=answer.stream, request=request
        )
        try:
            return bounded(whole.iter_bytes(), self._timeout_s)
        finally:
            whole.close()

    def _noted(self, method: str, headers: Mapping[str, str]) -> datetime | None:
        """When this method's limit begins anew; the limit is kept.

        Source: docs.bsky.app, "Rate Limits", read 2026-11-21: RateLimit-Limit, -Remaining and
        -Reset, the last in seconds since 1970.
        """
        try:
            remaining = int(headers["ratelimit-remaining"])
            most = int(headers["ratelimit-limit"])
            resets_at = datetime.fromtimestamp(int(headers["ratelimit-reset"]), UTC)
        except (KeyError, ValueError, OverflowError, OSError):
            return None
        name = f"bluesky: {method}"
        self._limits.note(
            Limit(name=name, remaining=max(remaining, 0), most=most, resets_at=resets_at)
        )
        return resets_at

    def _failure(
        self, call: str, status: int, body: bytes, resets_at: datetime | None, writing: bool
    ) -> Exception:
        name, message = _named(body)
        answer = Answer(
            call=call,
            status=status,
            said=f"{name}: {message}" if name else message,
            resets_at=resets_at,
            settings=SETTINGS,
        )
        error = failure(answer, writing=writing, now=self._clock())
        if name in _ENDED:
            return TokenEnded(str(error))
        if type(error) is ChannelRefused:
            return XrpcRefused(str(error), name)
        return error


def _named(body: bytes) -> tuple[str, str]:
    """Name and message of an XRPC error; of anything else no name, and what it says."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        return "", body[:400].decode("utf-8", "replace")
    return str(parsed.get("error") or ""), str(parsed.get("message") or "")


def _is_object(body: bytes) -> bool:
    if not body:
        return True  # deleteRecord of older servers
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Unbearable) else type(error).__name__
