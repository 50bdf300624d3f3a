"""The timetable of one channel: the next time that keeps quiet hours, habit, gap and cap. Pure.

Times are found to the minute where hours open, exactly where a gap ends or a day begins. What
was said counts for everybody; what is only booked gives way to a story that rang.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from agents.publisher.habits import usual_hours
from memory.errors import NoPlace
from memory.schedule import WEEK, Pace, minute_of_week, quiet_minutes
from memory.types import UTCTime, Value

HORIZON = timedelta(days=14)
"""Farther ahead nothing is booked."""
SAME_OFFSET = 15
"""Minutes: clocks change where a quarter of an hour of UTC begins (tz database, since 1972)."""


class Booking(Value):
    """A post of the channel: when it goes out, or when it was said."""

    at: UTCTime
    urgent: bool = False
    said: bool = False
    """It is out, or may be: no longer to be moved."""


class _Held(NamedTuple):
    until: datetime
    why: str


class Timetable:
    """When posts of one channel go out."""

    def __init__(self, pace: Pace, zone: ZoneInfo, habits: Sequence[float] | None = None) -> None:
        """`habits`: the share of each hour of the week (`hours_of_week`), None when unknown."""
        self.pace = pace
        self.zone = zone
        self._habits = habits if pace.habit else None

    def slot(
        self,
        wanted: datetime,
        taken: Sequence[Booking],
        *,
        urgent: bool = False,
        before: datetime | None = None,
    ) -> datetime:
        """The first time from `wanted` on at which a post may go out beside `taken`, in UTC.

        Where only habit would keep it until `before`, when it will be stale, habit gives way.
        Never earlier for a later `wanted`. Raises NoPlace when there is none in `HORIZON`.
        """
        beside = _in_the_way(taken, urgent)
        if before is None or self._habits is None:
            return self._first(wanted, beside, urgent)
        hurried = Timetable(self.pace, self.zone)._first(wanted, beside, urgent)
        if hurried >= before:
            return self._first(wanted, beside, urgent)
        try:
            found = self._first(wanted, beside, urgent)
        except NoPlace:
            return hurried
        return found if found < before else hurried

    def _first(self, wanted: datetime, beside: Sequence[Booking], urgent: bool) -> datetime:
        found = wanted.astimezone(UTC)
        while held := self._held(found, beside, urgent):
            if held.until > wanted + HORIZON:
                raise NoPlace(self._full(wanted, len(beside)))
            found = held.until
        return found

    def why_not(
        self, moment: datetime, taken: Sequence[Booking], *, urgent: bool = False
    ) -> str | None:
        """What stands against a post at `moment`, in words; None when nothing does."""
        held = self._held(moment, _in_the_way(taken, urgent), urgent)
        return held.why if held else None

    def turn(
        self,
        now: datetime,
        taken: Sequence[Booking],
        *,
        urgent: bool = False,
        before: datetime | None = None,
    ) -> datetime:
        """`now` when nothing that was said stands against it, else the next place that is free.

        Who is due now waits for nobody who is booked for later.
        """
        said = [one for one in taken if one.said]
        if self.slot(now, said, urgent=urgent, before=before) == now:
            return now
        return self.slot(now, taken, urgent=urgent, before=before)

    def places(self, since: datetime, until: datetime, taken: Sequence[Booking]) -> int | None:
        """How many more posts fit in before `until`; None when neither gap nor cap limits them."""
        if not self.pace.gap_minutes and self.pace.posts_per_day is None:
            return None
        filled, found = list(taken), since
        while True:
            try:
                found = self.slot(found, filled)
            except NoPlace:
                break
            if found >= until:
                break
            filled.append(Booking(at=found))
        return len(filled) - len(taken)

    def is_quiet(self, moment: datetime) -> bool:
        """Whether it is in quiet hours."""
        return self._minute(moment) in self._quiet

    def is_open(self, moment: datetime, *, urgent: bool = False) -> bool:
        """Whether quiet hours and habit allow a post then."""
        return self._minute(moment) in self._open(urgent)

    def _held(self, moment: datetime, beside: Sequence[Booking], urgent: bool) -> _Held | None:
        """What holds a post up at `moment`, and where to look next: nothing between would do."""
        if not self.is_open(moment, urgent=urgent):
            why = "quiet hours" if self.is_quiet(moment) else "the persona does not post then"
            return _Held(self._ahead(moment, self._open(urgent)), why)
        gap = timedelta(minutes=self.pace.gap(urgent=urgent))
        if near := [one.at for one in beside if abs(moment - one.at) < gap]:
            return _Held(max(near) + gap, f"{gap.total_seconds() / 60:g} min between two posts")
        day, most = moment.astimezone(self.zone).date(), self.pace.posts_per_day
        if most and sum(one.at.astimezone(self.zone).date() == day for one in beside) >= most:
            midnight = datetime.combine(day + timedelta(days=1), time(), self.zone)
            return _Held(midnight.astimezone(UTC), f"{most} posts a day")
        return None

    def _minute(self, moment: datetime) -> int:
        return minute_of_week(moment.astimezone(self.zone))

    def _ahead(self, moment: datetime, open_: frozenset[int]) -> datetime:
        """The next minute that is open, at most as far as the clocks cannot have changed."""
        here, wall = moment.replace(second=0, microsecond=0), self._minute(moment)
        sure = SAME_OFFSET - here.minute % SAME_OFFSET
        ahead = (n for n in range(1, sure) if (wall + n) % WEEK in open_)
        return here + timedelta(minutes=next(ahead, sure))

    def _open(self, urgent: bool) -> frozenset[int]:
        return self._awake if urgent else self._usual

    @cached_property
    def _awake(self) -> frozenset[int]:
        """The minutes of the week in which what rang may go out."""
        week = frozenset(range(WEEK))
        return week if self.pace.urgent_breaks_quiet else week - self._quiet

    @cached_property
    def _quiet(self) -> frozenset[int]:
        return quiet_minutes(self.pace.quiet)

    @cached_property
    def _usual(self) -> frozenset[int]:
        """The minutes of the week that are open; habit gives way where it leaves none."""
        open_ = frozenset(range(WEEK)) - self._quiet
        if self._habits is None:
            return open_
        hours = usual_hours(self._habits)
        return frozenset(minute for minute in open_ if minute // 60 in hours) or open_

    def _full(self, wanted: datetime, booked: int) -> str:
        pace = self.pace
        quiet = ", ".join(map(str, pace.quiet)) or "no quiet hours"
        most = pace.posts_per_day or "any number of"
        return (
            f"timetable: no place within {HORIZON.days} days from {wanted:%Y-%m-%d %H:%M} UTC "
            f"beside {booked} posts ({quiet}; {pace.gap_minutes:g} min between two; {most} a day); "
            "take one back with: python main.py outbox cancel N, or widen [schedule]"
        )


def _in_the_way(taken: Sequence[Booking], urgent: bool) -> tuple[Booking, ...]:
    """What a post has to keep clear of: one that rang, of nothing that can still be moved."""
    return tuple(one for one in taken if one.said or one.urgent or not urgent)
