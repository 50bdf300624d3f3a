"""The claim ledger: kept whole, found three ways. Run against SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from memory.claims import ClaimLedger, publications
from memory.database import Database
from memory.journal import Journal
from memory.outbox import Outbox
from memory.types import (
    Claim,
    ClaimKind,
    ClaimStatus,
    Evidence,
    EvidenceKind,
    Finding,
    PublicationState,
    Span,
    Vote,
)
from tests.factory import NOW, draft, finding, posting, verdict

WHOLE = Finding(
    claim=Claim(
        text="It lost $12m.", start=10, end=23, kind=ClaimKind.NUMBER, resolved="H lost $12m."
    ),
    status=ClaimStatus.SUPPORTED,
    score=0.87,
    evidence=Evidence(
        text="Harbourline lost $12m.",
        signal_id="s7",
        publisher="Paper A",
        url="https://a.example/7",
        read_at=NOW,
        kind=EvidenceKind.NEWS,
        published_at=NOW - timedelta(hours=2),
        trust=0.75,
        spans=(Span(start=17, end=21),),
    ),
    reason="the source says so",
    spans=(Span(start=8, end=12),),
    votes=(
        Vote(verifier="offline", status=ClaimStatus.SUPPORTED, score=0.9, reason="said"),
        Vote(verifier="nli", status=ClaimStatus.NOT_ENOUGH, score=0.4, reason="unsure"),
    ),
    publishers=("Paper A", "Paper B"),
)


@pytest.fixture
def ledger(database: Database) -> ClaimLedger:
    return ClaimLedger(database)


def publish(database: Database, name: str, *findings: Finding, dry_run: bool = False) -> int:
    journal = Journal(database)
    journal.drafted(name, "ada", draft(name), NOW)
    journal.judged("ada", verdict(draft_id=name, findings=findings), NOW)
    row = Outbox(database, timedelta(seconds=30)).enqueue(
        posting(name, "Harbourline froze withdrawals.", story_id="story1", dry_run=dry_run),
        NOW,
    )
    return row.id


def test_a_claim_comes_back_whole_with_its_votes_and_evidence(
    database: Database, ledger: ClaimLedger
) -> None:
    opinion = finding(ClaimStatus.NOT_CHECKED, "Oh dear.").model_copy(update={"evidence": None})
    number = publish(database, "one", WHOLE, opinion)
    first, second = ledger.of_publication(number)
    assert (first.finding, second.finding) == (WHOLE, opinion)
    assert (first.number, second.number) == (1, 2)
    assert (first.publication_id, first.story_id, first.checked_at) == (number, "story1", NOW)


def test_claims_are_found_by_signal_by_address_and_by_publication(
    database: Database, ledger: ClaimLedger
) -> None:
    one, two = publish(database, "one", WHOLE), publish(database, "two", finding(), WHOLE)
    assert [e.publication_id for e in ledger.of_signal("ada", "s7")] == [one, two]
    assert [e.publication_id for e in ledger.of_signal("ada", "s1")] == [two]
    assert [e.number for e in ledger.of_url("ada", "https://a.example/7")] == [1, 2]
    assert ledger.of_url("ada", "https://a.example/8") == ()
    assert ledger.of_signal("bob", "s7") == ()
    assert [len(some) for some in publications(ledger.since("ada")).values()] == [1, 2]


def test_a_draft_that_is_judged_again_has_its_last_claims_only(
    database: Database, ledger: ClaimLedger
) -> None:
    number = publish(database, "one", WHOLE, finding())
    Journal(database).judged("ada", verdict(draft_id="one", findings=(finding(),)), NOW)
    (left,) = ledger.of_publication(number)
    assert left.finding == finding()


def test_what_was_only_drafted_failed_or_rehearsed_claims_nothing(
    database: Database, ledger: ClaimLedger
) -> None:
    Journal(database).judged("ada", verdict(draft_id="drafted", findings=(WHOLE,)), NOW)
    failed = publish(database, "failed", WHOLE)
    outbox = Outbox(database, timedelta(seconds=30))
    claimed = outbox.claim(NOW, "ada", only=failed)
    assert claimed
    outbox.give_up(claimed, PublicationState.FAILED, "refused", NOW)
    rehearsed = publish(database, "rehearsed", WHOLE, dry_run=True)
    assert ledger.since("ada", dry_run=False) == ()
    assert [e.publication_id for e in ledger.since("ada")] == [rehearsed]
    assert ledger.since("ada", NOW + timedelta(seconds=1)) == ()
