"""Faults: workers killed at random, over every channel; nothing twice, nothing lost.

    python -m tests.faults [--runs 1000] [--channel x] [--workers 2] [--postgres URL] [--seed 1]

A run is an account with some posts and threads to bring out. Up to three times its workers
die by SIGKILL: three in four at one of the points around every commit, call, write and
pause, the others at a random moment; some answers of the platform are lost besides, and
its youngest post is hidden now and then. Then new processes go on until nothing moves, and
what the platform holds is compared with what was to go out and with what our rows say.
Channels take turns; Ctrl-C ends it early, with the figures so far and 130. Ends with 1 when
anything was doubled, lost, out of order, told otherwise than it is (mistold) or left without a
reason (stuck).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks._measuring import print_table
from tests.faults.databases import POSTGRES, new_database
from tests.faults.storm import Result, Storm, measured, weather
from tests.faults.worker import End, Nursery
from tests.faults.worlds import WORLDS

INTERRUPTED = 130
"""Exit code after Ctrl-C."""
MUST_BE_NONE = ("duplicates", "losses", "out_of_order", "mistold", "stuck")


def main() -> None:
    """Run and print; the nursery comes first, while there are no threads."""
    options = _options()
    with (
        Nursery() as nursery,
        tempfile.TemporaryDirectory() as folder,
        new_database(options.postgres, Path(folder)) as database,
    ):
        storm = Storm(nursery, database, Path(folder), options.seed, options.workers)
        calm: dict[str, End] = {}
        results: dict[str, list[Result]] = {name: [] for name in options.channel or WORLDS}
        try:
            _run(storm, calm, results, options.runs)
            code = 0
        except KeyboardInterrupt:
            code = INTERRUPTED
    rows = [_row(name, found) for name, found in results.items()]
    rows.append(_row("all", [result for found in results.values() for result in found]))
    kills = sum((r.kills for found in results.values() for r in found), Counter[str]())
    if options.json:
        points = {name: life.points for name, life in calm.items()}
        print(json.dumps({"rows": rows, "kills": kills, "points": points}, indent=2))
    else:
        kind = "PostgreSQL" if options.postgres else "SQLite"
        print_table(f"Faults, {options.workers} worker(s) on {kind}, seed {options.seed}", rows)
        print()
        print_table("Killed", [{"at": at, "times": n} for at, n in kills.most_common()])
    sys.exit(1 if any(rows[-1][name] for name in MUST_BE_NONE) else code)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=int, default=1000, help="in all (default 1000)")
    parser.add_argument("--channel", action="append", choices=sorted(WORLDS), help="repeat it")
    parser.add_argument("--workers", type=int, default=1, help="at once (default 1)")
    parser.add_argument(
        "--postgres",
        nargs="?",
        const=POSTGRES,
        help="URL of a server; a database of its own is made there and removed",
    )
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--json", action="store_true", help="print JSON for scripts")
    return parser.parse_args()


def _run(storm: Storm, calm: dict[str, End], found: dict[str, list[Result]], runs: int) -> None:
    """Into `calm` a life of each channel that nothing disturbs, into `found` the runs in turn."""
    channels = list(found)
    for name in channels:
        calm[name] = measured(storm, name)
    for run in range(runs):
        name = channels[run % len(channels)]
        found[name].append(weather(storm, name, run // len(channels) + 1, calm[name]))
        if sys.stderr.isatty():
            print(f"\r{run + 1} of {runs}", end="", file=sys.stderr)


def _row(name: str, found: Sequence[Result]) -> dict[str, object]:
    return {
        "channel": name,
        "runs": len(found),
        "posts": sum(r.posts for r in found),
        "kills": sum(r.kills.total() for r in found),
        "lost answers": sum(r.lost_answers for r in found),
        **{name: sum(getattr(r, name) for r in found) for name in MUST_BE_NONE},
        "asked a human": sum(r.asked_a_human for r in found),
    }


if __name__ == "__main__":
    main()
