"""The timetable: every time it gives keeps every rule, through clock changes too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agents.publisher.habits import HOURS, usual_hours
from agents.publisher.timetable import HORIZON, Booking, Timetable
from memory.errors import NoPlace
from memory.schedule import DAY, Pace, QuietHours, quiet_minutes

LONDON = ZoneInfo("Europe/London")
NIGHT = "23:00-07:00"
ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "America/Santiago",  # changes its clocks at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kathmandu",  # a quarter of an hour off
    "Africa/Casablanca",
)


def london(text: str) -> datetime:
    """ "2026-11-20 09:00" by the clocks of London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def shown(time: datetime, zone: ZoneInfo = LONDON) -> str:
    return f"{time.astimezone(zone):%Y-%m-%d %H:%M}"


def said(*times: str) -> list[Booking]:
    return [Booking(at=london(time), said=True) for time in times]


def booked(*times: str, urgent: bool = False) -> list[Booking]:
    return [Booking(at=london(time), urgent=urgent) for time in times]


def test_without_rules_it_is_at_once() -> None:
    now = london("2026-11-20 03:00")
    assert Timetable(Pace(), LONDON).slot(now, said("2026-11-20 03:00")) == now


@pytest.mark.parametrize(
    ("wanted", "slot"),
    [
        ("2026-11-20 22:59", "2026-11-20 22:59"),
        ("2026-11-20 23:00", "2026-11-21 07:00"),
        ("2026-11-21 06:59", "2026-11-21 07:00"),
        ("2026-11-21 07:00", "2026-11-21 07:00"),
        # the clocks go forward at 01:00 on 29 March, and back at 02:00 on 25 October
        ("2026-03-28 23:30", "2026-03-29 07:00"),
        ("2026-10-24 23:30", "2026-10-25 07:00"),
    ],
)
def test_quiet_hours_are_waited_out_by_the_clock_on_the_wall(wanted: str, slot: str) -> None:
    table = Timetable(Pace(quiet=(NIGHT,)), LONDON)
    assert shown(table.slot(london(wanted), ())) == slot


def test_hours_that_a_clock_change_skips_are_over_when_the_clocks_are_past_them() -> None:
    """Quiet until 01:30, which does not come on 29 March: after 00:59 it is 02:00."""
    table = Timetable(Pace(quiet=("00:00-01:30",)), LONDON)
    assert shown(table.slot(london("2026-03-29 00:10"), ())) == "2026-03-29 02:00"


def test_clocks_that_change_at_half_past_are_seen_in_time() -> None:
    """On Lord Howe 02:00 is 02:30 on 4 October; in UTC that is at 15:30."""
    table = Timetable(Pace(quiet=("01:45-02:15",)), ZoneInfo("Australia/Lord_Howe"))
    found = table.slot(datetime(2026, 10, 3, 15, 20, tzinfo=UTC), ())
    assert shown(found, table.zone) == "2026-10-04 02:30"


def test_hours_that_come_twice_are_quiet_twice() -> None:
    table = Timetable(Pace(quiet=("01:00-01:30",)), LONDON)
    first = london("2026-10-25 01:10")
    found = table.slot(first, ())
    assert (shown(found), found - first) == ("2026-10-25 01:30", timedelta(minutes=20))
    again = first.replace(fold=1).astimezone(UTC)
    assert table.slot(again, ()) == again + timedelta(minutes=20)


def test_the_gap_is_kept_before_and_behind_each_place() -> None:
    table = Timetable(Pace(gap_minutes=45), LONDON)
    taken = booked("2026-11-20 10:00", "2026-11-20 11:00", "2026-11-20 12:30")
    assert shown(table.slot(london("2026-11-20 09:15"), taken)) == "2026-11-20 09:15"
    assert shown(table.slot(london("2026-11-20 09:16"), taken)) == "2026-11-20 11:45"


def test_a_full_day_sends_to_the_next_of_the_personas_own() -> None:
    table = Timetable(Pace(posts_per_day=2, quiet=(NIGHT,)), ZoneInfo("Pacific/Auckland"))
    taken = [Booking(at=datetime(2026, 11, 20, hour, tzinfo=UTC)) for hour in (12, 20)]
    # in Auckland both are of the 21st, from 11:00 UTC on the 20th to 11:00 on the 21st
    slot = table.slot(datetime(2026, 11, 20, 21, tzinfo=UTC), taken)
    assert shown(slot, table.zone) == "2026-11-22 07:00"
    assert shown(table.slot(datetime(2026, 11, 20, 9, 59, tzinfo=UTC), taken)) == "2026-11-20 09:59"


