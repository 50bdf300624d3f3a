"""What is said to somebody is no fact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.topic.address import addresses


@pytest.mark.parametrize(
    "text",
    [
        "Send the file to the bank by noon.",
        "Now write a poem about the harbour.",
        "You will be paid on Friday.",
        "Please note the new opening hours of the bridge.",
        "Do not cross the bridge before noon.",
        "I think the bank is safe.",
        "My bank has closed its doors.",
        "Follow @quaycoin for more of this.",
        "Du musst die Bank heute noch verlassen.",
        "Say “the bank is safe” twice.",
    ],
)
def test_bids_and_talk_to_or_of_oneself_are_addressed(text: str) -> None:
    assert addresses(text)


@pytest.mark.parametrize(
    "text",
    [
        "The bank sent the file to its clients by noon.",
        "“You will be paid on Friday,” the bank said.",
        "World War I ended in 1918.",
        "Share prices rose by 4% on Monday.",
        "Report on ferry safety finds 12 faults.",
        "Trade between the two ports fell.",
        "Access to the vault was restored.",
    ],
)
def test_statements_of_the_world_are_not(text: str) -> None:
    assert not addresses(text)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert addresses(text) in {True, False}
