"""Bluesky under the contract; each time it is reopened, with the session that was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from agents.seams import Channel
from tests.servers.bluesky_api import BlueskyServer
from tests.servers.loopback import now
from tools.bluesky.channel import BlueskyChannel
from tools.bluesky.client import BlueskyClient


@contextmanager
def bluesky(
    folder: Path, *, names_conflicts: bool = False
) -> Iterator[Callable[[object], Channel]]:
    """`names_conflicts`: the server tells a taken key from trouble of its own."""
    with BlueskyServer() as server, ExitStack() as stack:
        server.names_conflicts = names_conflicts

        def reopen(_: object) -> BlueskyChannel:
            client = BlueskyClient(
                server.login, session_file=folder / "bluesky.json", timeout_s=5.0, clock=now
            )
            stack.callback(client.close)
            return BlueskyChannel(lambda: client, now, "en")

        yield reopen