def test_what_rang_goes_first_with_a_smaller_gap_and_respects_what_was_said() -> None:
    pace = Pace(gap_minutes=60, posts_per_day=3, urgent_gap_minutes=10)
    table, now = Timetable(pace, LONDON), london("2026-11-20 09:00")
    plans = booked("2026-11-20 09:00", "2026-11-20 10:00", "2026-11-20 11:00")
    assert shown(table.slot(now, plans)) == "2026-11-21 00:00"
    assert table.slot(now, plans, urgent=True) == now
    out = said("2026-11-20 08:55")
    assert shown(table.slot(now, [*plans, *out], urgent=True)) == "2026-11-20 09:05"
    rang = booked("2026-11-20 09:05", urgent=True)
    assert shown(table.slot(now, [*plans, *out, *rang], urgent=True)) == "2026-11-20 09:15"
    full = said("2026-11-20 06:00", "2026-11-20 07:00", "2026-11-20 08:00")
    assert shown(table.slot(now, full, urgent=True)) == "2026-11-21 00:00"


def test_what_rang_breaks_the_quiet_only_where_the_persona_says_so() -> None:
    night = london("2026-11-20 02:00")
    for breaks, slot in ((False, "2026-11-20 07:00"), (True, "2026-11-20 02:00")):
        table = Timetable(Pace(quiet=(NIGHT,), urgent_breaks_quiet=breaks), LONDON)
        assert shown(table.slot(night, (), urgent=True)) == slot
        assert shown(table.slot(night, ())) == "2026-11-20 07:00"


def habit(*hours: int) -> tuple[float, ...]:
    """Somebody who posts in these hours of every day alone, equally often."""
    return tuple(1 / (7 * len(hours)) if n % 24 in hours else 0.0 for n in range(HOURS))


def test_habit_chooses_the_hours_and_gives_way_to_what_rang() -> None:
    table = Timetable(Pace(habit=True), LONDON, habit(8, 17))
    now = london("2026-11-20 12:00")
    assert shown(table.slot(now, ())) == "2026-11-20 17:00"
    assert table.slot(now, (), urgent=True) == now
    assert table.slot(now, ()) == Timetable(Pace(habit=True), LONDON, habit(8, 17)).slot(now, ())
    assert Timetable(Pace(), LONDON, habit(8)).slot(now, ()) == now


def test_habit_gives_way_where_it_would_keep_a_draft_until_it_is_stale() -> None:
    table = Timetable(Pace(habit=True, quiet=(NIGHT,)), LONDON, habit(17))
    now = london("2026-11-20 18:30")
    assert shown(table.slot(now, (), before=now + timedelta(hours=24))) == "2026-11-21 17:00"
    assert table.slot(now, (), before=now + timedelta(hours=22)) == now
    assert table.turn(now, (), before=now + timedelta(hours=22)) == now
    night = london("2026-11-20 23:30")
    assert shown(table.slot(night, (), before=night + timedelta(hours=9))) == "2026-11-21 07:00"
    stale = night + timedelta(hours=2)  # nothing but the night is left of its time
    assert shown(table.slot(night, (), before=stale)) == "2026-11-21 17:00"


def test_habit_gives_way_where_it_leaves_no_place_at_all() -> None:
    table = Timetable(Pace(habit=True, gap_minutes=120), LONDON, habit(8))
    now = london("2026-11-20 12:00")
    every_morning = [Booking(at=now + timedelta(days=n, hours=20)) for n in range(15)]
    for stale in (None, now):
        with pytest.raises(NoPlace):
            table.slot(now, every_morning, before=stale)
    assert table.slot(now, every_morning, before=now + timedelta(days=13)) == now


def test_who_is_due_and_would_be_stale_waits_neither_for_habit_nor_for_who_is_booked() -> None:
    table = Timetable(Pace(habit=True, gap_minutes=60), LONDON, habit(17))
    now = london("2026-11-20 18:30")
    soon = booked("2026-11-20 18:45")
    assert table.turn(now, soon, before=now + timedelta(hours=3)) == now


