"""Records: what the outbox holds, read and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, func, or_, select

from memory.database import Database
from memory.tables import PublicationRow, TransitionRow
from memory.types import NEVER_OUT, Publication, PublicationState, Transition

_S = PublicationState


class Records:
    """Publications and their steps, as they stand."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, publication_id: int) -> Publication | None:
        with self.database.reading() as session:
            row = session.get(PublicationRow, publication_id)
            return value_of(row) if row else None

    def published_as(self, channel: str, external_id: str) -> bool:
        """Whether something of ours is on `channel` under this id."""
        with self.database.reading() as session:
            return bool(
                session.exec(
                    select(PublicationRow.id).where(
                        PublicationRow.channel == channel, PublicationRow.external_id == external_id
                    )
                ).first()
            )

    def answers(self, persona: str, channel: str, post_id: str, *, dry_run: bool) -> frozenset[int]:
        """What answers a post of somebody else, is about to, or may have."""
        with self.database.reading() as session:
            found = session.exec(
                select(PublicationRow.id)
                .where(PublicationRow.persona == persona, PublicationRow.channel == channel)
                .where(PublicationRow.reply_to == post_id, PublicationRow.number == 1)
                .where(PublicationRow.dry_run == dry_run)
                .where(col(PublicationRow.state).not_in(NEVER_OUT))
            )
            return frozenset(number for number in found if number is not None)

    def of_assignment(self, assignment_id: str) -> Publication | None:
        """The (first) publication that came of an assignment."""
        with self.database.reading() as session:
            row = session.exec(
                select(PublicationRow)
                .where(PublicationRow.assignment_id == assignment_id)
                .order_by(col(PublicationRow.number))
            ).first()
            return value_of(row) if row else None

    def thread(self, publication: Publication) -> tuple[Publication, ...]:
        """All posts of the thread that it belongs to, in order; a post alone by itself."""
        if publication.thread is None:
            return (publication,)
        with self.database.reading() as session:
            rows = session.exec(
                select(PublicationRow)
                .where(PublicationRow.thread == publication.thread)
                .order_by(col(PublicationRow.number))
            )
            return tuple(value_of(row) for row in rows)

    def listing(
        self, persona: str, *states: PublicationState, since: datetime | None = None
    ) -> Sequence[Publication]:
        """Rows in any of `states` (all when none is named), oldest first."""
        query = select(PublicationRow).where(PublicationRow.persona == persona)
        if states:
            query = query.where(col(PublicationRow.state).in_(states))
        if since is not None:
            query = query.where(PublicationRow.created_at >= since)
        with self.database.reading() as session:
            return [value_of(row) for row in session.exec(query.order_by(col(PublicationRow.id)))]

    def of_account(
        self, persona: str, channel: str, *, dry_run: bool, since: datetime
    ) -> Sequence[Publication]:
        """Posts that wait, are under way, or are or may be out since `since`, oldest first.

        Of a thread its first post; what answers somebody else is not among them.
        """
        begun = func.coalesce(PublicationRow.sent_at, PublicationRow.began_at)
        query = (
            select(PublicationRow)
            .where(PublicationRow.persona == persona, PublicationRow.channel == channel)
            .where(PublicationRow.dry_run == dry_run, PublicationRow.number == 1)
            .where(col(PublicationRow.reply_to).is_(None))
            .where(col(PublicationRow.state).not_in(NEVER_OUT))
            .where(or_(PublicationRow.state == _S.QUEUED, begun >= since))
        )
        with self.database.reading() as session:
            return [value_of(row) for row in session.exec(query.order_by(col(PublicationRow.id)))]

    def history(self, publication_id: int) -> tuple[Transition, ...]:
        """Every step of a publication, oldest first."""
        query = (
            select(TransitionRow)
            .where(TransitionRow.publication_id == publication_id)
            .order_by(col(TransitionRow.id))
        )
        with self.database.reading() as session:
            return tuple(
                Transition.model_validate({f: getattr(row, f) for f in Transition.model_fields})
                for row in session.exec(query)
            )


def value_of(row: PublicationRow) -> Publication:
    """A row as a value."""
    return Publication.model_validate(
        {name: getattr(row, name) for name in Publication.model_fields}
    )
