"""The offline verifier's findings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.auditor import OfflineVerifier, Panel, split_claims
from agents.auditor.verifiers import Occasion
from memory.types import ClaimStatus
from tests.agents.auditor.material import THURSDAY, check, passages


def test_support_carries_its_passage_and_a_high_score() -> None:
    (finding,) = check("Lenders owed $66m rank behind the customers.")
    assert finding.status is ClaimStatus.SUPPORTED
    assert finding.score > 0.9
    assert finding.evidence is not None
    assert "Lenders who are owed $66m" in finding.evidence.text


def test_what_no_source_speaks_of_is_not_enough() -> None:
    (finding,) = check("Ferries sailed through fog.")
    assert finding.status is ClaimStatus.NOT_ENOUGH
    assert finding.evidence is None
    assert finding.score == 0.0


def test_a_contradiction_scores_low_and_says_so() -> None:
    (finding,) = check("Lenders are owed $67m.")
    assert finding.status is ClaimStatus.CONTRADICTED
    assert finding.score <= 0.1


def test_an_opinion_is_not_checked() -> None:
    (finding,) = check("Custody is a job, not a feature.")
    assert finding.status is ClaimStatus.NOT_CHECKED


def test_a_question_may_not_bring_in_a_name() -> None:
    (finding,) = check("Is Tollbeck next?")
    assert finding.status is ClaimStatus.NOT_ENOUGH
    assert 'no source names "Tollbeck"' in finding.reason


def test_an_opinion_in_the_source_s_own_words_is_checked_like_a_fact() -> None:
    source = "Cold wallets are safe and audits are public."
    (finding,) = check("Cold wallets are not safe.", source)
    assert finding.status is ClaimStatus.CONTRADICTED


def test_the_persona_s_own_name_needs_no_evidence() -> None:
    claims = split_claims("Ada Example asks who holds the keys?")
    panel, found, said = Panel([OfflineVerifier()]), passages(), THURSDAY.date()
    own = frozenset({"ada example", "ada", "example"})
    (stranger,) = panel.check(claims, found, Occasion(said=said))
    (herself,) = panel.check(claims, found, Occasion(said=said, own_names=own))
    assert stranger.status is ClaimStatus.NOT_ENOUGH
    assert herself.status is ClaimStatus.NOT_CHECKED


def test_evidence_from_an_empty_story_supports_nothing() -> None:
    assert [f.status for f in check("The venue failed.", "")] == [ClaimStatus.NOT_ENOUGH]


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gets_a_finding_within_its_range(draft: str, source: str) -> None:
    for finding in check(draft, source):
        assert 0.0 <= finding.score <= 1.0
        assert finding.reason
