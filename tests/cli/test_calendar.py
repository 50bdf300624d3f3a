"""`calendar` and `outbox` at the terminal: what the rules say, to read and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

import main
from cli.calendar_view import calendar_view
from graph.calendar import Account, Calendar, Day, Entry, Strip, calendar
from graph.team import Team
from memory.types import PublicationState, Receipt
from tests import factory as make
from tests.conftest import Clock
from tools.settings import ROOT

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""A Friday, in London too."""
PERSONA = """
slug = "ada"
name = "Ada Example"
timezone = "Europe/London"
[[interests]]
name = "custody"
[schedule]
quiet = ["23:00-07:00"]
gap_minutes = 60
posts_per_day = 4
expires_hours = 30
"""


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """Ada's, with a database of its own; the clock stands at noon."""
    folder = tmp_path / "personas" / "ada"
    folder.mkdir(parents=True)
    (folder / "persona.toml").write_text(PERSONA, encoding="utf-8")
    monkeypatch.setenv("UNDERSTUDY_PERSONAS", str(tmp_path / "personas"))
    monkeypatch.setenv("UNDERSTUDY_PERSONA", "ada")
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(ROOT)
    team = Team()
    team.__dict__["clock"] = Clock(NOON)
    yield team
    team.close()


def book(team: Team, name: str, at: datetime, *texts: str, **changes: Any) -> int:
    posting = make.posting(name, *texts, channel="console", due_at=at, **changes)
    return team.outbox.enqueue(posting, NOON).id


def say(team: Team, name: str, at: datetime) -> int:
    number = book(team, name, at)
    row = team.outbox.claim(at, "ada", only=number)
    assert row is not None
    team.outbox.sent(row, Receipt(external_id=name), at)
    return number


def ask(team: Team, name: str, hours: float = 30) -> None:
    """A draft before a human, who may answer for so many hours."""
    work = make.work(name)
    assert work.brief
    assert work.draft
    assert work.verdict
    team.journal.assigned("turn", work.assignment, NOON)
    team.journal.briefed(work.brief, NOON)
    team.journal.drafted(name, "ada", work.draft, NOON)
    team.journal.judged("ada", work.verdict, NOON)
    until = NOON + timedelta(hours=hours)
    team.journal.ask(work.draft, work.brief, "turn", NOON, until)


def shown(ahead: Calendar, number: int, state: str = "queued") -> Entry:
    entries = [*(entry for day in ahead.days for entry in day.entries), *ahead.homeless]
    (found,) = (entry for entry in entries if (entry.number, entry.state) == (number, state))
    return found


def test_the_calendar_is_what_the_rules_say(team: Team) -> None:
    out = say(team, "said", NOON - timedelta(minutes=30))
    soon = book(team, "soon", NOON, expires_at=NOON + timedelta(hours=5))
    later = book(team, "later", NOON + timedelta(hours=2))
    stale = book(team, "stale", NOON + timedelta(hours=3), expires_at=NOON + timedelta(hours=1))
    ask(team, "asked")
    ask(team, "over", hours=2)  # as a story that rang would be, whose draft would be fresh by now
    ahead = calendar(team, 3)
    assert shown(ahead, out, "sent").at == NOON - timedelta(minutes=30)
    assert shown(ahead, soon).at == NOON + timedelta(minutes=30)  # an hour after what was said
    assert shown(ahead, later).at == NOON + timedelta(hours=2)
    assert shown(ahead, stale).at is None
    assert shown(ahead, 2, "waiting").at is None
    assert ahead.homeless == (shown(ahead, stale), shown(ahead, 2, "waiting"))
    asked = shown(ahead, 1, "waiting")
    assert (asked.at, asked.expires_at) == (
        NOON + timedelta(hours=3),
        NOON + timedelta(hours=30),
    )
    today, tomorrow, _ = ahead.days
    assert [strip.free for strip in (*today.strips, *tomorrow.strips)] == [1, 4]
    assert today.strips[0].cells[:15] == ("quiet",) * 14 + ("open",)
    assert today.strips[0].cells[45:] == ("open", "quiet", "quiet")


def test_the_calendar_is_read_day_by_day(team: Team) -> None:
    say(team, "said", NOON - timedelta(minutes=30))
    book(team, "later", NOON + timedelta(hours=2), "Words\nin two lines.", urgent=True)
    console = Console(width=140, record=True)
    console.print(calendar_view(calendar(team, 2), "Ada Example"))
    lines = [line.rstrip() for line in console.export_text().splitlines()]
    assert lines[0] == "Ada Example, Europe/London, Fri 20 Nov 2026 12:00"
    assert lines[2] == "Fri 20 Nov  today"
    strip = "░" * 14 + "·" * 9 + "●" + "·" * 4 + "○" + "·" * 17 + "░░"
    assert lines[3] == f"  console  {strip}  2 places free"
    assert "11:30" in lines[4]
    assert "sent (no. 1)" in lines[4]
    assert "14:00" in lines[5]
    assert "!○ queued (no. 2)" in lines[5]
    assert "Words in two lines." in lines[5]
    assert lines[6] == "Sat 21 Nov  tomorrow"


