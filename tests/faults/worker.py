"""Workers that die: real processes, forked from one that is warm and has no threads.

A worker does what a process of the product does after a start: it puts its drafts into the
outbox (the same keys again and again, as a resumed turn does) and delivers what is due.
"""

from __future__ import annotations

import json
import multiprocessing.connection
import os
import signal
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from multiprocessing import Pipe
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from agents.publisher import Delivery
from memory.database import Database
from memory.outbox import Outbox, Posting
from memory.types import Receipt
from tests import factory as make
from tests.faults.points import POINTS, watch
from tests.faults.worlds import LEASE, WORLDS, Desk, chance


@dataclass(frozen=True)
class Job:
    """One worker's life."""

    channel: str
    database: str
    url: str
    folder: str
    run: int
    seed: int
    ahead_s: float
    """How far its clock is ahead of this machine's."""
    kill_point: str = ""
    """Dies at a point of this name, when it comes there for the `kill_number`th time."""
    kill_number: int = 0
    kill_after_s: float = 0.0
    """Is killed so long after its start; 0: never."""


@dataclass(frozen=True)
class End:
    """How a worker's life ended: where it was killed, or which points it passed how often."""

    killed_at: str = ""
    points: Mapping[str, int] = field(default_factory=dict)
    lasted_s: float = 0.0


def persona_of(channel: str, run: int) -> str:
    """Each run has an account of its own."""
    return f"{channel}-{run}"


def postings(channel: str, run: int, seed: int) -> list[Posting]:
    """What a run is to bring out: posts, and threads where the channel has them."""
    world, rng = WORLDS[channel], chance(seed, channel, run, "postings")
    found = []
    for number in range(rng.randint(1, 3)):
        key = f"{channel}-{run}-{number}"
        parts = rng.randint(2, 4) if world.threads and rng.random() < 0.5 else 1
        texts = tuple(f"{key}, part {part + 1}: fees fell, & more." for part in range(parts))
        found.append(
            make.posting(
                key,
                *texts,
                persona=persona_of(channel, run),
                channel=channel,
                media=world.media,
                due_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    return found


def live(job: Job) -> None:
    """A worker's life, in its own process."""

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=job.ahead_s)

    def known(external_id: str) -> bool:
        return outbox.published_as(job.channel, external_id)

    outbox = Outbox(_database(job.database), LEASE)
    channel = WORLDS[job.channel].channel(Desk(job.url, Path(job.folder), clock, known))
    persona = make.persona(slug=persona_of(job.channel, job.run))
    for posting in postings(job.channel, job.run, job.seed):
        outbox.enqueue(posting, clock())
    Delivery(persona, outbox, {job.channel: lambda: channel}, clock).deliver_due()


@cache
def _database(url: str) -> Database:
    """The database as its children inherit it: statements are compiled, no connection is open."""
    database = Database(url)
    outbox = Outbox(database, LEASE)
    outbox.enqueue(make.posting("warm", persona="warm"), make.NOW)
    if claimed := outbox.claim(make.NOW, "warm"):
        outbox.sent(claimed, Receipt(external_id="warm"), make.NOW)
    outbox.reclaim(make.NOW)
    database.close()
    return database


class Nursery:
    """Forks workers on request; made before its maker has threads."""

    def __init__(self) -> None:
        self._line, theirs = Pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self._line.close()
            _serve(theirs)
            os._exit(0)
        theirs.close()

    def lives(self, jobs: Sequence[Job]) -> list[End]:
        """Runs the jobs at once, each in a process of its own; how each ended.

        Raises RuntimeError with the traceback of a worker that failed otherwise.
        """
        self._line.send_bytes(json.dumps([asdict(job) for job in jobs]).encode())
        answer = json.loads(self._line.recv_bytes())
        if isinstance(answer, str):
            raise RuntimeError(answer)
        return [End(**end) for end in answer]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.close()
        os.waitpid(self._pid, 0)


def _serve(line: multiprocessing.connection.Connection[Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch()
    while True:
        try:
            jobs = [Job(**given) for given in json.loads(line.recv_bytes())]
        except EOFError:
            return
        for job in jobs:
            _database(job.database)
        try:
            ends = [_ended(*born) for born in [_born(job) for job in jobs]]
        except RuntimeError as error:
            line.send_bytes(json.dumps(str(error)).encode())
        else:
            line.send_bytes(json.dumps([asdict(end) for end in ends]).encode())


def _born(job: Job) -> tuple[Job, int, int, float]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return job, pid, reading, time.perf_counter()
    os.close(reading)
    POINTS.kill_at(job.kill_point, job.kill_number, writing)
    try:
        live(job)
        os.write(writing, json.dumps(POINTS.reached).encode())
        os._exit(0)
    except BaseException:  # noqa: BLE001  (told to whoever asked, whatever it is)
        os.write(writing, traceback.format_exc()[-3000:].encode())
        sys.stdout.flush()
        os._exit(1)


def _ended(job: Job, pid: int, reading: int, born: float) -> End:
    status = _waited(pid, born + job.kill_after_s if job.kill_after_s else None)
    lasted = time.perf_counter() - born
    with os.fdopen(reading, "rb") as report:
        said = report.read().decode()
    if os.WIFSIGNALED(status):
        return End(killed_at=said or "timer", lasted_s=lasted)
    if os.WEXITSTATUS(status):
        raise RuntimeError(f"a worker of {job} failed:\n{said}")
    return End(points=json.loads(said), lasted_s=lasted)


def _waited(pid: int, deadline: float | None) -> int:
    """The status of a worker; at `deadline` it is killed."""
    while deadline is not None and time.perf_counter() < deadline:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.0005)
    if deadline is not None:
        os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]
