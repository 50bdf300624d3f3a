"""The measured voice, version by version: what it was before the posts of last month came in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from memory.database import Database, insert_new
from memory.errors import StorageError
from memory.tables import VoiceProfileRow
from memory.types import UTCTime, Value

_TRIES = 5


class VoiceVersion(Value):
    """One measurement; `body` is the profile as JSON, whoever measured it reads it."""

    version: int
    """Counts from 1."""
    digest: str
    """Of the posts that it was measured on, and of how."""
    measured_at: UTCTime
    body: dict[str, Any]


class VoiceStore:
    """Measured voices of every persona; a version is never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, persona: str, digest: str, body: dict[str, Any], now: datetime) -> VoiceVersion:
        """Keep a new version, or give back the one that has this digest already.

        Raises StorageError when others take every number that we try.
        """
        for _ in range(_TRIES):
            with self._database.writing() as session:
                row = {
                    "persona": persona,
                    "version": _latest(session, persona) + 1,
                    "digest": digest,
                    "measured_at": now,
                    "body": body,
                }
                insert_new(session, VoiceProfileRow, [row], VoiceProfileRow.version)
            found = self.find(persona, digest)  # ours, or that of who was faster
            if found is not None:
                return found
        raise StorageError(
            f"voice of {persona}: {_TRIES} versions came from elsewhere at the same moment; "
            "try again"
        )

    def find(self, persona: str, digest: str) -> VoiceVersion | None:
        """The version with this digest."""
        return self._one(persona, VoiceProfileRow.digest == digest)

    def version(self, persona: str, number: int) -> VoiceVersion | None:
        return self._one(persona, VoiceProfileRow.version == number)

    def newest(self, persona: str) -> VoiceVersion | None:
        with self._database.reading() as session:
            number = _latest(session, persona)
        return self.version(persona, number)

    def history(self, persona: str) -> tuple[VoiceVersion, ...]:
        """Every version, oldest first."""
        with self._database.reading() as session:
            rows = session.exec(
                select(VoiceProfileRow)
                .where(VoiceProfileRow.persona == persona)
                .order_by(col(VoiceProfileRow.version))
            )
            return tuple(map(_value, rows))

    def _one(self, persona: str, condition: Any) -> VoiceVersion | None:
        with self._database.reading() as session:
            row = session.exec(
                select(VoiceProfileRow).where(VoiceProfileRow.persona == persona, condition)
            ).first()
            return _value(row) if row else None


def _latest(session: Session, persona: str) -> int:
    """The newest version's number, 0 before the first."""
    newest = select(func.max(VoiceProfileRow.version)).where(VoiceProfileRow.persona == persona)
    return session.exec(newest).one() or 0


def _value(row: VoiceProfileRow) -> VoiceVersion:
    return VoiceVersion(
        version=row.version, digest=row.digest, measured_at=row.measured_at, body=row.body
    )
