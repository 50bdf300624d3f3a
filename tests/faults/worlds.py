"""The platforms of the fault runs: each a loopback server, its channel, and what it holds.

A new channel is one entry in WORLDS.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agents.seams import Channel
from memory.types import Media
from tests.servers.money import Purse
from tests.servers.x_api import XServer
from tests.servers.x_auth import KEYS
from tools.console import ConsoleChannel
from tools.x.channel import XChannel
from tools.x.client import XClient
from tools.x.prices import Prices

Clock = Callable[[], datetime]
Known = Callable[[str], bool]


@dataclass(frozen=True)
class Shown:
    """A post as the platform holds it, oldest first; `answers` where the platform keeps that."""

    id: str
    text: str
    answers: str | None


@dataclass(frozen=True)
class Place:
    """One account at a platform that runs in this process."""

    url: str
    shown: Callable[[], Sequence[Shown]]
    lose: Callable[[bool], None]
    """The answer of the next post is lost; it was taken (True) or not."""
    hide: Callable[[int], None]
    """So many of the youngest posts are not shown yet."""


@dataclass(frozen=True)
class Desk:
    """What a worker process has to open its channel with."""

    url: str
    folder: Path
    clock: Clock
    known: Known


@dataclass(frozen=True)
class World:
    open: Callable[[Path, Clock], AbstractContextManager[Place]]
    channel: Callable[[Desk], Channel]
    media: tuple[Media, ...] = ()
    """What every post carries, where the platform takes none without."""
    threads: bool = True
    keeps_answers: bool = True
    """Whether the platform says what a post answers."""


# ------------------------------------------------------------------------ console


@contextmanager
def _console(folder: Path, clock: Clock) -> Iterator[Place]:
    def shown() -> list[Shown]:
        file = folder / "outbox.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        posts = map(json.loads, lines)
        return [Shown(post["key"], post["text"], None) for post in posts]

    yield Place("", shown, lambda _: None, lambda _: None)


def _console_channel(desk: Desk) -> Channel:
    return ConsoleChannel(desk.folder / "outbox.jsonl", desk.clock)


# ------------------------------------------------------------------------ X


@contextmanager
def _x(folder: Path, clock: Clock) -> Iterator[Place]:
    with XServer(clock=clock) as server:
        server.rate_limit = 10_000

        def hide(count: int) -> None:
            server.account.hide_newest = count

        yield Place(
            server.url,
            lambda: [Shown(post.id, post.text, post.in_reply_to) for post in server.posts],
            lambda taken: server.fail_next("drop_after_accept" if taken else "drop_before_accept"),
            hide,
        )


def _x_channel(desk: Desk) -> Channel:
    client = XClient(
        base_url=desk.url,
        credentials=KEYS,
        token_file=desk.folder / "x-tokens.json",
        timeout_s=5.0,
        clock=desk.clock,
        meter=Purse(),
        prices=Prices(),
    )
    return XChannel(client, desk.known)


WORLDS = {
    "console": World(_console, _console_channel, keeps_answers=False),
    "x": World(_x, _x_channel),
}


def chance(seed: int, *what: object) -> random.Random:
    """Chance of its own for one purpose, the same for the same seed."""
    return random.Random(f"{seed}:" + ":".join(map(str, what)))
