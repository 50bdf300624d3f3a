"""Which addresses we talk to, however they are spelled and whatever name leads to them."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address
from threading import Event

import pytest

from tools.web.network import (
    AddressRefused,
    NameUnknown,
    addresses_of,
    in_thread,
    judge,
    refusal,
    spelled_address,
)

INSIDE = """
127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 100.64.0.1 169.254.169.254 0.0.0.0
224.0.0.1 255.255.255.255 ::1 :: fe80::1 fd00:ec2::254
ff02::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1::1 64:ff9b::a9fe:a9fe
::7f00:1 2001:db8::1 240.0.0.1 198.18.0.1
"""


@pytest.mark.parametrize(
    "address",
    INSIDE.split(),
)
def test_addresses_inside_are_refused(address: str) -> None:
    assert refusal(ip_address(address), allow_private=False)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::808:808"])
def test_addresses_of_the_world_are_open(address: str) -> None:
    assert refusal(ip_address(address), allow_private=False) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "fd12::1", "::1"])
def test_private_addresses_can_be_allowed(address: str) -> None:
    assert refusal(ip_address(address), allow_private=True) is None


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "::ffff:169.254.0.1", "0.0.0.0"])
def test_metadata_addresses_can_never_be_allowed(address: str) -> None:
    assert refusal(ip_address(address), allow_private=True)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("::1", "::1"),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_every_spelling_of_an_address_is_seen(host: str, address: str) -> None:
    assert spelled_address(host) == ip_address(address)


@pytest.mark.parametrize("host", ["localhost", "news.example", "1.news.example", "0x", ""])
def test_a_name_is_no_address(host: str) -> None:
    assert spelled_address(host) is None


def test_a_refusal_says_whether_a_setting_would_help() -> None:
    for address, for_good in [("10.0.0.1", False), ("169.254.169.254", True)]:
        with pytest.raises(AddressRefused, match=f"news.example leads to {address}") as caught:
            judge(ip_address(address), host="news.example", allow_private=False)
        assert caught.value.for_good is for_good


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [(socket.AF_INET, 1, 6, "", (host, 80)) for host in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    with pytest.raises(AddressRefused, match=r"news\.example leads to 10\.0\.0\.1"):
        addresses_of("news.example", 80, allow_private=False)
    assert addresses_of("news.example", 80, allow_private=True) == ["93.184.215.14", "10.0.0.1"]


@pytest.mark.parametrize("host", ["a" * 64 + ".invalid", "a..b", "no such name.invalid"])
def test_a_name_without_address_is_unknown(host: str) -> None:
    with pytest.raises(NameUnknown):
        addresses_of(host, 80, allow_private=True)


def test_a_thread_that_hangs_holds_up_nobody() -> None:
    never = Event()

    async def impatient() -> int:
        for _ in range(100):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(in_thread(never.wait), 0.001)
        return await in_thread(lambda: 41 + 1)

    assert asyncio.run(impatient()) == 42
    never.set()


def test_what_a_thread_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(in_thread(lambda: 1 // 0))
