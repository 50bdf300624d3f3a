"""However much a server sends, and however slowly, reading ends: limits of size and time."""

from __future__ import annotations

import gzip
import socket
import tracemalloc
from threading import Event

import pytest

from memory.errors import SourceError
from tests.servers.feed_server import FeedServer, Resource, compressed, endless, raw
from tests.tools.web.fetching import LIMIT, fetcher


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_bomb_is_stopped_before_it_has_grown(server: FeedServer, encoding: str) -> None:
    server.resources["/feed"] = compressed(b"\0" * 50_000_000, encoding)
    reader = fetcher()
    reader.fetch(server.url("/small"))  # imports what it needs
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="larger than 100,000 bytes"):
            reader.fetch(server.url("/feed"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000


def test_a_large_body_is_refused_when_it_is_announced(server: FeedServer) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n"
    server.resources["/feed"] = server.drip(head, b"x", every_s=0.05)
    with pytest.raises(SourceError, match="larger than 100,000 bytes"):
        fetcher().fetch(server.url("/feed"))


def test_a_large_body_is_cut_off_when_it_is_not_announced(server: FeedServer) -> None:
    server.resources["/feed"] = endless(b"x" * 1_000)
    with pytest.raises(SourceError, match="larger than 100,000 bytes"):
        fetcher().fetch(server.url("/feed"))


def test_a_body_that_unpacks_to_nothing_without_end_is_cut_off(server: FeedServer) -> None:
    empty = gzip.compress(b"") * 100
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    server.resources["/feed"] = raw(head + empty * (2 * LIMIT // len(empty)))
    with pytest.raises(SourceError, match="larger than 100,000 bytes"):
        fetcher().fetch(server.url("/feed"))


def test_a_body_of_exactly_the_limit_is_read(server: FeedServer) -> None:
    server.resources["/feed"] = Resource(b"x" * LIMIT)
    assert len(fetcher().fetch(server.url("/feed")).body) == LIMIT


@pytest.mark.parametrize(
    "lead",
    [
        b"HTTP/1.1 200 O",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /feed\r\nX-Slow: ",
    ],
    ids=["status line", "headers", "body", "redirect"],
)
def test_a_server_that_drips_does_not_stretch_the_deadline(server: FeedServer, lead: bytes) -> None:
    server.resources["/feed"] = server.drip(lead, b"x", every_s=0.05)
    with pytest.raises(SourceError, match=r"not read within 0\.3 s"):
        fetcher(timeout_s=0.3).fetch(server.url("/feed"))


def test_a_resolver_that_hangs_does_not_stretch_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    never = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait())
    with pytest.raises(SourceError, match=r"not read within 0\.2 s"):
        fetcher(timeout_s=0.2).fetch("http://news.example/feed")
    never.set()
