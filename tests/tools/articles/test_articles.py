"""The main text of a page, or the reason why there is none; one case per file in the corpus."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.errors import SourceError
from memory.types import Article
from tools.articles.article import LONGEST_TEXT, read_article, without_furniture
from tools.web.fetcher import Page

CORPUS = Path(__file__).parents[2] / "corpus" / "pages"
URL = "https://quay.example/news/tolls?utm_source=x"
PARAGRAPHS = (
    "The harbour board lowered the toll for small ferries by 4% on Thursday, it said.",
    "Skippers had asked for a cut of 10% since the bridge closed in the spring of 2025.",
    "“We can live with four,” said Ida Marrow, who speaks for eleven of the crews.",
)
ARTICLE = """<!DOCTYPE html><html lang="en"><head><title>Tolls fall | Quay Courier</title>
<meta property="og:title" content="Harbour tolls fall 4%">
<meta property="og:site_name" content="Quay Courier">
<meta name="author" content="Ida Marrow"><link rel="canonical" href="{canonical}">
<meta property="article:published_time" content="2026-11-19T08:00:00+01:00"></head>
<body><nav><a href="/">Home</a> <a href="/fish">Fish</a></nav>
<article><h1>Harbour tolls fall 4%</h1>{body}</article>
<footer>Imprint. Cookies. All rights reserved.</footer></body></html>"""


def page(
    body: str | None = None,
    *,
    url: str = URL,
    canonical: str = "https://quay.example/news/tolls",
    content_type: str | None = "text/html; charset=utf-8",
) -> Page:
    inner = "".join(f"<p>{p}</p>" for p in PARAGRAPHS) if body is None else body
    html = ARTICLE.replace("{body}", inner).replace("{canonical}", canonical)
    return Page(url=url, status=200, body=html.encode(), content_type=content_type)


def of_the_corpus(name: str, case: dict[str, Any]) -> Page:
    return Page(
        url=case["url"],
        status=200,
        body=(CORPUS / f"{name}.html").read_bytes(),
        content_type=case.get("content_type", "text/html; charset=utf-8"),
    )


def as_expected(article: Article) -> dict[str, Any]:
    """The article as the corpus writes it."""
    return {
        "kind": article.kind.value,
        "title": article.title,
        "author": article.author,
        "publisher": article.publisher,
        "published_at": article.published_at and article.published_at.isoformat(),
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in CORPUS.glob("*.json")))
def test_each_page_of_the_corpus_is_what_its_neighbour_says(name: str) -> None:
    case = json.loads((CORPUS / f"{name}.json").read_text("utf-8"))
    page = of_the_corpus(name, case)
    if "error" in case:
        with pytest.raises(SourceError) as caught:
            read_article(page)
        assert str(caught.value).startswith(f"{case['url']}: {case['error']}")
        return
    article = read_article(page)
    assert as_expected(article) == {key: case[key] for key in as_expected(article)}
    assert article.url == case.get("article_url", case["url"])
    assert article.hostile is case.get("hostile", False)
    assert article.page_sha256 == sha256(page.body).hexdigest()
    assert [piece for piece in case["has"] if piece not in article.text] == []
    assert [piece for piece in case["lacks"] if piece in article.text] == []


def test_an_article_is_its_text_and_who_wrote_it_when() -> None:
    article = read_article(page())
    for paragraph in PARAGRAPHS:
        assert paragraph in article.text.splitlines()
    assert "Cookies" not in article.text
    assert article.title == "Harbour tolls fall 4%"
    assert article.author == "Ida Marrow"
    assert article.publisher == "Quay Courier"
    assert article.published_at == datetime(2026, 11, 19, 7, tzinfo=UTC)
    assert article.url == "https://quay.example/news/tolls"


@pytest.mark.parametrize(
    "canonical", ["https://other.example/a", "javascript:alert(1)", "http://["]
)
def test_a_page_cannot_claim_the_address_of_another_host(canonical: str) -> None:
    assert read_article(page(canonical=canonical)).url == "https://quay.example/news/tolls"


def test_a_saved_page_keeps_the_address_that_it_names() -> None:
    assert read_article(page(url="file:///home/ida/tolls.html")).url == (
        "https://quay.example/news/tolls"
    )


def test_a_wrong_charset_does_not_spoil_the_text() -> None:
    article = read_article(page(content_type="text/html; charset=iso-8859-1"))
    assert "“We can live with four,”" in article.text


@pytest.mark.parametrize("body", ["", "<p>Please accept cookies.</p>", "<script>load()</script>"])
def test_a_page_without_main_text_says_so(body: str) -> None:
    with pytest.raises(SourceError, match=r"quay\.example/news/tolls\S*: has no main text"):
        read_article(page(body))


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("application/pdf", b"x"), (None, b"%PDF-1.7"), ("image/png", b"x"), (None, b"\x89PNG\r\n")],
)
def test_what_is_no_page_is_refused(content_type: str | None, body: bytes) -> None:
    with pytest.raises(SourceError, match="not a web page"):
        read_article(Page(url=URL, status=200, body=body, content_type=content_type))


def test_a_long_article_ends_where_a_sentence_ends() -> None:
    sentences = (f"The toll was {n} crowns for a small ferry on that day." for n in range(2_000))
    article = read_article(page("".join(f"<p>{sentence}</p>" for sentence in sentences)))
    assert len(article.text) <= LONGEST_TEXT
    assert article.text.endswith("on that day.")


def test_furniture_is_short_no_sentence_and_unknown_to_the_stricter_reading() -> None:
    text = "By Ida Marrow\nThe toll fell.\nTolls\nIt was 4%.\nShare\nThe board\nPrint"
    assert without_furniture(text, "The toll fell.\nIt was 4%.\nThe board") == (
        "The toll fell.\nTolls\nIt was 4%.\nShare\nThe board"
    )
    assert without_furniture(text, "") == text
    recipe = "The fish soup\nTake this.\n- 2 herrings\n- 1 leek\nPrint"
    assert without_furniture(recipe, "Take this. And that, and some salt.") == (
        "Take this.\n- 2 herrings\n- 1 leek"
    )
    assert without_furniture("Share\nPrint", "Something else") == "Share\nPrint"


@pytest.mark.parametrize(
    "bomb",
    [
        b"<div>" * 100_000,
        b"<div " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">",
        b"<!DOCTYPE " + b"/ " * 500_000,
        b"<script type='application/ld+json'>" + b"[" * 500_000 + b"</script>",
        b"<p>" + b"&amp;" * 200_000,
        b"<" * 200_000,
        b"<!--" * 100_000,
        b"<p>" + b"\0" * 200_000 + b".",
    ],
    ids=["depth", "attributes", "doctype", "json", "entities", "brackets", "comments", "zeros"],
)
def test_a_hostile_page_ends_soon(bomb: bytes) -> None:
    html = b"<html><body>" + bomb if not bomb.startswith(b"<!D") else bomb
    with suppress(SourceError):  # without the limits some of these take minutes
        assert read_article(Page(url=URL, status=200, body=html)).text


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_an_article_or_a_source_error(body: bytes) -> None:
    try:
        read_article(Page(url=URL, status=200, body=b"<html><body><p>" + body))
    except SourceError:
        return
