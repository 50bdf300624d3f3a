"""What a page costs is known before a parser sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.articles.limits import (
    MAX_ATTRIBUTES,
    MAX_CHARACTERS,
    MAX_TAGS,
    plain_doctype,
    too_costly,
)

MANY = " ".join(f"a{n}" for n in range(MAX_ATTRIBUTES + 1))


@pytest.mark.parametrize(
    "html",
    [
        "<p>An ordinary page.</p>" * 1_000,
        f"<p>{MANY} words in a paragraph</p>",
        f'<p title="{MANY}">words in a value</p>',
        f"<p title = '{MANY} >'>words in a value</p>",
        f"<script>if (a<b) {{ {MANY} }}</script>",
        f"<!-- <p {MANY}> -->",
        "<script>" + "<p>" * (MAX_TAGS + 1) + "</script>",
        "1 < 2 and 2 > 1 " * 50_000,
        "<p",
        "<p title='",
        "<script>",
        "",
    ],
)
def test_what_an_ordinary_page_holds_is_not_too_costly(html: str) -> None:
    assert too_costly(html) is None


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("x" * (MAX_CHARACTERS + 1), "characters"),
        ("<p>" * (MAX_TAGS + 1), "tags"),
        ("<script></script>" * (MAX_TAGS + 1), "tags"),
        (f"<p {MANY}>", "attributes"),
        (f"<p {MANY}", "attributes"),
        (f'<p b=">" {MANY}>', "attributes"),
        (f"<p ' {MANY} '>", "attributes"),
        ("<p " + " ".join(f"a{n}='>'" for n in range(MAX_ATTRIBUTES + 1)) + ">", "attributes"),
        (("<p " + "a " * 2_500 + ">") * 100, "attributes"),
    ],
)
def test_what_would_take_minutes_is_said(html: str, reason: str) -> None:
    assert reason in (too_costly(html) or "")


@pytest.mark.parametrize(
    "html", ["<p " * 300_000, "<p a='" * 300_000, "<!--" * 300_000, "=" * 10**6]
)
def test_counting_takes_linear_time(html: str) -> None:
    too_costly(html)  # a quadratic scan would hang here for minutes


def test_an_endless_doctype_is_written_short() -> None:
    assert plain_doctype("<!DOCTYPE html><p>x") == "<!DOCTYPE html><p>x"
    assert plain_doctype("<!DOCTYPE " + "/" * 1_000 + "><p>x") == "<!DOCTYPE html>><p>x"
    assert plain_doctype("<!DOCTYPE " + "/" * 1_000) == "<!DOCTYPE html>"
    assert plain_doctype("no doctype") == "no doctype"


@given(st.text(alphabet="<>!-=/ ap'\"sctyle\n", max_size=200))
def test_no_text_is_refused_by_accident(html: str) -> None:
    assert too_costly(html) is None
