"""Disputes: what the publishers of one story tell differently."""

from __future__ import annotations

import numpy as np
import pytest

from agents.stories.disputes import (
    Sentence,
    disputed,
    disputed_figures,
    disputes,
    misspelt,
    near_miss,
)
from tests.factory import signal


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("$312m", "$321m", True),
        ("3.1%", "3.4%", True),
        ("9400", "9040", True),
        ("$312m", "$312m", False),
        ("$312m", "$95m", False),
        ("$2.1bn", "2.1bn", False),
        ("17", "20", False),
        ("$5m", "£5.1m", False),
    ],
)
def test_only_near_figures_of_one_kind_are_disputed(one: str, other: str, near: bool) -> None:
    assert near_miss(one, other) is near


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("ida marrow", "ida marlow", True),
        ("brackwater custody", "blackwater custody", True),
        ("johnson", "johnston", True),
        ("north korea", "south korea", False),
        ("america", "american", False),
        ("iran", "iraq", False),
        ("ida marrow", "ida marrow", False),
        ("ida marrow", "marrow", False),
    ],
)
def test_a_slip_of_the_pen_is_told_from_another_name(one: str, other: str, slip: bool) -> None:
    assert misspelt(one, other) is slip
    assert misspelt(other, one) is slip


def test_a_publisher_that_states_both_figures_disputes_nothing() -> None:
    said = [
        Sentence("It rose from $312m to $321m.", "A", "a"),
        Sentence("It stands at $321m.", "B", "b"),
    ]
    assert disputed_figures(said, np.full((2, 4), 0.5, dtype=np.float32)) == ()


def test_two_figures_for_one_loss_are_a_dispute_that_says_who_says_what() -> None:
    (found,) = disputes(
        [
            signal(
                "a", publisher="Wire", title="", text="Harbourline custody lost $312m of coins."
            ),
            signal(
                "b",
                publisher="Desk",
                title="",
                text="Custody firm Harbourline lost $321m of coins.",
            ),
        ]
    )
    assert found.about == "figure"
    assert found.spoken == "$312m (Wire) or $321m (Desk)"
    assert [one.signal_id for one in found.sayings] == ["a", "b"]


def test_two_counts_of_the_same_are_a_dispute_however_far_apart() -> None:
    (found,) = disputes(
        [
            signal("a", publisher="Wire", title="", text="The harbour fire left 43 people dead."),
            signal(
                "b", publisher="Desk", title="", text="Nineteen? The harbour fire left ten dead."
            ),
        ]
    )
    assert found.spoken == "43 dead (Wire) or 10 dead (Desk)"
    assert disputed("The fire killed 43.", [found]) is None
    assert disputed("In the fire 43 were killed.", [found]) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The harbour fire left 43 dead and 9 injured.", "The harbour fire left 43 dead."),
        ("The harbour fire left 43 dead.", "The harbour fire left 9 injured."),
        ("The harbour fire left 43 dead.", "Last year 9 dead were counted."),
    ],
)
def test_counts_of_other_things_or_on_other_matters_agree(one: str, other: str) -> None:
    tellings = [
        signal("a", publisher="Wire", title="", text=one),
        signal("b", publisher="Desk", title="", text=other),
    ]
    assert disputes(tellings) == ()


def test_two_holders_of_one_office_are_a_dispute() -> None:
    found = disputes(
        [
            signal(
                "a",
                publisher="Wire",
                title="",
                text="The custody firm Harbourline said chief executive Ida Marrow resigned.",
            ),
            signal(
                "b",
                publisher="Desk",
                title="",
                text="The custody firm Harbourline lost chief executive Rune Abernethy.",
            ),
        ]
    )
    assert [one.about for one in found] == ["name"]
    assert "chief executive ida marrow" in found[0].values


def test_one_publisher_disputes_nothing_with_itself() -> None:
    one = signal("a", publisher="Wire", title="", text="Harbourline custody lost $312m of coins.")
    other = signal("b", publisher="Wire", title="", text="Harbourline custody lost $321m of coins.")
    assert disputes([one, other]) == ()


def test_a_text_that_takes_a_side_is_found() -> None:
    found = disputes(
        [
            signal(
                "a",
                publisher="Wire",
                title="",
                text="Ida Marrow left the custody firm Harbourline.",
            ),
            signal(
                "b",
                publisher="Desk",
                title="",
                text="Ida Marlow left the custody firm Harbourline.",
            ),
        ]
    )
    assert disputed("It was Ida Marlow's last day.", found) == found[0]
    assert disputed("She left.", found) is None
