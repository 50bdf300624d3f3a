"""How old evidence may be for what changes, and who wins when a later source says otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.auditor.weighing.freshness import FIGURES_AGE, STATES_AGE, changing
from agents.auditor.weighing.siding import settled
from memory.types import ClaimStatus, Dispute, Saying, Story
from tests.agents.auditor.weighing.material import NOW, Written, only, told

PRICE = "Bitcoin trades at $61,000."
OFFICE = "Mira Holt is chief executive of Harbourline."


@pytest.mark.parametrize(
    ("claim", "bound"),
    [
        (PRICE, FIGURES_AGE),
        ("Harbourline has 41,000 customers.", FIGURES_AGE),
        ("The fund now holds $2.1bn.", FIGURES_AGE),
        (OFFICE, STATES_AGE),
        ("Harbourline is the largest venue in Tarn.", STATES_AGE),
        ("Harbourline is currently closed.", STATES_AGE),
        ("Harbourline lost $12m.", None),
        ("The court ruled that $173m belong to customers.", None),
        ("Bitcoin traded at $61,000 on 3 March 2026.", None),
        ("The judge wrote a ruling.", None),
        ('"Every Building Has 264 Bugs"', None),
    ],
)
def test_prices_and_counts_change_in_days_states_in_weeks_and_events_never(
    claim: str, bound: timedelta | None
) -> None:
    found = changing(claim)
    assert (found.bound if found else None) == bound


@pytest.mark.parametrize(
    ("claim", "hours", "stands"),
    [
        (PRICE, 71, True),
        (PRICE, 73, False),
        (OFFICE, 73, True),
        (OFFICE, 29 * 24, True),
        (OFFICE, 31 * 24, False),
        ("Harbourline lost $12m.", 400 * 24, True),
    ],
)
def test_what_is_older_than_the_bound_does_not_bear_it_out_as_current(
    claim: str, hours: float, stands: bool
) -> None:
    found = only(claim, told(claim, hours=hours))
    assert (found.status is ClaimStatus.SUPPORTED) is stands
    if not stands:
        assert found.status is ClaimStatus.NOT_ENOUGH
        assert f"Example Wire said so {hours // 24:g} days ago" in found.reason


def test_one_fresh_source_is_enough() -> None:
    found = only(
        PRICE,
        told("Bitcoin trades at $61,000, it said.", "Old Wire", hours=100),
        told("In Tarn, Bitcoin trades at $61,000.", "New Wire", hours=2),
    )
    assert found.status is ClaimStatus.SUPPORTED


def test_a_snapshot_is_as_old_as_it_was_on_its_own_day() -> None:
    day = NOW - timedelta(days=200)
    read_now = told(PRICE, hours=200 * 24 + 5, seen_at=NOW, as_of=day)
    assert only(PRICE, read_now).status is ClaimStatus.SUPPORTED


def test_ground_truth_does_not_age() -> None:
    found = only(
        "One bitcoin is divided into 100 million satoshis.",
        knowledge=Written("One bitcoin is divided into 100 million satoshis."),
    )
    assert found.status is ClaimStatus.SUPPORTED


OLD = told("The fire killed 43 people at the Tarn mill.", "First Wire", hours=20)
NEW = told("The fire killed 51 people at the Tarn mill.", "Second Wire", hours=2)


def test_a_later_source_wins_and_the_reason_names_both() -> None:
    found = only("The fire killed 43 people at the Tarn mill.", OLD, NEW)
    assert found.status is ClaimStatus.CONTRADICTED
    assert "First Wire (19 November, 13:00) said so" in found.reason
    assert "Second Wire (20 November, 07:00) later says otherwise" in found.reason
    assert found.evidence is not None
    assert found.evidence.publisher == "Second Wire"


def test_what_the_later_source_says_stands() -> None:
    found = only("The fire killed 51 people at the Tarn mill.", OLD, NEW)
    assert found.status is ClaimStatus.SUPPORTED
    assert found.publishers == ("Second Wire",)


def test_within_a_news_cycle_nobody_wins_by_being_later() -> None:
    soon = told("The fire killed 51 people at the Tarn mill.", "Second Wire", hours=17)
    found = only("The fire killed 43 people at the Tarn mill.", OLD, soon)
    assert found.status is ClaimStatus.SUPPORTED
    assert found.publishers == ("First Wire",)


def test_a_later_source_on_another_fire_says_nothing_otherwise() -> None:
    other = told("The fire killed 7 people at the Skerrow quay.", "Second Wire", hours=2)
    assert only("The fire killed 43 people at the Tarn mill.", OLD, other).status is (
        ClaimStatus.SUPPORTED
    )


@pytest.mark.parametrize(("apart", "wins"), [(18, True), (3, False)])
def test_a_dispute_is_settled_by_whoever_spoke_much_later(apart: float, wins: bool) -> None:
    late = told("The fire killed 51 people.", "Second Wire", hours=1)
    early = told("The fire killed 43 people.", "First Wire", hours=1 + apart)
    sayings = (
        Saying(value="43 dead", publisher="First Wire", signal_id=early.id),
        Saying(value="51 dead", publisher="Second Wire", signal_id=late.id),
    )
    doubt = Dispute(about="figure", sayings=sayings)
    story = Story(id="s", title="", signals=(early, late), disputes=(doubt,))
    assert settled("The fire killed 51 people: 51 dead.", doubt, story) is wins
    assert not settled("The fire left 43 dead.", doubt, story)
    assert not settled("First 43 dead, then 51 dead.", doubt, story)
