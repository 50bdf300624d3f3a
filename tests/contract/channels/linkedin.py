"""LinkedIn under the contract, with a token that may read the author's posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from agents.seams import Channel
from tests.servers.linkedin_api import AUTHOR, TOKEN, LinkedInServer
from tests.servers.loopback import now
from tools.linkedin.channel import LinkedInChannel
from tools.linkedin.client import LinkedInClient


def linkedin_client(
    server: LinkedInServer,
    clock: Callable[[], datetime],
    author: str = AUTHOR,
    version: str = "202607",
) -> LinkedInClient:
    return LinkedInClient(
        base_url=server.url,
        author=author,
        token=TOKEN,
        version=version,
        timeout_s=5.0,
        clock=clock,
    )


@contextmanager
def linkedin(_: Path) -> Iterator[Callable[[object], Channel]]:
    with LinkedInServer() as server, closing(linkedin_client(server, now)) as client:
        yield lambda _: LinkedInChannel(lambda: client, timedelta(seconds=30))
