"""Gates: what an account may do at its platform now, known to every process.

Two things close one: a circuit that opened after a failure, until the time of the next
probe, and a limit of which the platform said that nothing remains, until it resets. It
keeps what it is told; how long a circuit stays open is the business of `Safety`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select

from memory.database import Database, upsert
from memory.tables import GateRow
from memory.types import Limit, Value
from memory.types.values import UTCTime

LONGEST_RESET = timedelta(hours=25)
"""Resets further away are not believed: the longest window of a platform is a day."""
_LIMIT = "#"
"""Parts the account from the name of its limit."""


class Gate(Value):
    """Why an account may not send, and until when."""

    account: str
    until: UTCTime
    reason: str
    failures: int = 0

    def __str__(self) -> str:
        return f"{self.account} is closed until {self.until:%Y-%m-%d %H:%M} UTC: {self.reason}"


class Gates:
    """The gates of one database. An account is named by its persona and channel."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def heard(self, account: str, limits: Sequence[Limit], now: datetime) -> None:
        """What the platform said of its limits for posting; the last word counts."""
        if not limits:
            return
        said = {f"{account}{_LIMIT}{limit.name}": limit for limit in limits}
        rows = [
            _row(name, now, **said[name].model_dump(exclude={"name"}))
            for name in sorted(said)  # two that write wait, and never cross
        ]
        with self._database.writing() as session:
            upsert(session, GateRow, rows, ["name"])

    def shut(
        self, account: str, until: datetime, reason: str, failures: int, now: datetime
    ) -> None:
        """Nothing of the account is sent before `until`, after `failures` in a row."""
        row = _row(account, now, closed_until=until, reason=reason, failures=failures)
        with self._database.writing() as session:
            upsert(session, GateRow, [row], ["name"])

    def passed(self, account: str) -> None:
        """The platform took something: the failures are over. What is spent stays spent."""
        if not self.failures(account):
            return
        with self._database.writing() as session:
            session.execute(delete(GateRow).where(col(GateRow.name) == account))

    def failures(self, account: str) -> int:
        """How often in a row the account failed."""
        with self._database.reading() as session:
            row = session.get(GateRow, account)
            return row.failures if row else 0

    def closed(self, account: str, now: datetime) -> Gate | None:
        """What keeps the account from sending now, the longest first."""
        with self._database.reading() as session:
            return _longest(account, _rows(session, account), now)

    def listing(self, persona: str, now: datetime) -> Sequence[Gate]:
        """The closed accounts of a persona, by name."""
        with self._database.reading() as session:
            rows = _rows(session, f"{persona}/")
        accounts = sorted({row.name.partition(_LIMIT)[0] for row in rows})
        gates = (_longest(account, rows, now) for account in accounts)
        return [gate for gate in gates if gate is not None]


def account_of(persona: str, channel: str) -> str:
    """The name of an account."""
    return f"{persona}/{channel}"


def _row(name: str, now: datetime, **told: Any) -> dict[str, Any]:
    """Every column, so that what is no longer said is forgotten."""
    nothing = dict.fromkeys(("closed_until", "remaining", "most", "resets_at"))
    return {"name": name, "read_at": now, "reason": "", "failures": 0, **nothing, **told}


def _rows(session: Session, start: str) -> Sequence[GateRow]:
    begins = col(GateRow.name).startswith
    query = select(GateRow).where(
        begins(start, autoescape=True)
        if start.endswith("/")
        else or_(GateRow.name == start, begins(start + _LIMIT, autoescape=True))
    )
    return session.exec(query).all()


def _longest(account: str, rows: Sequence[GateRow], now: datetime) -> Gate | None:
    ours = (row for row in rows if row.name.partition(_LIMIT)[0] == account)
    found = [gate for row in ours if (gate := _gate(account, row)) and gate.until > now]
    return max(found, key=lambda gate: gate.until, default=None)


def _gate(account: str, row: GateRow) -> Gate | None:
    """The gate of a row, also one whose time is over."""
    if row.closed_until is not None:
        failures = row.failures
        return Gate(account=account, until=row.closed_until, reason=row.reason, failures=failures)
    resets_at = row.resets_at
    if row.remaining or row.remaining is None or resets_at is None:
        return None
    if not row.read_at < resets_at <= row.read_at + LONGEST_RESET:
        return None
    limit = row.name.partition(_LIMIT)[2]
    most = f" of {row.most}" if row.most else ""
    return Gate(account=account, until=resets_at, reason=f"nothing{most} remains of {limit}")
