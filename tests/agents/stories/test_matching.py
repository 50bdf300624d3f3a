"""Words, names, figures and gravity: what is read off a text before any model is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.stories.matching import Words, figures, names, title_cased
from agents.topic.grave import is_grave


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The AI chip is late", ("AI chip",)),
        ("ai chips are late", ("AI chip",)),
        ("Paint the chipmunk", ()),
        ("It said so", ()),
        ("a 75MW site, then 60 MW more", ("MW",)),
        ("open-source and open source", ("open source",)),
        ("the key’s owner and the keys", ("key",)),
        ("KEYS", ("key",)),
        ("monkeys", ()),
    ],
)
def test_words_are_found_whole_in_any_case_and_number(text: str, found: tuple[str, ...]) -> None:
    assert Words(["chip", "AI chip", "AI", "MW", "open source", "key"]).found(text) == found


def test_an_empty_list_finds_nothing() -> None:
    assert Words([]).found("anything at all") == ()


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=8), max_size=5))
def test_any_word_list_can_be_looked_for_in_any_text(text: str, listed: list[str]) -> None:
    assert set(Words(listed).found(text)) <= set(listed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lost $1.2 billion and £40m", {"$1.2bn", "£40m"}),
        ("$1,200,000 or 5 percent of 44%", {"$1200000", "5%", "44%"}),
        ("on 17 November 2026, in 2024, by March 3", set()),
        ("7 licences, 23 refusals, 41,000 customers", {"23", "41000"}),
    ],
)
def test_figures_are_written_one_way_and_dates_are_none(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


def test_names_are_the_capitalised_runs_in_their_longest_form() -> None:
    text = "On Tuesday the Bank of Verrania and Port Ansel's Acme Corp. spoke. They left."
    assert names(text) == {"bank of verrania", "port ansel", "acme corp"}


def test_a_title_cased_headline_gives_no_names_away() -> None:
    assert title_cased("Crypto Wallets Withdraw $902M From Exchanges")
    assert not title_cased("Brackwater Custody halts withdrawals after theft of coins")


@pytest.mark.parametrize(
    "text",
    [
        "Four people die as coach leaves mountain road",
        "Founder found dead at 41",
        "The deaths of two miners halt the site",
        "Earthquake takes three data centres offline",
        "The outage killed nobody, but a patient was injured.",
        "Wildfires close the mining site",
    ],
)
def test_deaths_and_disasters_are_grave(text: str) -> None:
    assert is_grave(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bitcoin nears a death cross",
        "The killer app for stablecoins is payroll",
        "Another dead coin delisted",
        "Chip maker shrinks its silicon die by 12%",
        "Deadline for licences moves to May",
        "A kill switch for agents",
        "The studied studio diet",
        "X has finally killed free access to its app",
        "A fatal error in the matching engine",
    ],
)
def test_turns_of_phrase_are_not_grave(text: str) -> None:
    assert not is_grave(text)
