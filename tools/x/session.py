"""The HTTP session below tweepy: host, time limit, size limit, and our own errors.

tweepy writes its host as a literal, sets no time limit, and reads the headers of a
refusal before anyone can object; all three are put right here, through the public
attribute `Client.session`. Every failure leaves as a ChannelError, or as a ConfigError
where nobody speaks X's API, so that no exception of requests, urllib3 or tweepy reaches a
caller.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from urllib3.exceptions import HTTPError

from memory.errors import ConfigError
from tools.platforms.unsent import unsent
from tools.x import errors
from tools.x.limits import Limits

MAX_BYTES = 8_000_000
"""Largest answer that is read, after decompression; a full page of posts is below 1 MB."""
PUBLISHES_NOTHING = "/2/media/"
"""Of a call below this path nothing is seen by anybody, whatever became of it."""


class XSession(requests.Session):
    """Sends what was meant for X's host to `base_url`.

    `timeout_s` seconds each for connecting, for the answer to begin, and for its body.
    """

    def __init__(
        self,
        base_url: str,
        timeout_s: float,
        clock: Callable[[], datetime],
    ) -> None:
        """`limits` keeps what each answer says of X's limits."""
        super().__init__()
        self.limits = Limits(clock)
        self._base = urlsplit(base_url)
        self._timeout_s = timeout_s
        self._clock = clock

    def request(  # type: ignore[override]  # the one way in that tweepy and we use
        self, method: str, url: str, *, writing: bool | None = None, **options: Any
    ) -> requests.Response:
        """A successful answer, read to its end. Raises ChannelError or ConfigError.

        `writing` says whether a lost answer leaves us in doubt; by default for all
        methods but GET, and for all paths where something is published.
        """
        path = urlsplit(url).path
        call = f"{method} {path}"
        shown = method != "GET" and not path.startswith(PUBLISHES_NOTHING)
        doubtful = shown if writing is None else writing
        options["auth"] = options.get("auth") or _no_netrc
        try:
            with super().request(
                method,
                self._rehosted(url),
                timeout=self._timeout_s,
                allow_redirects=False,
                stream=True,
                **options,
            ) as response:
                return self._checked(method, path, response, doubtful)
        except (requests.RequestException, HTTPError) as error:
            raise self._failure(call, error, doubtful) from error

    def _rehosted(self, url: str) -> str:
        """`url` on our host; signed afterwards, since signing happens inside requests."""
        parts = urlsplit(url)
        path = self._base.path.rstrip("/") + parts.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, parts.query, ""))

    def _checked(
        self, method: str, path: str, response: requests.Response, writing: bool
    ) -> requests.Response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        self.limits.hear(method, path, headers)
        body = self._read(response)
        if 200 <= response.status_code < 300:
            return _copy(response, body)
        answer = errors.Answer(f"{method} {path}", response.status_code, headers, body)
        raise errors.failure(answer, writing=writing, now=self._clock())

    def _read(self, response: requests.Response) -> bytes:
        """The whole body. Raises requests.Timeout or ContentDecodingError past the limits."""
        pieces, size, deadline = [], 0, time.monotonic() + self._timeout_s
        for piece in _pieces(response):
            size += len(piece)
            if size > MAX_BYTES:
                raise requests.exceptions.ContentDecodingError(f"over {MAX_BYTES} bytes")
            if time.monotonic() > deadline:
                raise requests.Timeout(f"still sending after {self._timeout_s:g} s")
            pieces.append(piece)
        return b"".join(pieces)

    def _failure(self, call: str, error: Exception, writing: bool) -> Exception:
        now = self._clock()
        if isinstance(error, requests.exceptions.InvalidURL):
            return ConfigError(f"x: {call}: {error}; check X_BASE_URL")
        if cause := unsent(error):
            return errors.unreachable(call, f"no connection ({type(cause).__name__})", now)
        if isinstance(error, requests.Timeout):
            return errors.lost(
                call, f"no answer in {self._timeout_s:g} s", writing=writing, now=now
            )
        reason = f"the answer was lost ({type(error).__name__})"
        return errors.lost(call, reason, writing=writing, now=now)


def _pieces(response: requests.Response) -> Iterator[bytes]:
    pieces: Iterator[bytes] = response.iter_content(65_536)
    return pieces


def _copy(response: requests.Response, body: bytes) -> requests.Response:
    """The answer with a body that lies in memory already."""
    copy = requests.Response()
    copy.status_code, copy.reason = response.status_code, response.reason
    copy.headers, copy.url, copy.encoding = response.headers, response.url, "utf-8"
    copy.raw = BytesIO(body)
    return copy


def _no_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps requests from overwriting our Authorization header by one from ~/.netrc."""
    return request
