"""Schedule: as often as a source changes, as patient as it asks, and never forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.scanner import schedule
from agents.scanner.schedule import LONGEST, SHORTEST, SPREAD
from memory.errors import SourceBusy, SourceError, SourceGone
from memory.types import SourceState
from tests.factory import NOW

FEED = SourceState(place="https://a.example/feed")
HOUR = timedelta(hours=1)


def interval(state: SourceState) -> timedelta:
    return timedelta(seconds=state.interval_s)


def test_a_new_source_is_due_at_once() -> None:
    assert schedule.is_due(FEED, NOW)


def test_a_source_is_due_when_its_time_has_come_and_not_before() -> None:
    read = schedule.succeeded(FEED, NOW, new=3)
    assert read.due_at is not None
    assert not schedule.is_due(read, read.due_at - timedelta(seconds=1))
    assert schedule.is_due(read, read.due_at)


def test_a_paused_source_is_never_due() -> None:
    assert not schedule.is_due(FEED.model_copy(update={"paused": True}), NOW)


def test_the_dates_of_its_items_tell_how_often_a_source_is_read() -> None:
    daily = [NOW - timedelta(days=n) for n in range(8)]
    assert interval(schedule.succeeded(FEED, NOW, new=8, dates=daily)) == 12 * HOUR
    wire = [NOW - timedelta(minutes=4 * n) for n in range(30)]
    assert interval(schedule.succeeded(FEED, NOW, new=30, dates=wire)) == SHORTEST


def test_each_find_makes_it_faster_and_each_miss_slower() -> None:
    state = schedule.succeeded(FEED, NOW, new=1)
    assert interval(schedule.succeeded(state, NOW, new=1)) < interval(state)
    assert interval(schedule.succeeded(state, NOW, new=0)) > interval(state)


def test_what_the_server_calls_fresh_is_not_read_again() -> None:
    read = schedule.succeeded(FEED, NOW, new=1, fresh_for=3 * HOUR)
    assert read.due_at is not None
    assert read.due_at >= NOW + 3 * HOUR
    stale = schedule.succeeded(FEED, NOW, new=1, fresh_for=timedelta(days=365))
    assert stale.due_at is not None
    assert stale.due_at <= NOW + schedule.MOST_PATIENT * (1 + SPREAD)


def test_failures_back_off_and_a_success_forgets_them() -> None:
    state = schedule.succeeded(FEED, NOW, new=1)
    waits = []
    for _ in range(12):
        state = schedule.failed(state, NOW, SourceError("no answer"))
        assert state.due_at is not None
        waits.append(state.due_at - NOW)
    assert waits == sorted(waits)
    assert waits[0] < waits[3] < waits[-1] <= LONGEST * (1 + SPREAD)
    assert state.failures == 12
    assert state.last_error == "no answer"
    assert schedule.succeeded(state, NOW, new=0).failures == 0


def test_a_server_that_asks_for_time_gets_it() -> None:
    state = schedule.failed(FEED, NOW, SourceBusy("come back later", 7 * HOUR))
    assert state.due_at is not None
    assert state.due_at >= NOW + 7 * HOUR


def test_what_is_gone_for_good_is_paused_and_says_why() -> None:
    state = schedule.failed(FEED, NOW, SourceGone("410; remove the source"))
    assert state.paused
    assert state.last_error == "410; remove the source"


def test_a_remembered_address_that_stops_working_is_forgotten() -> None:
    state = FEED.model_copy(update={"read_from": "https://b.example/feed"})
    for _ in range(schedule.FORGET_ADDRESS):
        state = schedule.failed(state, NOW, SourceError("404"))
    assert state.read_from is None


def test_hundreds_of_sources_do_not_come_at_once() -> None:
    states = [SourceState(place=f"https://a.example/{n}") for n in range(100)]
    due = {schedule.succeeded(state, NOW, new=1).due_at for state in states}
    assert len(due) > 90


@given(st.lists(st.sampled_from(["new", "none", "error"]), max_size=60))
@pytest.mark.filterwarnings("error")
def test_whatever_happens_a_source_is_read_within_a_day_and_not_every_minute(
    events: list[str],
) -> None:
    state = FEED
    for event in events:
        if event == "error":
            state = schedule.failed(state, NOW, SourceError("x"))
        else:
            state = schedule.succeeded(state, NOW, new=int(event == "new"))
        assert state.due_at is not None
        assert SHORTEST <= state.due_at - NOW <= LONGEST * (1 + SPREAD)
