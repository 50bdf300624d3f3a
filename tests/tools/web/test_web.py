"""One bounded GET, against servers that mean well and servers that do not."""

from __future__ import annotations

import os
import socket
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import pytest

from memory.errors import SourceBusy, SourceError, SourceGone
from tests.servers.certificates import loopback_tls
from tests.servers.feed_server import FeedServer, Resource, compressed, endless, raw, redirect
from tools.web.fetcher import USER_AGENT, Fetcher, read_file

LIMIT = 100_000
FEED = b"<rss version='2.0'><channel><title>Ledger</title></channel></rss>"


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer({"/feed": Resource(FEED), "/small": Resource(FEED)}) as running:
        yield running


def fetcher(*, timeout_s: float = 10, private: bool = True) -> Fetcher:
    return Fetcher(timeout_s=timeout_s, max_bytes=LIMIT, allow_private_hosts=private)


def trusting(authorities: Path) -> Fetcher:
    return Fetcher(timeout_s=10, max_bytes=LIMIT, allow_private_hosts=True, authorities=authorities)


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


def test_redirects_do_not_stretch_the_deadline(server: FeedServer) -> None:
    def slowly(request: BaseHTTPRequestHandler) -> None:
        server.closing.wait(0.2)
        redirect("/a")(request)

    server.resources["/a"] = slowly
    with pytest.raises(SourceError, match=r"not read within 0\.5 s"):
        fetcher(timeout_s=0.5).fetch(server.url("/a"))
    assert len(server.requests) <= 3


def test_redirects_are_followed_to_the_page(server: FeedServer) -> None:
    server.resources |= {"/a": redirect("/b", 301), "/b": redirect(server.url("/feed"), 307)}
    assert fetcher().fetch(server.url("/a")).url == server.url("/feed")


def test_a_redirect_loop_ends(server: FeedServer) -> None:
    server.resources |= {"/a": redirect("/b"), "/b": redirect("/a")}
    with pytest.raises(SourceError, match="redirected more than 5 times"):
        fetcher().fetch(server.url("/a"))
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data", "http://[::ffff:169.254.169.254]/", "http://0/"],
)
def test_a_redirect_to_a_forbidden_address_is_refused(server: FeedServer, target: str) -> None:
    server.resources["/a"] = redirect(target)
    with pytest.raises(SourceError, match="link-local"):
        fetcher().fetch(server.url("/a"))


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/hosts",
        "ftp://127.0.0.1/a",
        "mailto:jo@news.example",
        "http://[::1",
        "http://a:b:c/",
        "http://\x1b[31m/",
    ],
)
def test_a_redirect_leads_to_the_web_only(server: FeedServer, target: str) -> None:
    server.resources["/a"] = redirect(target)
    with pytest.raises(SourceError, match="is not an http or https address") as caught:
        fetcher().fetch(server.url("/a"))
    assert str(caught.value).startswith(server.url("/a") + " (leads to ")
    assert str(caught.value).isprintable()


def test_private_hosts_are_refused_before_a_byte_is_sent(server: FeedServer) -> None:
    by_name = server.url("/feed").replace("127.0.0.1", "localhost")
    for url in (server.url("/feed"), by_name):
        with pytest.raises(SourceError, match="UNDERSTUDY_ALLOW_PRIVATE_HOSTS"):
            fetcher(private=False).fetch(url)
    assert server.requests == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "bare deflate", "br"])
def test_compressed_pages_are_unpacked(server: FeedServer, encoding: str) -> None:
    server.resources["/feed"] = compressed(FEED * 500, encoding)
    assert fetcher().fetch(server.url("/feed")).body == FEED * 500


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_bomb_is_stopped_at_the_limit(server: FeedServer, encoding: str) -> None:
    server.resources["/feed"] = compressed(b"\0" * 50_000_000, encoding)
    with pytest.raises(SourceError, match="larger than 100,000 bytes"):
        fetcher().fetch(server.url("/feed"))


@pytest.mark.parametrize("encoding", ["zstd", "gzip, gzip"])
def test_a_compression_that_we_did_not_ask_for_is_refused(
    server: FeedServer, encoding: str
) -> None:
    server.resources["/feed"] = Resource(FEED, headers={"Content-Encoding": encoding})
    with pytest.raises(SourceError, match="we asked for gzip, deflate, br"):
        fetcher().fetch(server.url("/feed"))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "bare deflate", "br"])
@pytest.mark.parametrize("cut", [1, 10, 40])
def test_half_a_compressed_body_is_a_source_error(
    server: FeedServer, cut: int, encoding: str
) -> None:
    whole = compressed(FEED, encoding)
    server.resources["/feed"] = Resource(whole.body[:-cut], headers=whole.headers)
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


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_bomb_is_stopped_before_it_has_grown(server: FeedServer, encoding: str) -> None:
    server.resources["/feed"] = compressed(b"\0" * 50_000_000, encoding)
    reader = fetcher()
    reader.fetch(server.url("/small"))  # imports what it needs
    tracemalloc.start()
    try:
        with pytest.raises(SourceError):
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


