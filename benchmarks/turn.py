"""From command to first post, and where a turn's time goes, without model and network.

    .venv/bin/python -m benchmarks.turn [--repeat 3] [--json]

The first table runs `python main.py run-once` on the shipped news: with an empty var
folder (the database is made, the persona's posts are read and embedded, everything is
new) and again with the same folder. Its floor is a process that imports the libraries
such a command needs and does nothing with them. "first post" is when the line that
says so is printed; the command goes on to its second post.

The second table runs two turns in one process, branches one after the other, and tells
the time in each node; the first turn builds the specialists and loads the embeddings.
Its floor is a graph of as many steps whose nodes do nothing, with the same checkpoints.
Figures are medians.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks._measuring import ROOT, Run, middle, print_json, print_table, python, run

LIBRARIES = (
    "typer, rich, sqlmodel, chromadb, httpx, feedparser, tokenizers, "
    "langgraph.graph, langgraph.checkpoint.sqlite"
)
FLOOR = "import the libraries (the floor)"
WHOLE, EMPTY = "whole turn", "empty nodes (the floor)"
FIRST_POST = r"^\s*publisher\s+published "
OFFLINE = {
    "DATABASE_URL": "",
    "CHROMA_URL": "",
    "UNDERSTUDY_MODEL": "",
    "LANGSMITH_TRACING": "false",
    "PYTHONUNBUFFERED": "1",
    "PYTHONDONTWRITEBYTECODE": "",
}
"""Settings that win over the operator's own."""


def commands(repeat: int) -> dict[str, Run]:
    """Medians of `repeat` rounds of the floor, a cold and a warm command, all with bytecode."""
    once = python("main.py", "run-once")
    rounds: dict[str, list[Run]] = {FLOOR: [], "run-once, empty var": [], "run-once again": []}
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as var:
            settings = OFFLINE | {"UNDERSTUDY_VAR": var}
            rounds[FLOOR].append(run(python("-c", f"import {LIBRARIES}"), settings))
            rounds["run-once, empty var"].append(run(once, settings, FIRST_POST))
            rounds["run-once again"].append(run(once, settings, FIRST_POST))
    return {name: middle(runs) for name, runs in rounds.items()}


def command_rows(runs: Mapping[str, Run]) -> list[dict[str, object]]:
    """Milliseconds, megabytes, and the time to the first post as a multiple of the floor."""
    floor = runs[FLOOR].seconds
    return [
        {
            "command": name,
            "first post ms": None if figures.marked_s is None else round(figures.marked_s * 1000),
            "whole ms": round(figures.seconds * 1000),
            "× floor": round((figures.marked_s or figures.seconds) / floor, 2),
            "peak MB": round(figures.peak_mb),
        }
        for name, figures in runs.items()
    ]


def nodes(repeat: int) -> list[dict[str, object]]:
    """One row a node, summed over its calls, then the whole turn and its floor."""
    rounds = [_nodes_in_a_process() for _ in range(repeat)]
    first, second = _medians(rounds, 0), _medians(rounds, 1)
    return [
        {
            "node": name,
            "first turn ms": round(first[name], 1),
            "second turn ms": round(second[name], 1) if name in second else None,
            "share": f"{second.get(name, 0) / second[WHOLE]:.0%}",
            "× floor": round(second.get(name, 0) / second[EMPTY], 2),
        }
        for name in first
    ]


def _medians(rounds: Sequence[Sequence[Mapping[str, float]]], turn: int) -> dict[str, float]:
    """The median of each figure of the first (0) or second (1) turn."""
    return {name: median(each[turn].get(name, 0.0) for each in rounds) for name in rounds[0][turn]}


def _nodes_in_a_process() -> list[dict[str, float]]:
    """Milliseconds by node of the first and the second turn, from a process of its own."""
    with tempfile.TemporaryDirectory() as var:
        done = subprocess.run(
            python("-m", "benchmarks._nodes"),
            cwd=ROOT,
            env=os.environ | OFFLINE | {"UNDERSTUDY_VAR": var},
            check=True,
            capture_output=True,
            text=True,
        )
    turns: list[dict[str, float]] = json.loads(done.stdout)
    return turns


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="From command to first post; time per node.")
    parser.add_argument("--repeat", type=int, default=3, help="rounds (default 3)")
    parser.add_argument("--json", action="store_true", help="print JSON for scripts")
    options = parser.parse_args()
    by_command, by_node = command_rows(commands(options.repeat)), nodes(options.repeat)
    if options.json:
        print_json({"commands": by_command, "nodes": by_node})
        return
    print_table(f"From command to first post, median of {options.repeat} rounds", by_command)
    print()
    print_table(f"A turn, node by node, median of {options.repeat} rounds", by_node)


if __name__ == "__main__":
    main()
