"""One HTTP exchange with a place that strangers chose: one bounded GET, no redirect followed.

Bounded in time from the first look-up to the last byte, in size before and after
decompression, and in where it connects to. It sends no cookies and follows no proxy of
the environment. Every failure is a SourceError that says what to do.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
import certifi
from aiohttp.abc import AbstractResolver, ResolveResult
from typing_extensions import override
from yarl import URL

from memory.errors import SourceError
from tools.web.compression import ACCEPTED, unpacker
from tools.web.errors import broken_off, no_address, printable, too_large
from tools.web.network import (
    AddressRefused,
    NameUnknown,
    addresses_of,
    in_thread,
    judge,
    spelled_address,
)

_WITH_BODY = frozenset({200, 203})
_KEEP_ALIVE_S = 5.0
"""How long a connection waits for the next fetch of its host."""

_LONGEST_HEADER = 32_768
"""Bytes of one header, and of the status line; some sites send a policy of 10,000."""

_NOT_IN_A_HOST = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")
_AS_IT_IS = "!#$%&'()*+,-./:;=?@[]_~"
"""Punctuation that stays in a path or query; "%" because it has been encoded already."""

_FAILURES = (AddressRefused, NameUnknown, aiohttp.ClientError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `body` is unpacked, and empty unless the status is 200 or 203."""

    url: str
    """What was asked for, percent-encoded, without user, password and fragment."""
    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes


def host_of(url: str, place: str) -> str:
    """The lower-case host of an http or https address. Raises SourceError, about `place`."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise no_address(place) from error
    if not host or parts.scheme not in {"http", "https"} or _NOT_IN_A_HOST.search(host):
        raise no_address(place)
    return host


def _encoded(url: str, place: str) -> URL:
    """`url` as it is sent: encoded where it must be, and else not touched.

    Decoding %2F and encoding it anew, as libraries like to, breaks addresses that are signed.
    """
    parts = urlsplit(url)
    try:
        whole = URL(url)
    except ValueError as error:
        raise no_address(place) from error
    query = f"?{parts.query}" if parts.query else ""
    rest = quote((parts.path or "/") + query, safe=_AS_IT_IS)
    return URL(f"{whole.scheme}://{whole.raw_authority}{rest}", encoded=True)


class Client:
    """GETs an address, for many coroutines at once. Used by one loop only."""

    def __init__(
        self,
        *,
        timeout_s: float,
        max_bytes: int,
        allow_private: bool,
        authorities: Path | None = None,
    ) -> None:
        """`authorities` is a PEM file of those who may sign certificates, else certifi's."""
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._allow_private = allow_private
        tls = ssl.create_default_context(cafile=str(authorities or certifi.where()))
        tls.set_alpn_protocols(["http/1.1"])
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=tls,
                resolver=_JudgingResolver(allow_private),
                socket_factory=partial(_judged_socket, allow_private),
                keepalive_timeout=_KEEP_ALIVE_S,
                limit=0,  # our callers decide how much happens at once
            ),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),  # ours covers it all
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
        )

    async def get(
        self, url: str, headers: Mapping[str, str], *, place: str, seconds: float, last: bool
    ) -> Answer:
        """The answer, within `seconds`. `place` is what messages call it.

        `last` asks the server to close the connection, since nobody waits to use it again.
        """
        ours = {"Accept-Encoding": ACCEPTED, **headers}
        if last:
            ours["Connection"] = "close"
        try:
            async with asyncio.timeout(seconds):
                self._judge_spelled(url, place)
                try:
                    return await self._answer(url, ours, place)
                except aiohttp.ServerDisconnectedError:
                    # A kept connection may end just as it is used again, and so may the one
                    # on which aiohttp tries once more.
                    return await self._answer(url, ours, place)
        except _FAILURES as error:
            raise self._failure(error, place) from error

    async def _answer(self, url: str, headers: Mapping[str, str], place: str) -> Answer:
        async with self._session.get(
            _encoded(url, place), headers=headers, allow_redirects=False
        ) as reply:
            body = await self._body(reply, place) if reply.status in _WITH_BODY else b""
            return Answer(str(reply.url), reply.status, _headers(reply), body)

    async def close(self) -> None:
        await self._session.close()

    def _judge_spelled(self, url: str, place: str) -> None:
        """An address in the place of a name does not come to the resolver: judge it here."""
        host = host_of(url, place)
        address = spelled_address(host)
        if address is None:
            return
        judge(address, host=host, allow_private=self._allow_private)
        if ":" not in host and host != str(address):
            raise SourceError(f"{place}: {host} is an odd way to write {address}; write that")

    async def _body(self, reply: aiohttp.ClientResponse, place: str) -> bytes:
        encoding = reply.headers.get("Content-Encoding", "")
        unpack = unpacker(encoding)
        if unpack is None:
            raise SourceError(
                f'{place}: is compressed as "{printable(encoding)}", and we asked for {ACCEPTED}; '
                "the server is at fault: remove the source or tell its owner"
            )
        if (reply.content_length or 0) > self._max_bytes:
            raise too_large(place, self._max_bytes)
        received, body = 0, bytearray()
        async for piece in reply.content.iter_any():
            received += len(piece)  # counts too: a stream may unpack to nothing, without end
            for part in unpack.feed(piece):
                body += part
                if max(received, len(body)) > self._max_bytes:
                    raise too_large(place, self._max_bytes)
        try:
            body += unpack.end()
        except EOFError as error:  # half a feed, kept with its ETag, would hide the other half
            raise broken_off(place) from error
        if len(body) > self._max_bytes:
            raise too_large(place, self._max_bytes)
        return bytes(body)

    def _failure(self, error: Exception, place: str) -> SourceError:
        reason = _first_line(error)
        match error:
            case AddressRefused():
                said, advice = str(error), _advice_on(error)
            case NameUnknown():
                said = f"the name cannot be resolved ({reason})"
                advice = "check the spelling and the network"
            case TimeoutError():
                said = f"not read within {self._timeout_s:g} s (UNDERSTUDY_FEED_TIMEOUT)"
                advice = "it is tried again at the next scan"
            case ssl.SSLError():
                said = f"no safe connection ({reason})"
                advice = "its certificate must be mended, or use another source"
            case aiohttp.ClientPayloadError() | aiohttp.ServerDisconnectedError():
                return broken_off(place)
            case aiohttp.ClientResponseError() | ValueError():
                said = f"what it answers is not HTTP as we know it ({reason})"
                advice = "open it in a browser, or remove the source"
            case _:
                said, advice = f"not reachable ({reason})", "it is tried again at the next scan"
        return SourceError(f"{place}: {said}; {advice}")


