"""Habits: in which hours of the week a person posts, from the times of their own posts. Pure.

A histogram of 168 hours, by the clocks where they live. Old posts count less, each post counts
for the hours beside its own too, and what an hour of the day is worth on the other days stands
in where there are few posts of this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HOURS = 7 * 24
HALF_LIFE = timedelta(days=90)
"""A post of so long ago counts half of one of today."""
KERNEL = {-1: 0.25, 0: 0.5, 1: 0.25}
"""How a post counts for the hours around it."""
PRIOR = 7.0
"""Posts, spread over the week as over the hours of the day, that are added to the counts."""
ENOUGH = 40
"""Posts below which nothing is called a habit."""
SHARE = 0.8
"""Of their posts, that the usual hours hold."""


def hours_of_week(
    times: Iterable[datetime], zone: ZoneInfo, now: datetime
) -> tuple[float, ...] | None:
    """The share of each hour of the week, from Monday midnight; None below `ENOUGH` posts.

    Posts after `now` are not looked at. The shares add up to 1.
    """
    past = [time for time in times if time <= now]
    if len(past) < ENOUGH:
        return None
    counts = [0.0] * HOURS
    for time in past:
        weight = 0.5 ** ((now - time) / HALF_LIFE)
        local = time.astimezone(zone)
        for beside, share in KERNEL.items():
            counts[(local.weekday() * 24 + local.hour + beside) % HOURS] += weight * share
    return _smoothed(counts)


def usual_hours(shares: Sequence[float], share: float = SHARE) -> frozenset[int]:
    """The fewest hours that together hold `share` of the posts."""
    ranked = sorted(range(len(shares)), key=lambda hour: (-shares[hour], hour))
    held, found = 0.0, set[int]()
    for hour in ranked:
        if held >= share:
            break
        found.add(hour)
        held += shares[hour]
    return frozenset(found)


def _smoothed(counts: Sequence[float]) -> tuple[float, ...]:
    total = sum(counts)
    of_day = [sum(counts[hour::24]) / total for hour in range(24)]
    return tuple(
        (count + PRIOR * of_day[hour % 24] / 7) / (total + PRIOR)
        for hour, count in enumerate(counts)
    )
