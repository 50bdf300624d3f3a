"""Halts: one word stops all delivery, in every process and on every machine.

A halt is a row of the database, for one persona or for all, or a file beside it that anybody
can make when nothing else works (`touch data/var/STOP`). What cannot be read halts, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete
from sqlmodel import col, select

from memory.database import Database, insert_new
from memory.errors import StorageError
from memory.tables import HaltRow
from memory.types import Value
from memory.types.values import UTCTime

EVERYBODY = "*"
LONGEST_REASON = 300
"""Characters of a reason that are kept; what is typed or in a stop file may be anything."""


def stop_file(var: Path) -> Path:
    """The file that halts everything that works with the var folder `var`."""
    return var / "STOP"


class Halt(Value):
    """Delivery of `persona` (or of everybody) is halted."""

    persona: str
    since: UTCTime
    by: str
    reason: str = ""

    def __str__(self) -> str:
        whose = "all delivery" if self.persona == EVERYBODY else f"delivery of {self.persona}"
        why = f": {self.reason}" if self.reason else ""
        return f"{whose} is halted since {self.since:%Y-%m-%d %H:%M} UTC by {self.by}{why}"


class Halts:
    """The halts of one database, and of this machine's stop file where there is one."""

    def __init__(self, database: Database, stop_file: Path | None = None) -> None:
        self._database = database
        self.stop_file = stop_file

    def stop(self, by: str, reason: str, now: datetime, persona: str = EVERYBODY) -> Halt:
        """Halted from here on; whoever said so first is named. Raises StorageError."""
        halt = {"persona": persona, "since": now, "by": _line(by), "reason": _line(reason)}
        with self._database.writing() as session:
            insert_new(session, HaltRow, [halt], col(HaltRow.persona))
            return _value(session.get_one(HaltRow, persona))

    def resume(self, persona: str = EVERYBODY) -> Sequence[Halt]:
        """Takes the halt of `persona` back; that of everybody with this machine's stop file.

        What was lifted. Raises StorageError, when the file cannot be removed as well.
        """
        lifted = []
        with self._database.writing() as session:
            row = session.get(HaltRow, persona)
            if row is not None:
                lifted.append(_value(row))
                session.execute(delete(HaltRow).where(col(HaltRow.persona) == persona))
        file = self._file() if persona == EVERYBODY else None
        if file is not None and self.stop_file is not None:
            lifted.append(file)
            try:
                self.stop_file.unlink(missing_ok=True)
            except OSError as error:
                raise StorageError(f"{self.stop_file}: {error}; remove it by hand") from error
        return lifted

    def standing(self, persona: str) -> Halt | None:
        """What halts the delivery of `persona` now: the file, then everybody's, then its own."""
        return next(iter(self.listing(persona)), None)

    def listing(self, persona: str | None = None) -> Sequence[Halt]:
        """All halts that hold, or those that concern `persona`."""
        query = select(HaltRow).order_by(HaltRow.persona)
        if persona is not None:
            query = query.where(col(HaltRow.persona).in_([EVERYBODY, persona]))
        with self._database.reading() as session:
            rows = [_value(row) for row in session.exec(query)]
        file = self._file()
        return [file, *rows] if file else rows

    def _file(self) -> Halt | None:
        if self.stop_file is None:
            return None
        since = datetime.fromtimestamp(0, UTC)
        try:
            since = datetime.fromtimestamp(self.stop_file.stat().st_mtime, UTC)
            with self.stop_file.open("rb") as file:
                said = file.read(LONGEST_REASON).decode("utf-8", "replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            said = f"it cannot be read ({error.strerror})"
        by = f"the file {self.stop_file}"
        return Halt(persona=EVERYBODY, since=since, by=by, reason=_line(said))


def _line(said: str) -> str:
    """`said` in one bounded line that every database takes: a strange word must not undo a halt."""
    readable = said.encode("utf-8", "replace").decode().replace("\0", "")
    return " ".join(readable.split())[:LONGEST_REASON]


def _value(row: HaltRow) -> Halt:
    return Halt.model_validate({name: getattr(row, name) for name in Halt.model_fields})
