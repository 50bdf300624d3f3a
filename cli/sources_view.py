"""How sources look in a terminal: how each is doing, and what one gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from graph.sources import Health, Tested

MARKS = {
    "ok": ("✓", "green"),
    "not read yet": ("·", "dim"),
    "failing": ("✗", "red"),
    "paused": ("‖", "yellow"),
}


def sources_table(rows: Sequence[Health], zone: ZoneInfo) -> RenderableType:
    """One line a source, and under it what is wrong with it."""
    if not rows:
        return Text("No sources yet. Add one: python main.py sources add URL")
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("", "source", "last read", "every", "items a day", "$ a week"):
        justify: JustifyMethod = "right" if name.startswith(("items", "$")) else "left"
        table.add_column(name, justify=justify, overflow="fold")
    for row in rows:
        mark, colour = MARKS[row.status]
        told = Text(row.title or row.place)
        if row.title:
            told.append(f"\n{row.place}", "dim")
        if row.last_error:
            told.append(f"\n{row.last_error}", "red")
        table.add_row(
            Text(f"{mark} {row.status}", colour),
            told,
            f"{row.last_success.astimezone(zone):%d %b %H:%M}" if row.last_success else "never",
            _span(row.interval_s),
            f"{row.items_a_day:.1f}",
            f"{row.usd_a_week:.3f}" if row.usd_a_week else "",
        )
    return table


def items_view(found: Tested, zone: ZoneInfo, most: int = 20) -> RenderableType:
    """What a source gives, its first `most` items."""
    head = [Text.assemble((found.title or found.place, "bold"), f" ({found.kind})")]
    if found.read_from != found.place:
        head.append(Text(f"read from {found.read_from}", "dim"))
    table = Table(box=None, padding=(0, 1), show_header=False)
    for signal in found.signals[:most]:
        when = f"{signal.published_at.astimezone(zone):%d %b %Y %H:%M}"
        title = Text(signal.title)
        if signal.hostile:
            title.append("  gives orders to software", "red")
        if signal.url:
            title.append(f"\n{signal.url}", "dim")
        table.add_row(when, Text(f"by {signal.dated_by}", "dim"), title)
    more = len(found.signals) - most
    rest = Text(f"… {more} more") if more > 0 else Text(f"{len(found.signals)} items", "dim")
    return Group(*head, table, rest)


def _span(seconds: float) -> str:
    """ "15 m", "6.5 h"; nothing for a file, which is read each time."""
    if not seconds:
        return ""
    return f"{seconds / 60:.0f} m" if seconds < 3600 else f"{seconds / 3600:.1f} h"
