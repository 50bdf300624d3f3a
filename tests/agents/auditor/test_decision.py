"""What follows from findings and broken rules, and who is credited with what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from agents.auditor import Auditor, Panel
from agents.auditor.attribution import credit
from agents.auditor.decision import verdict_on
from agents.auditor.rules import Setting
from agents.auditor.verifiers import Judgement, Matter, Occasion, OfflineVerifier
from memory.persona import Audit
from memory.types import (
    Breach,
    Claim,
    ClaimKind,
    ClaimStatus,
    Decision,
    Evidence,
    EvidenceKind,
    Finding,
    Verdict,
)
from tests import factory
from tests.agents.auditor.material import THURSDAY, check, court_story, passages
from tools.embeddings import open_embedder

FACT = "Lenders owed $66m rank behind the customers."


def finding(status: ClaimStatus, kind: EvidenceKind = EvidenceKind.STORY) -> Finding:
    claim = Claim(text=FACT, start=0, end=len(FACT), kind=ClaimKind.NUMBER)
    evidence = Evidence(
        text="…", signal_id="s", publisher="Wire", url=None, read_at=THURSDAY, kind=kind
    )
    return Finding(claim=claim, status=status, score=0.4, evidence=evidence, reason="because")


def decided(
    *findings: Finding, breaches: Sequence[Breach] = (), audit: Audit | None = None
) -> Verdict:
    persona = factory.persona(approval="never", audit=audit or Audit())
    setting = Setting(
        persona=persona,
        brief=factory.brief(),
        story=court_story(),
        earlier=(),
        now=THURSDAY,
        live=False,
    )
    return verdict_on(factory.draft(text=FACT), setting, breaches, findings)


def test_a_known_falsehood_is_rejected_and_no_wording_mends_it() -> None:
    told = decided(finding(ClaimStatus.CONTRADICTED, EvidenceKind.FALSEHOOD))
    assert (told.decision, told.reasons) == (Decision.REJECT, ("because",))
    assert decided(finding(ClaimStatus.CONTRADICTED)).decision is Decision.REVISE


@pytest.mark.parametrize(
    ("unsure", "decision", "begins"),
    [
        ("hedge", Decision.REVISE, 'in "'),
        ("drop", Decision.REVISE, 'leave out "'),
        ("ask", Decision.ASK, 'is "'),
    ],
)
def test_the_persona_chooses_what_becomes_of_too_little_evidence(
    unsure: Any, decision: Decision, begins: str
) -> None:
    told = decided(finding(ClaimStatus.NOT_ENOUGH), audit=Audit(unsure=unsure))
    assert told.decision is decision
    assert told.reasons[0].startswith(begins)


def test_a_rule_that_asks_needs_a_human_and_no_revision() -> None:
    asks = Breach(rule="r", reason="one source alone accuses", asks=True)
    assert decided(breaches=[asks]).decision is Decision.ASK
    assert decided(breaches=[asks.model_copy(update={"asks": False})]).decision is Decision.REVISE


def test_the_threshold_is_that_of_the_channel() -> None:
    strict = Audit(threshold=0.1, channels={"console": 1.0})
    for audit, decision in ((Audit(threshold=0.1), "approve"), (strict, "revise")):
        auditor = Auditor(
            Panel([OfflineVerifier()]),
            persona=factory.persona(approval="never", audit=audit),
            clock=lambda: THURSDAY,
            earlier=lambda _: (),
        )
        brief = factory.brief(headline="Court rules", facts=())
        told = auditor.audit(factory.draft(text=FACT), brief, court_story())
        assert told.decision == decision, told.reasons


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("According to Wire, it fell.", "it fell."),
        ("It fell, according to Wire.", "It fell, according to Wire."[:7]),
        ("Wire: it fell", "it fell"),
        ("Wire reports that it fell.", "it fell."),
        ("It fell, Wire says.", "It fell"),
    ],
)
def test_a_credit_is_told_from_what_it_passes_on(claim: str, told: str) -> None:
    found = credit(claim, ["Wire", "Desk"])
    assert found is not None
    assert (found.publisher, found.told.rstrip(".")) == ("Wire", told.rstrip("."))
    assert credit(claim, ["Desk"]) is None


def test_what_one_publisher_says_is_no_other_s_word() -> None:
    story = court_story()
    other = story.signals[0].model_copy(
        update={"id": "s9", "publisher": "Desk", "title": "Rain", "text": "Rain fell in Tarn."}
    )
    both = story.model_copy(update={"signals": (*story.signals, other)})
    auditor = Auditor(
        Panel([OfflineVerifier()]),
        persona=factory.persona(approval="never"),
        clock=lambda: THURSDAY,
        earlier=lambda _: (),
    )
    brief = factory.brief(headline="Court rules", facts=())
    said = {
        name: auditor.audit(factory.draft(text=f"{FACT[:-1]}, according to {name}."), brief, both)
        for name in ("Example Wire", "Desk")
    }
    assert said["Example Wire"].decision is Decision.APPROVE
    assert "not Desk" in said["Desk"].reasons[0]


def test_what_a_guard_refuses_scores_below_what_it_lets_stand() -> None:
    (right,), (gap,), (wrong,) = (
        check(FACT),
        check("Lenders owed $66m rank behind Tollbeck."),
        check(FACT.replace("66", "67")),
    )
    assert right.score > 0.9
    assert gap.score <= 0.5
    assert wrong.score <= 0.1


def test_the_classifier_is_told_how_near_each_passage_is() -> None:
    claim = Claim(text=FACT, start=0, end=len(FACT), kind=ClaimKind.NUMBER)
    found = passages()
    texts = [passage.text for passage in found.best(FACT, 3)]
    embedder = open_embedder()
    near = OfflineVerifier(embedder)._near(FACT, texts)
    alone = embedder.embed([FACT])[0]
    assert near == pytest.approx([float(embedder.embed([t])[0] @ alone) for t in texts], abs=1e-5)
    matter = Matter(claim, (), None)  # type: ignore[arg-type]
    (judged,) = OfflineVerifier(embedder).judge([matter], Occasion(said=THURSDAY.date()))
    assert judged == Judgement(ClaimStatus.NOT_ENOUGH, 0.0, "no source speaks of this")
