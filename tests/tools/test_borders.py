"""Where a text may be broken, and where never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.borders import Rank, characters, words
from tools.lengths import GRAPHEME


def pieces(text: str, worst: Rank = Rank.WORD) -> list[str]:
    found, start = [], 0
    for border in words(text):
        if border.rank <= worst:
            found.append(text[start : border.end])
            start = border.start
    return [*found, text[start:]]


@pytest.mark.parametrize(
    ("text", "worst", "expected"),
    [
        ("One.\n\nTwo.\nThree. Four.", Rank.PARAGRAPH, ["One.", "Two.\nThree. Four."]),
        ("One.\n\nTwo.\nThree. Four.", Rank.LINE, ["One.", "Two.", "Three. Four."]),
        ("One two. Three, four", Rank.SENTENCE, ["One two.", "Three, four"]),
        ("One two. Three, four", Rank.CLAUSE, ["One two.", "Three,", "four"]),
        ("One two", Rank.WORD, ["One", "two"]),
        ("رفع البنك، ثم نزل؟ لا", Rank.CLAUSE, ["رفع البنك،", "ثم نزل؟", "لا"]),
        ("شرح بڑھی۔ پھر گھٹی", Rank.CLAUSE, ["شرح بڑھی۔", "پھر گھٹی"]),
        ("दर बढ़ी। फिर घटी॥ अंत", Rank.CLAUSE, ["दर बढ़ी।", "फिर घटी॥", "अंत"]),
        ("Dr. Pell paid.", Rank.SENTENCE, ["Dr. Pell paid."]),
    ],
)
def test_borders_have_ranks(text: str, worst: Rank, expected: list[str]) -> None:
    assert pieces(text, worst) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("about 12 million dollars", ["about", "12 million", "dollars"]),
        ("up 3.5 % today", ["up", "3.5 %", "today"]),
        ("paid $ 40 in fees", ["paid", "$ 40 in", "fees"]),
        ("paid USD 40, twice", ["paid", "USD 40,", "twice"]),
        ("on 20 November 2026", ["on", "20 November", "2026"]),
        ("a\u00a0b c", ["a\u00a0b", "c"]),
        ("約300人の会", ["約", "300人", "の", "会"]),
        ("彼は「はい」と。", ["彼", "は", "「は", "い」", "と。"]),
        ("한국어 문장", ["한국어", "문장"]),
    ],
)
def test_what_belongs_together_stays_together(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_a_border_inside_a_quotation_says_so() -> None:
    text = "He said “not one key” and left"
    inside = [text[: b.end].split()[-1] for b in words(text) if b.quoted]
    assert inside == ["“not", "one"]


def test_no_border_falls_into_a_link_even_where_it_has_sentence_marks() -> None:
    link = "https://example.com/a,b;c/d!e?f=1"
    text = f"see {link} there"
    assert pieces(text) == ["see", link, "there"]
    ends = [border.end for border in characters(text)]
    start = text.index(link)
    assert not [end for end in ends if start < end < start + len(link)]
    assert {start, start + len(link)} <= set(ends)


@given(st.text())
def test_between_both_sides_of_a_border_is_white_space_and_no_character_is_cut(text: str) -> None:
    whole = {match.start() for match in GRAPHEME.finditer(text)}
    last = 0
    for border in words(text):
        assert last <= border.end <= border.start < len(text)
        assert text[border.end : border.start].strip() == ""
        assert {border.end, border.start} <= whole
        last = border.start
    assert {border.end for border in characters(text)} <= whole
