"""The report of `persona import`: what was taken, what was known, what was left out and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from tools.archives.importing import Imported, Skips

EXAMPLE = 60
"""Letters of an example."""


def import_report(report: Imported) -> RenderableType:
    """A line that says it all, then new posts by channel and kind, then reasons by number."""
    tables = [_taken(report)] if report.taken else []
    tables += [_skips(report)] if report.skips else []
    return Group(*map(Text, _head(report)), *tables)


def import_as_json(report: Imported) -> dict[str, Any]:
    """The same for scripts."""
    return {
        "place": report.place,
        "format": report.format,
        "written": report.written,
        "finished": report.finished,
        "new": report.new,
        "known": report.known,
        "skipped": report.skipped,
        "first": report.first and report.first.isoformat(),
        "last": report.last and report.last.isoformat(),
        "taken": [
            {"channel": channel, "kind": kind, "posts": count}
            for (channel, kind), count in report.taken.most_common()
        ],
        "reasons": [
            {"reason": reason, "count": skips.count, "where": _where(skips)}
            | {"example": skips.example}
            for reason, skips in _by_count(report)
        ],
    }


def _head(report: Imported) -> Iterator[str]:
    new = "new posts" if report.written else "new posts would be taken in"
    yield (
        f"{report.format}: {report.new:,} {new}, {report.known:,} known, {report.skipped:,} skipped"
    )
    if report.first and report.last:
        yield f"written from {report.first:%Y-%m-%d} to {report.last:%Y-%m-%d}"
    if not report.finished:
        yield "stopped before the end; the same command goes on from here"


def _taken(report: Imported) -> Table:
    kinds = sorted({kind for _, kind in report.taken})
    table = Table("", *kinds, box=None, padding=(0, 2, 0, 0), header_style="dim")
    for channel in sorted({channel for channel, _ in report.taken}):
        counts = (report.taken[channel, kind] for kind in kinds)
        table.add_row(channel, *(f"{count:,}" if count else "" for count in counts))
    return table


def _skips(report: Imported) -> Table:
    table = Table("skipped", "why", "for example", box=None, padding=(0, 2, 0, 0))
    table.columns[0].justify = "right"
    for reason, skips in _by_count(report):
        shown = " ".join(skips.example.split())
        cut = f"{shown[:EXAMPLE]}…" if len(shown) > EXAMPLE else shown
        table.add_row(f"{skips.count:,}", Text(reason), Text(f"{_where(skips)} {cut}", "dim"))
    return table


def _by_count(report: Imported) -> list[tuple[str, Skips]]:
    return sorted(report.skips.items(), key=lambda item: -item[1].count)


def _where(skips: Skips) -> str:
    return f"{skips.member}:{skips.line}" if skips.line else skips.member
