"""Whole sentences that stand on their own, told from those that do not."""

from __future__ import annotations

import pytest

from agents.style.english.grammar import is_clause, main_verb, speaks_for_itself, stands_alone

STANDS = (
    "Saltmarrow Bank sold a $150m two-year bond on Ethereum.",
    "A price feed that froze for 22 minutes triggered $27m of liquidations on Nettlebed.",
    "Traders rushed to exchange USDC for ether.",
    "The Sorrel Islands Commercial Court ruled that $173m of coins belong to customers.",
    "Some $4 million in USDC futures were liquidated in the past 24 hours.",
    "Larkmoor said it disagrees with the reading of the law.",
)
LEANS = (
    "The company plans to use corporate resources to fill the gap.",
    "It took 30 volunteers and 9 hours.",
    "But that is not the case this time.",
    "This comes days after the collapse of Harbour Nine.",
    "At the same time 96% of its packages can be built reproducibly.",
    "In addition, Harbour Nine owes $66m.",
    "The losses occurred over four transactions.",
    "Harbour Nine is not operating this solar farm.",
    "Stablecoin issuer says funds are backstopped by Fed.",
)
FRAGMENTS = (
    "A tale of two banks.",
    "Best smart home system.",
    "Silicon Valley Bank headquarters on March 10 in Santa Clara.",
    "The macroeconomic dilemma for the new government.",
)


@pytest.mark.parametrize("sentence", STANDS)
def test_a_sentence_with_a_known_subject_stands_alone(sentence: str) -> None:
    assert is_clause(sentence)
    assert stands_alone(sentence)


@pytest.mark.parametrize("sentence", LEANS)
def test_a_sentence_that_leans_on_another_does_not(sentence: str) -> None:
    assert not stands_alone(sentence)


@pytest.mark.parametrize("sentence", FRAGMENTS)
def test_a_fragment_is_no_clause(sentence: str) -> None:
    assert not is_clause(sentence)


@pytest.mark.parametrize(
    "headline",
    [
        "HSBC subsidiary to acquire Silicon Valley Bank's UK unit for 1 pound",
        "Euler DeFi protocol exploited for nearly $185M",
        "Bitcoin and ether retrace weekend losses",
        "Signature Bank stock down 12% in volatile action",
    ],
)
def test_a_headline_may_leave_its_auxiliary_out(headline: str) -> None:
    assert is_clause(headline, headline=True)


def test_only_quoted_speech_may_say_we() -> None:
    assert speaks_for_itself("Today we launch our new app.")
    assert not speaks_for_itself('"We tested the pumps," said Malachi Thorne.')
    assert not speaks_for_itself("The U.S. fined Larkmoor, and US courts agreed.")


def test_a_noun_of_intent_is_the_verb_where_there_is_no_other() -> None:
    assert main_verb("NOAA plans to open federal waters to fish farming.") == 1
    assert main_verb("Plans to open the mine.") is None
