"""The ledger: what a persona may still spend today, counted to the call.

A paid call goes `allow` (hold the most it can cost), call, `record` (what it did cost),
`release` (give the rest back). Holds live in this process and belong to a thread, one
call at a time: of two parallel branches only one passes when only one fits. What other
processes have recorded counts; what they hold does not. A day is a UTC day.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Protocol

from memory.errors import BudgetExhausted
from memory.types import Usage

ROUNDING_USD = 1e-9
"""Sums of floats may miss the limit by this much without breaking it."""

_spent_on: ContextVar[str | None] = ContextVar("spent_on", default=None)
_bill: ContextVar[list[Usage] | None] = ContextVar("bill", default=None)


@contextmanager
def spent_on(assignment_id: str) -> Iterator[None]:
    """What is recorded inside is put down to this assignment."""
    token = _spent_on.set(assignment_id)
    try:
        yield
    finally:
        _spent_on.reset(token)


@contextmanager
def billed() -> Iterator[list[Usage]]:
    """What is recorded inside, as it comes, in a list that can still be read afterwards."""
    bill: list[Usage] = []
    token = _bill.set(bill)
    try:
        yield bill
    finally:
        _bill.reset(token)


class UsageMemory(Protocol):
    """Where calls and their cost are kept."""

    def record_usage(self, persona: str, at: datetime, usage: Usage) -> None: ...

    def spent(self, persona: str, since: datetime) -> float:
        """US dollars from `since` on."""
        ...

    def usage_summary(self, persona: str, since: datetime) -> Sequence[Usage]:
        """Totals from `since` on, one per kind of call."""
        ...


class Ledger:
    """Counts one persona's money against its daily limit; safe to share between threads."""

    def __init__(
        self,
        store: UsageMemory,
        persona: str,
        usd_per_day: float,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._persona = persona
        self._usd_per_day = usd_per_day
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[threading.Thread, float] = {}

    def allow(self, usd: float, what: str) -> None:
        """Hold `usd` US dollars for this thread's next call, in place of what it held before.

        Raises BudgetExhausted when spent, held and `usd` together exceed the limit. A call
        that costs nothing is always allowed.
        """
        with self._lock:
            mine = threading.current_thread()
            self._held = {t: h for t, h in self._held.items() if t.is_alive() and t is not mine}
            spent, held = self._spent_today(), sum(self._held.values())
            if usd > 0 and spent + held + usd > self._usd_per_day + ROUNDING_USD:
                raise BudgetExhausted(
                    self._refusal(spent, held, f"and {what} may cost up to ${usd:.4f}")
                )
            self._held[mine] = usd

    def check(self) -> None:
        """Raises BudgetExhausted when today's money is spent; a day without cost never is."""
        spent = self._spent_today()
        if spent > 0 and spent >= self._usd_per_day - ROUNDING_USD:
            raise BudgetExhausted(self._refusal(spent, 0, "and that is all"))

    def record(self, usage: Usage) -> None:
        """Write down what a call did cost; it comes out of what this thread holds."""
        with self._lock:
            on = usage.model_copy(update={"assignment_id": _spent_on.get()})
            self._store.record_usage(self._persona, self._clock(), on)
            if (bill := _bill.get()) is not None:
                bill.append(on)
            mine = threading.current_thread()
            if mine in self._held:
                self._held[mine] = max(0.0, self._held[mine] - usage.usd)

    def release(self) -> None:
        """Give back what this thread still holds; harmless when it holds nothing."""
        with self._lock:
            self._held.pop(threading.current_thread(), None)

    def today(self) -> Sequence[Usage]:
        """Today's totals, one per kind of call."""
        return self._store.usage_summary(self._persona, self._midnight())

    def _spent_today(self) -> float:
        return self._store.spent(self._persona, self._midnight())

    def _midnight(self) -> datetime:
        now = self._clock().astimezone(UTC)
        return now.replace(hour=0, minute=0, second=0, microsecond=0)

    def _refusal(self, spent: float, held: float, reason: str) -> str:
        resets = self._midnight() + timedelta(days=1)
        in_flight = f", ${held:.4f} is held by calls in flight" if held else ""
        return (
            f"budget: {self._persona} has spent ${spent:.4f} of ${self._usd_per_day:.4f} today"
            f"{in_flight}, {reason}; the day ends at {resets:%Y-%m-%d %H:%M} UTC, or raise "
            "limits.usd_per_day in persona.toml"
        )
