"""The report of `eval audit` in a terminal: a table for each file, and one of the means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.voice_report import share

if TYPE_CHECKING:
    from graph.audit_eval import Report, Row

LEGEND = (
    "AUC: how often a true claim scores above a false one (.50 is chance). balanced: mean of true "
    "claims believed and false ones not, the threshold chosen by 5-fold cross-validation within "
    "the file; fixed: the same with one threshold for all files: that of drafts for ours, the "
    "median score for ROUGE-L and best sentence, no probabilities. blocked: false claims "
    "that do not pass when 90% of the true ones do. off: how far a score is from the share of true "
    "claims that score so (10 bins). claims/s: with the evidence's vectors there."
)


def report_table(report: Report) -> RenderableType:
    """One table a file, the means where there are several, the legend, and what went amiss."""
    parts: list[RenderableType] = []
    for file in report.files:
        title = f"{file.name}: {file.claims} claims, {file.borne_out} of them borne out"
        parts += [Text(title, "bold"), _table(file.rows), Text()]
    if len(report.files) > 1:
        parts += [Text(f"mean of {len(report.files)} files", "bold"), _table(report.mean), Text()]
    if report.files:
        parts.append(Padding(Text(LEGEND, "dim"), (0, 0, 1, 0)))
    return Group(*parts, *(Text(line, "yellow") for line in report.trouble))


def speed(value: float | None) -> str:
    """ "0.4", "19", "16,698" claims a second."""
    if value is None:
        return ""
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


COLUMNS: dict[str, Callable[[Row], str]] = {
    "AUC": lambda row: share(row.auc),
    "balanced": lambda row: share(row.balanced),
    "fixed": lambda row: share(row.fixed),
    "blocked": lambda row: share(row.blocked),
    "off": lambda row: share(row.calibration),
    "claims/s": lambda row: speed(row.per_second),
}


def _table(rows: Sequence[Row]) -> Table:
    table = Table(box=None, padding=(0, 0, 0, 2), header_style="dim")
    table.add_column("", overflow="fold")
    for name in COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(Text(row.method), *(cell(row) for cell in COLUMNS.values()))
    return table