def test_what_is_gone_for_good_is_told_apart(server: FeedServer) -> None:
    server.resources |= {"/gone": Resource(status=410), "/moved": redirect("/gone", 301)}
    server.resources["/for-now"] = redirect("/gone", 302)
    for path in ("/gone", "/moved"):
        with pytest.raises(SourceGone):
            fetcher().fetch(server.url(path))
    with pytest.raises(SourceError) as caught:
        fetcher().fetch(server.url("/for-now"))
    assert not isinstance(caught.value, SourceGone)


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
    ("hops", "moved_to"),
    [
        ((), None),
        ((301,), "/feed"),
        ((308, 301), "/feed"),
        ((301, 302), "/hop1"),
        ((301, 308, 307, 301), "/hop2"),
        ((302, 301), None),
        ((303,), None),
    ],
)
def test_a_move_for_good_is_told_as_far_as_it_is_for_good(
    server: FeedServer, hops: tuple[int, ...], moved_to: str | None
) -> None:
    server.resources |= {
        f"/hop{number}": redirect(f"/hop{number + 1}", status) for number, status in enumerate(hops)
    }
    server.resources[f"/hop{len(hops)}"] = server.resources["/feed"]
    page = fetcher().fetch(server.url("/hop0"))
    expected = moved_to and server.url(moved_to.replace("/feed", f"/hop{len(hops)}"))
    assert page.body == FEED
    assert page.moved_to == expected


def test_a_move_is_told_when_nothing_has_changed_too(server: FeedServer) -> None:
    server.resources |= {"/old": redirect("/new", 301), "/new": Resource(FEED, etag='"v1"')}
    page = fetcher().fetch(server.url("/old"), etag='"v1"')
    assert page.not_modified
    assert page.moved_to == server.url("/new")


def test_a_move_from_http_to_https_and_back(server: FeedServer, tmp_path: Path) -> None:
    tls, authorities = loopback_tls(tmp_path)
    with FeedServer({"/feed": Resource(FEED)}, tls=tls) as safe:
        server.resources["/a"] = redirect(safe.url("/feed"), 301)
        safe.resources["/b"] = redirect(server.url("/feed"), 308)
        with trusting(authorities) as reader:
            assert reader.fetch(server.url("/a")).moved_to == safe.url("/feed")
            assert reader.fetch(safe.url("/b")).moved_to == server.url("/feed")


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


def test_a_password_goes_to_no_other_host_and_into_no_page(server: FeedServer) -> None:
    server.resources |= {
        "/here": redirect("/feed", 301),
        "/there": redirect(server.url("/feed", host="localhost"), 301),
    }
    secret = server.url("/").replace("http://", "http://jo:secret@")
    for path, known in [("here", [True, True]), ("there", [True, False])]:
        server.requests.clear()
        page = fetcher().fetch(secret + path)
        assert "secret" not in page.url
        assert page.moved_to is None
        assert ["Authorization" in headers for _, headers in server.requests] == known


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


def test_a_resolver_that_hangs_does_not_stretch_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    never = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait())
    with pytest.raises(SourceError, match=r"not read within 0\.2 s"):
        fetcher(timeout_s=0.2).fetch("http://news.example/feed")
    never.set()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: x\r\n" * 5_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"",
    ],
    ids=["long header", "many headers", "bad chunk", "bad length", "bad status", "nothing"],
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


def test_a_header_as_long_as_real_sites_send_is_read(server: FeedServer) -> None:
    server.resources["/feed"] = Resource(
        FEED, headers={"Content-Security-Policy": "img-src x.example; " * 800}
    )
    assert fetcher().fetch(server.url("/feed")).body == FEED


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/caf\u00e9", "/caf%E9"),  # one byte, as Latin-1 has it
        ("/a b", "/a%20b"),
        ("/a%20b%2f?c=%2F&d=e+f;%7E~", "/a%20b%2f?c=%2F&d=e+f;%7E~"),
        ('/a"b<c>?q={"d"}', "/a%22b%3Cc%3E?q=%7B%22d%22%7D"),
        ("/a%zz#top", "/a%zz"),
        ("//127.0.0.1:{port}/x", "/x"),
        ("?page=2", "/a?page=2"),
    ],
)
def test_odd_redirects_are_understood(server: FeedServer, location: str, path: str) -> None:
    port = server.url("").rpartition(":")[2]
    server.resources |= {"/a": redirect(location.replace("{port}", port)), path: Resource(FEED)}
    assert fetcher().fetch(server.url("/a")).body == FEED


def test_a_server_that_is_not_there_is_a_source_error(server: FeedServer) -> None:
    with FeedServer() as other:
        gone = other.url("/feed")
    with pytest.raises(SourceError, match="not reachable"):
        fetcher().fetch(gone)


def test_a_server_without_tls_is_a_source_error(server: FeedServer) -> None:
    with pytest.raises(SourceError, match="no safe connection"):
        fetcher().fetch(server.url("/feed").replace("http:", "https:"))


def test_a_name_that_does_not_exist_is_a_source_error() -> None:
    with pytest.raises(SourceError, match="cannot be resolved"):
        fetcher().fetch("http://" + "a" * 64 + ".invalid/feed")


@pytest.mark.parametrize("lead", [b"\x00\x01\x02", b"HTTP/9.9 abc\r\n\r\n", b"<html>\r\n\r\n"])
def test_what_is_not_http_is_a_source_error(server: FeedServer, lead: bytes) -> None:
    server.resources["/feed"] = raw(lead)
    with pytest.raises(SourceError, match="not HTTP as we know it"):
        fetcher().fetch(server.url("/feed"))


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
