"""A scan of a thousand feeds, and the cost of one more signal, beside what else there is.

    .venv/bin/python -m benchmarks.scan [--feeds 1000] [--stored 10000 100000] [--json]

The feeds come from a loopback server in another process that takes 100 ms for each
answer. Beside the scan stand feedparser one feed after the other, as its manual shows it
(measured over a tenth of the feeds and multiplied), and the bound that parsing alone sets
on these cores: feedparser over the same bytes in one process for each core, nothing
fetched and nothing kept.

One more signal is remembered and put into its story while so many are stored already, all
of them of the last three days, five to a story. Vectors are made up, since making real
ones costs the same whatever is stored; that cost is told beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks._feeds import NEWEST, feed
from benchmarks._measuring import ROOT, Run, print_json, print_table, python, run

ITEMS = 50
LATENCY_MS = 100
HOSTS = 100
SAMPLE = 10
"""One in so many feeds is read by feedparser itself."""
ADDED = 1_000
"""Signals added to what is stored."""
TELLINGS = 5
"""Signals of one story."""


# ------------------------------------------------------- what runs in a process of its own


def scan(places: Sequence[str], passes: int) -> None:
    """Scan `places` so many times, with a real store, and print seconds and counts."""
    from agents.scanner.pages import Pages
    from agents.scanner.reading import read_signals
    from agents.scanner.scanner import Scanner
    from memory.database import Database
    from memory.store import Store
    from tools.parsing import ParserPool
    from tools.web.fetcher import Fetcher

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/scan.sqlite")
        pool = ParserPool(read_signals)
        fetcher = Fetcher(timeout_s=30, max_bytes=8_000_000, allow_private_hosts=True)
        scanner = Scanner(Store(database), Pages(fetcher, pool), lambda: NEWEST)
        told = []
        for _ in range(passes):
            began = time.perf_counter()
            report = scanner.scan("bench", places, force=True)
            failed = [result.said for result in report.places if result.failed]
            if failed:
                raise SystemExit(f"{len(failed)} feeds failed: {failed[0]}")
            told.append({"s": time.perf_counter() - began, "new": len(report.signals)})
        fetcher.close()
        pool.close()
        database.close()
    print(json.dumps(told), flush=True)


def one_after_the_other(places: Sequence[str]) -> None:
    """feedparser as its manual shows it: fetch and parse, then again with the ETag."""
    import feedparser

    began = time.perf_counter()
    etags = [feedparser.parse(place).etag for place in places]
    first = time.perf_counter() - began
    began = time.perf_counter()
    for place, etag in zip(places, etags, strict=True):
        assert feedparser.parse(place, etag=etag).status == 304
    print(json.dumps([first, time.perf_counter() - began]), flush=True)


def parse_only(feeds: int) -> None:
    """feedparser over the bytes of all feeds, on every core."""
    bodies = [feed(number, ITEMS) for number in range(feeds)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_parsed, bodies[:8]))  # processes and imports are not parsing
        began = time.perf_counter()
        count = sum(pool.map(_parsed, bodies, chunksize=8))
        seconds = time.perf_counter() - began
    assert count == feeds * ITEMS
    print(json.dumps(seconds), flush=True)


def _parsed(body: bytes) -> int:
    import feedparser

    return len(feedparser.parse(body).entries)


def one_more_signal(stored: int) -> None:
    """Items a second through remembering and placing, with `stored` signals there already."""
    from agents.stories.keeper import StoryKeeper
    from memory.database import Database
    from memory.index import VectorHome
    from memory.store import Store
    from memory.stories import StoryStore
    from memory.types import Signal

    def signals(first: int, count: int) -> list[Signal]:
        return [_signal(n, n * 7_919 % (stored // TELLINGS)) for n in range(first, first + count)]

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/stories.sqlite")
        home = VectorHome(Path(folder) / "chroma")
        store, leads = Store(database), home.index("bench", "leads", MadeUp())
        keeper = StoryKeeper("bench", StoryStore(database), store, leads, lambda: NEWEST)
        for first in range(0, stored, 5_000):
            store.add_signals("bench", signals(first, min(5_000, stored - first)))
            keeper.place_new()
        more = signals(stored, ADDED)
        began = time.perf_counter()
        store.add_signals("bench", more)
        placed = keeper.place_new()
        seconds = time.perf_counter() - began
        assert placed == ADDED
        home.close()
        database.close()
    print(json.dumps(ADDED / seconds), flush=True)


class MadeUp:
    """Unit vectors by the numbers in the text: near to those of the same event."""

    name = "made up for a benchmark"

    def embed(self, texts: Sequence[str]) -> Any:
        import numpy as np

        rows = []
        for text in texts:
            number, event = (int(word) for word in text.split(".")[0].split() if word.isdigit())
            middle = np.random.default_rng(event).standard_normal(384)
            own = np.random.default_rng(10_000_000 + number).standard_normal(384)
            row = middle + 0.6 * own
            rows.append(row / np.linalg.norm(row))
        return np.array(rows, dtype=np.float32)


def _signal(number: int, event: int) -> Any:
    from memory.types import Signal

    when = NEWEST - timedelta(minutes=number % 4_000)
    return Signal(
        id=f"s{number}",
        source=f"feed {number % 300}",
        publisher=f"Paper {number % 300}",
        title=f"Telling {number} of event {event}",
        text="The board decided on Thursday after a long debate.",
        published_at=when,
        seen_at=NEWEST,
        as_of=NEWEST,
        fingerprint=f"f{number}",
    )


def real_vectors() -> None:
    """How many leads a second the packaged model turns into vectors."""
    from tools.embeddings import open_embedder

    embedder = open_embedder()
    texts = [f"{_signal(n, n).title}. The board decided on Thursday after it." for n in range(300)]
    embedder.embed(texts[:32])
    began = time.perf_counter()
    embedder.embed(texts)
    print(json.dumps(len(texts) / (time.perf_counter() - began)), flush=True)


# ------------------------------------------------------------------------- the comparison


def told_by(call: str) -> tuple[Any, Run]:
    """What `call` printed, and what its process cost."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as said:
        code = (
            f"import sys; from benchmarks import scan; sys.stdout = open({said.name!r}, 'w'); "
            f"scan.{call}"
        )
        cost = run(python("-c", code), {})
        return json.loads(said.read()), cost


