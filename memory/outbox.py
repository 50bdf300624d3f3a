"""The outbox: each publication leaves once, whatever dies and whenever.

A row is written under a unique `key` and committed before anything is sent. A
delivery claims the row (`sending`, a lease, one attempt more), calls the channel,
and writes the outcome, fenced by the attempt number. Every arrow below is one
transaction, and leaves a row in `transition`:

    queued ──claim──▶ sending ──receipt──▶ sent
      │ ▲                │ ├──never───────▶ failed
      │ └──not there─────┤ └──cannot tell─▶ unknown ──a human looks──▶ sent, queued
      │                  └── lease over: reclaim, ask the channel, then go on as above
      ├──its time is over──▶ expired                          sent ──taken down──▶ cancelled
      └──taken back, or the post that it follows never came out──▶ cancelled

Proof sketch. Assume of a channel that what it takes, it takes within the lease under which
it was asked (`Delivery` calls in the first half of a lease only), and that `find` shows it
`settles_s` later at the latest, or says that it cannot tell.
The invariant: **nothing of a `queued` row is out, nor will ever be of an earlier call.**

1. It holds at first, and every arrow into `queued` keeps it: a claim that never came to a
   call; an answer that says that nothing was taken; a `find` that says "surely not there" and
   was made after the lease and the channel's settling; the word of a human who looked.
2. One caller. Publishing is asked only by who claimed the row from `queued`, once per claim.
   The unique index on `sending` lets the database itself refuse a second row of the same
   account, and `_held` fences off the outcome of whoever was too slow.
   So with 1: not twice.
3. Not lost. `queued` is claimed when it is due and `sending` is reclaimed when its lease is
   over, by anybody; both are durable before the step that they announce. Only `sent`,
   `failed`, `cancelled`, `expired` and `unknown` are left alone, and each says why.
4. Threads. A post of a thread is a row of its own, claimed only once the one before it is
   `sent`, and then answers that one's id: 1 to 3 hold for each post, so that a thread goes on
   at the part that is missing.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, false, func, or_, select

from memory.database import Database
from memory.errors import LeaseLost, StorageError
from memory.records import Records, value_of
from memory.tables import PublicationRow, TransitionRow
from memory.types import (
    NEVER_OUT,
    Media,
    Publication,
    PublicationState,
    Receipt,
    Value,
)

_S = PublicationState


class Posting(Value):
    """What is to go out: one post, or a thread of `texts`, to one channel."""

    key: str
    persona: str
    channel: str
    assignment_id: str
    draft_id: str
    story_id: str | None = None
    texts: tuple[str, ...]
    dry_run: bool
    due_at: datetime
    expires_at: datetime | None = None
    urgent: bool = False
    reply_to: str | None = None
    quote_of: str | None = None
    media: tuple[Media, ...] = ()
    """Goes with the first post."""


class Outbox(Records):
    """Publications waiting, under way and done. Times are given, never taken."""

    def __init__(self, database: Database, lease: timedelta, worker: str = "") -> None:
        """`worker` is who is named in transitions; empty means this process."""
        super().__init__(database)
        self.lease = lease
        self.worker = worker or f"{socket.gethostname()}:{os.getpid()}"

    # ------------------------------------------------------------------ into it

    def enqueue(self, posting: Posting, now: datetime) -> Publication:
        """The (first) row under `posting.key`: the new one, or the one that was there first."""
        try:
            return self._enqueued(posting, now)
        except StorageError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            return self._enqueued(posting, now)  # another process was first with this key

    def _enqueued(self, posting: Posting, now: datetime) -> Publication:
        with self.database.writing() as session:
            first = session.exec(
                select(PublicationRow).where(PublicationRow.key == posting.key)
            ).first()
            if first is not None:
                return value_of(first)
            rows = _rows(posting, now)
            session.add_all(rows)
            session.flush()
            for row in rows:
                self._note(session, row, None, now, "")
            return value_of(rows[0])

    # ------------------------------------------------------------------ delivery

    def claim(
        self,
        now: datetime,
        persona: str | None = None,
        only: int | None = None,
        due_by: datetime | None = None,
    ) -> Publication | None:
        """The next due row, now `sending` and leased to the caller; None when there is none.

        Urgent ones first, then by due time. Of an account nothing is claimed while something
        of it is `sending`. `persona` None means anybody's; `due_by` None means due now.
        """
        query = _due() if only is None else _due().where(PublicationRow.id == only)
        while True:
            try:
                return self._claimed(query, persona, now, due_by or now)
            except StorageError as error:
                if not isinstance(error.__cause__, IntegrityError):
                    raise
                # Another worker has just begun with this account: the next look passes it over.

    def _claimed(
        self, query: Any, persona: str | None, now: datetime, due_by: datetime
    ) -> Publication | None:
        with self.database.writing() as session:
            row = _first(session, query, persona, now=now, due_by=due_by)
            if row is None:
                return None
            row.state, row.began_at = _S.SENDING, now
            row.reply_to = _answered(session, row) or row.reply_to
            return self._leased(session, row, _S.QUEUED, now)

    def reclaim(self, now: datetime, persona: str | None = None) -> Publication | None:
        """A row whose delivery died: leased again, still `sending`, to be reconciled."""
        query = (
            select(PublicationRow)
            .where(PublicationRow.state == _S.SENDING)
            .where(col(PublicationRow.lease_until) <= now)
            .order_by(col(PublicationRow.id))
        )
        with self.database.writing() as session:
            row = _first(session, query, persona)
            return self._leased(session, row, _S.SENDING, now) if row else None

    def _leased(
        self, session: Session, row: PublicationRow, before: PublicationState, now: datetime
    ) -> Publication:
        row.lease_until, row.attempts = now + self.lease, row.attempts + 1
        self._note(session, row, before, now, "lease over" if before is _S.SENDING else "")
        return value_of(row)

    def keep(self, publication: Publication, kept: str) -> Publication:
        """What the channel wants remembered of this attempt, before it goes on."""
        with self.database.writing() as session:
            row = self._held(session, publication)
            row.kept = kept
            return value_of(row)

    def sent(self, publication: Publication, receipt: Receipt, now: datetime) -> Publication:
        """The channel has it."""
        with self.database.writing() as session:
            row = self._held(session, publication)
            row.sent_at, row.error = now, None
            row.external_id, row.external_url = receipt.external_id, receipt.url
            return self._moved(session, row, _S.SENT, now)

    def back(
        self, publication: Publication, due_at: datetime, reason: str, now: datetime
    ) -> Publication:
        """Surely nothing was taken, or not even asked: queued again, due at `due_at`."""
        with self.database.writing() as session:
            row = self._held(session, publication)
            row.due_at, row.error = due_at, reason
            return self._moved(session, row, _S.QUEUED, now, reason)

    def lost(self, publication: Publication, reason: str) -> Publication:
        """The answer was lost: stays `sending`, to be reconciled when the lease is over."""
        with self.database.writing() as session:
            row = self._held(session, publication)
            row.error = reason
            return value_of(row)

    def give_up(
        self, publication: Publication, state: PublicationState, reason: str, now: datetime
    ) -> Publication:
        """`failed`: it will never be accepted. `unknown`: only a human can tell."""
        with self.database.writing() as session:
            row = self._held(session, publication)
            row.error = reason
            return self._moved(session, row, state, now, reason)

    # ------------------------------------------------------------------ time and people

    def expire(self, now: datetime, persona: str | None = None) -> list[Publication]:
        """Rows whose time is over before anything of them was sent; they are `expired` now."""
        query = (
            select(PublicationRow)
            .where(PublicationRow.state == _S.QUEUED, PublicationRow.number == 1)
            .where(col(PublicationRow.expires_at) <= now)
            .with_for_update(skip_locked=True)
        )
        if persona is not None:
            query = query.where(PublicationRow.persona == persona)
        with self.database.writing() as session:
            rows = session.exec(query).all()
            for row in rows:
                row.error = f"its time was over at {row.expires_at:%Y-%m-%d %H:%M} UTC"
            return [self._moved(session, row, _S.EXPIRED, now, row.error or "") for row in rows]

    def cancel(self, publication_id: int, by: str, now: datetime) -> Publication:
        """A human takes back what waits. Raises StorageError."""
        refusal = "only what waits can be taken back"
        return self._withdrawn(publication_id, _S.QUEUED, f"taken back by {by}", refusal, by, now)

    def taken_down(self, publication_id: int, by: str, now: datetime) -> Publication:
        """A human has had what was sent taken down. Raises StorageError."""
        refusal = "only what was sent can be taken down"
        return self._withdrawn(publication_id, _S.SENT, f"taken down by {by}", refusal, by, now)

    def _withdrawn(
        self,
        publication_id: int,
        before: PublicationState,
        why: str,
        refusal: str,
        by: str,
        now: datetime,
    ) -> Publication:
        """The row, cancelled by a human for `why`; `refusal` is said of one not in `before`."""
        with self.database.writing() as session:
            row = session.get(PublicationRow, publication_id, with_for_update=True)
            if row is None or row.state != before:
                state = "not there" if row is None else row.state
                raise StorageError(f"outbox: publication {publication_id} is {state}; {refusal}")
            row.error = why
            return self._moved(session, row, _S.CANCELLED, now, why, by)

    def settle(
        self,
        publication_id: int,
        *,
        is_out: bool,
        now: datetime,
        by: str = "human",
        external_id: str | None = None,
    ) -> Publication:
        """A human's answer about an `unknown` row: it is out (under that id), or send it again.

        Raises StorageError for a row that is in no doubt, and for a part of a thread that is
        out under no id: the next one would not know what to follow.
        """
        with self.database.writing() as session:
            row = session.get(PublicationRow, publication_id, with_for_update=True)
            if row is None or row.state != _S.UNKNOWN:
                raise StorageError(
                    f"outbox: publication {publication_id} is not waiting for a word"
                )
            if is_out and row.number < row.length and not external_id:
                raise StorageError(
                    f"outbox: publication {publication_id} is part {row.number} of {row.length}: "
                    "give the id that it has on the channel, so that the rest can follow it"
                )
            row.due_at, row.sent_at = now, now if is_out else None
            row.external_id = external_id if is_out else None
            row.error = None if is_out else row.error
            found = "is out" if is_out else "is not out: send it again"
            return self._moved(session, row, _S.SENT if is_out else _S.QUEUED, now, found, by)

    # ------------------------------------------------------------------ inside

    def _moved(
        self,
        session: Session,
        row: PublicationRow,
        state: PublicationState,
        now: datetime,
        reason: str = "",
        by: str = "",
    ) -> Publication:
        """The row in its new state; what can no longer follow it is cancelled with it."""
        before, row.state, row.lease_until = _S(row.state), state, None
        self._note(session, row, before, now, reason, by)
        if state in NEVER_OUT and row.thread is not None:
            for later in session.exec(
                select(PublicationRow)
                .where(PublicationRow.thread == row.thread, PublicationRow.state == _S.QUEUED)
                .where(PublicationRow.number > row.number)
            ):
                later.state, later.error = _S.CANCELLED, f"part {row.number} is {state}"
                self._note(session, later, _S.QUEUED, now, later.error, by)
        return value_of(row)

    def _note(
        self,
        session: Session,
        row: PublicationRow,
        before: PublicationState | None,
        now: datetime,
        reason: str,
        by: str = "",
    ) -> None:
        session.add(
            TransitionRow(
                publication_id=row.id or 0,
                at=now,
                before=before,
                after=row.state,
                attempt=row.attempts,
                by=by or self.worker,
                reason=reason,
            )
        )

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


def _rows(posting: Posting, now: datetime) -> list[PublicationRow]:
    """One row a post; those of a thread after the first are keyed by their place in it."""
    given = posting.model_dump(exclude={"key", "texts", "media", "reply_to", "quote_of"})
    many = len(posting.texts) > 1
    return [
        PublicationRow(
            **given,
            key=posting.key if number == 1 else f"{posting.key}/{number}",
            text=text,
            state=_S.QUEUED,
            created_at=now,
            thread=posting.key if many else None,
            number=number,
            length=len(posting.texts),
            reply_to=posting.reply_to if number == 1 else None,
            quote_of=posting.quote_of if number == 1 else None,
            media=[one.model_dump() for one in posting.media] if number == 1 else [],
        )
        for number, text in enumerate(posting.texts, 1)
    ]


def _first(
    session: Session, query: Any, persona: str | None, **given: datetime
) -> PublicationRow | None:
    """The first row, locked; those that others hold are passed over."""
    if persona is not None:
        query = query.where(PublicationRow.persona == persona)
    found: PublicationRow | None = session.exec(
        query.limit(1).with_for_update(skip_locked=True), params=given
    ).first()
    return found


@cache
def _due() -> Any:
    """Queued rows that may be sent `now`, the most pressing first; made once, as that is slow.

    Due by `due_by` and fresh, or the next of their thread, and of an account at rest.
    """
    earlier, busy = aliased(PublicationRow), aliased(PublicationRow)
    before_is_out = exists().where(
        and_(
            earlier.thread == PublicationRow.thread,
            earlier.number == PublicationRow.number - 1,
            earlier.state == _S.SENT,
        )
    )
    account_is_busy = exists().where(
        and_(
            busy.persona == PublicationRow.persona,
            busy.channel == PublicationRow.channel,
            busy.dry_run == PublicationRow.dry_run,
            busy.state == _S.SENDING,
        )
    )
    stale = func.coalesce(col(PublicationRow.expires_at) <= bindparam("now"), false())
    return (
        select(PublicationRow)
        .where(PublicationRow.state == _S.QUEUED, PublicationRow.due_at <= bindparam("due_by"))
        .where(~account_is_busy)
        .where(or_(and_(PublicationRow.number == 1, ~stale), before_is_out))
        .order_by(
            col(PublicationRow.urgent).desc(), col(PublicationRow.due_at), col(PublicationRow.id)
        )
    )


def _answered(session: Session, row: PublicationRow) -> str | None:
    """The channel's id of the post before this one in its thread."""
    if row.number == 1:
        return None
    return session.exec(
        select(PublicationRow.external_id)
        .where(PublicationRow.thread == row.thread)
        .where(PublicationRow.number == row.number - 1)
    ).first()
