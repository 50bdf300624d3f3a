"""Texts as Mastodon counts and shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.types import Description
from tests.servers.mastodon_html import rendered
from tools.mastodon.text import counted, same_text, words

PLACE = Description(name="mastodon", longest=500, counted="graphemes", link_length=23)
LINK = "https://ledger.example.com/2026/11/20/a-rather-long-address?of=an&article=1"
ELLIPSIS = (
    '<a href="https://ledger.example.com/2026/11/20/x" rel="nofollow">'
    '<span class="invisible">https://</span><span class="ellipsis">ledger.example.com/20</span>'
    '<span class="invisible">26/11/20/x</span></a>'
)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("hello", 5),
        ("👩🏽\u200d💻🇬🇧", 2),
        ("e\u0301", 1),
        (LINK, 23),
        (f"see {LINK} and {LINK}.", 4 + 23 + 5 + 23 + 1),
        ("bare example.com/path", 21),
        ("@desk", 5),
        ("@desk@mastodon.example.com", 5),
        ("thanks @desk@mastodon.example.com!", 13),
        ("mail desk@example.com", 21),
        ("@a.b-c@x.example", 6),
        ("@größe@mastodon.example.com", 27),
        ("@漢字@mastodon.example.com", 24),
    ],
)
def test_length_is_counted_as_mastodon_does(text: str, length: int) -> None:
    assert counted(text, PLACE) == length


@pytest.mark.parametrize(
    "text",
    [
        "a < b && c > d, “quoted” & 'single' &amp; literally",
        "two\n\nlines,  two blanks\tand a tab",
        f"see {LINK}, and more",
        "thanks @desk@mastodon.example.com and @desk #Fees",
        "cafe\u0301 and café",
        "<p>not a paragraph</p>",
        "https://ledger.example.com/%C3%A9 and https://ledger.example.com/é",
    ],
)
def test_what_is_shown_is_known_again(text: str) -> None:
    assert same_text(text, rendered(text, "https://mastodon.example.com"))


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=60))
def test_any_text_is_known_again(text: str) -> None:
    assert same_text(text, rendered(text, "https://mastodon.example.com"))


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("read https://ledger.example.com/2026/11/20/x", f"<p>read {ELLIPSIS}</p>"),
        ("read https://ledger.example.com/2026/11/20/x/", f"<p>read {ELLIPSIS}</p>"),
        ("one two", "<p>one</p><p>two</p>"),
        ("one two", "one<br>two"),
        ("indeed", '<p class="quote-inline">RE: <a href="https://m/1">m</a></p><p>indeed</p>'),
    ],
)
def test_the_forms_that_servers_give_a_text_are_the_same_text(written: str, html: str) -> None:
    assert same_text(written, html)


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("read https://ledger.example.com/2026/11/20/y", f"<p>read {ELLIPSIS}</p>"),
        ("read", f"<p>read {ELLIPSIS}</p>"),
        (f"read {ELLIPSIS}", f"<p>read {ELLIPSIS}</p>"),
        ("Hello", "<p>hello</p>"),
        ("onetwo", "<p>one</p><p>two</p>"),
        ("hello", '<p class="quote-inline">RE: <a href="https://m/1">m</a></p><p>indeed</p>'),
        ("@desk hello", '<p><a href="https://m/@other" class="mention">@other</a> hello</p>'),
        ("", "<p>hello</p>"),
    ],
)
def test_another_text_is_another_text(written: str, html: str) -> None:
    assert not same_text(written, html)


def test_a_hidden_part_ends_where_it_ends() -> None:
    html = '<p class="quote-inline">RE: <p>inner</p> more</p><p>indeed</p>'
    assert words(html).split() == ["indeed"]
