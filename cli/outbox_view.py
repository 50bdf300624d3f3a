"""How the outbox looks: a line for each publication; one of them with every step it took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from memory.types import NEVER_OUT, Publication, PublicationState, Transition

COLOURS = {
    PublicationState.QUEUED: "cyan",
    PublicationState.SENDING: "yellow",
    PublicationState.SENT: "green",
    PublicationState.UNKNOWN: "bold red",
    PublicationState.FAILED: "red",
}
DAY_AND_TIME = "%a %d %b %H:%M"


def moment(row: Publication) -> datetime:
    """When it was sent, or is or was due."""
    return row.sent_at or row.due_at


def outbox_table(rows: Sequence[Publication], zone: ZoneInfo) -> RenderableType:
    """In the order given; the next step where there is nothing."""
    if not rows:
        return Text("The outbox is empty. Publish something: python main.py run-once")
    table = Table("no.", "state", "when", "channel", "text", "until", box=None, header_style="dim")
    table.columns[0].justify = "right"
    for column in (table.columns[1], table.columns[2], table.columns[5]):
        column.no_wrap = True
    for row in rows:
        text = Text(" ".join(row.text.split()))
        if row.error and row.state is not PublicationState.SENT:
            text.append(f"\n{row.error}", "red" if row.state in NEVER_OUT else "yellow")
        table.add_row(
            str(row.id),
            Text(f"{'!' if row.urgent else ''}{row.state}", _colour(row.state)),
            _local(moment(row), zone),
            Text(f"{row.channel}{_part(row)}{' (dry run)' if row.dry_run else ''}"),
            text,
            _until(row, zone),
        )
    return table


def publication_view(
    row: Publication, steps: Sequence[Transition], zone: ZoneInfo
) -> RenderableType:
    """The post, how it stands, and its steps, oldest first."""
    facts = {
        "state": str(row.state),
        "channel": f"{row.channel}{_part(row)}{' (dry run)' if row.dry_run else ''}",
        "sent" if row.sent_at else "due": _local(moment(row), zone),
        "until": _until(row, zone),
        "urgent": "yes: the story rang" if row.urgent else "",
        "answers": row.reply_to or "",
        "quotes": row.quote_of or "",
        "pictures": "; ".join(f"{one.path} ({one.alt})" for one in row.media),
        "at": row.external_url or row.external_id or "",
        "last word": row.error or "",
    }
    grid = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        if value:
            grid.add_row(Text(name, "dim"), Text(value))
    return Group(
        Text(f"publication {row.id}", "bold"),
        Padding(Text(row.text), (0, 0, 1, 2)),
        Padding(grid, (0, 0, 1, 2)),
        Text("steps", "bold"),
        Padding(_steps(steps, zone), (0, 0, 0, 2)),
    )


def _steps(steps: Sequence[Transition], zone: ZoneInfo) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for step in steps:
        arrow = f"{step.before} → {step.after}" if step.before else f"→ {step.after}"
        grid.add_row(
            Text(f"{step.at.astimezone(zone):%a %d %b %H:%M:%S}", "dim"),
            Text(arrow, _colour(step.after)),
            Text(f"attempt {step.attempt}" if step.attempt else "", "dim"),
            Text(step.by, "dim"),
            Text(step.reason),
        )
    return grid


def _colour(state: PublicationState) -> str:
    return COLOURS.get(state, "dim")


def _part(row: Publication) -> str:
    return f" {row.number}/{row.length}" if row.length > 1 else ""


def _until(row: Publication, zone: ZoneInfo) -> str:
    waits = row.state is PublicationState.QUEUED
    return _local(row.expires_at, zone) if waits and row.expires_at else ""


def _local(time: datetime, zone: ZoneInfo) -> str:
    return f"{time.astimezone(zone):{DAY_AND_TIME}}"
