"""Reading: what a reader stumbles over, habits that excuse it, and what a draft is made of."""

from __future__ import annotations

import pytest

from agents.judges.floor import StyledHeadline
from agents.judges.reading import Reader, makeup

PLAIN = ["Harbourline froze withdrawals.", "Custody is a verb. Ask who does it."] * 20
BRIEF = ("Harbourline freezes withdrawals", "Harbourline froze withdrawals on Tuesday.")


@pytest.mark.parametrize(
    "text",
    [
        "Harbourline froze (again withdrawals.",
        "Harbourline “froze withdrawals.",
        "Harbourline froze the the withdrawals.",
        "Harbourline froze withdrawals. Harbourline froze withdrawals.",
        "Harbourline froze withdrawals after the",
        "Harbourline froze withdrawals and the rest of its cust…",
        "Harbourline froze withdrawals,. Again.",
        "Harbourline froze withdrawals .",
        "Harbourline &amp; friends froze withdrawals.",
        "Harbourline  froze withdrawals.",
        "Harbourline froze withdrawals. which is new.",
        "https://a.example/only",
    ],
)
def test_what_a_reader_stumbles_over_is_a_fault(text: str) -> None:
    assert Reader(PLAIN).faults(text)


@pytest.mark.parametrize(
    "text",
    [
        *PLAIN[:2],
        "So: Harbourline (of Port Ansel) froze withdrawals. “Soon,” it says.",
        "Who holds the keys, and what for?",
        "Custody is as strong as it ever was. Everybody chipped in https://a.example/x",
        "Harbourline froze withdrawals... https://a.example/x",
        "gm. harbourline froze withdrawals. again",
        "It is 5.30, and U.S. clients wait.\n\nStill.",
    ],
)
def test_ordinary_posts_have_none(text: str) -> None:
    assert Reader(PLAIN).faults(text) == ()


def test_a_habit_of_the_persona_is_no_fault() -> None:
    own = [*PLAIN, *["who knows ...  not me"] * 4]
    assert Reader(PLAIN).faults("Harbourline froze.  Not me.")
    assert not Reader(own).faults("Harbourline froze.  Not me.")


def test_a_draft_is_told_apart_into_opener_fact_and_take() -> None:
    plain = makeup("Harbourline froze withdrawals on Tuesday.", BRIEF)
    opened = makeup("Noted: Harbourline froze withdrawals.", BRIEF)
    taken = makeup("Harbourline froze withdrawals. Custody is a verb. https://a.example", BRIEF)
    comment = makeup("The fees were always the product. https://a.example", BRIEF)
    assert (plain.opener, plain.fact, plain.take) == (False, True, False)
    assert (opened.opener, opened.fact, opened.take) == (True, True, False)
    assert (taken.opener, taken.fact, taken.take) == (False, True, True)
    assert (comment.opener, comment.fact, comment.take) == (False, False, True)


def test_the_second_floor_wears_casing_stop_tags_and_link() -> None:
    small = StyledHeadline(["gm #eth https://a.example/1", "wagmi #eth https://a.example/2", "lol"])
    assert small.styled("Fed Holds", "https://b.example") == "fed holds #eth https://b.example"
    plain = StyledHeadline(["Custody is a verb.", "Reserves are a promise."])
    assert plain.styled("Fed holds", "https://b.example") == "Fed holds."
