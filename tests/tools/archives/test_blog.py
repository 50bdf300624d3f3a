"""Blogs from a server on loopback: by feed, by sitemap, each page once, and not when known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from memory.errors import SourceBusy, SourceError
from memory.types import PostKind, Provenance
from tests.servers.feed_server import FeedServer, Resource
from tests.tools.archives.exports import posts, reasons
from tools.archives.blog import Blog
from tools.archives.entries import KNOWN, Entry
from tools.web.fetcher import Fetcher

PROSE = "The float is back, and nobody asked who pays for it when the lights go out again. "


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(timeout_s=10, max_bytes=500_000, allow_private_hosts=True) as running:
        yield running


def rss(server: FeedServer, *items: str, head: str = "") -> Resource:
    link = f"<link>{server.url('/')}</link>"
    text = f"<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Ida</title>{link}{head}{''.join(items)}</channel></rss>"
    return Resource(text.encode())


def item(
    link: str,
    text: str = "",
    title: str = "",
    author: str = "",
    date: str = "Sun, 01 Mar 2026 08:00:00 GMT",
    full: str = "",
) -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate>"
        f"<description><![CDATA[{text}]]></description>"
        + (f"<author>{author}</author>" if author else "")
        + (f"<content:encoded><![CDATA[{full}]]></content:encoded>" if full else "")
        + "</item>"
    )


def home(head: str = "") -> Resource:
    return Resource(f"<html><head>{head}</head><body>Hi.</body></html>".encode(), "text/html")


def article(title: str, *paragraphs: str, date: str = "2026-02-01T09:00:00Z") -> Resource:
    meta = f'<meta property="article:published_time" content="{date}">' if date else ""
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    return Resource(
        f"<html><head><title>{title}</title>{meta}</head><body><article><h1>{title}</h1>{body}"
        "</article></body></html>".encode(),
        "text/html",
    )


def sitemap(server: FeedServer, *paths: str, root: str = "urlset", entry: str = "url") -> Resource:
    listed = "".join(f"<{entry}><loc>{server.url(path)}</loc></{entry}>" for path in paths)
    xml = f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</{root}>'
    return Resource(xml.encode(), "application/xml")


def read(url: str, fetcher: Fetcher, known: Callable[[str], bool] | None = None) -> list[Entry]:
    assert Blog().recognises(url)
    return list(Blog().read(url, fetcher, *([known] if known else [])))


def asked(server: FeedServer) -> list[str]:
    return [path for path, _ in server.requests]


def test_a_feed_gives_its_posts_word_for_word(server: FeedServer, fetcher: Fetcher) -> None:
    full = "<p>One &amp; two.<br>Three.</p><blockquote>Four</blockquote>"
    server.resources["/feed"] = rss(server, item(server.url("/a"), "One…", "On floats", full=full))
    (post,) = posts(read(server.url("/feed"), fetcher))
    assert post.text == "One & two.\nThree.\n\n> Four"
    assert (post.title, post.kind, post.channel) == ("On floats", PostKind.LONG, "blog")
    assert post.posted_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert (post.url, post.provenance) == (server.url("/a"), Provenance.ARCHIVE)
    assert asked(server) == ["/feed"]


def test_notes_without_a_title_are_no_articles(server: FeedServer, fetcher: Fetcher) -> None:
    server.resources["/feed"] = rss(
        server,
        item(server.url("/a"), "<p>Coffee first.</p>"),
        item(server.url("/b"), "<p>Who pays for the float, and when?</p>", "Who pays for the…"),
        item(server.url("/b/?utm_source=feed"), "<p>The same once more.</p>"),
    )
    found = posts(read(server.url("/feed"), fetcher))
    assert [(post.kind, post.title) for post in found] == [
        (PostKind.STATEMENT, None),
        (PostKind.QUESTION, None),
    ]


def test_a_note_on_somebody_s_page_is_a_comment_and_that_page_is_not_read(
    server: FeedServer, fetcher: Fetcher
) -> None:
    own = f"<guid>{server.url('/2026/1')}</guid></item>"
    note = item("http://elsewhere.example/x", "Their floats, again.").replace("</item>", own)
    server.resources["/feed"] = rss(server, note)
    (post,) = posts(read(server.url("/feed"), fetcher))
    assert (post.kind, post.url) == (PostKind.COMMENT, server.url("/2026/1"))


def test_where_the_feed_holds_the_beginning_only_the_page_is_read(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.resources["/feed"] = rss(
        server, item(server.url("/a"), "The float is back […]", "On floats")
    )
    server.resources["/a"] = article("On floats", PROSE * 3, PROSE * 2)
    (post,) = posts(read(server.url("/feed"), fetcher))
    assert post.text == f"{(PROSE * 3).strip()}\n\n{(PROSE * 2).strip()}"
    assert post.posted_at == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_a_beginning_whose_page_cannot_be_read_is_told(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.resources["/feed"] = rss(
        server,
        item(server.url("/gone"), "<p>The float is... [read more]</p>", "On floats"),
        item(server.url("/short"), "Short, and all of it.", "On rates"),
        item(server.url("/b"), "<p>Whole.</p>"),
    )
    entries = read(server.url("/feed"), fetcher)
    assert [post.text for post in posts(entries)] == ["Short, and all of it.", "Whole."]
    assert list(reasons(entries).values()) == ["its page could not be read"]


def test_a_home_page_gives_its_feed_and_what_only_the_sitemap_has(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.resources["/"] = home('<link rel="alternate" type="application/rss+xml" href="/feed">')
    server.resources["/feed"] = rss(server, item(server.url("/new"), "<p>New.</p>"))
    server.resources["/robots.txt"] = Resource(
        f"User-agent: *\nSitemap: {server.url('/index.xml')}\n".encode(), "text/plain"
    )
    server.resources["/index.xml"] = sitemap(
        server, "/posts.xml", "/tag-sitemap.xml", root="sitemapindex", entry="sitemap"
    )
    server.resources["/posts.xml"] = sitemap(
        server, "/new", "/old", "/old/", "/about", "/tag/floats/", "/"
    )
    server.resources["/old"] = article("Old floats", PROSE * 3)
    server.resources["/about"] = article("About me", PROSE * 3, date="")
    entries = read(server.url("/"), fetcher)
    assert [post.url for post in posts(entries)] == [server.url("/new"), server.url("/old")]
    assert posts(entries)[1].posted_at == datetime(2026, 2, 1, 9, tzinfo=UTC)
    assert list(reasons(entries).values()) == ["no readable time"]
    assert sorted(asked(server)) == sorted(
        ["/", "/feed", "/robots.txt", "/index.xml", "/posts.xml", "/old", "/about"]
    )


def test_a_blog_below_a_site_takes_nothing_from_beside_it(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.resources["/blog"] = home()
    server.resources["/sitemap.xml"] = sitemap(server, "/blog/a", "/shop/b", "/blogger/c")
    for path in ("/blog/a", "/shop/b", "/blogger/c"):
        server.resources[path] = article("Floats", PROSE * 3)
    found = posts(read(server.url("/blog"), fetcher))
    assert [post.url for post in found] == [server.url("/blog/a")]


def test_what_is_known_is_not_fetched_again(server: FeedServer, fetcher: Fetcher) -> None:
    server.resources["/"] = home()
    server.resources["/sitemap.xml"] = sitemap(server, "/a", "/b")
    server.resources["/a"] = article("A float", PROSE * 3)
    server.resources["/b"] = article("B float", PROSE * 4)
    first = posts(read(server.url("/"), fetcher))
    server.requests.clear()
    ids = {post.id for post in first[:1]}
    again = read(server.url("/"), fetcher, lambda key: key in ids)
    assert [post.id for post in posts(again)] == [first[1].id]
    assert KNOWN in reasons(again).values()
    assert {"/a", "/b"} & set(asked(server)) == {"/" + first[1].id.rpartition("/")[2]}


def test_of_several_authors_the_most_frequent_is_taken(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.resources["/"] = home('<link rel="alternate" type="application/rss+xml" href="/feed">')
    server.resources["/feed"] = rss(
        server,
        item(server.url("/1"), "<p>Guest.</p>", author="Bob Guest"),
        item(server.url("/2"), "<p>Own.</p>", author="Ida Marrow"),
        item(server.url("/3"), "<p>Own too.</p>", author="Ida Marrow"),
        item(server.url("/4"), "<p>Unsigned.</p>"),
    )
    server.resources["/sitemap.xml"] = sitemap(server, "/old")
    server.resources["/old"] = article("Old floats", PROSE * 3)
    entries = read(server.url("/"), fetcher)
    assert [post.text for post in posts(entries)] == ["Own.", "Own too.", "Unsigned."]
    assert list(reasons(entries).values()) == ["by somebody else"] * 2


def test_the_feed_s_licence_is_kept(server: FeedServer, fetcher: Fetcher) -> None:
    licence = "<creativeCommons:license>https://creativecommons.org/licenses/by/4.0/</creativeCommons:license>"
    server.resources["/feed"] = rss(server, item(server.url("/a"), "<p>Free.</p>"), head=licence)
    (post,) = posts(read(server.url("/feed"), fetcher))
    assert post.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_a_site_that_asks_us_to_stay_away_ends_the_reading(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.resources["/"] = home()
    server.resources["/sitemap.xml"] = sitemap(server, "/a", "/b")
    server.resources["/a"] = article("A float", PROSE * 3)
    server.resources["/b"] = Resource(status=429, headers={"Retry-After": "60"})
    reading = Blog().read(server.url("/"), fetcher)
    assert posts([next(reading)])[0].url == server.url("/a")
    with pytest.raises(SourceBusy, match="429"):
        next(reading)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (home(), "names no feed and has no sitemap"),
        (Resource(b"\x00\x01 no feed at all", "text/plain"), "neither feed nor sitemap"),
        (Resource(status=404), "404"),
        (Resource(b"<rss><channel>" + b"x" * 600_000), "larger than"),
    ],
)
def test_a_place_without_posts_says_what_to_name(
    server: FeedServer, fetcher: Fetcher, answer: Resource, said: str
) -> None:
    server.resources["/"] = answer
    with pytest.raises(SourceError, match=said):
        read(server.url("/"), fetcher)