def test_habits_that_are_all_asleep_are_not_waited_for() -> None:
    table = Timetable(Pace(habit=True, quiet=(NIGHT,)), LONDON, habit(3))
    assert shown(table.slot(london("2026-11-20 03:00"), ())) == "2026-11-20 07:00"


def test_who_is_due_goes_unless_what_was_said_stands_against_it() -> None:
    table = Timetable(Pace(gap_minutes=60), LONDON)
    now = london("2026-11-20 09:00")
    soon = booked("2026-11-20 09:30")
    assert table.turn(now, soon) == now
    just_now = said("2026-11-20 08:50")
    assert shown(table.turn(now, [*soon, *just_now])) == "2026-11-20 10:30"
    assert shown(table.turn(now, just_now)) == "2026-11-20 09:50"


def test_what_stands_against_a_time_is_said_in_words() -> None:
    pace = Pace(quiet=(NIGHT,), gap_minutes=45, posts_per_day=2, habit=True)
    table = Timetable(pace, LONDON, habit(9, 10, 11))
    assert table.why_not(london("2026-11-20 23:30"), ()) == "quiet hours"
    assert table.why_not(london("2026-11-20 12:30"), ()) == "the persona does not post then"
    near = said("2026-11-20 09:00")
    assert table.why_not(london("2026-11-20 09:30"), near) == "45 min between two posts"
    full = said("2026-11-20 09:00", "2026-11-20 10:00")
    assert table.why_not(london("2026-11-20 11:00"), full) == "2 posts a day"
    assert table.why_not(london("2026-11-20 11:00"), near) is None


def test_a_timetable_without_a_place_says_what_fills_it() -> None:
    table = Timetable(Pace(posts_per_day=1, quiet=(NIGHT,)), LONDON)
    start = london("2026-11-20 12:00")
    taken = [Booking(at=start + timedelta(days=n)) for n in range(15)]
    with pytest.raises(NoPlace, match=r"14 days .* beside 15 posts \(23:00-07:00; .* 1 a day\)"):
        table.slot(start, taken)


def test_free_places_are_counted_by_gap_and_cap() -> None:
    day = london("2026-11-20 00:00"), london("2026-11-21 00:00")
    assert Timetable(Pace(quiet=(NIGHT,)), LONDON).places(*day, ()) is None
    capped = Timetable(Pace(posts_per_day=3), LONDON)
    assert capped.places(*day, booked("2026-11-20 12:00", "2026-11-21 12:00")) == 2
    spaced = Timetable(Pace(gap_minutes=240, quiet=(NIGHT,)), LONDON)
    assert spaced.places(*day, ()) == 4  # 07, 11, 15, 19
    assert spaced.places(*day, booked("2026-11-20 13:00")) == 3  # 07, 17, 21
    assert spaced.places(london("2026-11-20 16:00"), day[1], ()) == 2


# ------------------------------------------------------------------ whatever the rules

moments = st.integers(0, 7 * 365 * DAY).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
quiet = st.builds(
    lambda days, begins, length: QuietHours(
        days=tuple(sorted(days)), begins=begins, ends=(begins + length - 1) % DAY + 1
    ),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, DAY - 1),
    st.integers(1, DAY - 1),
)
paces = st.builds(
    Pace,
    quiet=st.lists(quiet, max_size=2)
    .map(tuple)
    .filter(lambda hours: len(quiet_minutes(hours)) < 7 * DAY),
    gap_minutes=st.sampled_from([0, 1, 7, 45, 300]),
    posts_per_day=st.sampled_from([None, 1, 2, 5]),
    habit=st.booleans(),
    urgent_gap_minutes=st.sampled_from([None, 0, 5, 60]),
    urgent_breaks_quiet=st.booleans(),
)
habits = st.lists(st.integers(0, HOURS - 1), min_size=1, max_size=8).map(
    lambda hours: tuple(hours.count(n) / len(hours) for n in range(HOURS))
)
tables = st.builds(Timetable, paces, st.sampled_from(ZONES).map(ZoneInfo), st.none() | habits)
wishes = st.lists(st.tuples(st.integers(0, 3 * DAY), st.booleans()), min_size=1, max_size=10)


