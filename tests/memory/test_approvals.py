"""Approvals: every word of a human is kept, with who and when. On SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

import pytest

from memory.database import Database
from memory.journal import Journal
from memory.outbox import Outbox
from memory.types import Approval, Decision, Outcome, Receipt
from tests import factory as make
from tests.factory import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


def asked(journal: Journal, name: str = "a1", number: int = 1, **changes: Any) -> str:
    """A draft before a human; its id."""
    work = make.work(name, Decision.ASK)
    assert work.brief
    assert work.verdict
    draft = make.draft(f"{name}-{number}", **changes)
    verdict = work.verdict.model_copy(update={"draft_id": draft.id})
    journal.assigned("t1", work.assignment, NOW)
    journal.briefed(work.brief, NOW)
    journal.drafted(name, "ada", draft, NOW)
    journal.judged("ada", verdict, NOW)
    journal.ask(draft, work.brief, "t1", NOW, LATER)
    return draft.id


def word(
    draft_id: str,
    action: Literal["accept", "edit", "respond", "ignore"],
    text: str | None = None,
    by: str = "Grace",
) -> Approval:
    return Approval(draft_id=draft_id, action=action, text=text, by=by)


def test_every_answer_is_kept_with_its_text_its_hand_and_its_time(journal: Journal) -> None:
    first, second, third = asked(journal), asked(journal, number=2), asked(journal, "a2")
    journal.answered(word(first, "respond", "shorter"), NOW)
    journal.answered(word(second, "edit", "My words.", by="Ada"), LATER)
    journal.answered(word(third, "ignore"), LATER)
    journal.finished(Outcome(assignment_id="a1", result="published", summary="out"))
    one, two, three = journal.history("ada")
    assert (one.answer.action, one.answer.text, one.answer.by) == ("respond", "shorter", "Grace")
    assert (two.answer.action, two.answer.text, two.answer.by) == ("edit", "My words.", "Ada")
    assert (one.answer.at, two.answer.at, one.answer.asked_at) == (NOW, LATER, NOW)
    assert (three.answer.action, three.answer.text, three.result) == ("ignore", None, None)
    assert (one.draft.id, one.headline) == (first, "Harbourline freezes withdrawals")
    assert one.result == "published: out"
    assert journal.history("bob") == ()
    trail = journal.trail("a1")
    assert trail
    assert [a.at for a in trail.approvals] == [NOW, LATER]


def test_the_first_answer_stands_and_can_be_asked_for(journal: Journal) -> None:
    draft_id = asked(journal)
    assert journal.answer_to(draft_id) is None
    journal.answered(word(draft_id, "ignore"), NOW)
    journal.answered(word(draft_id, "accept", by="Mallory"), LATER)
    given = journal.answer_to(draft_id)
    assert str(given) == "ignore by Grace, 20 Nov 2026 09:00 UTC"
    assert journal.answer_to("nobody-asked") is None


def test_a_word_that_could_not_be_carried_out_is_kept_beside_the_one_that_was(
    journal: Journal,
) -> None:
    draft_id = asked(journal)
    for time in (NOW, NOW + timedelta(seconds=30)):  # a node may run twice, the second time later
        journal.refused(draft_id, "accept", "Mallory", "it is contradicted", time)
    assert len(journal.waiting("ada")) == 1
    journal.answered(word(draft_id, "ignore"), LATER)
    journal.refused(draft_id, "accept", "Mallory", "too late", LATER)
    given = journal.answer_to(draft_id)
    assert given
    refused, late = given.refused
    assert (late.at, late.why) == (LATER, "too late")
    assert (refused.action, refused.by, refused.at, refused.why) == (
        "accept",
        "Mallory",
        NOW,
        "it is contradicted",
    )
    journal.refused("nobody-asked", "accept", "Mallory", "who?", NOW)


def test_a_question_may_have_an_end(journal: Journal) -> None:
    draft_id = asked(journal)
    work = make.work("a2", Decision.ASK)
    assert work.draft
    assert work.brief
    journal.ask(work.draft, work.brief, "t1", NOW)
    assert journal.expiry(draft_id) == LATER
    assert journal.expiry(work.draft.id) is None
    assert journal.expiry("nobody-asked") is None
    (waiting,) = journal.waiting("ada")  # the other has neither brief nor verdict in the journal
    assert waiting.expires_at == LATER
    journal.answered(word(draft_id, "accept"), NOW)
    assert journal.expiry(draft_id) == LATER


def test_whether_a_channel_was_ever_spoken_on(journal: Journal) -> None:
    outbox = Outbox(journal.database, timedelta(seconds=30))
    outbox.enqueue(make.posting("k1", dry_run=True), NOW)
    assert not journal.said_on("ada", "x", dry_run=True)
    claimed = outbox.claim(NOW)
    assert claimed
    outbox.sent(claimed, Receipt(external_id="1"), NOW)
    assert journal.said_on("ada", "x", dry_run=True)
    assert not journal.said_on("ada", "x", dry_run=False)
    assert not journal.said_on("ada", "console", dry_run=True)
    assert not journal.said_on("bob", "x", dry_run=True)
