"""How the calendar looks: for each day a strip of half hours, and under it what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from graph.calendar import CELL, CELLS, WAITING, Calendar, Day, Entry, Strip

MARKS = {
    "sent": ("●", "green"),
    "sending": ("◐", "yellow"),
    "unknown": ("?", "red"),
    "queued": ("○", "cyan"),
    WAITING: ("◌", "magenta"),
}
WORDS = {"unknown": "may be out", WAITING: "waits for you"}
HOURS = {"quiet": ("░", "dim"), "unusual": ("╌", "dim"), "open": ("·", "")}
LEGEND = "░ quiet   ╌ not usual   · open   ● sent   ○ queued   ◌ waits for you   ! rang"
RULER = "".join(f"{hour:<6}" for hour in range(0, 24, 3))
"""Two cells an hour."""


def calendar_view(ahead: Calendar, name: str) -> RenderableType:
    """The days one below the other."""
    zone = ZoneInfo(ahead.timezone)
    now = ahead.now.astimezone(zone)
    parts: list[RenderableType] = [
        Text.assemble((name, "bold"), f", {ahead.timezone}, {now:%a %d %b %Y %H:%M}")
    ]
    width = max(len(str(strip.account)) for strip in ahead.days[0].strips)
    parts.append(Text(f"{'':{width + 4}}{RULER}", "dim"))
    for day in ahead.days:
        parts += _day(day, zone, now.date(), width)
    if ahead.homeless:
        parts.append(Text("\nno place before their time is over", "bold red"))
        parts.append(_entries(ahead.homeless, zone))
    parts.append(Text(f"\n{LEGEND}", "dim"))
    return Group(*parts)


def _day(day: Day, zone: ZoneInfo, today: date, width: int) -> Iterator[RenderableType]:
    yield Text(f"{_named(day.date, today)}", "bold")
    for strip in day.strips:
        mine = [entry for entry in day.entries if entry.account == strip.account]
        line = Text(f"  {strip.account!s:{width}}  ")
        line.append_text(_cells(strip, mine, zone))
        line.append(f"  {_free(strip.free)}", "dim")
        yield line
    if day.entries:
        yield _entries(day.entries, zone)


def _named(day: date, today: date) -> str:
    words = {today: "  today", today + timedelta(days=1): "  tomorrow"}
    return f"{day:%a %d %b}{words.get(day, '')}"


def _cells(strip: Strip, entries: list[Entry], zone: ZoneInfo) -> Text:
    shown = [HOURS[cell] for cell in strip.cells]
    for entry in entries:
        if entry.at is not None:
            shown[_cell(entry.at.astimezone(zone))] = MARKS[entry.state]
    return Text.assemble(*shown)


def _cell(local: datetime) -> int:
    minutes = local.hour * 60 + local.minute
    return min(CELLS - 1, minutes * 60 // int(CELL.total_seconds()))


def _free(places: int | None) -> str:
    if places is None:
        return "no limit"
    return f"{places} place free" if places == 1 else f"{places} places free"


def _entries(entries: tuple[Entry, ...], zone: ZoneInfo) -> RenderableType:
    table = Table(box=None, padding=(0, 1), show_header=False, expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column(no_wrap=True)
    for entry in entries:
        mark, colour = MARKS[entry.state]
        at = f"{entry.at.astimezone(zone):%H:%M}" if entry.at else "--:--"
        table.add_row(
            Text(at, "bold"),
            Text(f"{'!' if entry.urgent else ' '}{mark} {_state(entry)}", colour),
            Text(str(entry.account), "dim"),
            Text(" ".join(entry.text.split())),
            Text(f"until {entry.expires_at.astimezone(zone):%a %H:%M}", "dim")
            if entry.expires_at
            else Text(),
        )
    return Padding(table, (0, 0, 0, 2))


def _state(entry: Entry) -> str:
    number = f"inbox {entry.number}" if entry.state == WAITING else f"no. {entry.number}"
    return f"{WORDS.get(entry.state, entry.state)} ({number})"
