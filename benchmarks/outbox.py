"""Deliveries a second, beside bare calls of the client library.

    .venv/bin/python -m benchmarks.outbox [--posts 200] [--repeat 3] [--postgres URL] [--json]

Posts of four accounts wait in the outbox; one, two or four worker processes deliver them to a
loopback server that answers at once. An account sends one thing at a time, so that each
worker has its share of the accounts. Beside it stand the same posts as bare calls of tweepy,
from as many processes: what a script without outbox, leases, gates and ledger would do, and
would do twice after a crash. Each delivery is two or three committed transactions on disk
(claim, sent, and now and then a limit), so that the disk's fsync counts. Rounds take turns;
figures are medians. PostgreSQL is skipped, with the reason, where no server answers.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import tweepy
from sqlalchemy.exc import OperationalError

from agents.publisher import Delivery
from benchmarks._measuring import ROOT, print_json, print_table
from memory.database import Database
from memory.outbox import Outbox
from tests import factory as make
from tests.faults.databases import POSTGRES, new_database
from tests.servers.money import Purse
from tests.servers.x_auth import KEYS
from tools.x.channel import XChannel
from tools.x.client import XClient
from tools.x.prices import Prices

ACCOUNTS = [f"account-{number}" for number in range(4)]
WORKERS = (1, 2, 4)
LEASE = timedelta(seconds=60)
_PROCESSES = get_context("fork")
"""Everything is imported once; the database is opened by each worker for itself."""
Work = Callable[[str, str, str, int], int]
"""Sends the posts of an account (database, server, account, posts); how many went out."""


def now() -> datetime:
    return datetime.now(UTC)


# ------------------------------------------------------------------------ what is measured


def delivered(database_url: str, server: str, account: str, posts: int) -> int:  # noqa: ARG001
    """What waits for `account`, through the outbox."""
    database = Database(database_url)
    with tempfile.TemporaryDirectory() as folder:
        client = XClient(
            base_url=server,
            credentials=KEYS,
            token_file=Path(folder) / "tokens.json",
            timeout_s=5.0,
            clock=now,
            meter=Purse(1e9),
            prices=Prices(),
        )
        with client:
            channel = XChannel(client)
            outbox = Outbox(database, LEASE)
            delivery = Delivery(make.persona(slug=account), outbox, {"x": lambda: channel}, now)
            sent = sum(row.state == "sent" for row in delivery.deliver_due())
    database.close()
    return sent


def bare(database_url: str, server: str, account: str, posts: int) -> int:  # noqa: ARG001
    """The same posts as calls of tweepy, and nothing else."""
    client = tweepy.Client(
        consumer_key=KEYS.consumer_key,
        consumer_secret=KEYS.consumer_secret,
        access_token=KEYS.access_token,
        access_token_secret=KEYS.access_token_secret,
    )
    client.session = _Elsewhere(server)
    made = [client.create_tweet(text=f"{account}: post {number}") for number in range(posts)]
    return sum(bool(answer.data["id"]) for answer in made)


class _Elsewhere(requests.Session):
    """tweepy's calls at another host, whose name it writes as a literal."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self._server = urlsplit(server)

    def request(self, method: str, url: str, **options: object) -> requests.Response:  # type: ignore[override]
        there = urlsplit(url)._replace(scheme=self._server.scheme, netloc=self._server.netloc)
        return super().request(method, urlunsplit(there), **options)  # type: ignore[arg-type]


# ------------------------------------------------------------------------ how


def rate(work: Work, database_url: str, server: str, workers: int, posts: int) -> float:
    """Posts a second of all workers together, from the first start to the last end."""
    start = _PROCESSES.Barrier(workers)
    line = _PROCESSES.SimpleQueue()
    crew = [
        _PROCESSES.Process(
            target=_worker,
            args=(work, database_url, server, ACCOUNTS[number::workers], posts, start, line),
        )
        for number in range(workers)
    ]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    if any(one.exitcode for one in crew):
        raise RuntimeError(f"a worker ended with {[one.exitcode for one in crew]}")
    lives = [line.get() for _ in crew]
    sent = sum(count for _, _, count in lives)
    if sent != posts * len(ACCOUNTS):
        raise RuntimeError(f"{sent} of {posts * len(ACCOUNTS)} posts went out")
    seconds = max(ended for _, ended, _ in lives) - min(began for began, _, _ in lives)
    return float(sent / seconds)


def _worker(
    work: Work,
    database_url: str,
    server: str,
    accounts: list[str],
    posts: int,
    start: Barrier,
    line: Any,
) -> None:
    start.wait()
    began = time.monotonic()
    sent = sum(work(database_url, server, account, posts) for account in accounts)
    line.put((began, time.monotonic(), sent))


def _enqueue(database: Database, posts: int, round_: str) -> None:
    outbox = Outbox(database, LEASE)
    for number in range(posts):
        for account in ACCOUNTS:
            key = f"{round_}-{account}-{number}"
            posting = make.posting(key, f"{key}: fees fell.", persona=account, due_at=now())
            outbox.enqueue(posting, now())
    database.close()  # a fork shares no connection


@contextmanager
def _server() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks._posts"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()


def measured(database: Database, server: str, posts: int, repeat: int) -> list[dict[str, object]]:
    """A row for each number of workers."""
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    url = database.engine.url.render_as_string(hide_password=False)
    each = posts // len(ACCOUNTS)
    rows: list[dict[str, object]] = []
    for workers in WORKERS:
        ours, theirs = [], []
        for round_ in range(repeat):
            _enqueue(database, each, f"{workers}-{round_}")
            ours.append(rate(delivered, url, server, workers, each))
            theirs.append(rate(bare, url, server, workers, each))
        rows.append(
            {
                "outbox on": kind,
                "workers": workers,
                "posts/s": round(median(ours), 1),
                "ms a post": round(1000 * workers / median(ours), 1),
                "bare tweepy posts/s": round(median(theirs), 1),
                "× bare": round(median(ours) / median(theirs), 3),
            }
        )
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Deliveries a second, beside bare calls.")
    parser.add_argument("--posts", type=int, default=200, help="of all accounts (default 200)")
    parser.add_argument("--repeat", type=int, default=3, help="rounds (default 3)")
    parser.add_argument("--postgres", default=POSTGRES, help="URL of a server")
    parser.add_argument("--json", action="store_true", help="print JSON for scripts")
    options = parser.parse_args()
    rows: list[dict[str, object]] = []
    skipped = ""
    with tempfile.TemporaryDirectory() as folder, _server() as server:
        for where in (None, options.postgres):
            try:
                with new_database(where, Path(folder)) as database:
                    rows += measured(database, server, options.posts, options.repeat)
            except OperationalError as error:
                skipped = f"PostgreSQL skipped: {str(error.orig).splitlines()[0]}"
    if options.json:
        print_json({"rows": rows, "skipped": skipped})
    else:
        print_table(f"Deliveries, median of {options.repeat} rounds of {options.posts}", rows)
        if skipped:
            print(skipped)


if __name__ == "__main__":
    main()
