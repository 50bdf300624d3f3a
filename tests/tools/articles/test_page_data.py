"""What a page says of itself: kind, lock, times."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tools.articles.page_data import PageData, is_guess, moment, page_data


def said(head: str, body: str = "") -> PageData:
    return page_data(tree(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>"))


def tree(page: str) -> Any:
    return html.fromstring(page)


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("text", "is_article", "locked"),
    [
        ('{"@type": "NewsArticle"}', True, False),
        ('[{"@type": ["Thing", "BlogPosting"], "isAccessibleForFree": "False"}];', True, True),
        ('{"@graph": [{"@type": "WebPage", "mainEntity": {"@type": "Article"}}]}', True, False),
        ('{"@type": "Article", "isAccessibleForFree": true, "hasPart": 7}', True, False),
        ('{"@type": "Article", "hasPart": [{"isAccessibleForFree": false}]}', True, True),
        ('{"@type": "Article", "isAccessibleForFree": "http://schema.org/False"}', True, True),
        # What a page lists beside its own article says nothing of it.
        ('{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle"}]}', False, False),
        ('{"@type": "NewsArticle", "mentions": {"isAccessibleForFree": false}}', True, False),
        ('{"@type": 5, "mainEntity": "https://quay.example"}', False, False),
        ('{"@type": "NewsArticle"', False, False),
        ("[" * 100_000, False, False),
        ("[[[[" + "[]," * 3_000 + "[]]]]]", False, False),
    ],
)
def test_json_ld_tells_what_the_page_is(text: str, is_article: bool, locked: bool) -> None:
    found = said(json_ld(text))
    assert (found.is_article, found.locked) == (is_article, locked)


def test_meta_tags_tell_it_too() -> None:
    assert said('<meta property="og:type" content="article">').is_article
    assert said('<meta property="og:type" content="website">').is_site
    assert said('<meta itemprop="isAccessibleForFree" content="false">').locked
    assert said('<meta property="article:content_tier" content="Locked">').locked
    assert not said('<meta property="article:content_tier" content="free">').locked


def test_times_come_most_telling_first() -> None:
    found = said(
        '<meta name="date" content="2026-11-18">'
        + json_ld('{"@type": "Article", "datePublished": "2026-11-19", "wordCount": "850"}'),
        '<time datetime="2026-11-17"></time><time pubdate datetime="2026-11-16"></time>',
    )
    assert found.times == ("2026-11-19", "2026-11-18", "2026-11-16", "2026-11-17")
    assert found.words == 850


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((), "2026-11-19T00:00"),
        (("2026-11-19T08:15:00+01:00",), "2026-11-19T07:15"),
        (("2026-11-19 08:15",), "2026-11-19T08:15"),
        (("2026-11-18T08:15:00Z", "2026-11-19T09:00:00.000Z"), "2026-11-19T09:00"),
        # Late in the evening over there, and the same day by the page's own calendar.
        (("2026-11-19T23:00:00-08:00",), "2026-11-20T07:00"),
        (("2026-11-20T00:30:00+09:00",), "2026-11-19T15:30"),
        (("2026-11-19T00:00:00+09:00",), "2026-11-19T00:00"),
        (("2026-11-19T00:00:01Z",), "2026-11-19T00:00:01"),
        (("2026-11-19T99:99:99Z", "soon", ""), "2026-11-19T00:00"),
    ],
)
def test_a_day_gets_its_hour_from_a_time_that_names_it(
    times: tuple[str, ...], expected: str
) -> None:
    assert moment("2026-11-19", times) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("day", [None, "", "soon", "2026-13-40"])
def test_no_day_is_no_moment(day: str | None) -> None:
    assert moment(day, ("2026-11-19T08:15:00Z",)) is None


@pytest.mark.parametrize(
    "page",
    [
        "2025-01-01",
        "2025/1/1",
        "20250101",
        "01.01.2025",
        "1 January 2025",
        "January 1st, 2025",
        "1. Januar 2025",
        "1 de enero de 2025",
        "1er janvier 2025",
        "2025年1月1日",
    ],
)
def test_a_first_of_january_that_stands_on_the_page_is_no_guess(page: str) -> None:
    assert not is_guess("2025-01-01", f"<p>{page}</p>")


@pytest.mark.parametrize(
    "page",
    ["in the spring of 2025", "11 January 2025", "2025-01-11", "January 1, 2024", "21.01.2025"],
)
def test_a_year_in_a_sentence_is_no_date(page: str) -> None:
    assert is_guess("2025-01-01", f"<p>{page}</p>")
    assert not is_guess("2025-03-05", f"<p>{page}</p>")


@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=3))
def test_nothing_that_a_page_says_raises(text: str, times: list[str]) -> None:
    moment("2026-11-19", tuple(times))
    page_data(tree(f"<html><head>{json_ld(text)}</head><body><p>x</p></body></html>"))
