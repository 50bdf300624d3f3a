"""How long `python main.py --help` takes, and how much memory, beside its floor.

    .venv/bin/python -m benchmarks.startup [--repeat 5] [--json]

The floor is the help of a Typer app that does nothing else. The other end is importing
the libraries that a turn needs: what help would cost if they were imported at start-up.
Warm means with compiled bytecode; cold means with none at all, as on a first run from a
read-only image: every module, ours and theirs, is compiled again. Commands take turns,
so that a busy machine is equally unfair to each; figures are medians.
"""

from __future__ import annotations

import argparse
import tempfile

from benchmarks._measuring import Run, middle, print_json, print_table, python, run

HEAVY = "langgraph.graph, sqlmodel, chromadb, httpx, feedparser"
EMPTY_APP = """
import typer
app = typer.Typer(rich_markup_mode="rich")
app.command("one")(lambda: None)
app.command("two")(lambda: None)
app(["--help"])
"""
FLOOR = "--help of an empty Typer app (the floor)"
COMMANDS = {
    "python -c pass": python("-c", "pass"),
    "import typer": python("-c", "import typer"),
    FLOOR: python("-c", EMPTY_APP),
    "main.py --help": python("main.py", "--help"),
    f"import {HEAVY}": python("-c", f"import {HEAVY}"),
}


def warm(repeat: int) -> dict[str, Run]:
    """Medians of `repeat` rounds, after one that fills the bytecode cache."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {"PYTHONPYCACHEPREFIX": cache, "PYTHONDONTWRITEBYTECODE": ""}
        rounds = [
            {name: run(command, environment) for name, command in COMMANDS.items()}
            for _ in range(repeat + 1)
        ]
    return {name: middle(each[name] for each in rounds[1:]) for name in COMMANDS}


def cold() -> dict[str, Run]:
    """One run of each command, every one with an empty bytecode cache of its own."""
    runs = {}
    for name, command in COMMANDS.items():
        with tempfile.TemporaryDirectory() as cache:
            runs[name] = run(command, {"PYTHONPYCACHEPREFIX": cache})
    return runs


def rows(warm_runs: dict[str, Run], cold_runs: dict[str, Run]) -> list[dict[str, object]]:
    """The table: milliseconds, megabytes, and the warm time as a multiple of the floor's."""
    floor = warm_runs[FLOOR].seconds
    return [
        {
            "command": name,
            "warm ms": round(warm_runs[name].seconds * 1000),
            "× floor": round(warm_runs[name].seconds / floor, 2),
            "cold ms": round(cold_runs[name].seconds * 1000),
            "peak MB": round(warm_runs[name].peak_mb),
        }
        for name in COMMANDS
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Start-up of `main.py --help`.")
    parser.add_argument("--repeat", type=int, default=5, help="warm rounds (default 5)")
    parser.add_argument("--json", action="store_true", help="print JSON for scripts")
    options = parser.parse_args()
    table = rows(warm(options.repeat), cold())
    if options.json:
        print_json(table)
    else:
        print_table(f"Start-up, median of {options.repeat} warm rounds", table)


if __name__ == "__main__":
    main()