def keeps(table: Timetable, places: Sequence[Booking], urgent_first: bool) -> list[str]:
    """The rules that a sequence of places breaks."""
    broken = []
    wall = [place.at.astimezone(table.zone) for place in places]
    asleep = quiet_minutes(table.pace.quiet)
    for place, local in zip(places, wall, strict=True):
        minute = local.weekday() * DAY + local.hour * 60 + local.minute
        if minute in asleep and not (place.urgent and table.pace.urgent_breaks_quiet):
            broken.append(f"{local} is quiet")
    days = Counter(local.date() for local in wall)
    most = table.pace.posts_per_day
    broken += [f"{count} on {day}" for day, count in days.items() if most and count > most]
    order = sorted(places, key=lambda place: place.at)
    for before, after in pairwise(order):
        gap = table.pace.gap(urgent=urgent_first and (before.urgent or after.urgent))
        if after.at - before.at < timedelta(minutes=gap):
            broken.append(f"{before} and {after} are too near")
    return broken


@given(tables, moments, wishes)
@example(
    Timetable(Pace(quiet=(NIGHT,), posts_per_day=1), ZoneInfo("America/Santiago")),
    datetime(2026, 9, 5, 12, tzinfo=UTC),
    [(0, False), (0, False), (0, False)],
)
def test_every_place_keeps_every_rule(
    table: Timetable, start: datetime, wanted: list[tuple[int, bool]]
) -> None:
    places: list[Booking] = []
    for minutes, _ in wanted:
        wish = start + timedelta(minutes=minutes)
        try:
            slot = table.slot(wish, places)
        except NoPlace:
            probes = (
                wish + n * timedelta(minutes=37) for n in range(HORIZON // timedelta(minutes=37))
            )
            assert all(table.why_not(probe, places) for probe in probes)
            continue
        assert wish <= slot <= wish + HORIZON
        assert table.why_not(slot, places) is None
        places.append(Booking(at=slot))
    assert keeps(table, places, urgent_first=False) == []


@given(tables, moments, wishes)
def test_what_is_really_said_keeps_every_rule_whoever_goes_first(
    table: Timetable, start: datetime, wanted: list[tuple[int, bool]]
) -> None:
    """As delivery asks: at each moment, what is due goes or is put off to its next place."""
    out: list[Booking] = []
    waiting = sorted((start + timedelta(minutes=m), not urgent) for m, urgent in wanted)
    for _ in range(20 * len(waiting)):
        if not waiting:
            break
        at, calm = waiting.pop(0)
        plans = [Booking(at=when, urgent=not other) for when, other in waiting if when > at]
        try:
            turn = table.turn(at, [*out, *plans], urgent=not calm)
        except NoPlace:
            continue
        if turn == at:
            out.append(Booking(at=at, urgent=not calm, said=True))
        else:
            waiting = sorted([*waiting, (turn, calm)])
    assert waiting == []
    assert keeps(table, out, urgent_first=True) == []


@given(tables, moments, st.lists(moments, max_size=4), st.integers(0, 2 * DAY), st.booleans())
def test_who_asks_later_never_goes_earlier(
    table: Timetable, start: datetime, taken: list[datetime], later: int, urgent: bool
) -> None:
    beside = [Booking(at=time) for time in taken]
    before = start + timedelta(hours=30)
    try:
        first = table.slot(start, beside, urgent=urgent, before=before)
        second = table.slot(start + timedelta(minutes=later), beside, urgent=urgent, before=before)
    except NoPlace:
        return
    assert first <= second
    assert table.slot(first, beside, urgent=urgent, before=before) == first


@given(tables, moments, st.booleans())
def test_an_empty_timetable_has_always_a_place(
    table: Timetable, start: datetime, urgent: bool
) -> None:
    slot = table.slot(start, (), urgent=urgent)
    assert slot - start <= timedelta(days=14, minutes=1)
    if not urgent and table.pace.habit and table.is_open(start):
        assert slot == start


@given(habits)
def test_the_usual_hours_hold_their_share(shares: tuple[float, ...]) -> None:
    hours = usual_hours(shares, 0.8)
    assert sum(shares[hour] for hour in hours) >= 0.8 - 1e-9
    fewer = sorted(hours, key=lambda hour: shares[hour])[1:]
    assert sum(shares[hour] for hour in fewer) < 0.8
