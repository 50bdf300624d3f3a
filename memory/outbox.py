"""The outbox: each publication leaves once, whatever dies and whenever.

A row is written under a unique `key` and committed before anything is sent. A
delivery claims the row (`sending`, a lease, one attempt more), calls the channel,
and writes the outcome, fenced by the attempt number. The states:

    queued ──claim──▶ sending ──receipt──▶ sent
      ▲                  │ ├──never───────▶ failed
      └────not there─────┤ └──cannot tell─▶ unknown (a human looks)
         or come back    └── lease over: reconcile with the channel first

Why nothing leaves twice: only the holder of an unexpired lease calls the channel;
whoever finds an expired lease asks the channel what it has before trying again, and
does so no sooner than the channel needs to show what it took. Why nothing is lost:
every state but the last three is picked up again by `claim` or `reclaim`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from memory.database import Database
from memory.errors import LeaseLost, StorageError
from memory.tables import PublicationRow
from memory.types import Publication, PublicationState, Receipt

_S = PublicationState


class Outbox:
    """Publications waiting, under way and done. Times are given, never taken."""

    def __init__(self, database: Database, lease: timedelta) -> None:
        self.database = database
        self.lease = lease

    def enqueue(
        self,
        *,
        key: str,
        persona: str,
        channel: str,
        assignment_id: str,
        draft_id: str,
        story_id: str | None,
        text: str,
        dry_run: bool,
        due_at: datetime,
        now: datetime,
    ) -> Publication:
        """The row under `key`: the new one, or the one that was there first."""
        with self.database.writing() as session:
            row = session.exec(select(PublicationRow).where(PublicationRow.key == key)).first()
            if row is None:
                row = PublicationRow(
                    key=key,
                    persona=persona,
                    channel=channel,
                    assignment_id=assignment_id,
                    draft_id=draft_id,
                    story_id=story_id,
                    text=text,
                    state=_S.QUEUED,
                    dry_run=dry_run,
                    due_at=due_at,
                    created_at=now,
                )
                session.add(row)
                session.flush()
            return _value(row)

    def claim(self, now: datetime, persona: str, only: int | None = None) -> Publication | None:
        """The next due row, now `sending` and leased to the caller; None when there is none."""
        query = (
            select(PublicationRow)
            .where(PublicationRow.state == _S.QUEUED, PublicationRow.due_at <= now)
            .where(PublicationRow.persona == persona)
            .order_by(col(PublicationRow.due_at), col(PublicationRow.id))
            .with_for_update(skip_locked=True)
        )
        if only is not None:
            query = query.where(PublicationRow.id == only)
        with self.database.writing() as session:
            row = session.exec(query).first()
            if row is None:
                return None
            row.state, row.began_at = _S.SENDING, row.began_at or now
            row.lease_until, row.attempts = now + self.lease, row.attempts + 1
            return _value(row)

    def reclaim(self, now: datetime, persona: str) -> Publication | None:
        """A row whose delivery died: leased again, still `sending`, to be reconciled."""
        query = (
            select(PublicationRow)
            .where(PublicationRow.state == _S.SENDING, PublicationRow.persona == persona)
            .where(col(PublicationRow.lease_until) <= now)
            .order_by(col(PublicationRow.id))
            .with_for_update(skip_locked=True)
        )
        with self.database.writing() as session:
            row = session.exec(query).first()
            if row is None:
                return None
            row.lease_until, row.attempts = now + self.lease, row.attempts + 1
            return _value(row)

    def sent(self, publication: Publication, receipt: Receipt, now: datetime) -> Publication:
        """The channel has it."""
        with self.database.writing() as session:
            row = self._held(session, publication)
            row.state, row.sent_at, row.error = _S.SENT, now, None
            row.external_id, row.external_url = receipt.external_id, receipt.url
            return _value(row)

    def back(self, publication: Publication, due_at: datetime, reason: str) -> Publication:
        """Nothing was accepted: queued again, due at `due_at`."""
        with self.database.writing() as session:
            row = self._held(session, publication)
            row.state, row.due_at, row.lease_until, row.error = _S.QUEUED, due_at, None, reason
            return _value(row)

    def lost(self, publication: Publication, reason: str) -> Publication:
        """The answer was lost: stays `sending`, to be reconciled when the lease is over."""
        with self.database.writing() as session:
            row = self._held(session, publication)
            row.error = reason
            return _value(row)

    def give_up(
        self, publication: Publication, state: PublicationState, reason: str
    ) -> Publication:
        """`failed`: it will never be accepted. `unknown`: only a human can tell."""
        with self.database.writing() as session:
            row = self._held(session, publication)
            row.state, row.lease_until, row.error = state, None, reason
            return _value(row)

    def settle(self, publication_id: int, *, is_out: bool, now: datetime) -> Publication:
        """A human's answer about an `unknown` row: it is out, or send it again."""
        with self.database.writing() as session:
            row = session.get(PublicationRow, publication_id)
            if row is None or row.state != _S.UNKNOWN:
                raise StorageError(
                    f"outbox: publication {publication_id} is not waiting for a word"
                )
            row.state = _S.SENT if is_out else _S.QUEUED
            row.due_at, row.sent_at = now, now if is_out else None
            return _value(row)

    def get(self, publication_id: int) -> Publication | None:
        with self.database.reading() as session:
            row = session.get(PublicationRow, publication_id)
            return _value(row) if row else None

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

    def of_assignment(self, assignment_id: str) -> Publication | None:
        """The publication that came of an assignment."""
        with self.database.reading() as session:
            row = session.exec(
                select(PublicationRow).where(PublicationRow.assignment_id == assignment_id)
            ).first()
            return _value(row) if row else None

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
            return [_value(row) for row in session.exec(query.order_by(col(PublicationRow.id)))]

    @staticmethod
    def _held(session: Session, publication: Publication) -> PublicationRow:
        row = session.get(PublicationRow, publication.id, with_for_update=True)
        held = row and row.state == _S.SENDING and row.attempts == publication.attempts
        if row is None or not held:
            raise LeaseLost(
                f"outbox: publication {publication.id} is in other hands by now; "
                "this delivery's outcome is left to them"
            )
        return row


def _value(row: PublicationRow) -> Publication:
    return Publication.model_validate(
        {name: getattr(row, name) for name in Publication.model_fields}
    )
