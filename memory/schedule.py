"""Schedule: when things go out, as `[schedule]` of persona.toml says it. Reads and checks, no more.

Without it everything is due at once. All times of day are those of the persona's own clocks.
"""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from memory.types import Value

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
"""Minutes, on most days."""
WEEK = 7 * DAY
_WRITTEN = re.compile(
    r"(?:(?P<days>[a-z]{3}(?:\s*[,-]\s*[a-z]{3})*)\s+)?"
    r"(?P<begins>\d{1,2}:\d\d)\s*-\s*(?P<ends>\d{1,2}:\d\d)"
)
_EXAMPLE = 'write "23:00-07:00" or "sat,sun 22:00-09:00", of the days on which they begin'


class QuietHours(Value):
    """From `begins` to `ends`, minutes of the day, where that is earlier of the day after."""

    days: tuple[int, ...] = tuple(range(7))
    """On which they begin, Monday is 0."""
    begins: int = Field(ge=0, lt=DAY)
    ends: int = Field(gt=0, le=DAY)

    @classmethod
    def read(cls, written: object) -> QuietHours:
        """As people write it. Raises ValueError saying how to write it."""
        if isinstance(written, cls):
            return written
        found = _WRITTEN.fullmatch(written.strip().lower()) if isinstance(written, str) else None
        if found is None:
            raise ValueError(_EXAMPLE)
        begins, ends = _minute(found["begins"]), _minute(found["ends"])
        if begins in (ends, DAY):
            raise ValueError(f'these hours are none; for a whole day "sun 00:00-24:00"; {_EXAMPLE}')
        days = _days(found["days"]) if found["days"] else tuple(range(7))
        return cls(days=days, begins=begins, ends=ends or DAY)

    def minutes(self) -> frozenset[int]:
        """Which minutes of the week, from Monday's first one, they take."""
        length = (self.ends - self.begins) % DAY or DAY
        starts = (day * DAY + self.begins for day in self.days)
        return frozenset((start + n) % WEEK for start in starts for n in range(length))

    def __str__(self) -> str:
        days = ",".join(DAYS[day] for day in self.days)
        named = f"{days} " if len(self.days) < len(DAYS) else ""
        return f"{named}{_clock(self.begins)}-{_clock(self.ends)}"


Quiet = Annotated[QuietHours, BeforeValidator(QuietHours.read)]


class Pace(Value):
    """When the posts of one channel go out, and how many."""

    quiet: tuple[Quiet, ...] = ()
    gap_minutes: float = Field(default=0, ge=0, le=DAY)
    """Between two posts."""
    posts_per_day: int | None = Field(default=None, ge=1, le=100)
    """Of the persona's own days, a thread counts once. None: as many as `[limits]` allows."""
    habit: bool = False
    """Only in the hours of the week in which the person themselves usually posts."""
    expires_hours: float | None = Field(default=None, gt=0, le=14 * 24)
    """After which a draft is stale and no longer goes out; None: never."""
    urgent_gap_minutes: float | None = Field(default=None, ge=0, le=DAY)
    """Before a story that rang, at most `gap_minutes`; None: the same."""
    urgent_expires_hours: float | None = Field(default=None, gt=0, le=14 * 24)
    """For stories that rang, at most `expires_hours`; None: the same."""
    urgent_breaks_quiet: bool = False
    """Whether what rang goes out in quiet hours too."""

    @field_validator("quiet", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        if isinstance(value, str):
            raise ValueError(f'write a list: quiet = ["{value}"]')
        return value

    @field_validator("quiet")
    @classmethod
    def _leaves_time(cls, value: tuple[QuietHours, ...]) -> tuple[QuietHours, ...]:
        if len(quiet_minutes(value)) == WEEK:
            raise ValueError("leaves no minute of the week; shorten one of them")
        return value

    @property
    def waits(self) -> bool:
        """Whether anything of it can hold a post back."""
        return bool(self.quiet or self.gap_minutes or self.posts_per_day or self.habit)

    def gap(self, *, urgent: bool) -> float:
        """Minutes from the post before."""
        return _least(self.gap_minutes, self.urgent_gap_minutes if urgent else None) or 0

    def lasts(self, *, urgent: bool) -> float | None:
        """Hours for which a draft is fresh; None: for ever."""
        return _least(self.expires_hours, self.urgent_expires_hours if urgent else None)


class Schedule(Pace):
    """The pace of every channel, and what single ones have of their own."""

    channels: dict[str, Pace] = {}

    def of(self, channel: str) -> Pace:
        """The pace of `channel`: what its own table names, and the rest from the common one."""
        own = self.channels.get(channel, Pace())
        return Pace(
            **{
                name: getattr(own if name in own.model_fields_set else self, name)
                for name in Pace.model_fields
            }
        )


def quiet_minutes(hours: tuple[QuietHours, ...]) -> frozenset[int]:
    """The minutes of the week that any of them takes."""
    return frozenset[int]().union(*(one.minutes() for one in hours))


def minute_of_week(local: datetime) -> int:
    """From Monday's first one, by the clock on the wall."""
    return local.weekday() * DAY + local.hour * 60 + local.minute


def _minute(written: str) -> int:
    if written == "24:00":
        return DAY
    try:
        read = time.fromisoformat(written.zfill(5))
    except ValueError:
        raise ValueError(f'"{written}" is no time of day; {_EXAMPLE}') from None
    return read.hour * 60 + read.minute


def _days(written: str) -> tuple[int, ...]:
    """ "sat,sun" and "mon-fri", also round the end of the week."""
    found: set[int] = set()
    for part in written.replace(" ", "").split(","):
        ends = part.split("-")
        unknown = [day for day in ends if day not in DAYS]
        if unknown or len(ends) > 2:
            raise ValueError(f'"{part}" names no days; there are {", ".join(DAYS)}')
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        found |= {(first + n) % 7 for n in range((last - first) % 7 + 1)}
    return tuple(sorted(found))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _least(*given: float | None) -> float | None:
    return min((one for one in given if one is not None), default=None)
