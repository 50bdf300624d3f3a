"""LinkedIn under the contract, with a token that may read the author's posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from agents.seams import Channel
from tests.servers.linkedin_api import AUTHOR, TOKEN, LinkedInServer
from tools.linkedin.channel import LinkedInChannel
from tools.linkedin.client import LinkedInClient


@contextmanager
def linkedin() -> Iterator[Callable[[], Channel]]:
    with LinkedInServer() as server:
        client = LinkedInClient(
            base_url=server.url,
            author=AUTHOR,
            token=TOKEN,
            version="202607",
            timeout_s=5.0,
            clock=lambda: datetime.now(UTC),
        )
        with client:
            yield lambda: LinkedInChannel(lambda: client, timedelta(seconds=30))
