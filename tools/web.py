"""Reading from the web and from disk: one bounded GET, or one bounded file.

Bounded in time from the first look-up to the last byte, in size after decompression,
in redirects and in where it connects to. It sends no cookies, follows no proxy of the
environment, and never turns a web address into a file.
"""

from __future__ import annotations

import ssl
import stat
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import httpcore
import httpx

from memory.errors import SourceError
from tools.network import AddressRefused, Deadline, GuardedTransport, NameUnknown

USER_AGENT = "Understudy/0.1 (feed reader; +https://understudy.example/bot)"
MAX_REDIRECTS = 5
LONGEST_VALIDATOR = 500
"""Characters of an ETag or Last-Modified that we are willing to send back."""

_ACCEPT = (
    "application/feed+json, application/rss+xml, application/atom+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_HTTP = (httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL)
_PIECE = 65_536
_ADVICE = {
    401: "it asks for a password; use an address that anyone may read",
    402: "it asks for money; use an address that anyone may read",
    403: "it refuses us; open it in a browser, or remove the source",
    404: "there is nothing there; correct the address or remove the source",
    410: "it is gone for good; remove the source",
    429: "it asks us to come less often; scan at a longer interval",
}


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


def is_remote(place: str) -> bool:
    """Whether `place` is an address on the web rather than a file."""
    return place.lower().startswith(("http://", "https://"))


class Fetcher:
    """Fetches pages. One may serve many threads; it keeps no connection and no state."""

    def __init__(self, *, timeout_s: float, max_bytes: int, allow_private_hosts: bool) -> None:
        self.timeout_s = timeout_s
        self.max_bytes = max_bytes
        self._allow_private = allow_private_hosts

    def read(self, place: str, etag: str | None = None, last_modified: str | None = None) -> Page:
        """`fetch` for an address, `read_file` for anything else: for places a human named."""
        if is_remote(place):
            return self.fetch(place, etag, last_modified)
        return read_file(place, self.max_bytes)

    def fetch(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Page:
        """The page at `url`, decompressed. Raises SourceError and nothing else."""
        deadline = Deadline(self.timeout_s)
        transport = GuardedTransport(deadline, self._tls, allow_private=self._allow_private)
        headers = _headers(etag, last_modified)
        try:
            with httpx.Client(transport=transport, headers=headers, trust_env=False) as client:
                return self._follow(client, url)
        except AddressRefused as error:
            raise SourceError(
                f"{_shown(url)}: {error}; set UNDERSTUDY_ALLOW_PRIVATE_HOSTS=true "
                "if this source is your own, else remove it"
            ) from error
        except httpcore.TimeoutException as error:
            raise SourceError(
                f"{_shown(url)}: not read within {self.timeout_s:g} s (UNDERSTUDY_FEED_TIMEOUT); "
                "it is tried again at the next scan"
            ) from error
        except NameUnknown as error:
            raise SourceError(
                f"{_shown(url)}: the name cannot be resolved ({error}); "
                "check the spelling and the network"
            ) from error
        except httpcore.NetworkError as error:
            raise SourceError(f"{_shown(url)}: {_unreachable(error)}") from error
        except (*_NOT_HTTP, zlib.error, ValueError) as error:
            raise SourceError(
                f"{_shown(url)}: what it answers is not HTTP as we know it ({error}); "
                "open it in a browser, or remove the source"
            ) from error

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return httpx.create_ssl_context(trust_env=False)

    def _follow(self, client: httpx.Client, url: str) -> Page:
        target = _address(url)
        for _ in range(MAX_REDIRECTS + 1):
            with client.stream("GET", target) as answer:
                if answer.status_code not in _REDIRECTS or "location" not in answer.headers:
                    return self._page(answer, _shown(url))
                target = _address(urljoin(str(target), answer.headers["location"]))
        raise SourceError(
            f"{_shown(url)}: redirected more than {MAX_REDIRECTS} times, at last to "
            f"{_shown(str(target))}; use the address where a browser ends up"
        )

    def _page(self, answer: httpx.Response, shown: str) -> Page:
        status = answer.status_code
        if status not in (200, 203, 304):
            raise SourceError(f"{shown}: answered {status}; {_advice(status)}")
        return Page(
            url=str(answer.request.url),
            status=status,
            body=b"" if status == 304 else self._body(answer, shown),
            content_type=answer.headers.get("content-type"),
            etag=_validator(answer, "etag"),
            last_modified=_validator(answer, "last-modified"),
            not_modified=status == 304,
        )

    def _body(self, answer: httpx.Response, shown: str) -> bytes:
        announced = answer.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self.max_bytes:
            raise _too_large(shown, self.max_bytes)
        encoding = answer.headers.get("content-encoding", "").strip().lower()
        body = bytearray()
        for piece in _decompressed(answer.iter_raw(), encoding, shown):
            body += piece
            if len(body) > self.max_bytes:
                raise _too_large(shown, self.max_bytes)
        return bytes(body)


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
        raise _too_large(place, max_bytes)
    return Page(url=path.absolute().as_uri(), status=200, body=body)


def _headers(etag: str | None, last_modified: str | None) -> dict[str, str]:
    headers = {"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    return headers


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
        usable = address.scheme in {"http", "https"} and bool(address.host)
    except httpx.InvalidURL:
        usable = False
    if not usable:
        raise SourceError(f"{_shown(url)}: is not an http or https address; correct it")
    return address


def _decompressed(pieces: Iterable[bytes], encoding: str, shown: str) -> Iterator[bytes]:
    """The body in pieces of at most 64 KiB, so that a bomb is noticed before it has grown."""
    if encoding in {"", "identity"}:
        yield from pieces
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise SourceError(
            f'{shown}: is compressed as "{encoding}", and we asked for gzip or deflate; '
            "the server is at fault: remove the source or tell its owner"
        )
    inflate = zlib.decompressobj(47)  # gzip or zlib, whichever the header says
    for number, rest in enumerate(filter(None, pieces)):
        if number == 0 and encoding == "deflate" and rest[0] & 0x0F != 8:
            inflate = zlib.decompressobj(-15)  # bare deflate, as some servers understand it
        while rest and not inflate.eof:
            yield inflate.decompress(rest, _PIECE)
            rest = inflate.unconsumed_tail
    if not inflate.eof:  # half a feed, kept with its ETag, would hide the other half for good
        raise SourceError(f"{shown}: broke off in the middle; it is tried again at the next scan")


def _validator(answer: httpx.Response, name: str) -> str | None:
    value: str | None = answer.headers.get(name)
    return value if value and len(value) <= LONGEST_VALIDATOR and value.isascii() else None


def _advice(status: int) -> str:
    if status >= 500:
        return "the server has a problem; it is tried again at the next scan"
    return _ADVICE.get(status, "open it in a browser, and correct the address or remove the source")


def _unreachable(error: Exception) -> str:
    if isinstance(error.__context__, ssl.SSLError):  # httpcore drops the cause on the way
        return (
            f"no safe connection ({error}); its certificate must be mended, or use another source"
        )
    return f"not reachable ({error}); it is tried again at the next scan"


def _too_large(shown: str, limit: int) -> SourceError:
    return SourceError(
        f"{shown}: is larger than {limit:,} bytes (UNDERSTUDY_FEED_MAX_BYTES); "
        "raise the limit or remove the source"
    )


def _shown(url: str) -> str:
    """`url` for a message: without user name and password, and not endless."""
    scheme, mark, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return (scheme + mark + authority.rpartition("@")[2] + slash + path)[:300]
