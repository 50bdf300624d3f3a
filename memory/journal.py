"""The journal: what the desk did, so that every post can explain itself.

Turns, assignments, briefs, drafts, verdicts with their claims and evidence, and
what humans were asked and answered. Nodes of the graph run at least once, so every
write here is an upsert under an id that is derived from the work itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from memory.approvals import Answered, Approvals, answers
from memory.claims import enter
from memory.database import to_json
from memory.tables import (
    AssignmentRow,
    BriefRow,
    DraftRow,
    PublicationRow,
    TurnRow,
    VerdictRow,
)
from memory.types import (
    NEVER_OUT,
    Assignment,
    Brief,
    Draft,
    Outcome,
    Verdict,
)


@dataclass(frozen=True)
class Turn:
    """One run of the graph, as the journal knows it."""

    id: str
    persona: str
    state: str
    live: bool
    served: bool
    started_at: datetime
    request: dict[str, object]


class Journal(Approvals):
    """The paper trail of one database, what humans were asked and answered included."""

    # ------------------------------------------------------------------- turns

    def open_turn(
        self,
        turn_id: str,
        persona: str,
        live: bool,
        request: dict[str, object],
        now: datetime,
        *,
        served: bool = False,
    ) -> None:
        """Note a turn; one that is `served` is LangGraph's server's to take up again."""
        with self.database.writing() as session:
            session.merge(
                TurnRow(
                    id=turn_id,
                    persona=persona,
                    state="served" if served else "running",
                    served=served,
                    live=live,
                    started_at=now,
                    body=request,
                )
            )

    def mark_turn(self, turn_id: str, state: str, now: datetime | None = None) -> None:
        """`state` is running, waiting (for a human) or done."""
        with self.database.writing() as session:
            session.execute(
                update(TurnRow).where(col(TurnRow.id) == turn_id).values(state=state, ended_at=now)
            )

    def turns(self, persona: str, *states: str) -> tuple[Turn, ...]:
        """Turns in any of `states`, oldest first."""
        with self.database.reading() as session:
            rows = session.exec(
                select(TurnRow)
                .where(TurnRow.persona == persona, col(TurnRow.state).in_(states))
                .order_by(col(TurnRow.started_at))
            )
            return tuple(_turn(row) for row in rows)

    def turn(self, turn_id: str) -> Turn | None:
        with self.database.reading() as session:
            row = session.get(TurnRow, turn_id)
            return _turn(row) if row else None

    # ------------------------------------------------------------------- desk

    def assigned(self, turn_id: str, assignment: Assignment, now: datetime) -> None:
        # An answer leans on a story and does not use it up.
        taken = None if assignment.reply_to else assignment.candidate
        story = taken.story.id if taken else None
        with self.database.writing() as session:
            session.merge(
                AssignmentRow(
                    id=assignment.id,
                    persona=assignment.persona,
                    turn_id=turn_id,
                    kind=assignment.kind,
                    story_id=story,
                    channel=assignment.channel,
                    dry_run=assignment.dry_run,
                    created_at=now,
                    body=to_json(assignment),
                )
            )

    def finished(self, outcome: Outcome) -> None:
        with self.database.writing() as session:
            session.execute(
                update(AssignmentRow)
                .where(col(AssignmentRow.id) == outcome.assignment_id)
                .values(result=f"{outcome.result}: {outcome.summary}")
            )

    def taken_stories(self, persona: str, *, dry_run: bool) -> frozenset[str]:
        """Stories that are dealt with; a dry run does not use up a live one.

        An assignment that failed before anything was queued may be given again.
        """
        failed = col(AssignmentRow.result).startswith("failed")
        queued = col(AssignmentRow.id).in_(select(PublicationRow.assignment_id))
        with self.database.reading() as session:
            rows = session.exec(
                select(AssignmentRow.story_id)
                .where(AssignmentRow.persona == persona, AssignmentRow.dry_run == dry_run)
                .where(col(AssignmentRow.result).is_(None) | ~failed | queued)
            )
            return frozenset(row for row in rows if row)

    def briefed(self, brief: Brief, now: datetime) -> None:
        row = BriefRow(
            assignment_id=brief.assignment_id,
            persona=brief.persona,
            created_at=now,
            body=to_json(brief),
        )
        with self.database.writing() as session:
            session.merge(row)

    def drafted(self, assignment_id: str, persona: str, draft: Draft, now: datetime) -> None:
        row = DraftRow(
            id=draft.id,
            assignment_id=assignment_id,
            persona=persona,
            created_at=now,
            body=to_json(draft),
        )
        with self.database.writing() as session:
            session.merge(row)

    def judged(self, persona: str, verdict: Verdict, now: datetime) -> None:
        """Keep the verdict and, claim by claim, what it rests on."""
        with self.database.writing() as session:
            session.merge(
                VerdictRow(
                    draft_id=verdict.draft_id,
                    persona=persona,
                    decision=verdict.decision,
                    created_at=now,
                    body=to_json(verdict),
                )
            )
            enter(session, verdict)

    # ----------------------------------------------------------------- reading

    def trail(self, assignment_id: str) -> Trail | None:
        """Everything that led to, and came of, one assignment."""
        with self.database.reading() as session:
            assignment = session.get(AssignmentRow, assignment_id)
            if assignment is None:
                return None
            drafts = session.exec(
                select(DraftRow)
                .where(DraftRow.assignment_id == assignment_id)
                .order_by(col(DraftRow.created_at))
            ).all()
            ids = [row.id for row in drafts]
            verdicts = session.exec(select(VerdictRow).where(col(VerdictRow.draft_id).in_(ids)))
            brief = session.get(BriefRow, assignment_id)
            return Trail(
                assignment=Assignment.model_validate(assignment.body),
                turn_id=assignment.turn_id,
                result=assignment.result,
                brief=Brief.model_validate(brief.body) if brief else None,
                drafts=tuple(Draft.model_validate(row.body) for row in drafts),
                verdicts={row.draft_id: Verdict.model_validate(row.body) for row in verdicts},
                approvals=answers(session, ids),
            )

    def leaned_on(self, persona: str, count: int, *, dry_run: bool) -> tuple[tuple[str, ...], ...]:
        """The posts that each of the last `count` publications leaned on, newest first.

        Dry runs count for dry runs only; what never went out counts for nothing.
        """
        with self.database.reading() as session:
            bodies = session.exec(
                select(DraftRow.body)
                .join(PublicationRow, col(PublicationRow.draft_id) == col(DraftRow.id))
                .where(PublicationRow.persona == persona)
                .where(col(PublicationRow.state).not_in(NEVER_OUT), PublicationRow.number == 1)
                .where(col(PublicationRow.dry_run).in_({False, dry_run}))
                .order_by(col(PublicationRow.id).desc())
                .limit(count)
            )
            return tuple(Draft.model_validate(body).exemplars for body in bodies)

    def said_on(self, persona: str, channel: str, *, dry_run: bool) -> bool:
        """Whether anything has gone out on a channel; dry runs count for dry runs only."""
        with self.database.reading() as session:
            found = session.exec(
                select(PublicationRow.id)
                .where(PublicationRow.persona == persona, PublicationRow.channel == channel)
                .where(col(PublicationRow.sent_at).is_not(None))
                .where(col(PublicationRow.dry_run).in_({False, dry_run}))
            )
            return found.first() is not None

    def assignment_of(self, publication_id: int) -> str | None:
        with self.database.reading() as session:
            row = session.get(PublicationRow, publication_id)
            return row.assignment_id if row else None

    def drafted_at(self, draft_id: str) -> datetime | None:
        """When a draft was written."""
        with self.database.reading() as session:
            row = session.get(DraftRow, draft_id)
            return row.created_at if row else None

    def assignment_of_draft(self, draft_id: str) -> str | None:
        with self.database.reading() as session:
            row = session.get(DraftRow, draft_id)
            return row.assignment_id if row else None


@dataclass(frozen=True)
class Trail:
    """What one assignment went through, in order."""

    assignment: Assignment
    turn_id: str
    result: str | None
    brief: Brief | None
    drafts: Sequence[Draft]
    verdicts: dict[str, Verdict]
    approvals: Sequence[Answered]

    def approver(self, draft: Draft) -> Answered | None:
        """The human's word that let `draft` out: a yes to it, or the edit that it is."""
        for answer in self.approvals:
            edited = answer.action == "edit" and draft.writer == "human"
            if edited and (answer.text or "").strip() == draft.text:
                return answer
            if answer.action == "accept" and answer.draft_id == draft.id:
                return answer
        return None


def _turn(row: TurnRow) -> Turn:
    return Turn(row.id, row.persona, row.state, row.live, row.served, row.started_at, row.body)