@contextmanager
def server(feeds: int) -> Iterator[list[str]]:
    """The addresses of all feeds."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = python("-m", "benchmarks._feeds", *map(str, (port, feeds, ITEMS, LATENCY_MS)))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield [f"http://127.0.0.{1 + n % HOSTS}:{port}/{n}" for n in range(feeds)]
        finally:
            process.terminate()


def _figures(
    ours: Any,
    rival: Any,
    bound: Any,
    ours_cost: Run,
    bound_cost: Run,
    rates: dict[int, Any],
    vectors: Any,
) -> dict[str, list[dict[str, object]]]:
    first, second = ours[0]["s"], ours[1]["s"]
    slow_first, slow_second = (seconds * SAMPLE for seconds in rival)
    scans = [
        ("Understudy's scanner", first, second, ours_cost.peak_mb),
        ("feedparser, one after the other", slow_first, slow_second, None),
        ("parsing alone, on every core (the bound)", bound, None, bound_cost.peak_mb),
    ]
    return {
        "scan": [
            {
                "": name,
                "first pass, s": one,
                "to ours": one / first,
                "second (304), s": two,
                "to ours ": two / second if two else None,
                "peak MB": peak,
            }
            for name, one, two, peak in scans
        ],
        "stories": [
            {
                "": f"with {stored:,} stored",
                "items/s": rate,
                "to the first": rate / rates[min(rates)],
            }
            for stored, rate in rates.items()
        ]
        + [{"": "making its vector (MiniLM)", "items/s": vectors, "to the first": None}],
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("--feeds", type=int, default=1_000)
    ask.add_argument("--stored", type=int, nargs="*", default=[10_000, 100_000])
    ask.add_argument("--json", action="store_true", help="for scripts")
    asked = ask.parse_args()
    with server(asked.feeds) as places, tempfile.NamedTemporaryFile("w", suffix=".json") as list_of:
        json.dump(places, list_of)
        list_of.flush()
        listed = f"scan.json.load(open({list_of.name!r}))"
        ours, ours_cost = told_by(f"scan({listed}, 2)")
        rival, _ = told_by(f"one_after_the_other({listed}[::{SAMPLE}])")
    bound, bound_cost = told_by(f"parse_only({asked.feeds})")
    vectors, _ = told_by("real_vectors()")
    rates = {n: told_by(f"one_more_signal({n})")[0] for n in asked.stored}
    figures = _figures(ours, rival, bound, ours_cost, bound_cost, rates, vectors)
    if asked.json:
        print_json(figures)
        return
    print_table(f"{asked.feeds} feeds of {ITEMS} items, {LATENCY_MS} ms away", figures["scan"])
    print()
    print_table("one more signal: remembered and put into its story", figures["stories"])


if __name__ == "__main__":
    main()
