"""Instagram under the contract: a post is a picture, and its container is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from agents.seams import Channel
from memory.types import Media
from tests.contract.channels.rows import Rows
from tests.servers.instagram_api import TOKEN, USER, InstagramServer
from tests.servers.loopback import now
from tools.instagram.channel import InstagramChannel
from tools.instagram.client import InstagramClient

CARD = Media(path="card.jpg", alt="A card.", url="https://cards.example/card.jpg")


def instagram_client(
    server: InstagramServer, clock: Callable[[], datetime], user: str = USER
) -> InstagramClient:
    return InstagramClient(
        base_url=server.api, user_id=user, token=TOKEN, timeout_s=5.0, clock=clock
    )


@contextmanager
def instagram(_: Path) -> Iterator[Callable[[object], Channel]]:
    kept: dict[str, str] = {}
    with InstagramServer() as server, closing(instagram_client(server, now)) as client:
        channel = InstagramChannel(lambda: client, timedelta(seconds=30))
        yield lambda _: Rows(channel, (CARD,), kept)
