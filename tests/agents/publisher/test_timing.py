"""Timing: drafts get their places, and nothing goes out but at its turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agents.publisher.forecast import forecast
from agents.publisher.timetable import Booking
from agents.seams import Keep
from memory.database import Database
from memory.errors import NoPlace
from memory.types import Publication, PublicationState, Receipt
from tests import factory as make
from tests.agents.publisher.clockwork import Desk
from tests.conftest import Clock

S = PublicationState
NIGHT = {"quiet": ["23:00-07:00"]}


@pytest.fixture
def desk(database: Database, clock: Clock) -> Callable[..., Desk]:
    """Makes a desk with this schedule; it is Friday 20 November 2026, 09:00 in London."""

    def made(**schedule: Any) -> Desk:
        changes = {"timezone": "Europe/London", "channels": ("x",), "schedule": schedule}
        return Desk(database, clock, make.persona(**changes))

    return made


def due(desk: Desk, number: int) -> str:
    row = desk.outbox.get(number)
    assert row is not None
    return f"{row.due_at.astimezone(desk.persona.zone):%a %H:%M}"


def test_without_a_schedule_a_draft_goes_out_at_once_and_never_expires(
    desk: Callable[..., Desk],
) -> None:
    quick = desk()
    row = quick.hand_in("a")
    assert (row.state, row.expires_at, row.urgent) == (S.SENT, None, False)
    assert quick.hand_in("b").state is S.SENT


def test_a_draft_books_the_next_place_and_goes_out_there(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    slow = desk(**NIGHT, gap_minutes=45)
    assert slow.hand_in("a").state is S.SENT
    assert [slow.hand_in(name).state for name in "bc"] == [S.QUEUED, S.QUEUED]
    assert [due(slow, number) for number in (2, 3)] == ["Fri 09:45", "Fri 10:30"]
    again = slow.hand_in("b")  # a node that runs twice books once
    assert (again.id, due(slow, 2)) == (2, "Fri 09:45")
    clock.forward(minutes=44)
    assert slow.deliver() == []
    clock.forward(minutes=1)
    assert [row.state for row in slow.deliver()] == [S.SENT]
    clock.forward(hours=14)
    assert slow.hand_in("d").state is S.QUEUED
    assert due(slow, 4) == "Sat 07:00"


def test_drafts_are_fresh_from_when_they_were_written(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    brief = desk(**NIGHT, expires_hours=12, urgent_expires_hours=3)
    written = clock()
    clock.forward(hours=4)
    brief.drafted["a-1"] = brief.drafted["b-1"] = written
    assert brief.hand_in("a").expires_at == written + timedelta(hours=12)
    late = brief.ring("b")
    assert (late.state, late.error) == (S.EXPIRED, "its time was over at 2026-11-20 12:00 UTC")
    assert brief.said() == [("On a.", "Fri 13:00")]


def test_what_an_outage_held_up_goes_out_one_by_one_at_its_own_place(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    slow = desk(**NIGHT, gap_minutes=60, posts_per_day=4)
    slow.stations["x"].down = True
    for name in "abcdef":
        slow.hand_in(name)
    clock.now = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    slow.deliver()
    assert slow.said() == []
    slow.stations["x"].down = False
    for _ in range(26):
        clock.forward(minutes=30)
        slow.deliver()
    times = [at for _, at in slow.said()]
    assert times[:3] == ["Fri 20:30", "Fri 21:30", "Fri 22:30"]
    assert times[3:] == ["Sat 07:00", "Sat 08:00", "Sat 09:00"]


def test_each_that_is_put_off_gets_another_place_and_is_told_why(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    slow = desk(gap_minutes=60)
    slow.stations["x"].down = True
    for name in "abc":
        slow.hand_in(name)
    clock.forward(hours=10)
    slow.stations["x"].down = False
    slow.deliver()
    rows = slow.outbox.listing("ada")
    assert [row.state for row in rows] == [S.SENT, S.QUEUED, S.QUEUED]
    assert [due(slow, row.id) for row in rows[1:]] == ["Fri 20:00", "Fri 21:00"]
    assert "60 min between two posts" in (rows[1].error or "")


def test_a_story_that_rang_goes_first_and_the_others_make_room(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    slow = desk(gap_minutes=60, urgent_gap_minutes=5, posts_per_day=3)
    for name in "abc":
        slow.hand_in(name)  # 09:00, 10:00, 11:00: the day is full
    clock.forward(minutes=57)
    rang = slow.ring("d")
    assert (rang.state, rang.urgent) == (S.SENT, True)
    for _ in range(40):
        clock.forward(hours=1)
        slow.deliver()
    assert slow.said() == [
        ("On a.", "Fri 09:00"),
        ("On d.", "Fri 09:57"),
        ("On b.", "Fri 10:57"),
        ("On c.", "Sat 00:57"),
    ]


def test_of_two_that_are_due_what_rang_is_asked_first(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    slow = desk(**NIGHT, gap_minutes=30)
    clock.forward(hours=15)
    slow.hand_in("a")
    slow.ring("b")
    clock.forward(hours=12)
    slow.deliver()
    assert [text for text, _ in slow.said()] == ["On b."]


def test_a_thread_counts_once_and_its_parts_follow_at_once(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    slow = desk(gap_minutes=60, posts_per_day=2)
    slow.hand_in("a", parts=("One.", "Two.", "Three."))
    assert [text for text, _ in slow.said()] == ["One.", "Two.", "Three."]
    assert slow.hand_in("b").state is S.QUEUED
    clock.forward(hours=1)
    assert [row.state for row in slow.deliver()] == [S.SENT]
    assert slow.hand_in("c").state is S.QUEUED
    assert due(slow, 5) == "Sat 00:00"


@pytest.mark.parametrize(("minutes", "said"), [(5, 3), (30, 1)])
def test_a_thread_that_breaks_off_at_night_is_ended_at_once_or_in_the_morning(
    desk: Callable[..., Desk], clock: Clock, minutes: int, said: int
) -> None:
    slow = desk(**NIGHT, gap_minutes=60)
    clock.now = datetime(2026, 11, 20, 22, 58, tzinfo=UTC)
    station, publish = slow.stations["x"], slow.stations["x"].publish

    def breaks(publication: Publication, keep: Keep) -> Receipt:
        receipt = publish(publication, keep)
        station.down = True
        return receipt

    station.publish = breaks  # type: ignore[method-assign]
    slow.hand_in("a", parts=("One.", "Two.", "Three."))
    station.publish, station.down = publish, False  # type: ignore[method-assign]
    clock.forward(minutes=minutes)
    slow.deliver()
    assert len(slow.said()) == said
    clock.now = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    slow.deliver()
    assert [text for text, _ in slow.said()] == ["One.", "Two.", "Three."]


def test_an_answer_keeps_quiet_hours_and_neither_gap_nor_cap(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    slow = desk(**NIGHT, gap_minutes=60, posts_per_day=1)
    slow.hand_in("a")
    for hour in (10, 23):
        clock.now = datetime(2026, 11, 20, hour, tzinfo=UTC)
        answer = make.posting(f"answer-{hour}", reply_to="77", due_at=clock())
        slow.outbox.enqueue(answer, clock())
        slow.deliver()
    assert [at for _, at in slow.said()] == ["Fri 09:00", "Fri 10:00"]
    assert due(slow, 3) == "Sat 07:00"
    clock.now = datetime(2026, 11, 21, 7, tzinfo=UTC)
    slow.deliver()
    assert slow.hand_in("b").state is S.SENT  # the answers took nobody's place


def test_an_answer_that_may_not_wait_breaks_the_quiet_where_a_post_would(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    loud = desk(**NIGHT, urgent_breaks_quiet=True)
    clock.now = datetime(2026, 11, 20, 23, tzinfo=UTC)
    for urgent in (False, True):
        answer = make.posting(f"{urgent}", reply_to="77", due_at=clock(), urgent=urgent)
        loud.outbox.enqueue(answer, clock())
    loud.deliver()
    assert [row.state for row in loud.outbox.listing("ada")] == [S.QUEUED, S.SENT]


def test_where_there_is_no_place_nothing_is_booked_and_nothing_breaks(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    full = desk(posts_per_day=1)
    for n in range(15):
        full.hand_in(f"a{n}")
    with pytest.raises(NoPlace, match="outbox cancel"):
        full.hand_in("late")
    assert len(full.outbox.listing("ada")) == 15
    full.outbox.enqueue(make.posting("by hand", due_at=clock()), clock())
    (row,) = full.deliver()
    assert (row.state, row.due_at) == (S.QUEUED, clock() + timedelta(hours=6))
    assert "no place within 14 days" in (row.error or "")


def test_what_was_said_in_the_morning_counts_until_midnight(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    slow = desk(posts_per_day=1)
    slow.hand_in("a")
    clock.forward(hours=14)
    slow.hand_in("b")
    assert due(slow, 2) == "Sat 00:00"


def test_channels_and_dry_runs_have_timetables_of_their_own(
    database: Database, clock: Clock
) -> None:
    persona = make.persona(channels=("x", "console"), schedule={"gap_minutes": 60})
    two = Desk(database, clock, persona)
    assert [two.hand_in("a", "x").state, two.hand_in("b", "console").state] == [S.SENT, S.SENT]
    dry = make.posting("c", due_at=clock(), dry_run=True)
    two.outbox.enqueue(dry, clock())
    assert [row.state for row in two.deliver()] == [S.SENT]
    assert two.hand_in("d", "x").state is S.QUEUED


def test_the_forecast_is_what_happens(desk: Callable[..., Desk], clock: Clock) -> None:
    slow = desk(**NIGHT, gap_minutes=50, urgent_gap_minutes=10, posts_per_day=5, expires_hours=30)
    slow.stations["x"].down = True
    for n in range(14):
        clock.forward(minutes=37)
        (slow.ring if n % 5 == 4 else slow.hand_in)(f"a{n}")
    slow.stations["x"].down = False
    clock.forward(hours=2)
    queued = slow.outbox.listing("ada", S.QUEUED)
    said = [place for place in slow.timing.taken("x", dry_run=False) if place.said]
    expected = forecast(slow.timing.timetable("x"), queued, said, clock())
    while slow.outbox.listing("ada", S.QUEUED):
        slow.deliver()
        waiting = slow.outbox.listing("ada", S.QUEUED)
        times = [row.due_at for row in waiting] + [row.expires_at or clock() for row in waiting]
        clock.now = min((time for time in times if time > clock()), default=clock())
    happened = {post.row.id: post.at for post in slow.stations["x"].posts}
    assert happened == expected
    assert 5 < len(happened) < 14  # the others were stale by then


def test_the_forecast_puts_nobody_off_to_a_place_that_is_booked(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    now = clock()
    booked = now + timedelta(minutes=50)
    late, punctual = make.publication(id=1, due_at=now), make.publication(id=2, due_at=booked)
    said = [Booking(at=now - timedelta(minutes=10), said=True)]
    table = desk(gap_minutes=60).timing.timetable("x")
    expected = {2: booked, 1: booked + timedelta(hours=1)}
    assert forecast(table, [late, punctual], said, now) == expected


def test_what_will_be_stale_at_its_turn_takes_nobodys_place(
    desk: Callable[..., Desk], clock: Clock
) -> None:
    slow = desk(gap_minutes=60)
    turn = clock() + timedelta(minutes=30)
    stale = make.posting("stale", due_at=turn, expires_at=turn)
    row = slow.outbox.enqueue(stale, clock())
    assert slow.hand_in("a").state is S.SENT
    assert forecast(slow.timing.timetable("x"), [row], (), clock()) == {}
