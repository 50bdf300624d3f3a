"""What a guard may not hold against a faithful rewording, guard by guard."""

from __future__ import annotations

import pytest

from agents.auditor.guards import Context, Guard
from agents.auditor.guards.grammar import verbs
from agents.auditor.guards.names import names_placed
from agents.auditor.guards.polarity import negation, opposites
from agents.auditor.guards.tense import tense
from agents.auditor.reading.naming import Roll
from agents.auditor.reading.quantities import quantities
from tests.agents.auditor.material import THURSDAY


@pytest.mark.parametrize(
    ("guard", "claim", "source"),
    [
        (
            negation,
            "The bank was fined over checks.",
            "The bank was fined for failing to check its customers.",
        ),
        (negation, "Members like the deal.", "Members have still to vote on the deal."),
        (negation, "It follows No. 5 of its rules.", "It follows rule 5."),
        (
            opposites,
            "Phones will be banned at school.",
            "Phones will no longer be allowed at school.",
        ),
        (
            opposites,
            "The launch in May is a delay.",
            "NASA moved the launch to no earlier than May.",
        ),
        (
            names_placed,
            "Skyrunner will shut its Porto base in October.",
            "Bosses will close the base in Porto in October. Skyrunner is losing money.",
        ),
        (
            names_placed,
            "Kivi Games rejected an offer from Embracer in 2023.",
            "Kivi Games sells lamps. The studio turned down an offer from Embracer in 2023, "
            "founder Liis Tamm told Eurogamer.",
        ),
        (tense, "The results have yet to be reviewed.", "The results have not been reviewed."),
    ],
)
def test_a_guard_is_content(guard: Guard, claim: str, source: str) -> None:
    day = THURSDAY.date()
    context = Context(said=day, published=day, evidence=source, roll=Roll(source))
    assert guard(claim, [source], context) is None


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Net profit rose to $412 million.", ["rose"]),
        ("The next one opens in 2027.", ["opens"]),
        ("The game was made by five people.", ["made"]),
    ],
)
def test_verbs_are_told_from_nouns(text: str, acts: list[str]) -> None:
    assert [verb.raw for verb in verbs(text)] == acts


@pytest.mark.parametrize(
    "text", ["a team of five in Tallinn", "four were treated", "rose from three to six"]
)
def test_what_follows_in_another_phrase_is_not_what_is_counted(text: str) -> None:
    assert {figure.noun for figure in quantities(text)} == {""}
