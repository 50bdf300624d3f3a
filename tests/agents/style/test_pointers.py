"""Pointers: a sentence points to the fact it comes from, whatever the model says."""

from __future__ import annotations

from agents.style.offline.facts import HEADLINE
from agents.style.pointers import pointers
from tests.agents.style.material import brackwater

OWN = "A hot wallet is a till with the lid off."
STOPPED = "Brackwater stopped withdrawals after $64 million left its hot wallets."
COLD = "94% of client assets sit in cold storage."


def pointed(text: str, *named: int) -> list[tuple[str, int]]:
    found = pointers(text, brackwater(), named)
    return [(text[one.start : one.end], one.fact) for one in found]


def test_each_sentence_points_to_its_fact_and_the_persona_s_own_to_none() -> None:
    text = f"{STOPPED} {OWN} {COLD}"
    assert pointed(text) == [(STOPPED, 0), (COLD, 1)]


def test_a_fact_that_was_only_named_is_not_believed() -> None:
    assert pointed(OWN, 0, 1, 2) == []
    assert pointed(COLD, 2) == [(COLD, 1)]


def test_a_named_fact_needs_less_of_the_words() -> None:
    loose = "Its 212 institutional customers can count the days now."
    assert pointed(loose) == []
    assert pointed(loose, 2) == [(loose, 2)]


def test_a_figure_of_no_fact_bears_nothing() -> None:
    assert pointed(COLD.replace("94", "49"), 1) == []
    assert pointed("Only 94% sit there.", 1) == [("Only 94% sit there.", 1)]


def test_a_sentence_of_two_facts_points_to_both() -> None:
    both = "Brackwater serves 212 institutional clients, and 94% of assets sit in cold storage."
    assert {fact for _, fact in pointed(both)} == {1, 2}


def test_what_only_the_headline_says_points_to_the_headline() -> None:
    assert pointed("Brackwater Custody halts.") == [("Brackwater Custody halts.", HEADLINE)]
