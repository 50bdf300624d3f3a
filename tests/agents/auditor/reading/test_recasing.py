"""Lower-case claims get the capitals of their evidence, and nothing else changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.auditor.reading.recasing import recased
from tests.agents.auditor.material import stands

SOURCE = "On Monday Circle said that SVB holds its cash. The regulator sued Circle, not Paxos."


def test_names_get_their_capitals_back() -> None:
    assert recased("circle's cash is at svb", [SOURCE]) == "Circle's cash is at SVB"


def test_a_word_that_is_also_written_small_keeps_its_own_case() -> None:
    assert recased("a circle closed", [f"{SOURCE} She drew a circle."]) == "a circle closed"


def test_what_begins_a_sentence_only_is_no_name() -> None:
    assert recased("the regulator said so", [SOURCE]) == "the regulator said so"


def test_a_claim_with_capitals_is_left_alone() -> None:
    assert recased("Circle trusts svb", [SOURCE]) == "Circle trusts svb"


def test_roles_are_read_without_capitals() -> None:
    assert stands("the regulator sued circle", SOURCE)
    assert not stands("circle sued paxos", "Paxos sued Circle on Monday over a debt.")


@given(st.text(max_size=80), st.text(max_size=80))
def test_lengths_never_change(claim: str, source: str) -> None:
    assert len(recased(claim, [source])) == len(claim)
