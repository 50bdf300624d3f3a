"""A storm over one account: workers die and answers are lost, then the sky clears.

Time is told by clocks that run ahead: a lease is over as soon as we say so. What a dead worker
had asked of the platform is waited for first, since that is what the outbox assumes: that a
platform takes what it takes within the lease under which it was asked.
"""

from __future__ import annotations

import random
import socket
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from memory.database import Database
from memory.outbox import Outbox, Posting
from memory.types import NEVER_OUT, Publication, PublicationState
from tests.faults.worker import End, Job, Nursery, persona_of, postings
from tests.faults.worlds import LEASE, WORLDS, Clock, Desk, Place, Shown, World, chance

MOST_KILLS = 3
"""Rounds of a storm in which workers may die."""
PATIENCE = 12
"""Rounds of calm, each longer than a lease and the settling of any platform."""
CALM_S = 3 * LEASE.total_seconds()
_S = PublicationState
UNDER_WAY = {_S.QUEUED, _S.SENDING}


@dataclass(frozen=True)
class Storm:
    """What is the same in all runs."""

    nursery: Nursery
    database: Database
    folder: Path
    seed: int
    workers: int = 1


@dataclass(frozen=True)
class Result:
    """How one run ended; posts of threads count each."""

    posts: int
    kills: Counter[str] = field(default_factory=Counter)
    lost_answers: int = 0
    rounds: int = 0
    duplicates: int = 0
    """Posts that nobody asked for are such, whatever they say."""
    losses: int = 0
    out_of_order: int = 0
    mistold: int = 0
    """Rows whose word is not the platform's."""
    asked_a_human: int = 0
    stuck: int = 0
    """Rows that are neither out nor have said why not."""


def weather(storm: Storm, channel: str, run: int, calm: End) -> Result:
    """One run: up to MOST_KILLS rounds of storm, then calm until nothing moves."""
    world, rng = WORLDS[channel], chance(storm.seed, channel, run, "weather")
    folder = storm.folder / f"{channel}-{run}"
    folder.mkdir()
    ahead, who = Ahead(), persona_of(channel, run)
    kills: Counter[str] = Counter()
    lost_answers = rounds = 0
    outbox = Outbox(storm.database, LEASE)
    with world.open(folder, ahead) as place:
        job = Job(channel, storm.database.url, place.url, str(folder), run, storm.seed, 0.0)
        for _ in range(rng.randint(1, MOST_KILLS)):
            if rng.random() < 0.3:
                place.lose(rng.random() < 0.5)
                lost_answers += 1
            place.hide(rng.choice([0, 0, 1]) if _is_young(place, world, ahead) else 0)
            jobs = [_doomed(ahead.of(job), rng, calm) for _ in range(storm.workers)]
            kills.update(_killed(storm.nursery.lives(jobs)))
            _let_finish(place)
            ahead.seconds += rng.choice([0.0, LEASE.total_seconds() / 2, LEASE.total_seconds()])
        place.hide(0)
        while rounds < PATIENCE and (rounds == 0 or _moving(outbox, who)):
            storm.nursery.lives([ahead.of(job)] * storm.workers)
            ahead.seconds += CALM_S
            rounds += 1
        shown = place.shown()
    rows = outbox.listing(who)
    found = compared(postings(channel, run, storm.seed), shown, rows, world)
    return Result(**found, kills=kills, lost_answers=lost_answers, rounds=rounds)


def measured(storm: Storm, channel: str) -> End:
    """A life without a storm: the points that it passes, and how long it lasts."""
    folder = storm.folder / f"{channel}-calm"
    folder.mkdir()
    ahead = Ahead()
    with WORLDS[channel].open(folder, ahead) as place:
        job = Job(channel, storm.database.url, place.url, str(folder), 0, storm.seed, 0.0)
        return storm.nursery.lives([job])[0]


class Ahead:
    """A clock that can be set forward."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.seconds)

    def of(self, job: Job) -> Job:
        """`job` with this clock."""
        return Job(**{**vars(job), "ahead_s": self.seconds})


def _doomed(job: Job, rng: random.Random, calm: End) -> Job:
    """Three in four die at a point, any kind as often, the others at a moment; some outlive it."""
    if rng.random() < 0.75:
        name = rng.choice(sorted(calm.points))
        number = rng.randint(1, calm.points[name])
        return Job(**{**vars(job), "kill_point": name, "kill_number": number})
    return Job(**{**vars(job), "kill_after_s": rng.uniform(0.001, 1.2 * calm.lasted_s)})


def _killed(ends: Sequence[End]) -> list[str]:
    return [end.killed_at for end in ends if end.killed_at]


def _let_finish(place: Place) -> None:
    """Waits until the platform is through with what dead workers had asked of it.

    Connections are accepted in their order, so that when ours was closed, theirs were open;
    then their threads are waited for.
    """
    if not place.url:
        return
    host, port = urlsplit(place.url).hostname, urlsplit(place.url).port
    with socket.create_connection((host, port), timeout=10) as ours:
        ours.shutdown(socket.SHUT_WR)
        ours.recv(1)
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)
            if thread.is_alive():
                raise RuntimeError(f"{place.url}: a call still runs 10 s after its caller died")


def _is_young(place: Place, world: World, now: Clock) -> bool:
    """Whether the youngest post may still be hidden, by what its channel says of the platform."""
    shown = place.shown()
    desk = Desk(place.url, Path(), now, lambda _: False)
    settles = timedelta(seconds=world.channel(desk).describe().settles_s)
    return not shown or now() < shown[-1].at + settles


def _moving(outbox: Outbox, who: str) -> bool:
    return bool(outbox.listing(who, *UNDER_WAY))


def compared(
    wanted: Sequence[Posting], shown: Sequence[Shown], rows: Sequence[Publication], world: World
) -> dict[str, int]:
    """What the platform holds against what was to go out, and against what our rows say of it."""
    texts = [text for posting in wanted for text in posting.texts]
    held = {text for text in texts if any(post.text == text for post in shown)}
    return {
        "posts": len(texts),
        "duplicates": len(shown) - len(held),
        "losses": len(texts) - len(held),
        "out_of_order": sum(_disorder(posting, shown, world) for posting in wanted),
        "mistold": sum(_is_mistold(row, shown) for row in rows),
        "asked_a_human": sum(row.state is _S.UNKNOWN for row in rows),
        "stuck": sum(row.state in UNDER_WAY for row in rows) + max(len(texts) - len(rows), 0),
    }


def _is_mistold(row: Publication, shown: Sequence[Shown]) -> bool:
    """Whether a row names another post than the one with its text, or denies that there is one."""
    ids = {post.id for post in shown if post.text == row.text}
    if row.state is _S.SENT:
        return row.external_id not in ids
    return row.state in NEVER_OUT and bool(ids)


def _disorder(posting: Posting, shown: Sequence[Shown], world: World) -> int:
    """Parts of a thread that came before, or answer another than, the part before them."""
    places = {post.text: number for number, post in enumerate(shown)}
    wrong = 0
    for earlier, later in zip(posting.texts, posting.texts[1:], strict=False):
        if earlier not in places or later not in places:
            continue
        answers = shown[places[later]].answers == shown[places[earlier]].id
        kept = answers or not world.keeps_answers
        wrong += not (kept and places[earlier] < places[later])
    return wrong
