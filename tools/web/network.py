"""Where we connect to: only to addresses that were checked.

A name is resolved once, every address it has is judged, and the connection is made to
one of those addresses, so that a name cannot change its answer in between. An address
in the place of a name is judged too, in whatever way it is spelled.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Thread
from typing import TypeVar

Address = IPv4Address | IPv6Address
T = TypeVar("T")


class AddressRefused(Exception):
    """We do not talk to this address; `str()` says to which and why.

    `for_good` is True when no setting would allow it.
    """

    def __init__(self, message: str, *, for_good: bool) -> None:
        super().__init__(message)
        self.for_good = for_good


class NameUnknown(Exception):
    """The name has no address."""


def refusal(address: Address, *, allow_private: bool) -> str | None:
    """Why we do not talk to `address`, or None.

    `allow_private` opens loopback and private networks; link-local addresses, where clouds
    keep their metadata, and multicast stay closed.
    """
    address = _inner(address)
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return "a link-local, multicast or empty address"
    if not _is_public(address) and not (allow_private and _is_private(address)):
        return "a private, loopback or reserved address"
    return None


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_reserved


def _is_private(address: Address) -> bool:
    return address.is_private or address.is_loopback


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address is only a wrapping of, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.packed.startswith(bytes.fromhex("0064ff9b0000000000000000")):  # NAT64, RFC 6052
        return IPv4Address(address.packed[12:])
    return address.ipv4_mapped or address.sixtofour or address


def judge(address: Address, *, host: str, allow_private: bool) -> None:
    """Raises AddressRefused when we do not talk to `address`, to which `host` leads."""
    reason = refusal(address, allow_private=allow_private)
    if reason:
        leads = "" if host == str(address) else f"{host} leads to "
        final = refusal(address, allow_private=True) is not None
        raise AddressRefused(f"{leads}{address}, {reason}", for_good=final)


def spelled_address(host: str) -> Address | None:
    """The address that `host` is, or None when it is a name.

    Takes every spelling that a system's resolver takes: 127.0.0.1, 127.1, 0x7f.1,
    0177.0.0.1, 2130706433, ::1, fe80::1%eth0.
    """
    with suppress(ValueError):
        return ip_address(host.partition("%")[0])
    with suppress(OSError, ValueError):
        return IPv4Address(socket.inet_aton(host))
    return None


def addresses_of(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The addresses of a name, all of them judged; blocks as long as the system's resolver does.

    Raises AddressRefused when one of them is refused, and NameUnknown.
    """
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NameUnknown(f"{host}: {error}") from error
    found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    for text in found:
        judge(ip_address(text.partition("%")[0]), host=host, allow_private=allow_private)
    return found


async def in_thread(work: Callable[[], T]) -> T:
    """What `work` returns or raises, while the loop goes on.

    Every call has a daemon thread of its own: the system's resolver and a network disk know
    no time limit, and the threads of an executor, once stuck, would hold up those behind
    them and the end of the process.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if outcome.done():  # nobody waits any more
            return
        if error is not None:
            outcome.set_exception(error)
        else:
            outcome.set_result(result)  # type: ignore[arg-type]  # one of the two is given

    def run() -> None:
        result, failed = None, None
        try:
            result = work()
        except Exception as error:  # noqa: BLE001  # handed to whoever awaits
            failed = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, failed)

    Thread(target=run, daemon=True, name="fetch-blocking").start()
    return await outcome
