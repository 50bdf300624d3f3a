"""One GET: what is asked, what comes, and what need not come again; or one file."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from memory.errors import SourceError
from tests.servers.feed_server import FeedServer, Resource, compressed, raw
from tests.tools.web.fetching import FEED, LIMIT, fetcher
from tools.web.fetcher import USER_AGENT, read_file


def test_a_page_comes_with_its_type_and_address(server: FeedServer) -> None:
    page = fetcher().fetch(server.url("/feed"))
    assert page.body == FEED
    assert page.content_type == "application/rss+xml; charset=utf-8"
    assert (page.url, page.status, page.not_modified) == (server.url("/feed"), 200, False)


def test_the_server_learns_who_reads_it_and_gets_no_cookie_back(server: FeedServer) -> None:
    server.resources["/start"] = Resource(
        status=302, headers={"Location": "/feed", "Set-Cookie": "a=1"}
    )
    fetcher().fetch(server.url("/start", host="localhost"))  # an address may set no cookie anyway
    (_, first), (_, second) = server.requests
    assert first["User-Agent"] == USER_AGENT
    assert "Cookie" not in second
    assert second["Accept-Encoding"] == "gzip, deflate, br"


@pytest.mark.parametrize(
    "known",
    [{"etag": '"v1"'}, {"last_modified": "Thu, 19 Nov 2026 15:10:00 GMT"}],
)
def test_what_has_not_changed_is_not_sent_again(server: FeedServer, known: dict[str, str]) -> None:
    server.resources["/feed"] = Resource(FEED, **known)  # type: ignore[arg-type]
    first = fetcher().fetch(server.url("/feed"))
    again = fetcher().fetch(server.url("/feed"), first.etag, first.last_modified)
    assert not first.not_modified
    assert again.not_modified
    assert again.body == b""


def test_no_proxy_of_the_environment_is_used(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FeedServer() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url(""))
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        assert fetcher().fetch(server.url("/feed")).body == FEED
        assert proxy.requests == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "bare deflate", "br"])
def test_compressed_pages_are_unpacked(server: FeedServer, encoding: str) -> None:
    server.resources["/feed"] = compressed(FEED * 500, encoding)
    assert fetcher().fetch(server.url("/feed")).body == FEED * 500


def test_of_a_header_that_comes_twice_the_first_counts(server: FeedServer) -> None:
    twice = b'Content-Length: 2\r\nETag: "v1"\r\nETag: "v2"\r\n\r\nhi'
    server.resources["/feed"] = raw(b"HTTP/1.1 200 OK\r\n" + twice)
    assert fetcher().fetch(server.url("/feed")).etag == '"v1"'


def test_how_long_a_page_is_fresh_is_told_also_when_it_has_not_changed(server: FeedServer) -> None:
    server.resources["/feed"] = Resource(
        FEED, etag='"v1"', headers={"Cache-Control": "max-age=900", "Age": "300"}
    )
    for etag in (None, '"v1"'):
        assert fetcher().fetch(server.url("/feed"), etag).fresh_for == timedelta(minutes=10)


def test_a_page_that_was_never_read_cannot_be_unchanged(server: FeedServer) -> None:
    server.resources["/feed"] = Resource(status=304)
    with pytest.raises(SourceError, match="answered 304"):
        fetcher().fetch(server.url("/feed"))


def test_a_header_as_long_as_real_sites_send_is_read(server: FeedServer) -> None:
    server.resources["/feed"] = Resource(
        FEED, headers={"Content-Security-Policy": "img-src x.example; " * 800}
    )
    assert fetcher().fetch(server.url("/feed")).body == FEED


def test_a_file_is_read_by_path_and_by_file_url(tmp_path: Path) -> None:
    path = tmp_path / "a feed.xml"
    path.write_bytes(FEED)
    for place in (str(path), path.as_uri()):
        page = fetcher().read(place)
        assert (page.body, page.url) == (FEED, path.as_uri())


def test_an_address_is_never_read_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(FEED)
    with pytest.raises(SourceError, match="is not an http or https address"):
        fetcher().fetch(path.as_uri())


def test_files_that_cannot_be_feeds_are_source_errors(tmp_path: Path) -> None:
    large, pipe = tmp_path / "large", tmp_path / "pipe"
    large.write_bytes(b"x" * (LIMIT + 1))
    os.mkfifo(pipe)
    for place, words in [
        (large, "larger than 100,000 bytes"),
        (pipe, "is not a file"),
        (tmp_path, "is not a file"),
        (tmp_path / "none", "No such file"),
        ("a\x00b", "cannot be read"),
    ]:
        with pytest.raises(SourceError, match=words):
            read_file(str(place), LIMIT)
