"""Safety: what stands between a due row and its channel, whatever the persona wishes.

A human's halt stops everything. A gate stops one account: it closes when the account runs out
of credit or budget, when its keys are refused, when the platform is down or asks us to come
back, and opens by itself when the next probe gets through. An account sends one thing at a
time, so that there is one probe, not a crowd.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from memory.database import Database
from memory.errors import (
    BudgetExhausted,
    ChannelBusy,
    ChannelForbidden,
    ChannelUnauthorised,
    ChannelUnready,
    UnderstudyError,
)
from memory.gates import LONGEST_RESET, Gate, Gates, account_of
from memory.halts import Halt, Halts
from memory.types import Limit, Publication

BUSY_STEPS = tuple(timedelta(minutes=m) for m in (1, 2, 4, 8, 15))
"""When the platform is busy and does not say until when; the last step is kept."""
CLOSED_STEPS = tuple(timedelta(minutes=m) for m in (15, 30, 60, 120))
"""Credits to buy or keys to mend: somebody has to act."""
REFUSALS = 3
"""HTTP 403 for so many posts in a row is about the account, no longer about the posts."""


class Safety:
    """The halts and gates that a delivery asks, and tells what it met with."""

    def __init__(self, halts: Halts, gates: Gates) -> None:
        self._halts = halts
        self._gates = gates

    @classmethod
    def of(cls, database: Database) -> Safety:
        """The halts and gates of `database`, without a stop file."""
        return cls(Halts(database), Gates(database))

    def halted(self, persona: str) -> Halt | None:
        """What halts the delivery of `persona` now."""
        return self._halts.standing(persona)

    def closed(self, publication: Publication, now: datetime) -> Gate | None:
        """What keeps the row's account from sending now."""
        return self._gates.closed(_account(publication), now)

    def heard(self, publication: Publication, limits: Sequence[Limit], now: datetime) -> None:
        """What the platform said of the account's limits."""
        self._gates.heard(_account(publication), limits, now)

    def passed(self, publication: Publication) -> None:
        """The platform took it."""
        self._gates.passed(_account(publication))

    def failed(self, publication: Publication, error: UnderstudyError, now: datetime) -> datetime:
        """When to come back with it; until then `error` closes the account's gate.

        Where this post alone is not ready the others may go, and it is tried ever more seldom.
        """
        if isinstance(error, ChannelUnready):
            asked, patient = _next_try(error, 1, now), now + _step(BUSY_STEPS, publication.attempts)
            return max(asked, patient)
        account = _account(publication)
        failures = self._gates.failures(account) + 1
        until = _next_try(error, failures, now)
        self._gates.shut(account, until, str(error), failures, now)
        return until


def _account(publication: Publication) -> str:
    channel = "console" if publication.dry_run else publication.channel
    return account_of(publication.persona, channel)


def _next_try(error: UnderstudyError, failures: int, now: datetime) -> datetime:
    """When the account is tried again after so many failures in a row."""
    match error:
        case ChannelBusy(retry_at=at) if at is not None and now < at <= now + LONGEST_RESET:
            return at
        case ChannelBusy():
            return now + _step(BUSY_STEPS, failures)
        case BudgetExhausted():
            return min(now + _step(CLOSED_STEPS, failures), _next_day(now))
        case ChannelForbidden() if not isinstance(error, ChannelUnauthorised):
            later = failures - REFUSALS + 1
            return now + _step(CLOSED_STEPS, later) if later > 0 else now
        case _:
            return now + _step(CLOSED_STEPS, failures)


def _step(steps: Sequence[timedelta], number: int) -> timedelta:
    return steps[min(number, len(steps)) - 1]


def _next_day(now: datetime) -> datetime:
    """When a new day's budget begins."""
    return datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
