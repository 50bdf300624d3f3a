"""A loopback Mastodon, and a channel on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Clock
from tests.servers.mastodon_api import TOKEN, MastodonServer
from tools.mastodon.channel import MastodonChannel
from tools.mastodon.client import MastodonClient
from tools.mastodon.instance import InstanceFile


@pytest.fixture
def server(clock: Clock) -> Iterator[MastodonServer]:
    with MastodonServer(clock) as running:
        yield running


@pytest.fixture
def waited() -> list[float]:
    """Seconds that were slept, in order."""
    return []


@pytest.fixture
def client(server: MastodonServer, clock: Clock, waited: list[float]) -> Iterator[MastodonClient]:
    opened = MastodonClient(server.url, TOKEN, timeout_s=5.0, clock=clock, wait=waited.append)
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path, clock: Clock) -> InstanceFile:
    return InstanceFile(tmp_path / "var" / "mastodon.json", clock)


@pytest.fixture
def channel(client: MastodonClient, file: InstanceFile) -> MastodonChannel:
    return MastodonChannel(lambda: client, file, "en")
