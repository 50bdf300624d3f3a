"""The platforms of the fault runs: each a loopback server, its channel, and what it holds.

A new channel is one entry in WORLDS.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from agents.seams import Channel
from memory.types import Media
from tests.contract.channels.instagram import CARD
from tests.servers import instagram_api, linkedin_api, mastodon_api
from tests.servers.bluesky_api import HANDLE, PASSWORD, BlueskyServer
from tests.servers.loopback import LOST_AFTER, LOST_BEFORE, Loopback
from tests.servers.money import Purse
from tests.servers.x_api import XServer
from tests.servers.x_auth import KEYS
from tools.bluesky.channel import BlueskyChannel
from tools.bluesky.client import BlueskyClient
from tools.bluesky.sessions import Login
from tools.console import ConsoleChannel
from tools.instagram.channel import InstagramChannel
from tools.instagram.client import InstagramClient
from tools.linkedin.channel import LinkedInChannel
from tools.linkedin.client import LinkedInClient
from tools.mastodon.channel import MastodonChannel
from tools.mastodon.client import MastodonClient
from tools.mastodon.instance import InstanceFile
from tools.x.channel import XChannel
from tools.x.client import XClient
from tools.x.prices import Prices

Clock = Callable[[], datetime]
Known = Callable[[str], bool]
LEASE = timedelta(seconds=60)
PATIENCE = LEASE / 2
"""How long after its claim a post may still be asked for, where a channel minds."""


@dataclass(frozen=True)
class Shown:
    """A post as the platform holds it, oldest first; `answers` where the platform keeps that."""

    id: str
    text: str
    answers: str | None
    at: datetime
    """When it was taken."""


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
        return [Shown(post["key"], post["text"], None, clock()) for post in posts]

    yield Place("", shown, lambda _: None, lambda _: None)


def _console_channel(desk: Desk) -> Channel:
    return ConsoleChannel(desk.folder / "outbox.jsonl", desk.clock)


# ------------------------------------------------------------------------ X


@contextmanager
def _x(folder: Path, clock: Clock, *, simulator: bool = False) -> Iterator[Place]:
    """X's own simulator takes the same text twice, and forgets what a post answers."""
    with XServer(clock=clock, simulator=simulator) as server:
        server.rate_limit = 10_000

        def hide(count: int) -> None:
            server.account.hide_newest = count

        yield Place(
            server.url,
            lambda: [Shown(p.id, p.text, p.in_reply_to, p.at) for p in server.posts],
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


# ------------------------------------------------------------------------ the others


def _loses(server: Loopback, call: str) -> Callable[[bool], None]:
    return lambda taken: server.fail_next(call, LOST_AFTER if taken else LOST_BEFORE)


def _hides(server: Loopback, name: str) -> Callable[[int], None]:
    return lambda count: setattr(server, name, count)


@contextmanager
def _instagram(folder: Path, clock: Clock) -> Iterator[Place]:
    with instagram_api.InstagramServer(clock) as server:
        yield Place(
            server.api,
            lambda: [Shown(post.id, post.caption, None, post.at) for post in server.posts],
            _loses(server, "/media_publish"),
            _hides(server, "hide_newest"),
        )


def _instagram_channel(desk: Desk) -> Channel:
    client = InstagramClient(
        base_url=desk.url,
        user_id=instagram_api.USER,
        token=instagram_api.TOKEN,
        timeout_s=5.0,
        clock=desk.clock,
    )
    return InstagramChannel(lambda: client, PATIENCE)


@contextmanager
def _linkedin(folder: Path, clock: Clock) -> Iterator[Place]:
    with linkedin_api.LinkedInServer(clock) as server:
        yield Place(
            server.url,
            lambda: [Shown(post.urn, post.shown, None, post.at) for post in server.posts],
            _loses(server, "POST /rest/posts"),
            _hides(server, "hide_newest"),
        )


def _linkedin_channel(desk: Desk) -> Channel:
    client = LinkedInClient(
        base_url=desk.url,
        author=linkedin_api.AUTHOR,
        token=linkedin_api.TOKEN,
        version="202607",
        timeout_s=5.0,
        clock=desk.clock,
    )
    return LinkedInChannel(lambda: client, PATIENCE)


@contextmanager
def _bluesky(folder: Path, clock: Clock) -> Iterator[Place]:
    with BlueskyServer(clock) as server:

        def shown() -> list[Shown]:
            return [_record(uri, record) for uri, record in server.records.items()]

        loses = _loses(server, "com.atproto.repo.createRecord")
        yield Place(server.url, shown, loses, _hides(server, "unseen"))


def _record(uri: str, record: dict[str, Any]) -> Shown:
    answers = record.get("reply", {}).get("parent", {}).get("uri")
    return Shown(uri, record["text"], answers, datetime.fromisoformat(record["createdAt"]))


def _bluesky_channel(desk: Desk) -> Channel:
    client = BlueskyClient(
        Login(url=desk.url, handle=HANDLE, password=PASSWORD),
        session_file=desk.folder / "bluesky.json",
        timeout_s=5.0,
        clock=desk.clock,
    )
    return BlueskyChannel(lambda: client, desk.clock, "en")


@contextmanager
def _mastodon(folder: Path, clock: Clock) -> Iterator[Place]:
    with mastodon_api.MastodonServer(clock) as server:
        yield Place(
            server.url,
            lambda: [Shown(s.id, s.text, s.reply_to, s.made_at) for s in server.statuses],
            _loses(server, "POST /api/v1/statuses"),
            _hides(server, "hidden"),
        )


def _mastodon_channel(desk: Desk) -> Channel:
    client = MastodonClient(
        desk.url, mastodon_api.TOKEN, timeout_s=5.0, clock=desk.clock, wait=time.sleep
    )
    return MastodonChannel(
        lambda: client, InstanceFile(desk.folder / "mastodon.json", desk.clock), "en"
    )


WORLDS = {
    "console": World(_console, _console_channel, keeps_answers=False),
    "x": World(_x, _x_channel),
    "x-simulator": World(partial(_x, simulator=True), _x_channel, keeps_answers=False),
    "instagram": World(_instagram, _instagram_channel, media=(CARD,), threads=False),
    "linkedin": World(_linkedin, _linkedin_channel, threads=False),
    "bluesky": World(_bluesky, _bluesky_channel),
    "mastodon": World(_mastodon, _mastodon_channel),
}


def chance(seed: int, *what: object) -> random.Random:
    """Chance of its own for one purpose, the same for the same seed."""
    return random.Random(f"{seed}:" + ":".join(map(str, what)))
