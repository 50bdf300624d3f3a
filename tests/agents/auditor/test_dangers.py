"""Dangers are found in the draft and its circumstances, and decide with the persona's risk."""

from __future__ import annotations

from typing import Any

import pytest

from agents.auditor.dangers import exposure
from agents.auditor.decision import verdict_on
from agents.auditor.rules import Setting
from agents.publisher.risk import Exposure
from memory.persona import Alarms, Interest
from memory.types import ClaimStatus, Decision, EvidenceKind, Finding, Verdict
from tests import factory
from tests.agents.auditor.material import THURSDAY, court_story

INTERESTS = (Interest(name="custody", weight=1, keywords=("hot wallet", "custody")),)


def setting(**changes: Any) -> Setting:
    persona = {
        name: changes.pop(name) for name in ("approval", "risk", "alarms") if name in changes
    }
    given = {
        "persona": factory.persona(interests=INTERESTS, **persona),
        "brief": factory.brief(),
        "story": court_story(),
        "earlier": ("A hot wallet is a purse left on the bar.",),
        "now": THURSDAY,
    }
    return Setting(**{**given, **changes})


def found(
    text: str, *findings: Finding, circumstances: Setting | None = None, **draft: Any
) -> Exposure:
    told = factory.draft(text=text, **draft)
    return exposure(told, circumstances or setting(), findings, 1.0)


def claim(text: str, **changes: Any) -> Finding:
    one = factory.finding(text=text)
    return one.model_copy(update={"publishers": ("Example Wire",), **changes})


@pytest.mark.parametrize(
    ("text", "person", "body", "accusing"),
    [
        ("Judge Eleanor Mabey-Strand ruled on Thursday.", "", "", False),
        ("Dana Pike stole the deposits of Tollbeck Capital.", "Dana Pike", "", True),
        ("Tollbeck Capital stole the deposits.", "", "Tollbeck Capital", True),
        ("Withdrawals are open again.", "", "", False),
        ("The fraud trial of the year begins. Dana Pike is back.", "", "", True),
        ("Dana Pike was acquitted of fraud.", "", "", True),
    ],
)
def test_who_is_said_to_have_done_wrong(
    text: str, person: str, body: str, *, accusing: bool
) -> None:
    told = found(text)
    assert (told.accused_person, told.accused_body, told.accusing) == (person, body, accusing)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Judge Eleanor Mabey-Strand ruled.", True),
        ("Dana Pike is back.", True),
        ("Tollbeck Capital is back.", False),
        ("Withdrawals are open.", False),
        ("Bernie Madoff would have smiled.", False),
    ],
)
def test_living_people_are_told_from_bodies_and_from_the_dead(text: str, named: bool) -> None:
    assert bool(found(text).person) is named


def test_money_and_the_writer_are_seen() -> None:
    told = found("Looks cheap to me, $BTC.", writer="llm")
    assert (bool(told.advice), told.cashtag, told.by_model) == (True, "BTC", True)
    plain = found("It froze.", writer="human")
    assert (plain.advice, plain.cashtag, plain.by_model) == ("", "", False)


def test_a_topic_is_new_until_any_word_of_it_was_said() -> None:
    assert found("It froze.").new_topic == ""
    never = setting(earlier=("Rain in Tarn.", "The custodyless road."))
    assert found("It froze.", circumstances=never).new_topic == "custody"
    other = setting(brief=factory.brief(topic="lutes"), earlier=("Rain.", "Two lutes played."))
    assert found("It froze.", circumstances=other).new_topic == ""


def test_what_cannot_wait_and_what_is_first_on_a_channel() -> None:
    calm = found("It froze.")
    assert (calm.urgent, calm.first_on, calm.usd) == ("", "", 0)
    loud = setting(
        alarms=Alarms(words=("court",)), first_on_channel=True, brief=factory.brief(channel="x")
    )
    told = found("It froze.", circumstances=loud)
    assert "court" in told.urgent.lower()
    assert (told.first_on, told.usd) == ("x", 0.015)


@pytest.mark.parametrize(
    ("sentence", "publishers", "alone"),
    [
        ("Lenders rank behind.", ("Example Wire",), 1),
        ("Lenders rank behind, says Example Wire.", ("Example Wire",), 0),
        ("Lenders reportedly rank behind.", ("Example Wire",), 0),
        ("Lenders rank behind.", ("Example Wire", "Desk"), 0),
    ],
)
def test_one_publisher_s_word_told_as_known_is_counted(
    sentence: str, publishers: tuple[str, ...], alone: int
) -> None:
    told = claim(sentence.rstrip("."), publishers=publishers)
    assert found(f"{sentence} So it goes, says Desk.", told).unhedged == alone


def test_what_is_no_news_claim_rests_on_nobody_s_word() -> None:
    ours = factory.finding().evidence
    assert ours is not None
    truth = ours.model_copy(update={"kind": EvidenceKind.GROUND_TRUTH})
    assert found("It froze.", claim("It froze", evidence=truth)).unhedged == 0
    aside = claim("It froze", status=ClaimStatus.NOT_CHECKED)
    assert found("It froze.", aside).unhedged == 0


def decided(approval: str, risk: float = 0.3, **draft: Any) -> Verdict:
    here = setting(approval=approval, risk=risk)
    return verdict_on(factory.draft(**draft), here, (), (claim("Harbourline froze"),))


def test_below_the_persona_s_risk_nobody_is_asked_and_the_reason_is_kept() -> None:
    verdict = decided("risk")
    assert (verdict.decision, verdict.reasons) == (Decision.APPROVE, ())
    assert verdict.risk is not None
    assert verdict.risk.limit == 0.3
    assert {danger.name for danger in verdict.risk.dangers} == {"weakest claim", "single source"}


def test_above_it_a_human_is_asked_with_every_danger_in_words() -> None:
    verdict = decided("risk", 0.1)
    assert verdict.decision is Decision.ASK
    assert verdict.risk is not None
    *dangers, summary = verdict.reasons
    assert dangers == [danger.reason for danger in verdict.risk.dangers]
    assert summary == f"risk {verdict.risk.score:.2f}: not below 0.10: look at it"


@pytest.mark.parametrize(
    ("approval", "decision"), [("always", Decision.ASK), ("never", Decision.APPROVE)]
)
def test_other_personas_see_the_risk_and_do_not_go_by_it(approval: str, decision: Decision) -> None:
    verdict = decided(approval, text="Dana Pike stole the deposits of Harbour Nine.")
    assert verdict.decision is decision
    assert verdict.risk is not None
    assert verdict.risk.limit is None
    assert verdict.risk.dangers[0].name == "accusation"


def test_what_goes_back_to_the_writer_has_no_risk_yet() -> None:
    wrong = claim("Harbourline froze", status=ClaimStatus.CONTRADICTED)
    assert verdict_on(factory.draft(), setting(), (), (wrong,)).risk is None
