"""Instagram under the contract: a post is a picture, and its container is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from agents.seams import Channel
from memory.types import Media
from tests.contract.channels.rows import Rows
from tests.servers.instagram_api import TOKEN, USER, InstagramServer
from tools.instagram.channel import InstagramChannel
from tools.instagram.client import InstagramClient

CARD = Media(path="card.jpg", alt="A card.", url="https://cards.example/card.jpg")


@contextmanager
def instagram() -> Iterator[Callable[[], Channel]]:
    kept: dict[str, str] = {}
    with InstagramServer() as server:
        client = InstagramClient(
            base_url=server.api,
            user_id=USER,
            token=TOKEN,
            timeout_s=5.0,
            clock=lambda: datetime.now(UTC),
        )
        with client:
            channel = InstagramChannel(lambda: client, timedelta(seconds=30))
            yield lambda: Rows(channel, (CARD,), kept)
