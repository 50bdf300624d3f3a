"""Schedules: hours as people write them, what a channel has of its own, and clear mistakes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from memory.errors import ConfigError
from memory.persona import load_persona
from memory.schedule import DAY, Pace, QuietHours, Schedule, minute_of_week

PERSONA = """
slug = "ada"
name = "Ada"
channels = ["console", "x"]
[[interests]]
name = "custody"
"""


@pytest.mark.parametrize(
    ("written", "quiet", "heard"),
    [
        ("23:00-07:00", ["mon 23:00", "tue 06:59", "sun 23:30", "mon 00:00"], ["mon 07:00"]),
        (
            "sat,sun 22:00-09:00",
            ["sat 22:00", "sun 08:59", "mon 08:59"],
            ["sat 08:00", "fri 23:00"],
        ),
        ("fri-mon 9:00-10:00", ["sun 09:30", "mon 09:00", "fri 09:59"], ["tue 09:30", "sun 10:00"]),
        ("sun 00:00-24:00", ["sun 00:00", "sun 23:59"], ["sat 23:59", "mon 00:00"]),
        ("Wed 22:00 - 00:00", ["wed 23:59"], ["thu 00:00", "wed 21:59"]),
    ],
)
def test_quiet_hours_are_those_of_the_days_on_which_they_begin(
    written: str, quiet: list[str], heard: list[str]
) -> None:
    minutes = QuietHours.read(written).minutes()
    assert [moment for moment in quiet if at(moment) not in minutes] == []
    assert [moment for moment in heard if at(moment) in minutes] == []


def at(moment: str) -> int:
    """ "sat 22:00" as a minute of the week; 5 January 2026 was a Monday."""
    day, clock = moment.split()
    number = 5 + ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(day)
    return minute_of_week(
        datetime.fromisoformat(f"2026-01-{number:02}T{clock}").replace(tzinfo=UTC)
    )


def test_hours_are_written_as_they_are_read() -> None:
    for written in ("23:00-07:00", "sat,sun 22:00-09:00", "mon 00:00-24:00"):
        assert str(QuietHours.read(written)) == written


def test_a_channel_has_what_its_table_names_and_the_rest_from_the_common_one() -> None:
    schedule = Schedule.model_validate(
        {
            "quiet": ["23:00-07:00"],
            "gap_minutes": 45,
            "posts_per_day": 6,
            "channels": {"x": {"posts_per_day": 2, "quiet": []}},
        }
    )
    x, console = schedule.of("x"), schedule.of("console")
    assert (x.posts_per_day, x.gap_minutes, x.quiet) == (2, 45, ())
    assert (console.posts_per_day, len(console.quiet)) == (6, 1)


def test_without_a_schedule_nothing_waits_and_nothing_expires() -> None:
    assert not Schedule().of("x").waits
    assert Schedule().of("x").lasts(urgent=True) is None
    assert all(Pace(**{key: value}).waits for key, value in {
        "quiet": ("23:00-07:00",), "gap_minutes": 1, "posts_per_day": 1, "habit": True
    }.items())  # fmt: skip


def test_what_rang_has_the_smaller_gap_and_the_shorter_life() -> None:
    pace = Pace(gap_minutes=45, expires_hours=24, urgent_gap_minutes=10, urgent_expires_hours=4)
    assert (pace.gap(urgent=False), pace.gap(urgent=True)) == (45, 10)
    assert (pace.lasts(urgent=False), pace.lasts(urgent=True)) == (24, 4)
    larger = Pace(gap_minutes=5, urgent_gap_minutes=10, urgent_expires_hours=4)
    assert (larger.gap(urgent=True), larger.lasts(urgent=True)) == (5, 4)
    assert larger.lasts(urgent=False) is None


@pytest.mark.parametrize(
    ("text", "key", "word"),
    [
        ('quiet = "23:00-07:00"', "schedule.quiet", 'quiet = ["23:00-07:00"]'),
        ('quiet = ["23-7"]', "schedule.quiet.0", "(it is '23-7')"),
        ('quiet = ["23:00-25:00"]', "schedule.quiet.0", '"25:00" is no time of day'),
        ('quiet = ["7:00-07:00"]', "schedule.quiet.0", "sun 00:00-24:00"),
        ('quiet = ["sam 7:00-08:00"]', "schedule.quiet.0", "there are mon, tue"),
        ('quiet = ["00:00-12:00", "12:00-24:00"]', "schedule.quiet", "no minute of the week"),
        ("gap_minutes = -1", "schedule.gap_minutes", "(it is -1)"),
        ("posts_per_day = 0", "schedule.posts_per_day", "greater than or equal to 1"),
        ("expires_hours = 0", "schedule.expires_hours", "(it is 0)"),
        ("gap = 3", "schedule.gap", "not a key we know"),
        ("[schedule.channels.y]\ngap_minutes = 3", "schedule", "['console', 'x']"),
        ("[schedule.channels.x]\nquiet = [7]", "schedule.channels.x.quiet.0", "write"),
    ],
)
def test_a_wrong_schedule_is_named_with_its_fix(
    tmp_path: Path, text: str, key: str, word: str
) -> None:
    path = tmp_path / "ada" / "persona.toml"
    path.parent.mkdir()
    path.write_text(f"{PERSONA}\n[schedule]\n{text}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as failure:
        load_persona(tmp_path, "ada")
    assert f"{path}: " in str(failure.value)
    assert f"  {key}: " in str(failure.value)
    assert word in str(failure.value)


def test_the_planner_writes_no_more_than_its_channel_takes(tmp_path: Path) -> None:
    path = tmp_path / "ada" / "persona.toml"
    path.parent.mkdir()
    own = "[limits]\nposts_per_day = 5\n[schedule.channels.x]\nposts_per_day = 2\n"
    path.write_text(PERSONA + own, encoding="utf-8")
    persona = load_persona(tmp_path, "ada")
    assert (persona.posts_per_day("x"), persona.posts_per_day("console")) == (2, 5)


def test_minutes_of_the_week_begin_on_monday() -> None:
    assert minute_of_week(datetime(2026, 1, 5, tzinfo=UTC)) == 0
    assert minute_of_week(datetime(2026, 1, 11, 23, 59, tzinfo=UTC)) == 7 * DAY - 1
