"""Reading from the web and from disk: many bounded GETs at once, or one bounded file.

Each GET is bounded in time from the first look-up to the last byte, in size after
decompression, in redirects and in where it connects to, at every redirect anew. It sends
no cookies, follows no proxy of the environment, and never turns a web address into a file.
"""

from __future__ import annotations

import stat
import weakref
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from memory.errors import SourceError
from tools.urls import is_remote
from tools.web.background import LoopThread
from tools.web.errors import answered, no_address, printable, shown, shown_hop, stopped, too_large
from tools.web.headers import fresh_for, retry_after, validator
from tools.web.network import in_thread
from tools.web.slots import Slots

if TYPE_CHECKING:
    from tools.web.client import Answer, Client

USER_AGENT = "Understudy/0.1 (feed reader; +https://understudy.example/bot)"
MAX_REDIRECTS = 5

_ACCEPT = (
    "application/feed+json, application/rss+xml, application/atom+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)
_PERMANENT = frozenset({301, 308})
_REDIRECTS = _PERMANENT | {302, 303, 307}
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True)
class Page:
    """What was read. `url` is where it was found in the end; a file has a file:// URL."""

    url: str
    status: int
    body: bytes
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    """True when the server says that nothing changed; `body` is then empty."""
    moved_to: str | None = None
    """Where the place has moved for good (301, 308), as far as the first redirect that is
    only for now. None for an address with a password, which we carry to no other."""
    fresh_for: timedelta | None = None
    """How long, by the server's word, asking again is no use; from 0 to 7 days."""


class Fetcher:
    """Reads many places at once, for any number of threads, in one thread of its own.

    At most `concurrency` places at once, and at most `per_host` of one host; waiting for
    one's turn does not count against `timeout_s`. The thread begins with the first address
    that is read and ends with `close`, or when nobody holds the Fetcher any more.
    """

    def __init__(
        self,
        *,
        timeout_s: float,
        max_bytes: int,
        allow_private_hosts: bool,
        concurrency: int = 128,
        per_host: int = 4,
        authorities: Path | None = None,
    ) -> None:
        """`authorities` is a PEM file of those who may sign certificates, else certifi's."""
        self.timeout_s = timeout_s
        self.max_bytes = max_bytes
        self._allow_private = allow_private_hosts
        self._authorities = authorities
        self._slots = Slots(concurrency, per_host)
        self._client: Client | None = None
        self._thread = LoopThread("fetch")
        self._finish = weakref.finalize(self, self._thread.close)  # at exit too

    def submit(
        self, place: str, etag: str | None = None, last_modified: str | None = None
    ) -> Future[Page]:
        """The page to come, from an address or a file: for places a human named.

        It ends with what `fetch` raises. Cancelling it stops the reading, begun or not.
        """
        if is_remote(place):
            return self._submit(place, lambda: self._fetch(place, etag, last_modified))
        return self._submit(place, lambda: self._read_file(place))

    def read(self, place: str, etag: str | None = None, last_modified: str | None = None) -> Page:
        """`fetch` for an address, `read_file` for anything else: for places a human named."""
        if is_remote(place):
            return self.fetch(place, etag, last_modified)
        return read_file(place, self.max_bytes)

    def fetch(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Page:
        """The page at `url`, decompressed. Raises SourceError and nothing else.

        SourceBusy when the server says when to come back, SourceGone when it is never.
        """
        coming = self._submit(url, lambda: self._fetch(url, etag, last_modified))
        try:
            return coming.result()
        finally:
            coming.cancel()  # when we were interrupted; else it is done

    def close(self) -> None:
        """Ends the thread. What is not read by then ends with SourceError, as does later use."""
        self._finish()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _submit(self, place: str, work: Callable[[], Coroutine[Any, Any, Page]]) -> Future[Page]:
        return self._thread.submit(work, stopped(shown(place)))

    # ------------------------------------------------ below: in the thread of the loop

    async def _read_file(self, place: str) -> Page:
        async with self._slots.slot("file:"):
            return await in_thread(partial(read_file, place, self.max_bytes))

    async def _fetch(self, url: str, etag: str | None, last_modified: str | None) -> Page:
        from tools.web.client import host_of

        client = self._connected()
        headers = _headers(etag, last_modified)
        target, moved_to, for_good = url, None, True
        left = self.timeout_s
        for _ in range(MAX_REDIRECTS + 1):
            place = shown_hop(url, target)
            host = host_of(target, place)
            async with self._slots.slot(host):
                began = monotonic()
                last = not self._slots.crowded(host)
                answer = await client.get(target, headers, place=place, seconds=left, last=last)
                left -= monotonic() - began
            if for_good and "@" not in urlsplit(url).netloc:
                moved_to = answer.url if target != url else None
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return _page(
                    answer, place, moved_to, asked=bool(etag or last_modified), for_good=for_good
                )
            for_good = for_good and answer.status in _PERMANENT
            target = _joined(target, answer.headers["location"], place)
        raise SourceError(
            f"{shown(url)}: redirected more than {MAX_REDIRECTS} times, at last to "
            f"{shown(target)}; use the address where a browser ends up"
        )

    def _connected(self) -> Client:
        if self._client is None:
            from tools.web.client import Client

            self._client = Client(
                timeout_s=self.timeout_s,
                max_bytes=self.max_bytes,
                allow_private=self._allow_private,
                authorities=self._authorities,
            )
            self._thread.closing.push_async_callback(self._client.close)
        return self._client


def read_file(place: str, max_bytes: int) -> Page:
    """The regular file at a path or file:// URL. Raises SourceError."""
    path = Path(unquote(urlsplit(place).path) if place.lower().startswith("file://") else place)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError(f"{place}: is not a file; name a feed file or an http(s) address")
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"{place}: cannot be read ({reason}); check the path") from error
    if len(body) > max_bytes:
        raise too_large(place, max_bytes)
    return Page(url=path.absolute().as_uri(), status=200, body=body)


def _headers(etag: str | None, last_modified: str | None) -> dict[str, str]:
    headers = {"User-Agent": USER_AGENT, "Accept": _ACCEPT}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    return headers


def _joined(base: str, location: str, place: str) -> str:
    """Where a redirect leads; bytes that are no text are percent-encoded, as browsers do."""
    try:
        try:
            location.encode()
        except UnicodeEncodeError:
            location = quote(location.encode("utf-8", "surrogateescape"), safe=_PRINTABLE)
        return urljoin(base, location)
    except ValueError as error:
        raise no_address(f"{place} (leads to {shown(location)})") from error


def _page(answer: Answer, place: str, moved_to: str | None, *, asked: bool, for_good: bool) -> Page:
    """`asked` tells whether we sent a validator: only then may nothing have changed."""
    unchanged = answer.status == 304 and asked
    if answer.status not in (200, 203) and not unchanged:
        raise answered(place, answer.status, retry_after(answer.headers), for_good=for_good)
    return Page(
        url=answer.url,
        status=answer.status,
        body=answer.body,
        content_type=printable(answer.headers.get("content-type", "")) or None,
        etag=validator(answer.headers, "etag"),
        last_modified=validator(answer.headers, "last-modified"),
        not_modified=unchanged,
        moved_to=moved_to,
        fresh_for=fresh_for(answer.headers),
    )
