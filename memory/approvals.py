"""Approvals: what waits for a human, and every word that humans gave, with who and when.

A draft is asked about once and answered once: the first word that can be carried out counts.
A word that could not be (a "yes" to what is contradicted, an unreadable or a late one) is kept
beside it, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from memory.database import Database, insert_new
from memory.tables import ApprovalRow, AssignmentRow, BriefRow, DraftRow, VerdictRow
from memory.types import Approval, Brief, Draft, UTCTime, Value, Verdict


@dataclass(frozen=True)
class Waiting:
    """A draft that waits for a human."""

    number: int
    turn_id: str
    asked_at: datetime
    draft: Draft
    brief: Brief
    verdict: Verdict
    expires_at: datetime | None = None
    """After which nothing comes of a yes; None: never."""


class Refused(Value):
    """A human's word that could not be carried out, and why not."""

    action: str
    by: str
    at: UTCTime
    why: str

    def is_again(self, other: Refused) -> bool:
        """Whether it is the same word: a node that runs twice refuses it twice."""
        return (self.action, self.by, self.why) == (other.action, other.by, other.why)


class Answered(Value):
    """A human's word about one draft."""

    number: int
    draft_id: str
    action: Literal["accept", "edit", "respond", "ignore"]
    text: str | None = None
    """The new text of an edit, the wish of a response."""
    by: str
    asked_at: UTCTime
    at: UTCTime
    refused: tuple[Refused, ...] = ()
    """What was tried besides, before it and after."""

    def __str__(self) -> str:
        """ "accept by Grace, 20 Nov 2026 09:00 UTC"."""
        return f"{self.action} by {self.by}, {self.at:%d %b %Y %H:%M} UTC"


class Decided(Value):
    """A human's word, what it was about, and what came of it."""

    answer: Answered
    draft: Draft
    assignment_id: str
    headline: str
    result: str | None
    """How the assignment ended; None while it is under way."""


class Approvals:
    """The questions to humans of one database, and their answers."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def ask(
        self,
        draft: Draft,
        brief: Brief,
        turn_id: str,
        now: datetime,
        expires_at: datetime | None = None,
    ) -> None:
        """Put `draft` before a human; asking again changes nothing."""
        expires = expires_at.isoformat() if expires_at else None
        question = {
            "draft_id": draft.id,
            "persona": brief.persona,
            "turn_id": turn_id,
            "asked_at": now,
            "body": {"assignment_id": brief.assignment_id, "expires_at": expires},
        }
        with self.database.writing() as session:
            insert_new(session, ApprovalRow, [question], ApprovalRow.draft_id)

    def answered(self, approval: Approval, now: datetime) -> None:
        """Keep a human's word; one that was given before stays."""
        with self.database.writing() as session:
            row = _row(session, approval.draft_id, locked=True)
            if row is None or row.answered_at is not None:
                return
            row.answered_at, row.action, row.answered_by = now, approval.action, approval.by
            row.body = row.body | {"text": approval.text}

    def refused(self, draft_id: str, action: str, by: str, why: str, now: datetime) -> None:
        """Keep a word that could not be carried out beside the one that could, if there is any."""
        with self.database.writing() as session:
            row = _row(session, draft_id, locked=True)
            if row is None:
                return
            tried = Refused(action=action, by=by, at=now, why=why)
            known = row.body.get("refused", [])
            if not any(tried.is_again(Refused.model_validate(one)) for one in known):
                row.body = row.body | {"refused": [*known, tried.model_dump(mode="json")]}

    def answer_to(self, draft_id: str) -> Answered | None:
        """What a human said of a draft; None while nobody has, or when nobody was asked."""
        with self.database.reading() as session:
            row = _row(session, draft_id)
            return _answered(row) if row and row.answered_at else None

    def expiry(self, draft_id: str) -> datetime | None:
        """When the question about a draft is over; None: never, or nobody was asked."""
        with self.database.reading() as session:
            row = _row(session, draft_id)
            return _expiry(row) if row else None

    def waiting(self, persona: str) -> tuple[Waiting, ...]:
        """What waits for a human, oldest first."""
        query = _asked(persona).where(col(ApprovalRow.answered_at).is_(None))
        with self.database.reading() as session:
            rows = session.exec(query).all()
            return tuple(w for row in rows if (w := _waiting(session, row)))

    def history(self, persona: str) -> tuple[Decided, ...]:
        """Every word that humans gave, oldest first."""
        query = _asked(persona).where(col(ApprovalRow.answered_at).is_not(None))
        with self.database.reading() as session:
            rows = session.exec(query).all()
            found = [d for row in rows if (d := _decided(session, row))]
        return tuple(sorted(found, key=lambda one: (one.answer.at, one.answer.number)))


def answers(session: Session, draft_ids: list[str]) -> tuple[Answered, ...]:
    """The words that were given about any of these drafts, in the order of the questions."""
    rows = session.exec(
        select(ApprovalRow)
        .where(col(ApprovalRow.draft_id).in_(draft_ids), col(ApprovalRow.answered_at).is_not(None))
        .order_by(col(ApprovalRow.id))
    )
    return tuple(_answered(row) for row in rows)


def _asked(persona: str) -> SelectOfScalar[ApprovalRow]:
    return select(ApprovalRow).where(ApprovalRow.persona == persona).order_by(col(ApprovalRow.id))


def _row(session: Session, draft_id: str, *, locked: bool = False) -> ApprovalRow | None:
    """The question about a draft; `locked`, nobody else answers it meanwhile."""
    query = select(ApprovalRow).where(ApprovalRow.draft_id == draft_id)
    return session.exec(query.with_for_update() if locked else query).first()


def _answered(row: ApprovalRow) -> Answered:
    given: dict[str, Any] = {
        "number": row.id,
        "draft_id": row.draft_id,
        "action": row.action,
        "text": row.body.get("text"),
        "by": row.answered_by,
        "asked_at": row.asked_at,
        "at": row.answered_at,
        "refused": row.body.get("refused", ()),
    }
    return Answered.model_validate(given)


def _expiry(row: ApprovalRow) -> datetime | None:
    told = row.body.get("expires_at")
    return datetime.fromisoformat(told) if told else None


def _waiting(session: Session, row: ApprovalRow) -> Waiting | None:
    draft, verdict = session.get(DraftRow, row.draft_id), session.get(VerdictRow, row.draft_id)
    brief = session.get(BriefRow, draft.assignment_id) if draft else None
    if draft is None or verdict is None or brief is None:
        return None
    return Waiting(
        number=row.id or 0,
        turn_id=row.turn_id,
        asked_at=row.asked_at,
        draft=Draft.model_validate(draft.body),
        brief=Brief.model_validate(brief.body),
        verdict=Verdict.model_validate(verdict.body),
        expires_at=_expiry(row),
    )


def _decided(session: Session, row: ApprovalRow) -> Decided | None:
    draft = session.get(DraftRow, row.draft_id)
    if draft is None:
        return None
    brief = session.get(BriefRow, draft.assignment_id)
    work = session.get(AssignmentRow, draft.assignment_id)
    return Decided(
        answer=_answered(row),
        draft=Draft.model_validate(draft.body),
        assignment_id=draft.assignment_id,
        headline=Brief.model_validate(brief.body).headline if brief else "",
        result=work.result if work else None,
    )
