"""In which hours somebody posts, by their own clocks, from when they posted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agents.publisher.habits import ENOUGH, HALF_LIFE, HOURS, hours_of_week, usual_hours

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
NOON = 12
"""An hour of the week: Monday's."""
TUESDAY = 24


def posts(at: datetime, count: int = ENOUGH) -> list[datetime]:
    return [at] * count


def shares(*times: datetime, now: datetime, zone: str = "UTC") -> tuple[float, ...]:
    found = hours_of_week(times, ZoneInfo(zone), now)
    assert found is not None
    assert len(found) == HOURS
    assert sum(found) == pytest.approx(1)
    return found


def test_few_posts_and_those_to_come_are_no_habit() -> None:
    at = MONDAY + timedelta(hours=NOON)
    assert hours_of_week(posts(at, ENOUGH - 1), ZoneInfo("UTC"), at) is None
    assert hours_of_week(posts(at), ZoneInfo("UTC"), at - timedelta(seconds=1)) is None


def test_the_hours_beside_a_post_and_of_the_other_days_count_a_little() -> None:
    at = MONDAY + timedelta(hours=NOON)
    found = shares(*posts(at), now=at)
    assert found[NOON] > found[NOON - 1] == found[NOON + 1] > found[TUESDAY + NOON] > 0
    assert found[NOON + 2] == found[TUESDAY] == 0
    assert usual_hours(found) == {NOON - 1, NOON, NOON + 1}


def test_a_post_before_monday_counts_for_sunday_too() -> None:
    found = shares(*posts(MONDAY), now=MONDAY)
    assert found[HOURS - 1] == found[1] > found[2]


def test_the_hours_are_those_of_the_persons_own_clocks() -> None:
    at = MONDAY + timedelta(hours=NOON)
    found = shares(*posts(at), now=at, zone="Asia/Kathmandu")  # 17:45 there
    assert max(range(HOURS), key=found.__getitem__) == 17


def test_what_is_long_ago_counts_less() -> None:
    old, new = MONDAY + timedelta(hours=6), MONDAY + HALF_LIFE + timedelta(hours=6 + 8)
    day = new.weekday() * 24
    found = shares(*posts(old), *posts(new), now=new)
    assert found[day + 14] > 1.5 * found[6]
