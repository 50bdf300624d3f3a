"""Weighted length and entities, by our own cases and by laws that every text obeys."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.x_text import (
    LIMIT,
    URL_UNITS,
    Entity,
    cashtags,
    hashtags,
    mentions,
    urls,
    weighted_length,
)

LINK = "https://www.ledger.example.com/markets/2026/11/a-very-long-slug-that-goes-on?id=7#top"
SCRIPTS = st.text(st.sampled_from("a é漢가🙂👩🏽\u200d\ufe0f.:/#@$_-()?=\n&<\u202a\ud800 http"))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", 0),
        ("plain words", 11),
        ("naïve café", 10),
        ("e\u0301", 1),
        ("“quoted” — with a dash", 22),
        ("…", 2),
        ("相場は静か", 10),
        ("비트코인", 8),
        ("Привет", 6),
        ("🙂", 2),
        ("👩🏽\u200d💻", 2),
        ("👨\u200d👩\u200d👧\u200d👦", 2),
        ("🇬🇧🇫🇷", 4),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", 2),
        ("3\ufe0f\u20e3", 2),
        ("©", 1),
        ("©\ufe0f", 2),
        ("☺", 2),
        (LINK, URL_UNITS),
        (f"see {LINK}.", 4 + URL_UNITS + 1),
        ("x.co", URL_UNITS),
        ("a" * LIMIT, LIMIT),
    ],
)
def test_units_are_counted_as_x_counts_them(text: str, units: int) -> None:
    assert weighted_length(text) == units


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("read https://a.example.com/b(c)d, then go", ["https://a.example.com/b(c)d"]),
        ("(https://example.com/x)", ["https://example.com/x"]),
        ("end of sentence https://example.com/x.", ["https://example.com/x"]),
        ("example.com and example.co.za", ["example.com", "example.co.za"]),
        ("main.py is a country's domain", ["main.py"]),
        ("README.txt is not", []),
        ("v2.0 costs 1.5 dollars", []),
        ("mail me@example.com", []),
        ("@example.com #example.com $example.com", []),
        ("相場example.comです", ["example.com"]),
        ("https://例え.みんな/a", ["https://例え.みんな/a"]),
        ("https://bad_name.com", []),
        ("https://-bad.com", []),
        ("https://fine_sub.example.com", ["https://fine_sub.example.com"]),
        ("ftp://example.com", []),
        ("https://localhost:8000/x", []),
        ("https://example.com:8000/x?y=1", ["https://example.com:8000/x?y=1"]),
        ("https://t.co/abc'def", ["https://t.co/abc"]),
        ("https://t.co/" + "a" * 41, []),
        ("https://" + "a" * 64 + ".com", []),
        ("https://example.com/" + "a" * 5000, []),
    ],
)
def test_links_are_found_where_x_finds_them(text: str, found: list[str]) -> None:
    assert [link.value for link in urls(text)] == found


def test_hashtags_need_a_letter_and_a_boundary() -> None:
    text = "#BTC at 5 #1 #1st a#no &#39; #漢字 🙂#ok https://example.com/#no #half#no"
    assert [tag.value for tag in hashtags(text)] == ["BTC", "1st", "漢字", "ok"]


def test_cashtags_are_one_to_six_letters_after_a_space() -> None:
    text = "$BTC $brk.b ($NO) $TOOLONGER $5 US$CAD $ETH, $eth"
    assert [tag.value for tag in cashtags(text)] == ["BTC", "brk.b", "ETH", "eth"]


def test_mentions_are_not_found_in_addresses() -> None:
    text = "@nell, hi .@desk me@example.com RT@source @@no https://example.com/@no"
    assert [name.value for name in mentions(text)] == ["nell", "desk", "source"]


def test_spans_include_the_sign_and_values_do_not() -> None:
    assert hashtags("go #btc") == [Entity("btc", 3, 7)]
    assert cashtags("go $btc") == [Entity("btc", 3, 7)]
    assert mentions("go @btc") == [Entity("btc", 3, 7)]


@settings(deadline=None)
@given(st.text() | SCRIPTS)
def test_no_text_breaks_the_counting_and_spans_are_in_order(text: str) -> None:
    assert weighted_length(text) >= 0
    for find in (urls, hashtags, cashtags, mentions):
        end = 0
        for entity in find(text):
            assert end <= entity.start < entity.end <= len(text)
            assert text[entity.start : entity.end].endswith(entity.value)
            end = entity.end


@settings(deadline=None)
@given(st.text() | SCRIPTS)
def test_length_does_not_depend_on_the_normalisation_form(text: str) -> None:
    assert weighted_length(unicodedata.normalize("NFD", text)) == weighted_length(text)


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=0x24F, exclude_characters=".©®#*0123456789")))
def test_latin_text_without_a_full_stop_counts_its_characters(text: str) -> None:
    assert weighted_length(text) == len(unicodedata.normalize("NFC", text))


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)))
def test_chinese_counts_double(text: str) -> None:
    assert weighted_length(text) == 2 * len(text)


@settings(deadline=None)
@given(SCRIPTS)
def test_a_link_after_a_space_adds_its_units_whatever_its_length(text: str) -> None:
    assert weighted_length(f"{text} {LINK}") == weighted_length(text) + 1 + URL_UNITS
