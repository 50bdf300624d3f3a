"""The report of `eval voice` in a terminal: a row for each writer, and what stands out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from agents.judges.examiner import Row
    from graph.voice_eval import Report

LEGEND = (
    "words, masked, style: share of texts in which that judge picks the persona out of eleven "
    "(chance .09). told: how well texts can be told from real posts (.50 is not at all); form: "
    "the same by form alone. copied: half of it stands in one earlier post. unsourced: says what "
    "no source says. clean: nothing to stumble over. recall: of the headline's names and numbers."
)


def report_table(report: Report) -> RenderableType:
    """The tables, their legend, and in words what did not go as it should."""
    tables: list[RenderableType] = [_table(report, VOICE), Text(), _table(report, MAKE)]
    notes = [Text(note, "yellow") for note in remarks(report)]
    legend = Padding(Text(LEGEND, "dim"), (1, 0))
    return Group(Text(heading(report)), Text(), *tables, legend, *notes)


def heading(report: Report) -> str:
    """What was compared with what."""
    return (
        f"{report.persona}: {report.held_out} posts held out, {report.posts} learnt from; "
        f"{len(report.samples)} stories, {report.relevant} of them relevant by the persona's "
        f"ranking and {report.nearest} only nearest to their posts"
    )


def remarks(report: Report) -> tuple[str, ...]:
    """Why there was no draft, and what did not go as it should."""
    silent = (
        f"{row.writer} wrote nothing {count} times: {reason}"
        for row in report.rows
        for reason, count in row.reasons.items()
    )
    return (*silent, *report.trouble)


def report_as_json(report: Report) -> dict[str, Any]:
    """The whole report, with the judges' mean in each row."""
    rows = [row.model_dump(mode="json") | {"judges": row.judges} for row in report.rows]
    return report.model_dump(mode="json") | {"rows": rows}


def share(value: float | None) -> str:
    """ ".45", "1.0", or nothing where there is none."""
    if value is None:
        return ""
    return "1.0" if value > 0.995 else f"{value:.2f}".removeprefix("0")


Columns = dict[str, Callable[["Row"], str]]

VOICE: Columns = {
    "texts": lambda row: str(row.texts),
    "words": lambda row: share(row.agree["words"]),
    "masked": lambda row: share(row.agree["masked"]),
    "style": lambda row: share(row.agree["style"]),
    "mean": lambda row: share(row.judges),
    "told": lambda row: share(row.told),
    "form": lambda row: share(row.form),
    "copied": lambda row: share(row.copied),
    "unsourced": lambda row: share(row.unsupported),
    "clean": lambda row: share(row.readable),
}
"""Heading to cell: does it sound like the person, and is it fit to be read?"""
MAKE: Columns = {
    "recall": lambda row: share(row.recall),
    "opener": lambda row: share(row.opener),
    "take": lambda row: share(row.take),
    "plain": lambda row: share(row.plain),
    "length": lambda row: f"{row.length:.0f}",
    "abstained": lambda row: "" if row.seconds is None else share(row.abstained),
    "time": lambda row: "" if row.seconds is None else f"{row.seconds:.2f} s",
}
"""Heading to cell: what the texts are made of."""


def _table(report: Report, columns: Columns) -> Table:
    table = Table(box=None, padding=(0, 0, 0, 1), header_style="dim")
    table.add_column("", no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for row in report.rows:
        table.add_row(Text(row.writer), *(cell(row) for cell in columns.values()))
    return table
