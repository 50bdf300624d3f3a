"""The NLI verifier: what it makes of a cross-encoder's readings, with a tiny model in its place.

The model knows two words: a premise with "agrees" bears anything out, one with "denies"
speaks against it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import pytest

from agents.auditor import OfflineVerifier, Panel, split_claims
from agents.auditor.verifiers import Judgement, NLIVerifier, Occasion
from memory.types import ClaimStatus
from tests.agents.auditor.material import THURSDAY, matter, passages
from tests.tools.tiny_nli import tiny_nli
from tools.nli import CrossEncoder, Reading

LABELS = ("contradiction", "entailment", "neutral")
OCCASION = Occasion(said=THURSDAY.date())
CLAIM = "The coins are the property of the customers."
AGREES = "The court agrees that the coins belong to the customers."
DENIES = "The liquidator denies that the coins belong to the customers."
SILENT = "The coins belong to the customers on some days."


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoder:
    return CrossEncoder(str(tiny_nli(tmp_path_factory.mktemp("nli"), LABELS)))


def judged(encoder: CrossEncoder, source: str, claim: str = CLAIM) -> Judgement:
    (judgement,) = NLIVerifier(encoder).judge([matter(claim, source)], OCCASION)
    return judgement


def test_a_premise_that_bears_it_out_is_support_and_its_passage_is_named(
    encoder: CrossEncoder,
) -> None:
    judgement = judged(encoder, AGREES)
    assert judgement.status is ClaimStatus.SUPPORTED
    assert judgement.score > 0.9
    assert judgement.passage is not None
    assert judgement.passage.text == AGREES


def test_a_premise_that_speaks_against_it_is_a_contradiction(encoder: CrossEncoder) -> None:
    judgement = judged(encoder, DENIES)
    assert judgement.status is ClaimStatus.CONTRADICTED
    assert judgement.score < 0.1


def test_what_is_neither_is_not_enough(encoder: CrossEncoder) -> None:
    assert judged(encoder, SILENT).status is ClaimStatus.NOT_ENOUGH
    assert judged(encoder, "").reason == "no source speaks of this"


def test_several_claims_keep_their_own_readings(encoder: CrossEncoder) -> None:
    matters = [matter(CLAIM, source) for source in (DENIES, "", AGREES, SILENT)]
    statuses = [j.status for j in NLIVerifier(encoder).judge(matters, OCCASION)]
    assert statuses == [
        ClaimStatus.CONTRADICTED,
        ClaimStatus.NOT_ENOUGH,
        ClaimStatus.SUPPORTED,
        ClaimStatus.NOT_ENOUGH,
    ]
    assert NLIVerifier(encoder).judge([], OCCASION) == []


class Scripted:
    """Readings by what a premise holds."""

    name = "scripted"

    def __init__(self, **supported: float) -> None:
        self.supported = supported
        self.premises: list[str] = []

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        self.premises += [premise for premise, _ in pairs]
        return [
            Reading(
                max((p for word, p in self.supported.items() if word in premise), default=0.0),
                0.95 if "denies" in premise else 0.0,
            )
            for premise, _ in pairs
        ]


def test_passages_are_read_alone_and_two_together() -> None:
    one = matter(CLAIM, f"{AGREES} Gulls cried over coins. {SILENT}")
    reader = Scripted()
    NLIVerifier(reader).judge([one], OCCASION)
    a, b, c = (passage.text for passage in one.passages)
    assert reader.premises == [a, b, c, f"{a} {b}", f"{a} {c}", f"{b} {c}"]


def test_one_premise_that_bears_it_out_goes_before_one_that_does_not() -> None:
    one = matter(CLAIM, f"{AGREES} {DENIES}")
    (judgement,) = NLIVerifier(Scripted(agrees=0.8)).judge([one], OCCASION)
    assert judgement.status is ClaimStatus.SUPPORTED
    assert judgement.score == 0.8
    (against,) = NLIVerifier(Scripted(agrees=0.4)).judge([one], OCCASION)
    assert against.status is ClaimStatus.CONTRADICTED
    assert against.score == 0.4


@pytest.mark.parametrize(
    "claim",
    [
        "The coins belong to the customers after a software bug.",
        "The customers bought the coins.",
        "The coins belong to the customers of Tollbeck.",
        "Ferries sailed through fog over the customers.",
    ],
)
def test_no_cross_encoder_brings_in_what_the_passages_do_not_speak_of(
    encoder: CrossEncoder, claim: str
) -> None:
    judgement = judged(encoder, AGREES, claim)
    assert judgement.status is ClaimStatus.NOT_ENOUGH
    assert judgement.score == 0.0


def test_a_claim_that_does_not_fit_into_the_model_is_not_enough(encoder: CrossEncoder) -> None:
    judgement = judged(encoder, AGREES, "The coins belong to the customers, " * 20)
    assert judgement.status is ClaimStatus.NOT_ENOUGH
    assert "too long" in judgement.reason


def test_a_broken_model_is_no_abstention(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    judgement = judged(CrossEncoder(str(tmp_path / "nowhere")), AGREES)
    assert judgement.status is ClaimStatus.NOT_ENOUGH
    assert "UNDERSTUDY_VERIFIER_NLI" in judgement.reason
    assert [record.message for record in caplog.records] == ["verifier.broken"]


def test_the_panel_passes_a_paraphrase_on_a_cross_encoder_s_word(encoder: CrossEncoder) -> None:
    def status(panel: Panel, source: str) -> ClaimStatus:
        (finding,) = panel.check(split_claims(CLAIM), passages(source), OCCASION)
        return finding.status

    alone, both = Panel([OfflineVerifier()]), Panel([OfflineVerifier(), NLIVerifier(encoder)])
    assert status(alone, AGREES) is ClaimStatus.NOT_ENOUGH
    assert status(both, AGREES) is ClaimStatus.SUPPORTED
    assert status(both, SILENT) is ClaimStatus.NOT_ENOUGH
