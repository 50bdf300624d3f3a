"""Connections to places that strangers chose: only to addresses that were checked, and in time.

The name is resolved once, every address it has is judged, and the connection is made
to one of those addresses, so that a name cannot change its answer in between. One
deadline covers resolving, connecting, TLS, every header and every byte of the body,
which a server that drips cannot stretch. Proxies are not used.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from queue import Empty, Queue
from threading import Thread
from typing import Any

import httpcore
import httpx
from typing_extensions import override

Address = IPv4Address | IPv6Address


class AddressRefused(Exception):
    """The name leads to an address that we do not talk to; `str()` says which and why."""


class NameUnknown(Exception):
    """The name has no address."""


class Deadline:
    """A moment, `seconds` from now, after which nothing may begin."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left. Raises httpcore.ReadTimeout when there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return seconds


def refusal(address: Address, *, allow_private: bool) -> str | None:
    """Why we do not talk to `address`, or None.

    `allow_private` opens loopback and private networks; link-local addresses, where clouds
    keep their metadata, and multicast stay closed.
    """
    address = _inner(address)
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return "a link-local, multicast or empty address"
    if not address.is_global and not (allow_private and _is_private(address)):
        return "a private, loopback or reserved address"
    return None


def _is_private(address: Address) -> bool:
    return address.is_private or address.is_loopback


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address is only a wrapping of, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.packed.startswith(bytes.fromhex("0064ff9b0000000000000000")):  # NAT64, RFC 6052
        return IPv4Address(address.packed[12:])
    return address.ipv4_mapped or address.sixtofour or address


def addresses_of(host: str, port: int, *, allow_private: bool, seconds: float) -> list[str]:
    """The addresses of `host`, all of them checked.

    Raises AddressRefused when one of them is refused, NameUnknown, and
    httpcore.ConnectTimeout after `seconds`.
    """
    found = [str(entry[4][0]) for entry in _resolved(host, port, seconds)]
    for text in found:
        reason = refusal(ip_address(text.partition("%")[0]), allow_private=allow_private)
        if reason:
            raise AddressRefused(f"{host} leads to {text}, {reason}")
    return list(dict.fromkeys(found))


def _resolved(host: str, port: int, seconds: float) -> list[Any]:
    """What the system's resolver says, in a thread of its own: it knows no time limit."""
    answers: Queue[list[Any] | Exception] = Queue(1)

    def ask() -> None:
        try:
            answers.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    Thread(target=ask, daemon=True, name=f"resolve {host}").start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise httpcore.ConnectTimeout(f"no answer about the name {host}") from None
    if isinstance(answer, Exception):
        raise NameUnknown(f"{host}: {answer}") from answer
    return answer


class GuardedTransport(httpx.BaseTransport):
    """Carries the requests of one fetch, before one deadline, to checked addresses only.

    Errors are those of httpcore, and AddressRefused and NameUnknown.
    """

    def __init__(self, deadline: Deadline, tls: ssl.SSLContext, *, allow_private: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls, network_backend=_Backend(deadline, allow_private)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._sockets = httpcore.SyncBackend()

    @override
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left()
        addresses = addresses_of(host, port, allow_private=self._allow_private, seconds=left)
        error: Exception = NameUnknown(f"{host}: has no address")
        for number, address in enumerate(addresses):
            # A dead first address must leave time for the second.
            patience = self._deadline.left() / (len(addresses) - number)
            try:
                stream = self._sockets.connect_tcp(
                    address, port, patience, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
            else:
                return _Stream(stream, self._deadline)
        raise error


class _Stream(httpcore.NetworkStream):
    """A connection whose every step has only the time that is left for the whole."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    @override
    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
