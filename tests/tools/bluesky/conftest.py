"""A loopback Bluesky, and a channel on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Clock
from tests.servers.bluesky_api import BlueskyServer
from tools.bluesky.channel import BlueskyChannel
from tools.bluesky.client import BlueskyClient


@pytest.fixture
def server(clock: Clock) -> Iterator[BlueskyServer]:
    with BlueskyServer(clock) as running:
        yield running


@pytest.fixture
def session_file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "bluesky.json"


@pytest.fixture
def client(server: BlueskyServer, clock: Clock, session_file: Path) -> Iterator[BlueskyClient]:
    opened = BlueskyClient(server.login, session_file=session_file, timeout_s=5.0, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def channel(client: BlueskyClient, clock: Clock) -> BlueskyChannel:
    return BlueskyChannel(lambda: client, clock, "en")
