"""Redirects: how far they are followed, where to, and which moves are for good."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from memory.errors import SourceError, SourceGone
from tests.servers.certificates import loopback_tls
from tests.servers.feed_server import FeedServer, Resource, redirect
from tests.tools.web.fetching import FEED, fetcher, trusting


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


def test_what_is_gone_for_good_is_told_apart(server: FeedServer) -> None:
    server.resources |= {"/gone": Resource(status=410), "/moved": redirect("/gone", 301)}
    server.resources["/for-now"] = redirect("/gone", 302)
    for path in ("/gone", "/moved"):
        with pytest.raises(SourceGone):
            fetcher().fetch(server.url(path))
    with pytest.raises(SourceError) as caught:
        fetcher().fetch(server.url("/for-now"))
    assert not isinstance(caught.value, SourceGone)


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