def test_a_mark_stands_at_the_hour_on_the_persona_s_wall() -> None:
    zone = ZoneInfo("Asia/Kolkata")
    account = Account(channel="x", dry_run=False)
    entry = Entry(account=account, state="queued", number=1, at=NOON, text="Words.")
    strip = Strip(account=account, cells=("open",) * 48, free=None)
    day = Day(date=NOON.date(), strips=(strip,), entries=(entry,))
    ahead = Calendar(timezone=zone.key, now=NOON, days=(day,), homeless=())
    console = Console(width=140, record=True)
    console.print(calendar_view(ahead, "Ada"))
    line = console.export_text().splitlines()[3]
    assert line.index("○") - line.index("·") == 35, "17:30"


def test_drafts_before_a_human_do_not_share_a_place_and_a_thread_has_one(team: Team) -> None:
    thread = book(team, "thread", NOON, "One.", "Two.")
    ask(team, "first")
    ask(team, "second")
    ahead = calendar(team, 2)
    queued = [e for day in ahead.days for e in day.entries if e.state == "queued"]
    assert [entry.number for entry in queued] == [thread]
    assert [shown(ahead, number, "waiting").at for number in (1, 2)] == [
        NOON + timedelta(hours=1),
        NOON + timedelta(hours=2),
    ]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main.app, list(arguments))


def test_the_commands_list_show_and_take_back(team: Team) -> None:
    due = datetime(2099, 1, 1, 12, tzinfo=UTC)
    number = book(team, "k", due, "One.", "Two.", expires_at=due + timedelta(days=1))
    table = run("outbox").stdout
    assert "Fri 02 Jan 12:00" in table, "until then"
    assert "console 1/2" in table
    assert "Thu 01 Jan 12:00" in table
    done = run("outbox", "cancel", str(number))
    assert (done.exit_code, "is cancelled (taken back by" in done.stdout) == (0, True)
    assert team.outbox.listing("ada", PublicationState.QUEUED) == []
    told = json.loads(run("outbox", "show", str(number), "--json").stdout)
    assert [step["after"] for step in told["transitions"]] == ["queued", "cancelled"]
    assert "Fri 02 Jan 12:00" not in run("outbox").stdout, "nothing waits any more"
    view = run("outbox", "show", str(number)).stdout
    assert "queued → cancelled" in view
    again = run("outbox", "cancel", str(number))
    assert (again.exit_code, "only what waits" in again.stderr) == (1, True)


def test_the_outbox_lists_by_state_and_forgets_what_is_long_over(team: Team) -> None:
    assert "The outbox is empty" in run("outbox").stdout
    say(team, "old", datetime(2020, 1, 1, tzinfo=UTC))
    book(team, "new", datetime(2099, 1, 1, tzinfo=UTC))
    listed = json.loads(run("outbox", "--json").stdout)
    assert [row["key"] for row in listed] == ["new"]
    every = json.loads(run("outbox", "--days", "40000", "--json").stdout)
    assert [row["key"] for row in every] == ["old", "new"]
    sent = json.loads(run("outbox", "--days", "40000", "--state", "sent", "--json").stdout)
    assert [row["key"] for row in sent] == ["old"]


def test_what_is_not_there_is_said_with_what_to_do(team: Team) -> None:
    missing = run("outbox", "show", "7")
    assert (missing.exit_code, "ada has no publication 7" in missing.stderr) == (2, True)
    wrong = run("outbox", "--state", "lost")
    assert (wrong.exit_code, "queued" in wrong.output) == (2, True)


def test_a_human_settles_what_no_channel_can_tell(team: Team) -> None:
    number = book(team, "k", NOON)
    row = team.outbox.claim(NOON, "ada", only=number)
    assert row is not None
    team.outbox.give_up(row, PublicationState.UNKNOWN, "nobody can tell", NOON)
    assert f"inbox settle {number} --is-out" in run("inbox").stdout
    others = team.outbox.enqueue(make.posting("o", persona="bob", due_at=NOON), NOON)
    foreign = run("inbox", "settle", str(others.id), "--is-out")
    assert (foreign.exit_code, "ada has no publication" in foreign.stderr) == (2, True)
    address = "https://x.com/ada/status/1990000000000000001?s=20"
    done = run("inbox", "settle", str(number), "--is-out", "--id", address)
    assert f"publication {number} is sent" in done.stdout
    settled = team.outbox.get(number)
    assert settled is not None
    assert settled.external_id == "1990000000000000001"
    assert team.outbox.history(number)[-1].by


def test_the_calendar_command_prints_days_and_json(team: Team) -> None:
    told = json.loads(run("calendar", "--days", "3", "--json").stdout)
    assert (told["timezone"], len(told["days"])) == ("Europe/London", 3)
    assert "today" in run("calendar", "--days", "1").stdout
    assert run("calendar", "--days", "15").exit_code == 2