class _JudgingResolver(AbstractResolver):
    """Gives the addresses of a name that may be connected to: all of them, or none."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        look_up = partial(addresses_of, host, port, allow_private=self._allow_private)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in await in_thread(look_up)
        ]

    @override
    async def close(self) -> None:
        """Nothing to release."""


def _judged_socket(allow_private: bool, entry: Any) -> socket.socket:
    """A socket for one entry of getaddrinfo: the last look before we connect.

    Whatever way an address took to come here, past the resolver and past our reading of
    the URL, this is the one that is connected to.
    """
    family, kind, protocol, _, target = entry
    host = str(target[0])
    judge(ip_address(host.partition("%")[0]), host=host, allow_private=allow_private)
    return socket.socket(family, kind, protocol)


def _headers(reply: aiohttp.ClientResponse) -> dict[str, str]:
    headers = {name.lower(): value for name, value in reversed(list(reply.headers.items()))}
    headers["cache-control"] = ", ".join(reply.headers.getall("Cache-Control", []))
    return headers


def _advice_on(refused: AddressRefused) -> str:
    if refused.for_good:
        return "no setting allows it: remove the source"
    return "set UNDERSTUDY_ALLOW_PRIVATE_HOSTS=true if this source is your own, else remove it"


def _first_line(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientResponseError):
        said = error.message
    else:  # aiohttp wraps what the system says in words about its own classes
        said = str(error.__cause__ or error)
    return printable(next(iter(said.splitlines()), type(error).__name__))
