"""Servers that refuse, break off, talk nonsense or are not there: a SourceError with advice."""

from __future__ import annotations

from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from memory.errors import SourceBusy, SourceError
from tests.servers.feed_server import FeedServer, Resource, compressed, raw
from tests.tools.web.fetching import FEED, fetcher


@pytest.mark.parametrize("encoding", ["zstd", "gzip, gzip"])
def test_a_compression_that_we_did_not_ask_for_is_refused(
    server: FeedServer, encoding: str
) -> None:
    server.resources["/feed"] = Resource(FEED, headers={"Content-Encoding": encoding})
    with pytest.raises(SourceError, match="we asked for gzip, deflate, br"):
        fetcher().fetch(server.url("/feed"))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "bare deflate", "br"])
def test_half_a_compressed_body_is_a_source_error(server: FeedServer, encoding: str) -> None:
    whole = compressed(FEED, encoding)
    server.resources["/feed"] = Resource(whole.body[:-10], headers=whole.headers)
    with pytest.raises(SourceError, match="broke off in the middle"):
        fetcher().fetch(server.url("/feed"))


def test_half_a_body_is_a_source_error(server: FeedServer) -> None:
    server.resources["/feed"] = Resource(FEED, headers={"Content-Length": "1000"})
    with pytest.raises(SourceError, match="broke off in the middle"):
        fetcher().fetch(server.url("/feed"))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_broken_compression_is_a_source_error(server: FeedServer, encoding: str) -> None:
    server.resources["/feed"] = Resource(FEED, headers={"Content-Encoding": encoding})
    with pytest.raises(SourceError, match="not HTTP as we know it"):
        fetcher().fetch(server.url("/feed"))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "asks for a password"),
        (403, "refuses us"),
        (404, "nothing there"),
        (410, "gone for good"),
        (429, "less often, and is tried again 1:00:00 from now"),
        (500, "tried again at the next scan"),
        (503, "tried again at the next scan"),
        (418, "open it in a browser"),
        (204, "open it in a browser"),
    ],
)
def test_a_bad_answer_says_what_to_do(server: FeedServer, status: int, words: str) -> None:
    server.resources["/feed"] = Resource(status=status)
    with pytest.raises(SourceError, match=words) as caught:
        fetcher().fetch(server.url("/feed"))
    assert f"{server.url('/feed')}: answered {status}" in str(caught.value)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta(0)),
        ("Fri, 20 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Fri, 20 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("99999999", timedelta(days=7)),
    ],
)
def test_a_busy_server_says_when_to_come_back(
    server: FeedServer, status: int, asked: str, wait: timedelta
) -> None:
    server.resources["/feed"] = Resource(
        status=status, headers={"Retry-After": asked, "Date": "Fri, 20 Nov 2026 12:00:00 GMT"}
    )
    with pytest.raises(SourceBusy, match=f"answered {status}; .* at the earliest") as caught:
        fetcher().fetch(server.url("/feed"))
    assert caught.value.wait == wait


def test_too_many_requests_without_a_time_means_an_hour(server: FeedServer) -> None:
    server.resources |= {"/429": Resource(status=429), "/503": Resource(status=503)}
    with pytest.raises(SourceBusy) as caught:
        fetcher().fetch(server.url("/429"))
    assert caught.value.wait == timedelta(hours=1)
    with pytest.raises(SourceError) as other:
        fetcher().fetch(server.url("/503"))
    assert not isinstance(other.value, SourceBusy)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: x\r\n" * 5_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
    ],
    ids=["long header", "many headers", "bad chunk", "bad length", "bad status"],
)
def test_a_malformed_answer_is_a_source_error(server: FeedServer, answer: bytes) -> None:
    server.resources["/feed"] = raw(answer)
    with pytest.raises(SourceError):
        fetcher().fetch(server.url("/feed"))


@pytest.mark.parametrize(
    "header",
    [b"Content-Type: text/\x1b\xff\xfe", b"ETag: \xe9\x1b", b"Content-Encoding: \x1b\xff"],
)
def test_bytes_that_are_no_text_come_into_no_page_and_no_message(
    server: FeedServer, header: bytes
) -> None:
    server.resources["/feed"] = raw(
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + header + b"\r\n\r\nhi"
    )
    coming = fetcher().submit(server.url("/feed"))
    error = coming.exception(20)
    page = None if error else coming.result()
    assert (str(error) if page is None else f"{page.content_type}{page.etag}").isprintable()


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nETag: secret-of-ours\r\n"])
def test_a_server_that_hangs_up_broke_off(server: FeedServer, answer: bytes) -> None:
    server.resources["/feed"] = raw(answer)
    with pytest.raises(SourceError, match="broke off in the middle; it is tried again") as caught:
        fetcher().fetch(server.url("/feed"))
    assert "secret" not in str(caught.value)


def test_a_server_that_hangs_up_twice_is_asked_again(server: FeedServer) -> None:
    """Once by aiohttp, and once by us."""

    def hang_up(_request: BaseHTTPRequestHandler) -> None:
        if len(server.requests) == 2:
            server.resources["/feed"] = Resource(FEED)

    server.resources["/feed"] = hang_up
    assert fetcher().fetch(server.url("/feed")).body == FEED


def test_an_address_without_end_is_cut_in_what_is_told(server: FeedServer) -> None:
    with pytest.raises(SourceError) as caught:
        fetcher().fetch(server.url("/" + "a" * 5_000))
    assert len(str(caught.value)) < 500


def test_a_server_that_is_not_there_is_a_source_error(server: FeedServer) -> None:
    with FeedServer() as other:
        gone = other.url("/feed")
    with pytest.raises(SourceError, match="not reachable"):
        fetcher().fetch(gone)


def test_a_name_that_does_not_exist_is_a_source_error() -> None:
    with pytest.raises(SourceError, match="cannot be resolved"):
        fetcher().fetch("http://" + "a" * 64 + ".invalid/feed")


@pytest.mark.parametrize("lead", [b"\x00\x01\x02", b"HTTP/9.9 abc\r\n\r\n", b"<html>\r\n\r\n"])
def test_what_is_not_http_is_a_source_error(server: FeedServer, lead: bytes) -> None:
    server.resources["/feed"] = raw(lead)
    with pytest.raises(SourceError, match="not HTTP as we know it"):
        fetcher().fetch(server.url("/feed"))
