"""What a human asks about becomes a signal like any other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agents.scanner.signals import fingerprint, signal_from_article, signals_of
from memory.types import Article, SignalKind
from tools.listings.feeds import parse_feed

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ARTICLE = Article(
    title="Tolls fall",
    text="The harbour board lowered the toll by 4% on Thursday.",
    author="Ida Marrow",
    published_at=NOW - timedelta(days=1),
    url="https://quay.example/tolls",
    page_sha256="0" * 64,
)


def test_an_article_is_news_with_its_host_as_publisher() -> None:
    signal = signal_from_article(ARTICLE, NOW)
    assert signal.kind is SignalKind.NEWS
    assert (signal.publisher, signal.url) == ("quay.example", "https://quay.example/tolls")
    assert (signal.published_at, signal.dated_by) == (NOW - timedelta(days=1), "entry")
    assert not signal.hostile


def test_an_article_has_the_id_of_the_feed_entry_that_links_to_it() -> None:
    body = (
        b"<rss version='2.0'><channel><item><title>Tolls</title>"
        b"<link>http://www.quay.example/tolls/?utm_source=rss</link></item></channel></rss>"
    )
    (entry,) = signals_of(parse_feed(body, "feed.xml"), "feed.xml", NOW)
    assert entry.id == signal_from_article(ARTICLE, NOW).id


def test_a_saved_article_has_no_link_to_share() -> None:
    saved = ARTICLE.model_copy(update={"url": "file:///home/ida/tolls.html", "published_at": None})
    signal = signal_from_article(saved, NOW)
    assert (signal.url, signal.publisher) == (None, "file")
    assert (signal.published_at, signal.dated_by) == (NOW, "seen")


def test_the_fingerprint_looks_at_words_only() -> None:
    text = "The harbour board lowered the toll by 4% on Thursday, it said."
    same = fingerprint("TOLLS  fall!", text.upper() + "\n" + "More. " * 200, NOW)
    other = fingerprint("Tolls fall", text + " " + "More! " * 300, NOW + timedelta(days=3))
    assert same == other
    assert fingerprint("Tolls fall", text.replace("4%", "5%"), NOW) != same
