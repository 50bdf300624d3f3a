"""Time and peak memory of a command, and tables of them.

Imports nothing but the standard library: Linux counts the memory of a process from
before its `exec`, so that a heavy parent would make every child look heavy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
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


def run(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run `command` in the project's folder; raises RuntimeError with its words if it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    with process.stderr as stderr:
        said = stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{said[-2000:]}")
    return Run(seconds, usage.ru_maxrss * RSS_UNIT / 1e6)


def middle(runs: Iterable[Run]) -> Run:
    """The median time and the median memory of `runs`."""
    all_runs = list(runs)
    return Run(median(r.seconds for r in all_runs), median(r.peak_mb for r in all_runs))


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


def print_json(rows: Sequence[Mapping[str, object]]) -> None:
    """`rows` for a script."""
    print(json.dumps(rows, indent=2))


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case float():
            return f"{value:.2f}" if value < 10 else f"{value:.0f}"
        case _:
            return str(value)
