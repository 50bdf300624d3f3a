"""The panel's votes: doubt weighs more than belief, and nobody's silence is support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from agents.auditor import Panel, split_claims
from agents.auditor.verifiers import Judgement, Matter, Occasion
from agents.auditor.verifiers.support import support
from memory.types import ClaimStatus, Finding
from tests.agents.auditor.material import THURSDAY, matter, passages

FACT = "Lenders owed $66m rank behind the customers."
YES, NO, AGAINST = ClaimStatus.SUPPORTED, ClaimStatus.NOT_ENOUGH, ClaimStatus.CONTRADICTED
Said = tuple[ClaimStatus, float] | None


@dataclass
class Voter:
    """Says the same of everything; None is an abstention."""

    says: Said
    name: str = "voter"

    def judge(self, matters: Sequence[Matter], occasion: Occasion) -> list[Judgement | None]:
        return [self.says and Judgement(*self.says, "so it is") for _ in matters]


def counted(*votes: Said, threshold: float = 0.5) -> Finding:
    panel = Panel([Voter(vote, f"voter {n}") for n, vote in enumerate(votes)])
    occasion = Occasion(said=THURSDAY.date(), threshold=threshold)
    (finding,) = panel.check(split_claims(FACT), passages(), occasion)
    return finding


@pytest.mark.parametrize(
    ("claim", "status", "share"),
    [
        ("Lenders of Ostend owed $66m rank behind the customers.", NO, 0.5),
        ("Lenders owed $67m rank behind the customers.", AGAINST, 0.1),
    ],
)
def test_what_a_guard_refuses_keeps_a_share_of_its_score(
    claim: str, status: ClaimStatus, share: float
) -> None:
    """Half where no source says so, a tenth where one says otherwise, whoever would vote yes."""
    occasion = Occasion(said=THURSDAY.date())
    (finding,) = Panel([Voter((YES, 1.0))]).check(split_claims(claim), passages(), occasion)
    asked = matter(claim)
    likely = support().probability(claim, [p.text for p in asked.passages], asked.context)
    assert finding.status is status
    assert finding.score == pytest.approx(share * likely, abs=0.001)
    assert finding.score > 0


@pytest.mark.parametrize(
    ("votes", "status"),
    [
        (((YES, 1.0),), YES),
        (((YES, 1.0), (NO, 0.0)), NO),
        (((YES, 1.0), (NO, 0.08)), NO),
        (((YES, 1.0), (NO, 0.2)), YES),
        (((NO, 0.0), (YES, 1.0)), NO),
        (((YES, 1.0), (YES, 1.0), (NO, 0.0)), YES),
        (((NO, 0.3), (YES, 0.9)), YES),
        (((NO, 0.1), (YES, 0.8)), NO),
        (((YES, 0.9), (YES, 0.9), (AGAINST, 0.4)), AGAINST),
        (((YES, 0.9), None), YES),
        ((None, (NO, 0.2)), NO),
        ((None, None), NO),
        (((NO, 0.6), (NO, 0.7)), NO),
    ],
)
def test_votes_come_to(votes: Sequence[Said], status: ClaimStatus) -> None:
    assert counted(*votes).status is status


def test_whoever_abstains_is_not_counted() -> None:
    assert counted((YES, 0.8), None).score == counted((YES, 0.8)).score == 0.8
    assert [vote.verifier for vote in counted(None, (YES, 0.8)).votes] == ["voter 1"]


def test_a_threshold_near_nothing_is_no_support_while_nobody_vouches() -> None:
    assert counted((NO, 0.3), threshold=0.1).status is NO
    assert counted((YES, 0.3), threshold=0.1).status is YES


def test_a_stricter_channel_wants_more() -> None:
    assert counted((NO, 0.3), (YES, 0.9), threshold=0.5).status is YES
    assert counted((NO, 0.3), (YES, 0.9), threshold=0.7).status is NO
