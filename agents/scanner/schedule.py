"""Schedule: when a source is read next. Pure.

A source is read about twice as often as it changes: the first guess comes from the
dates of its items, and every read corrects it. What the server asks for counts as the
least. Failures back off, and never beyond a day, so that what comes back is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from statistics import median

from memory.errors import SourceBusy, SourceError, SourceGone
from memory.types import SourceState

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)
FIRST = timedelta(minutes=30)
"""Where the items tell no dates."""
FASTER = 0.5
"""What the interval is multiplied with after a read that brought something new ..."""
SLOWER = 1.4
"""... and after one that did not. One find undoes two misses."""
MOST_PATIENT = timedelta(hours=6)
"""Servers that call a news feed fresh for longer than this are not believed."""
LOOKED_AT = 10
"""Newest items whose distances tell the pace of a source."""
SPREAD = 0.1
"""Share of an interval by which sources are moved apart, so that hundreds do not come at once."""
FORGET_ADDRESS = 3
"""Failures in a row after which a remembered redirect is forgotten."""


def is_due(state: SourceState, now: datetime) -> bool:
    """Whether it is to be read now."""
    return not state.paused and (state.due_at is None or state.due_at <= now)


def succeeded(
    state: SourceState,
    now: datetime,
    *,
    new: int,
    dates: Sequence[datetime] = (),
    fresh_for: timedelta | None = None,
) -> SourceState:
    """`state` after a read that worked and brought `new` items; `dates` are those of all items."""
    if state.interval_s:
        interval = _bounded(state.interval_s * (FASTER if new else SLOWER))
    else:
        interval = _pace(dates)
    wait = max(interval, min(fresh_for or timedelta(0), MOST_PATIENT))
    return state.model_copy(
        update={
            "last_read": now,
            "last_success": now,
            "last_error": None,
            "failures": 0,
            "interval_s": interval.total_seconds(),
            "due_at": now + _apart(state.place, wait),
        }
    )


def failed(state: SourceState, now: datetime, error: SourceError) -> SourceState:
    """`state` after a read that failed; what was known of the source is kept.

    A source that is gone for good is paused; one that asks for time gets it.
    """
    failures = state.failures + 1
    interval = timedelta(seconds=state.interval_s) or FIRST
    wait = min(LONGEST, interval * 2 ** min(failures, 16))
    if isinstance(error, SourceBusy):
        wait = max(error.wait, interval)
    return state.model_copy(
        update={
            "last_read": now,
            "last_error": str(error),
            "failures": failures,
            "paused": state.paused or isinstance(error, SourceGone),
            "read_from": None if failures >= FORGET_ADDRESS else state.read_from,
            "due_at": now + _apart(state.place, wait),
        }
    )


def postponed(state: SourceState, now: datetime) -> SourceState:
    """`state` of a source that could not be paid for: no fault of its own."""
    return state.model_copy(update={"due_at": now + FIRST})


def _pace(dates: Sequence[datetime]) -> timedelta:
    """Half the usual distance between two items."""
    newest = sorted(set(dates), reverse=True)[:LOOKED_AT]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(newest)]
    return _bounded(median(gaps) / 2) if gaps else FIRST


def _bounded(seconds: float) -> timedelta:
    return min(LONGEST, max(SHORTEST, timedelta(seconds=seconds)))


def _apart(place: str, wait: timedelta) -> timedelta:
    """`wait` and up to a tenth more, always the same for one place."""
    share = int.from_bytes(sha256(place.encode()).digest()[:2], "big") / 65536
    return wait * (1 + SPREAD * share)
