"""Wishes: reasons in words, as tests that a candidate can pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.style.wishes import Wishes


@pytest.mark.parametrize(
    ("reason", "banned"),
    [
        ("leave out 'in Texas': no source says it", "in Texas"),
        (
            'in "A price feed is a supplier.": no source says "supplier"',
            "A price feed is a supplier.",
        ),
        ('mend "It froze $13m": the source says "$12m", the draft "$13m"', "$13m"),
        ("leave out @stranger: the brief does not address that account", "@stranger"),
        ("leave out https://evil.example/x: it is not of this story", "https://evil.example/x"),
        ('say something new: "Custody is a job…" was published before', "Custody is a job"),
    ],
)
def test_what_is_objected_to_is_banned(reason: str, banned: str) -> None:
    wishes = Wishes.read([reason])
    assert not wishes.allow(f"Noted: {banned} And so on.")
    assert wishes.allow("Harbour Nine froze $12m.")


def test_the_source_s_own_words_are_not_banned() -> None:
    wishes = Wishes.read(['mend "It froze $13m": the source says "$12m", the draft "$13m"'])
    assert wishes.allow("Harbour Nine froze $12m.")


@pytest.mark.parametrize(
    "reason", ["shorten it: the draft is 300 of 280 units", "too long: 300 of 280"]
)
def test_a_limit_is_read(reason: str) -> None:
    wishes = Wishes.read([reason])
    assert wishes.longest == 280
    assert wishes.shorter


def test_plainness_is_understood() -> None:
    assert Wishes.read(["No jokes, please."]).plain
    assert Wishes.read(["drop the opener"]).no_opener
    assert not Wishes.read(["check the name"]).plain


@given(st.lists(st.text(max_size=80), max_size=4))
def test_any_words_can_be_read(reasons: list[str]) -> None:
    Wishes.read(reasons).allow("Harbour Nine froze $12m.")
