"""The HTTP session below Mastodon.py: time and size limits, rate limits, and our own errors.

Mastodon.py waits five minutes for an answer, follows redirects, drops the headers of a refusal,
and fails on a rate limit that it cannot read even after the post was taken. All of this is put
right here, through its public argument `session`; what is raised here travels through it as
the context of its own exception.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from memory.errors import ChannelBusy, ChannelRefused
from memory.types import Limit
from tools.platforms.bodies import Unbearable, bounded
from tools.platforms.failures import SHORT_WAIT, Answer, failure, lost, unreachable
from tools.platforms.limits import Limits
from tools.platforms.unsent import unsent

SETTINGS = "UNDERSTUDY_MASTODON_URL and UNDERSTUDY_MASTODON_TOKEN"
_ID = re.compile(r"/\d+(?=/|$)")
_UNFINISHED = "not finished processing"


class NotThere(ChannelRefused):
    """HTTP 404 or 410: no such status (any more), or none that we may see."""


class MastodonSession(requests.Session):
    """`timeout_s` seconds each for connecting, for the answer to begin, and for its body."""

    def __init__(self, timeout_s: float, clock: Callable[[], datetime], limits: Limits) -> None:
        super().__init__()
        self._timeout_s = timeout_s
        self._clock = clock
        self._limits = limits

    def request(  # type: ignore[override]  # the one way in that Mastodon.py uses
        self, method: str, url: str, **options: Any
    ) -> requests.Response:
        """A successful answer in JSON, read to its end. Raises ChannelError or ConfigError."""
        path = urlsplit(url).path.rstrip("/")
        call = f"mastodon: {method} {path}"
        # A picture is nothing until a status holds it.
        writing = method != "GET" and not path.endswith("/media")
        limited = {"timeout": self._timeout_s, "allow_redirects": False, "stream": True}
        try:
            with super().request(method, url, **{**options, **limited}) as response:
                body = bounded(response.iter_content(65_536), self._timeout_s)
        except (requests.RequestException, HTTPError, Unbearable) as error:
            raise self._lost(call, error, writing) from error
        resets_at = self._noted(call, response.headers)
        if not 200 <= response.status_code < 300:
            raise self._failure(call, response.status_code, body, resets_at, writing)
        if _parsed(body) is None:
            raise lost(call, "an answer that is no JSON", writing=writing, now=self._clock())
        return _plain(response, body)

    def _lost(self, call: str, error: Exception, writing: bool) -> Exception:
        if cause := unsent(error):
            reason = f"no connection ({type(cause).__name__})"
            return unreachable(call, reason, self._clock())
        reason = str(error) if isinstance(error, Unbearable) else type(error).__name__
        return lost(call, reason, writing=writing, now=self._clock())

    def _noted(self, call: str, headers: Mapping[str, str]) -> datetime | None:
        """When the limit of this call begins anew; the limit is kept.

        Source: docs.joinmastodon.org/api/rate-limits, read 2026-11-21: of several limits the
        headers name the one that is nearest; X-RateLimit-Reset is an ISO 8601 timestamp.
        """
        try:
            remaining = int(headers["X-RateLimit-Remaining"])
            most = int(headers["X-RateLimit-Limit"])
            reset = datetime.fromisoformat(headers["X-RateLimit-Reset"])
        except (KeyError, ValueError):
            return None
        resets_at = reset if reset.tzinfo else reset.replace(tzinfo=UTC)
        name = _ID.sub("/:id", call)
        self._limits.note(
            Limit(name=name, remaining=max(remaining, 0), most=most, resets_at=resets_at)
        )
        return resets_at

    def _failure(
        self, call: str, status: int, body: bytes, resets_at: datetime | None, writing: bool
    ) -> Exception:
        said = _said(body)
        if status == 422 and _UNFINISHED in said:
            return ChannelBusy(f"{call}: {said}", self._clock() + SHORT_WAIT)
        answer = Answer(call=call, status=status, said=said, resets_at=resets_at, settings=SETTINGS)
        error = failure(answer, writing=writing, now=self._clock())
        return NotThere(str(error)) if status in {404, 410} else error


def _said(body: bytes) -> str:
    """Mastodon's own words; those of a proxy before it as they are."""
    parsed = _parsed(body)
    if isinstance(parsed, dict):
        return str(parsed.get("error_description") or parsed.get("error") or "")
    return body[:400].decode("utf-8", "replace")


def _parsed(body: bytes) -> Any:
    """The JSON in `body`; None for anything else."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _plain(response: requests.Response, body: bytes) -> requests.Response:
    """The answer with a body that lies in memory already, and no headers to trip on."""
    plain = requests.Response()
    plain.status_code, plain.reason, plain.url = response.status_code, response.reason, response.url
    plain.encoding, plain.raw = "utf-8", BytesIO(body)
    return plain
