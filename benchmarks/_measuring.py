"""Time and peak memory of a command, and tables of them.

Imports nothing but the standard library: Linux counts the memory of a process from
before its `exec`, so that a heavy parent would make every child look heavy.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes per unit of `ru_maxrss`."""


@dataclass(frozen=True)
class Run:
    """One run of a command: wall seconds, and peak resident memory in MB (10^6 bytes)."""

    seconds: float
    peak_mb: float
    marked_s: float | None = None
    """Seconds until the first line of output that was waited for; None when none came."""


def run(command: Sequence[str], environment: Mapping[str, str], mark: str = "$^") -> Run:
    """Run `command` in the project's folder, noting when a line matches the pattern `mark`.

    Raises RuntimeError with the end of what the command said if it fails.
    """
    marked = None
    with tempfile.TemporaryFile() as complaints:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                if marked is None and re.search(mark, line):
                    marked = time.perf_counter() - began
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    return Run(seconds, usage.ru_maxrss * RSS_UNIT / 1e6, marked)


def middle(runs: Iterable[Run]) -> Run:
    """The median of each figure of `runs`."""
    all_runs = list(runs)
    marks = [r.marked_s for r in all_runs if r.marked_s is not None]
    return Run(
        median(r.seconds for r in all_runs),
        median(r.peak_mb for r in all_runs),
        median(marks) if marks else None,
    )


def python(*arguments: str) -> tuple[str, ...]:
    """A command for this interpreter."""
    return (sys.executable, *arguments)


def print_table(title: str, rows: Sequence[Mapping[str, object]]) -> None:
    """`rows` under their keys, numbers to the right."""
    heads = list(rows[0])
    cells = [heads, *([_cell(row[head]) for head in heads] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(heads))]
    print(title)
    for line in cells:
        first = line[0].ljust(widths[0])
        rest = (cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))
        print("  ".join([first, *rest]).rstrip())


def print_json(figures: object) -> None:
    """`figures` for a script."""
    print(json.dumps(figures, indent=2))


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case float():
            return f"{value:.2f}" if value < 10 else f"{value:.0f}"
        case _:
            return str(value)
