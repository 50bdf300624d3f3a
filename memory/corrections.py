"""Corrections: sources that changed, how far each publication was checked, what came of it.

A change is written in the transaction that stores it, and what was looked at together
with what it brought up: after a crash nothing is missed and nothing is raised twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from memory.database import BATCH, Database, insert_new, to_json, upsert
from memory.tables import (
    CorrectionRow,
    EvidenceRow,
    RevisionRow,
    SignalRow,
    TellingRow,
    WatchRow,
)
from memory.types import Correction, CorrectionState, Revision, Telling

MARK_START = 0
"""Where a publication that was never checked begins."""


@dataclass(frozen=True)
class Mark:
    """The last revision and the last telling that a publication was held against."""

    revision: int = MARK_START
    telling: int = MARK_START


@dataclass(frozen=True)
class Arrival:
    """A telling with its place in the order of arrival and the time it was first seen."""

    number: int
    telling: Telling
    seen_at: datetime


class CorrectionStore:
    """The corrections of every persona, and what they are found by."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------- what came in

    def revisions(
        self, persona: str, after: int, signal_ids: Iterable[str]
    ) -> tuple[Revision, ...]:
        """Changes of these signals since the revision numbered `after`, in order."""
        wanted, found = list(dict.fromkeys(signal_ids)), []
        with self._database.reading() as session:
            for start in range(0, len(wanted), BATCH):
                rows = session.exec(
                    select(RevisionRow)
                    .where(RevisionRow.persona == persona, col(RevisionRow.number) > after)
                    .where(col(RevisionRow.signal_id).in_(wanted[start : start + BATCH]))
                )
                found += [_revision(row) for row in rows]
        return tuple(sorted(found, key=lambda one: one.number))

    def arrivals(self, persona: str, after: int, since: datetime) -> tuple[Arrival, ...]:
        """What was put into stories after the telling `after`, and first seen since `since`."""
        with self._database.reading() as session:
            rows = session.exec(
                select(TellingRow, SignalRow.seen_at)
                .join(
                    SignalRow,
                    (col(SignalRow.persona) == col(TellingRow.persona))
                    & (col(SignalRow.id) == col(TellingRow.signal_id)),
                )
                .where(TellingRow.persona == persona, TellingRow.story_id != "")
                .where(col(TellingRow.number) > after, SignalRow.seen_at >= since)
                .order_by(col(TellingRow.number))
            )
            return tuple(
                Arrival(row.number or 0, Telling.model_validate(row.body), seen_at)
                for row, seen_at in rows
            )

    def ends(self) -> Mark:
        """The newest revision and telling there are."""
        with self._database.reading() as session:
            revision = session.exec(select(func.max(RevisionRow.number))).one()
            telling = session.exec(select(func.max(TellingRow.number))).one()
            return Mark(revision or MARK_START, telling or MARK_START)

    def marks(self, publication_ids: Sequence[int]) -> dict[int, Mark]:
        """How far each of these publications was checked; those never checked are left out."""
        found: dict[int, Mark] = {}
        with self._database.reading() as session:
            for start in range(0, len(publication_ids), BATCH):
                rows = session.exec(
                    select(WatchRow).where(
                        col(WatchRow.publication_id).in_(publication_ids[start : start + BATCH])
                    )
                )
                found |= {row.publication_id: Mark(row.revision, row.telling) for row in rows}
        return found

    # -------------------------------------------------------------- what came of it

    def checked(
        self, marks: Mapping[int, Mark], corrections: Sequence[Correction], now: datetime
    ) -> int:
        """Raise what is new of `corrections` and remember how far was looked; how many were new."""
        rows = [_row(one) for one in corrections]
        watched = [
            {
                "publication_id": key,
                "revision": mark.revision,
                "telling": mark.telling,
                "checked_at": now,
            }
            for key, mark in marks.items()
        ]
        with self._database.writing() as session:
            new = insert_new(session, CorrectionRow, rows, CorrectionRow.key)
            if watched:
                upsert(session, WatchRow, watched, ["publication_id"])
        return len(new)

    def listing(self, persona: str, *states: CorrectionState) -> tuple[Correction, ...]:
        """Corrections in any of `states`, all when none is named, oldest first."""
        query = select(CorrectionRow).where(CorrectionRow.persona == persona)
        if states:
            query = query.where(col(CorrectionRow.state).in_(states))
        with self._database.reading() as session:
            rows = session.exec(query.order_by(col(CorrectionRow.id)))
            return tuple(_correction(row) for row in rows)

    def of_publication(self, publication_id: int) -> tuple[Correction, ...]:
        """What was found about one publication, oldest first."""
        with self._database.reading() as session:
            rows = session.exec(
                select(CorrectionRow)
                .where(CorrectionRow.publication_id == publication_id)
                .order_by(col(CorrectionRow.id))
            )
            return tuple(_correction(row) for row in rows)

    def untold(self, persona: str) -> tuple[Correction, ...]:
        """Those of which no human has heard yet."""
        with self._database.reading() as session:
            rows = session.exec(
                select(CorrectionRow)
                .where(CorrectionRow.persona == persona, col(CorrectionRow.told_at).is_(None))
                .order_by(col(CorrectionRow.id))
            )
            return tuple(_correction(row) for row in rows)

    def told(self, correction_id: int, now: datetime) -> None:
        """The human was alerted."""
        with self._database.writing() as session:
            session.execute(
                update(CorrectionRow)
                .where(col(CorrectionRow.id) == correction_id)
                .values(told_at=now)
            )

    def settle(
        self, persona: str, correction_id: int, state: CorrectionState, by: str, now: datetime
    ) -> Correction | None:
        """A human's word on a correction; None when there is none of this number to settle."""
        with self._database.writing() as session:
            row = session.get(CorrectionRow, correction_id, with_for_update=True)
            if row is None or row.persona != persona or row.state not in _UNSETTLED:
                return None
            row.state, row.settled_at, row.settled_by = state, now, by
            return _correction(row)


_UNSETTLED = frozenset({CorrectionState.OPEN, CorrectionState.DRAFTED})


def revise(
    session: Session,
    persona: str,
    signal_id: str,
    before: str,
    after: str,
    now: datetime,
    *,
    page: bool,
) -> None:
    """Note that a source's words changed, where some claim leans on them."""
    leaned_on = session.exec(select(EvidenceRow.id).where(EvidenceRow.signal_id == signal_id))
    if leaned_on.first() is None:
        return
    body = {"before": before, "after": after, "page": page}
    session.add(RevisionRow(persona=persona, signal_id=signal_id, seen_at=now, body=body))


def key_of(correction: Correction) -> str:
    """What raises a correction once: the publication, the claim and the words that changed."""
    told = f"{correction.publication_id}\n{correction.number}\n{correction.change}"
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def _row(correction: Correction) -> dict[str, object]:
    return {
        "key": key_of(correction),
        "persona": correction.persona,
        "publication_id": correction.publication_id,
        "state": correction.state,
        "raised_at": correction.raised_at,
        "body": to_json(correction),
    }


def _correction(row: CorrectionRow) -> Correction:
    return Correction.model_validate(
        row.body
        | {
            "id": row.id,
            "state": row.state,
            "settled_at": row.settled_at,
            "settled_by": row.settled_by,
        }
    )


def _revision(row: RevisionRow) -> Revision:
    return Revision(
        number=row.number or 0, signal_id=row.signal_id, seen_at=row.seen_at, **row.body
    )
