"""Mastodon under the contract; nothing is kept between two openings but what the server takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from agents.seams import Channel
from tests.servers.loopback import now
from tests.servers.mastodon_api import TOKEN, MastodonServer
from tools.mastodon.channel import MastodonChannel
from tools.mastodon.client import MastodonClient
from tools.mastodon.instance import InstanceFile


@contextmanager
def mastodon(folder: Path, *, longest: int = 500) -> Iterator[Callable[[object], Channel]]:
    """`longest`: characters that this server takes."""
    with MastodonServer() as server, ExitStack() as stack:
        server.longest = longest
        file = InstanceFile(folder / "mastodon.json", now)

        def reopen(_: object) -> MastodonChannel:
            client = MastodonClient(
                server.url, TOKEN, timeout_s=5.0, clock=now, wait=lambda _: None
            )
            stack.callback(client.close)
            return MastodonChannel(lambda: client, file, "en")

        yield reopen
