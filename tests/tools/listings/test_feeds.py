"""Feeds of every kind and condition; one case per file in tests/corpus/feeds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from memory.errors import SourceError
from tools.listings.feeds import LONGEST_TEXT, LONGEST_TITLE, Entry, Feed, parse_feed
from tools.listings.limits import MAX_ENTRIES, MAX_PROLOGUE, MAX_TAGS, bounded

CORPUS = Path(__file__).parents[2] / "corpus" / "feeds"
PLACE = "https://quay.example/feed"
HEAD = '<rss version="2.0"><channel><title>Quay Courier</title>'
TAIL = "</channel></rss>"
ITEM = "<item><title>Toll {0}</title><link>https://quay.example/{0}</link></item>"


def rss(*items: str) -> bytes:
    return (HEAD + "".join(items) + TAIL).encode()


def only(body: bytes) -> Entry:
    (entry,) = parse_feed(body, PLACE).entries
    return entry


def as_expected(entry: Entry) -> dict[str, Any]:
    """The entry as the corpus writes it: without what is empty."""
    values = {
        "id": entry.id,
        "title": entry.title,
        "text": entry.text,
        "link": entry.link,
        "author": entry.author,
        "published_at": entry.published_at and entry.published_at.isoformat(),
        "dated_by": entry.dated_by,
        "publisher": entry.publisher,
    }
    return {key: value for key, value in values.items() if value}


@pytest.mark.parametrize("name", sorted(path.stem for path in CORPUS.glob("*.json")))
def test_each_file_of_the_corpus_is_read_as_its_neighbour_says(name: str) -> None:
    case = json.loads((CORPUS / f"{name}.json").read_text("utf-8"))
    (file,) = (path for path in CORPUS.glob(f"{name}.*") if path.suffix != ".json")
    place, content_type = case.get("place", PLACE), case.get("content_type")
    if "error" in case:
        with pytest.raises(SourceError) as caught:
            parse_feed(file.read_bytes(), place, content_type)
        assert str(caught.value) == case["error"]
        return
    feed = parse_feed(file.read_bytes(), place, content_type)
    assert (feed.kind, feed.title) == (case["kind"], case["title"])
    assert [as_expected(entry) for entry in feed.entries] == case["entries"]


def test_only_the_first_entries_of_an_endless_feed_are_read() -> None:
    feed = parse_feed(rss(*(ITEM.format(n) for n in range(100_000))), PLACE)
    assert len(feed.entries) == MAX_ENTRIES
    assert feed.entries[-1].link == f"https://quay.example/{MAX_ENTRIES - 1}"


def test_only_the_first_items_of_an_endless_json_feed_are_read() -> None:
    items = [{"id": n, "title": f"Toll {n}"} for n in range(2 * MAX_ENTRIES)]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    assert len(parse_feed(body, PLACE).entries) == MAX_ENTRIES


def test_entries_before_a_flood_of_tags_are_kept() -> None:
    feed = parse_feed(rss(ITEM.format(1), "<a/>" * MAX_TAGS, ITEM.format(2)), PLACE)
    assert [entry.title for entry in feed.entries] == ["Toll 1"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (HEAD + "<a>" * 300_000, "tags before its first entry ends"),
        (HEAD + "<item>" * 300_000, "tags before its first entry ends"),
        ("<!--" + "x" * MAX_PROLOGUE + "-->" + HEAD, "its first element comes after"),
        ("\n<!ENTITY " * 100_000 + HEAD, "its first element comes after"),
        ("<?x " + 'encoding="' * 100_000 + HEAD, "its first element comes after"),
        (HEAD + "".join(f'<a xmlns:n{n}="u"/>' for n in range(9_000)), "namespaces"),
        ('{"version":' * 100_000, "not valid JSON"),
        ('{"version": ' + "1" * 100_000 + "}", "not valid JSON"),
    ],
)
def test_what_would_take_for_ever_is_refused(body: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        parse_feed(body.encode(), PLACE)


@pytest.mark.parametrize(
    "inside",
    [
        "<author>" + "a" * 1_000_000 + "</author>",
        "<description>" + "\n" * 1_000_000 + "</description>",
        "<description>" + "&lt;b&gt;x" * 100_000 + "</description>",
        "<pubDate>" + "1 " * 500_000 + "</pubDate>",
        f'<a xml:base="{"x" * 100}/">' * 20_000,
        "<a " + 'b="c" ' * 100_000 + ">",
        "<![CDATA[" * 50_000,
        "".join(f"<category>c{n}</category>" for n in range(60_000)),
        "<keywords>" + ",".join(f"k{n}" for n in range(100_000)) + "</keywords>",
        "<a>" * 10_000 + "</a>" * 10_000,
        "<link>https://quay.example/a</link>" * 10_000,
        "<description>" + "&" * 200_000 + "</description>",
    ],
    ids=[
        *("author", "blank lines", "markup", "date", "bases", "attributes", "cdata"),
        *("categories", "keywords", "nesting", "links", "ampersands"),
    ],
)
def test_a_hostile_entry_costs_neither_the_feed_nor_the_afternoon(inside: str) -> None:
    # The author and the bases take feedparser alone more than an hour.
    entry = parse_feed(rss("<item><title>Toll</title>", inside, "</item>"), PLACE).entries[0]
    assert entry.title == "Toll"
    assert len(entry.text) <= LONGEST_TEXT


def test_blank_lines_and_control_characters_do_not_count() -> None:
    body = b"<?xml version='1.0'?>" + b"\n" * 1_000_000 + rss("<item><ti\0tle>Toll</title></item>")
    assert only(body).title == "Toll"


def test_entities_cannot_multiply() -> None:
    doctype = '<!DOCTYPE rss [\n<!ENTITY long "' + "x" * 9_000 + '">\n]>'
    items = "<item><title>" + "&long;" * 50_000 + "</title></item>"
    entry = parse_feed((doctype + HEAD + items + TAIL).encode(), PLACE).entries[0]
    assert "xxx" not in entry.title
    assert len(entry.title) <= LONGEST_TITLE


def test_a_long_text_ends_where_a_sentence_ends() -> None:
    text = only(rss("<item><description>" + "The tide came in. " * 1_000 + "</description></item>"))
    assert LONGEST_TEXT - 20 < len(text.text) <= LONGEST_TEXT
    assert text.text.endswith("The tide came in.")


def test_every_field_is_bounded() -> None:
    long = "word " * 10_000
    entry = only(
        rss(
            f"<item><title>{long}</title><guid>{long}</guid><author>{long}</author>"
            f"<link>https://quay.example/{'a' * 10_000}</link></item>"
        )
    )
    assert len(entry.title) <= LONGEST_TITLE
    assert len(entry.id) <= 1_000
    assert len(entry.author or "") <= 120
    assert entry.link is None


def test_a_feed_below_html_that_broke_is_told_as_html() -> None:
    page = b"Warning: cache <html><link rel='alternate' type='application/atom+xml' href='/f'>"
    with pytest.raises(SourceError, match=r"it names its feed: use https://quay\.example/f"):
        parse_feed(page, PLACE)


def test_a_page_that_begins_a_thousand_feeds_costs_little() -> None:
    with pytest.raises(SourceError, match="is an HTML page"):
        parse_feed(b"<html><pre>" + b"&lt;rss " * 200_000, PLACE)


def test_a_feed_that_is_cut_is_closed_again() -> None:
    # What is not well-formed goes to a slower parser.
    items = "".join(f"<item><title>{n}</title></item>" for n in range(MAX_ENTRIES + 1))
    cut = bounded(HEAD + items + TAIL)
    assert cut.endswith(f"<item><title>{MAX_ENTRIES - 1}</title></item>{TAIL}")


def test_repeated_ids_are_entries_of_their_own() -> None:
    feed = parse_feed(rss("<item><guid>a</guid><title>Toll</title></item>" * 3), PLACE)
    assert len(feed.entries) == 3


TOKENS = """
<item> </item> <entry> <title> </title> <link> <guid> <pubDate> <description> <![CDATA[ ]]> <!-- -->
<?x ?> &amp; &#x; &nbsp; <content type="xhtml"> <author> <x:y>
<a href=" " ' > < & é a@b.c 2026-11-19
http://[ https://quay.example/a {"version":"https://jsonfeed.org/version/1", "items":[ "title": [ ]
{ } null 1e999 <!DOCTYPE <!ENTITY a "b"> <feed xmlns="http://www.w3.org/2005/Atom">
"""
PIECES = st.sampled_from([HEAD, TAIL, "\n", " ", "\x00", "\ud83d", *TOKENS.split()])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
@example('<rss version="2.0"><channel><item><link>http://[</link></item></channel></rss>')
@example("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://['><entry><id>a</id></entry>")
def test_any_text_is_a_feed_or_a_source_error(text: str) -> None:
    feed_or_error(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from([None, "text/xml; charset=utf-16", "x; charset=zip"])
)
def test_any_bytes_are_a_feed_or_a_source_error(body: bytes, content_type: str | None) -> None:
    feed_or_error(body, content_type)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 1_500), st.binary(min_size=1, max_size=8))
def test_damaged_feeds_are_feeds_or_source_errors(where: int, damage: bytes) -> None:
    body = (CORPUS / "atom10.xml").read_bytes()
    feed_or_error(body[:where] + damage + body[where + len(damage) :])


CASES = sorted(path for path in CORPUS.iterdir() if path.suffix != ".json")
DAMAGE = st.sampled_from([b"", b"<", b">", b"&", b"<!--", b"]]>", b"\xff", b"\0", b"<item>", b"]"])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(CASES), st.data())
def test_every_case_of_the_corpus_may_be_damaged(case: Path, data: st.DataObject) -> None:
    body = case.read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        where = data.draw(st.integers(0, len(body)))
        skip = data.draw(st.integers(0, 30))
        body = body[:where] + data.draw(DAMAGE) + body[where + skip :]
    feed_or_error(body)


def feed_or_error(body: bytes, content_type: str | None = None) -> None:
    try:
        feed = parse_feed(body, PLACE, content_type)
    except SourceError:
        return
    assert isinstance(feed, Feed)
    for entry in feed.entries:
        assert "\n" not in entry.title
        assert entry.link is None or entry.link.startswith(("http://", "https://"))
        assert entry.published_at is None or entry.published_at.utcoffset() is not None
        assert (entry.published_at is None) == (entry.dated_by == "seen")
