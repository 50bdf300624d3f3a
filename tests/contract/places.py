"""Every place to publish, with whatever it needs behind it. A new channel is one line more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agents.seams import Channel
from tests.contract.channels.bluesky import bluesky
from tests.contract.channels.instagram import instagram
from tests.contract.channels.linkedin import linkedin
from tests.contract.channels.mastodon import mastodon
from tests.servers.loopback import now
from tests.servers.money import Purse
from tests.servers.x_api import XServer
from tools.console import ConsoleChannel
from tools.x.channel import PremiumXChannel, XChannel
from tools.x.client import XClient
from tools.x.prices import Prices

Known = Callable[[str], bool]


@dataclass(frozen=True)
class Place:
    """One account at one platform."""

    reopen: Callable[[Known], Channel]
    """The channel anew, as after a restart, over the same account."""
    notices_repeats: bool = True
    """Whether publishing the same again leads to the first."""


def x_client(server: XServer, folder: Path) -> XClient:
    """A client of a loopback X, with enough money."""
    return XClient(
        base_url=server.url,
        credentials=server.credentials,
        token_file=folder / "x-tokens.json",
        timeout_s=5.0,
        clock=now,
        meter=Purse(),
        prices=Prices(),
        pause=lambda _: None,
    )


@contextmanager
def console(folder: Path) -> Iterator[Place]:
    yield Place(lambda _: ConsoleChannel(folder / "outbox.jsonl", now))


@contextmanager
def x(
    folder: Path, *, escaped: bool = False, premium: bool = False, simulator: bool = False
) -> Iterator[Place]:
    with XServer(simulator=simulator) as server:
        server.account.escape_html = escaped
        server.account.premium = premium
        kind = PremiumXChannel if premium else XChannel
        with x_client(server, folder) as client:
            yield Place(partial(kind, client), notices_repeats=not simulator)


@contextmanager
def reopened(
    opened: Callable[[Path], AbstractContextManager[Callable[[Known], Channel]]], folder: Path
) -> Iterator[Place]:
    """A place of which nothing needs to be told but how to open it anew."""
    with opened(folder) as reopen:
        yield Place(reopen)


PLACES: dict[str, Callable[[Path], AbstractContextManager[Place]]] = {
    "console": console,
    "x": x,
    "x, escaped": partial(x, escaped=True),
    "x, premium": partial(x, premium=True),
    "x, simulator": partial(x, simulator=True),
    "instagram": partial(reopened, instagram),
    "linkedin": partial(reopened, linkedin),
    "bluesky": partial(reopened, bluesky),
    "bluesky, explained": partial(reopened, partial(bluesky, names_conflicts=True)),
    "mastodon": partial(reopened, mastodon),
    "mastodon, long": partial(reopened, partial(mastodon, longest=5_000)),
}
