"""Where a fetcher never connects to, however the place is spelled."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from memory.errors import SourceError
from tests.servers.certificates import loopback_tls
from tests.servers.feed_server import FeedServer, Resource
from tests.tools.web.fetching import FEED, fetcher, trusting


def test_private_hosts_are_refused_before_a_byte_is_sent(server: FeedServer) -> None:
    by_name = server.url("/feed").replace("127.0.0.1", "localhost")
    for url in (server.url("/feed"), by_name):
        with pytest.raises(SourceError, match="UNDERSTUDY_ALLOW_PRIVATE_HOSTS"):
            fetcher(private=False).fetch(url)
    assert server.requests == []


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    tls, authorities = loopback_tls(tmp_path)
    with FeedServer({"/feed": Resource(FEED)}, tls=tls) as safe:
        with pytest.raises(SourceError, match=r"no safe connection .*certificate"):
            fetcher().fetch(safe.url("/feed"))
        with (
            pytest.raises(SourceError, match=r"no safe connection"),
            trusting(authorities) as reader,
        ):
            reader.fetch(safe.url("/feed", host="localhost"))  # it is for 127.0.0.1 only
        assert safe.requests == []


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1"])
def test_an_odd_spelling_of_an_address_is_refused(server: FeedServer, host: str) -> None:
    for private, words in [
        (False, r"leads to 127\.0\.0\.1"),
        (True, r"odd way to write 127\.0\.0\.1"),
    ]:
        with pytest.raises(SourceError, match=words):
            fetcher(private=private).fetch(server.url("/feed", host=host))
    assert server.requests == []


@pytest.mark.parametrize(
    "host",
    ["[::ffff:127.0.0.1]", "[::1]", "127.0.0.1.", "１２７.０.０.１", "localhost.", "[::1%25lo]"],
)
def test_no_spelling_leads_past_the_guard(server: FeedServer, host: str) -> None:
    with pytest.raises(SourceError):
        fetcher(private=False).fetch(server.url("/feed", host=host))
    assert server.requests == []


def test_a_name_that_leads_inside_too_is_refused(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [(socket.AF_INET, 1, 6, "", (host, 80)) for host in ("93.184.215.14", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    with pytest.raises(SourceError, match=r"news\.example leads to 127\.0\.0\.1"):
        fetcher(private=False).fetch(server.url("/feed", host="news.example"))
    assert server.requests == []


def test_a_server_without_tls_is_a_source_error(server: FeedServer) -> None:
    with pytest.raises(SourceError, match="no safe connection"):
        fetcher().fetch(server.url("/feed").replace("http:", "https:"))


@pytest.mark.parametrize("url", ["http://[::1", "http://", "mailto:a@b.example", "http://a\x00b/"])
def test_what_is_no_address_is_a_source_error(url: str) -> None:
    with pytest.raises(SourceError, match="is not an http or https address"):
        fetcher().fetch(url)


def test_passwords_do_not_appear_in_messages(server: FeedServer) -> None:
    url = server.url("/nowhere").replace("http://", "http://jo:secret@")
    with pytest.raises(SourceError) as caught:
        fetcher().fetch(url)
    assert "secret" not in str(caught.value)
    assert "Authorization" in server.requests[0][1]
