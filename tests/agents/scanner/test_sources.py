"""How a source fares from scan to scan: unchanged, failing, resting, moved, leading elsewhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from agents.scanner.pages import Pages
from agents.scanner.reading import read_signals
from agents.scanner.scanner import Scanner
from memory.store import Store
from tests.agents.scanner.scanning import LIMIT, NOW, feed, item, scan, titles, words
from tests.servers.feed_server import FeedServer, Resource, redirect
from tools.parsing import ParserPool
from tools.web.fetcher import Fetcher


def test_an_unchanged_feed_is_asked_for_but_not_sent(server: FeedServer, store: Store) -> None:
    server.resources["/a"] = Resource(feed(item("tolls")), etag='"v1"')
    for _ in range(3):
        report = scan(store, server.url("/a"))
    assert words(report) == ["not modified"]
    assert [asked.get("If-None-Match") for _, asked in server.requests] == [None, '"v1"', '"v1"']


def test_a_feed_that_no_longer_names_its_version_is_asked_for_as_a_whole(
    server: FeedServer, store: Store
) -> None:
    server.resources["/a"] = Resource(feed(item("tolls")), etag='"v1"')
    scan(store, server.url("/a"))
    server.resources["/a"] = Resource(feed(item("eels")))
    for _ in range(2):
        scan(store, server.url("/a"))
    assert "If-None-Match" not in server.requests[-1][1]


def test_a_feed_rests_as_long_as_its_server_calls_it_fresh(
    server: FeedServer, store: Store
) -> None:
    fresh = {"Cache-Control": "max-age=21600"}
    server.resources["/a"] = Resource(feed(item("tolls")), headers=fresh)
    scan(store, server.url("/a"))
    hours = [timedelta(hours=5), timedelta(hours=12)]
    rests = [scan(store, server.url("/a"), now=NOW + n, force=False).resting for n in hours]
    assert rests == [1, 0]


def test_the_same_bytes_are_known_after_an_answer_without_any(
    server: FeedServer, store: Store
) -> None:
    for etag in ('"v1"', '"v1"', None):
        server.resources["/a"] = Resource(feed(item("tolls")), etag=etag)
        report = scan(store, server.url("/a"))
    assert words(report) == ["not modified"]


def test_the_same_bytes_are_not_parsed_again(server: FeedServer, store: Store) -> None:
    server.resources["/a"] = Resource(feed(item("tolls")))
    scan(store, server.url("/a"))
    assert words(scan(store, server.url("/a"))) == ["not modified"]


def test_bad_sources_cost_a_line_each_and_nothing_else(
    server: FeedServer, store: Store, tmp_path: Path
) -> None:
    server.resources |= {
        "/good": Resource(feed(item("tolls"))),
        "/html": Resource(b"<html><body><p>Nothing to see.</p></body></html>"),
        "/broken": Resource(status=500),
        "/huge": Resource(b"x" * (LIMIT + 1)),
        "/loop": redirect("/loop"),
        "/metadata": redirect("http://169.254.169.254/"),
    }
    paths = ["/html", "/broken", "/gone", "/huge", "/loop", "/metadata", "/good"]
    places = [server.url(path) for path in paths] + [str(tmp_path / "none.xml"), "nonsense://a"]
    report = scan(store, *places)
    assert titles(report) == ["About tolls"]
    assert [result.place for result in report.places] == places
    assert [result.failed for result in report.places] == [True] * 6 + [False] + [True] * 2
    for result, expected in zip(
        report.places,
        [
            "is an HTML page",
            "answered 500",
            "answered 404",
            "larger than 100,000 bytes",
            "redirected more than 5 times",
            "link-local",
            "1 new of 1",
            "cannot be read",
            "cannot be read",
        ],
        strict=True,
    ):
        assert expected in result.said
        assert str(result).startswith(result.title or result.place)


def test_failures_are_counted_until_the_source_is_back(server: FeedServer, store: Store) -> None:
    place = server.url("/a")
    server.resources["/a"] = Resource(feed(item("tolls")), etag='"v1"')
    scan(store, place)
    server.resources["/a"] = Resource(status=503)
    for _ in range(2):
        scan(store, place, now=NOW + timedelta(hours=1))
    (state,) = store.sources("nell")
    assert (state.failures, state.etag, state.last_success) == (2, '"v1"', NOW)
    assert "answered 503" in (state.last_error or "")
    server.resources["/a"] = Resource(feed(item("tolls")), etag='"v1"')
    assert words(scan(store, place)) == ["not modified"]
    (state,) = store.sources("nell")
    assert (state.failures, state.last_error, state.title) == (0, None, "Quay Courier")


def test_a_page_that_was_no_feed_is_read_again_when_it_is_one(
    server: FeedServer, store: Store
) -> None:
    server.resources["/a"] = Resource(b"<html>soon</html>", etag='"v1"')
    for _ in range(2):
        report = scan(store, server.url("/a"))
        assert report.places[0].failed
    assert "If-None-Match" not in server.requests[-1][1]


def test_only_what_is_due_is_read(server: FeedServer, store: Store) -> None:
    server.resources |= {"/a": Resource(feed(item("tolls"))), "/b": Resource(feed(item("eels")))}
    scan(store, server.url("/a"))
    report = scan(store, server.url("/a"), server.url("/b"), force=False)
    assert [result.place for result in report.places] == [server.url("/b")]
    assert report.resting == 1
    tomorrow = NOW + timedelta(days=2)
    report = scan(store, server.url("/a"), server.url("/b"), now=tomorrow, force=False)
    assert words(report) == ["not modified", "not modified"]


def test_a_server_that_asks_for_time_is_left_alone(server: FeedServer, store: Store) -> None:
    server.resources["/a"] = Resource(status=429, headers={"Retry-After": "7200"})
    assert scan(store, server.url("/a")).places[0].failed
    soon, later = NOW + timedelta(hours=1), NOW + timedelta(hours=4)
    assert scan(store, server.url("/a"), now=soon, force=False).resting == 1
    assert scan(store, server.url("/a"), now=later, force=False).resting == 0


def test_a_permanent_redirect_is_remembered_and_a_passing_one_is_not(
    server: FeedServer, store: Store
) -> None:
    server.resources |= {
        "/a": redirect("/new", status=301),
        "/b": redirect("/new", status=302),
        "/new": Resource(feed(item("tolls"))),
    }
    scan(store, server.url("/a"), server.url("/b"))
    moved = {state.place: state.read_from for state in store.sources("nell")}
    assert moved == {server.url("/a"): server.url("/new"), server.url("/b"): None}
    asked = len(server.requests)
    scan(store, server.url("/a"))
    assert [path for path, _ in server.requests[asked:]] == ["/new"]


def test_a_page_that_names_its_feed_is_left_for_that_feed(server: FeedServer, store: Store) -> None:
    page = "<html><head><link rel=alternate type=application/rss+xml href=/feed></head></html>"
    server.resources |= {"/": Resource(page.encode()), "/feed": Resource(feed(item("tolls")))}
    assert titles(scan(store, server.url("/"))) == ["About tolls"]
    assert store.sources("nell")[0].read_from == server.url("/feed")
    assert store.counts("nell", NOW - timedelta(days=2)) == {server.url("/"): 1}


def test_a_sitemap_index_is_asked_each_time_which_sitemap_is_the_newest(
    server: FeedServer, store: Store
) -> None:
    def sitemap(*names: str) -> Resource:
        urls = "".join(
            f"<url><loc>https://quay.example/2026/11/{name}</loc>"
            f"<lastmod>2026-11-19</lastmod></url>"
            for name in names
        )
        body = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"
        return Resource(body.encode(), "application/xml", last_modified="today")

    def index(*names: str) -> Resource:
        listed = "".join(
            f"<sitemap><loc>{server.url(f'/{name}')}</loc><lastmod>2026-11-{day}</lastmod></sitemap>"
            for day, name in enumerate(names, start=10)
        )
        body = f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{listed}"
        return Resource(f"{body}</sitemapindex>".encode(), "application/xml", last_modified="today")

    server.resources |= {
        "/": index("one"),
        "/one": sitemap("the-harbour-board-lowers-its-tolls"),
        "/two": sitemap("the-ferry-line-orders-two-ships"),
    }
    assert titles(scan(store, server.url("/"))) == ["The harbour board lowers its tolls"]
    server.resources["/"] = index("one", "two")
    assert titles(scan(store, server.url("/"))) == ["The ferry line orders two ships"]
    assert store.sources("nell")[0].read_from is None


def test_a_source_that_is_gone_for_good_rests(server: FeedServer, store: Store) -> None:
    server.resources["/a"] = Resource(status=410)
    scan(store, server.url("/a"))
    assert scan(store, server.url("/a"), now=NOW + timedelta(days=30), force=False).resting == 1


def test_a_search_of_the_news_is_a_source(server: FeedServer, store: Store) -> None:
    server.resources["/search?q=hot+wallet&hl=en"] = Resource(feed(item("tolls")))
    with Fetcher(timeout_s=5, max_bytes=LIMIT, allow_private_hosts=True) as fetcher:
        search = server.url("/search?q={query}&hl={language}")
        pages = Pages(fetcher, ParserPool(read_signals), news_search=search)
        scanner = Scanner(store, pages, lambda: NOW)
        assert titles(scanner.scan("nell", ["news:hot wallet"])) == ["About tolls"]
        assert "say what to search for" in scanner.scan("nell", ["news: "]).places[0].said
