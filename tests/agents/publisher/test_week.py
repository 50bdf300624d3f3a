"""A week of a busy desk, lived through in seconds: every rule holds, whatever happens in it.

Two channels; drafts come faster than they may go out, some of them of stories that rang; the
platforms are down for 20 hours; the money does not last the day; the clocks go back on Sunday.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from memory.database import Database
from memory.schedule import minute_of_week, quiet_minutes
from memory.types import NEVER_OUT, Publication, PublicationState
from tests import factory as make
from tests.agents.publisher.clockwork import Desk, Post
from tests.conftest import Clock

START = datetime(2026, 10, 19, 5, 0, tzinfo=UTC)
"""A Monday; summer time ends on the Sunday after."""
END = START + timedelta(days=7)
OUTAGE = START + timedelta(days=2, hours=5), START + timedelta(days=3, hours=1)
RANG_EVERY = 6
"""Of so many drafts one is of a story that rang."""
USD_PER_DAY = 0.9
SCHEDULE = {
    "quiet": ["23:00-07:00", "sat,sun 22:00-09:00"],
    "gap_minutes": 60,
    "posts_per_day": 6,
    "expires_hours": 20,
    "urgent_gap_minutes": 15,
    "urgent_expires_hours": 4,
    "channels": {"mastodon": {"gap_minutes": 100, "posts_per_day": 4}},
}


class Week:
    """The desk after its week."""

    def __init__(self, database: Database) -> None:
        persona = make.persona(
            timezone="Europe/London",
            channels=("x", "mastodon"),
            schedule=SCHEDULE,
            limits={"usd_per_day": USD_PER_DAY},
        )
        self.desk = Desk(database, Clock(START), persona)
        self.drafts = 0
        arrivals = [START + timedelta(minutes=95 * n) for n in range(7 * 24 * 60 // 95)]
        while self.desk.clock() < END:
            while arrivals and arrivals[0] <= self.desk.clock():
                self._arrives(arrivals.pop(0))
            self._platforms()
            self.desk.deliver()
            self.desk.clock.now = self._next(arrivals)

    def _arrives(self, at: datetime) -> None:
        self.drafts += 1
        self._platforms()
        channel = "x" if self.drafts % 3 else "mastodon"
        name = f"draft-{self.drafts:03}"
        if self.drafts % RANG_EVERY == 0:
            self.desk.ring(name, "x" if self.drafts % 4 else "mastodon")
        else:
            link = " https://wire.example/s1" if self.drafts % 2 else ""
            self.desk.hand_in(name, channel, text=f"On {name}.{link}")

    def _platforms(self) -> None:
        for station in self.desk.stations.values():
            station.down = OUTAGE[0] <= self.desk.clock() < OUTAGE[1]

    def _next(self, arrivals: list[datetime]) -> datetime:
        """When the loop has something to do again, or looks whether it has."""
        queued = self.desk.outbox.listing("ada", PublicationState.QUEUED)
        times = [row.due_at for row in queued] + arrivals[:1]
        soonest = self.desk.clock() + timedelta(seconds=30)
        latest = self.desk.clock() + timedelta(hours=2)
        return min([max(time, soonest) for time in times] + [latest])

    @property
    def rows(self) -> list[Publication]:
        return list(self.desk.outbox.listing("ada"))

    def posts(self, channel: str) -> list[Post]:
        return self.desk.stations[channel].posts


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    folder: Path = tmp_path_factory.mktemp("week")
    database = Database(f"sqlite:///{folder / 'week.sqlite'}")
    lived = Week(database)
    yield lived
    database.close()


pytestmark = pytest.mark.slow
CHANNELS = pytest.mark.parametrize("channel", ["x", "mastodon"])


@CHANNELS
def test_nothing_is_said_in_quiet_hours(week: Week, channel: str) -> None:
    pace, zone = week.desk.persona.schedule.of(channel), week.desk.persona.zone
    asleep = quiet_minutes(pace.quiet)
    local = [post.at.astimezone(zone) for post in week.posts(channel)]
    assert [time for time in local if minute_of_week(time) in asleep] == []
    assert 7 in {time.hour for time in local}  # from the border of the night on


@CHANNELS
def test_the_gaps_are_kept_and_what_rang_makes_use_of_its_own(week: Week, channel: str) -> None:
    pace = week.desk.persona.schedule.of(channel)
    gaps = [
        (after.at - before.at, timedelta(minutes=pace.gap(urgent=after.row.urgent)))
        for before, after in pairwise(week.posts(channel))
    ]
    assert [gap for gap, least in gaps if gap < least] == []
    assert any(gap < timedelta(minutes=pace.gap_minutes) for gap, _ in gaps)


@CHANNELS
def test_no_day_has_more_than_its_cap(week: Week, channel: str) -> None:
    pace, zone = week.desk.persona.schedule.of(channel), week.desk.persona.zone
    days = Counter(post.at.astimezone(zone).date() for post in week.posts(channel))
    assert max(days.values()) == pace.posts_per_day
    assert len(days) >= 6


def test_nothing_stale_is_said_and_nothing_fresh_is_thrown_away(week: Week) -> None:
    for channel in ("x", "mastodon"):
        late = [p for p in week.posts(channel) if p.row.expires_at and p.at >= p.row.expires_at]
        assert late == []
    expired = [row for row in week.rows if row.state is PublicationState.EXPIRED]
    assert all(row.expires_at and _ended(week, row) >= row.expires_at for row in expired)
    assert len(expired) >= 5


def _ended(week: Week, row: Publication) -> datetime:
    return week.desk.outbox.history(row.id)[-1].at


def test_what_rang_goes_out_soon_or_not_at_all(week: Week) -> None:
    said = [post for name in ("x", "mastodon") for post in week.posts(name) if post.row.urgent]
    assert len(said) >= 6
    assert all(post.at - post.row.created_at < timedelta(hours=4) for post in said)


def test_the_money_of_no_day_is_overspent(week: Week) -> None:
    spent: dict[date, float] = defaultdict(float)
    for name in ("x", "mastodon"):
        for post in week.posts(name):
            spent[post.at.date()] += post.usd
    assert max(spent.values()) <= USD_PER_DAY + 1e-9
    reasons = [step.reason for row in week.rows for step in week.desk.outbox.history(row.id)]
    assert any("budget" in reason for reason in reasons)


def test_every_draft_is_accounted_for_and_none_is_said_twice(week: Week) -> None:
    said = [post.row.key for name in ("x", "mastodon") for post in week.posts(name)]
    assert len(said) == len(set(said))
    states = Counter(row.state for row in week.rows)
    assert states.total() == week.drafts
    assert states[PublicationState.SENT] == len(said)
    waiting = [row for row in week.rows if row.state not in {*NEVER_OUT, PublicationState.SENT}]
    assert all(row.due_at >= END - timedelta(hours=2) for row in waiting)


def test_nothing_is_said_during_the_outage_and_no_burst_follows_it(week: Week) -> None:
    for name in ("x", "mastodon"):
        times = [post.at for post in week.posts(name)]
        assert not [time for time in times if OUTAGE[0] <= time < OUTAGE[1]]
        first = next(time for time in times if time >= OUTAGE[1])
        hours = [time for time in times if first <= time < first + timedelta(hours=3)]
        assert len(hours) <= 4
