"""Whatever can list news; one case per file in tests/corpus/listings."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.errors import SourceError
from tests.tools.listings.test_feeds import as_expected
from tools.listings.feeds import Feed
from tools.listings.headlines import MOST
from tools.listings.limits import MAX_ENTRIES
from tools.listings.listing import MAX_UNPACKED, Elsewhere, read_listing

CORPUS = Path(__file__).parents[2] / "corpus" / "listings"
PLACE = "https://quay.example/list"
URL = "<url><loc>https://quay.example/toll-{0}</loc><lastmod>{1}</lastmod></url>"


@pytest.mark.parametrize("name", sorted(path.stem for path in CORPUS.glob("*.json")))
def test_each_file_of_the_corpus_is_read_as_its_neighbour_says(name: str) -> None:
    case = json.loads((CORPUS / f"{name}.json").read_text("utf-8"))
    (file,) = (path for path in CORPUS.glob(f"{name}.*") if path.suffix != ".json")
    if "error" in case:
        with pytest.raises(SourceError) as caught:
            read_listing(file.read_bytes(), PLACE)
        assert str(caught.value) == case["error"]
        return
    found = read_listing(file.read_bytes(), PLACE)
    if isinstance(found, Elsewhere):
        assert found.url == case["elsewhere"]
        return
    assert (found.kind, found.title) == (case["kind"], case["title"])
    assert [as_expected(entry) for entry in found.entries] == case["entries"]


def feed(body: bytes) -> Feed:
    found = read_listing(body, PLACE)
    assert isinstance(found, Feed)
    return found


def test_a_sitemap_may_be_packed() -> None:
    body = gzip.compress((CORPUS / "sitemap_plain.xml").read_bytes())
    assert feed(body) == feed((CORPUS / "sitemap_plain.xml").read_bytes())


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(SourceError, match="unpacks to more than 50,000,000 bytes"):
        read_listing(gzip.compress(b" " * (MAX_UNPACKED + 1)), PLACE)


def test_broken_gzip_is_told() -> None:
    with pytest.raises(SourceError, match="is gzip, but broken"):
        read_listing(b"\x1f\x8bnot really", PLACE)


def test_of_a_long_sitemap_the_newest_are_kept() -> None:
    days = [f"{2000 + n // 360}-{n // 30 % 12 + 1:02}-{n % 30 + 1:02}" for n in range(9_000)]
    days = [day for day in days if "-02-" not in day]
    urls = "".join(URL.format(n, day) for n, day in enumerate(days))
    entries = feed(f"<urlset>{urls}</urlset>".encode()).entries
    assert len(entries) == MAX_ENTRIES
    dates = [entry.published_at for entry in entries if entry.published_at]
    assert dates == sorted(dates, reverse=True)
    assert dates[0].isoformat().startswith("2024-12-30")


def test_a_page_that_names_itself_as_its_feed_is_read_for_its_headlines() -> None:
    links = "".join(f"<h2><a href='/n/{n}'>Toll rises for the {n}th time</a></h2>" for n in "345")
    page = f"<html><link rel='alternate' type='application/rss+xml' href='{PLACE}'>{links}</html>"
    assert feed(page.encode()).kind == "page"


def test_an_endless_page_has_only_so_many_headlines() -> None:
    links = "".join(f"<h2><a href='/n/{n}'>Toll number {n} rises</a></h2>" for n in range(9_000))
    assert len(feed(f"<html>{links}</html>".encode()).entries) == MOST


@pytest.mark.parametrize(
    "body",
    [
        "<html>" + "<div>" * 200_000,
        "<html>" + "<a href='/news/a-b-c-d'>one two three four " * 50_000,
        "<html>" + "<h2><a href='/x'>" * 50_000,
        "<html><head>" + "<link rel=alternate type=application/rss+xml href=::>" * 50_000,
        "<urlset>" + "<url>" * 200_000,
        "<sitemapindex>" + "<sitemap><loc>x</loc></sitemap>" * 10_000,
        "<opml>" + "<outline xmlUrl='" * 100_000,
    ],
    ids=["deep", "links", "headings", "named feeds", "open urls", "children", "outlines"],
)
def test_hostile_lists_cost_little_and_raise_only_source_errors(body: str) -> None:
    listing_or_error(body.encode())


TOKENS = """
<html> <body> <h2> </h2> <a </a> href='/a-b' > <article> <time datetime='2026-11-19'> <nav> </nav>
<urlset> </urlset> <url> </url> <loc> </loc> https://quay.example/a <sitemapindex> <sitemap>
<base href='//'> <base href='https://['> <link rel=alternate type=application/rss+xml href=/f>
one two three four <opml> <outline xmlUrl="x"> <news:title> <rss> <item> & ]]>
"""
PIECES = st.sampled_from([" ", "\x00", "\ud83d", *TOKENS.split()])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_any_text_is_a_listing_or_a_source_error(text: str) -> None:
    listing_or_error(text.encode("utf-8", "surrogatepass"))


def listing_or_error(body: bytes) -> None:
    try:
        found = read_listing(body, PLACE)
    except SourceError:
        return
    if isinstance(found, Elsewhere):
        assert found.url.startswith(("http://", "https://"))
        return
    assert len(found.entries) <= MAX_ENTRIES
