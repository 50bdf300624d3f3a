"""A loopback Instagram, a channel on it, and rows to publish."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

import pytest

from tests.conftest import Clock
from tests.contract.channels.instagram import instagram_client
from tests.servers.instagram_api import InstagramServer
from tests.tools.instagram.rows import PATIENCE, CardRow
from tools.instagram.channel import InstagramChannel
from tools.instagram.client import InstagramClient


@pytest.fixture
def server(clock: Clock) -> Iterator[InstagramServer]:
    with InstagramServer(clock) as running:
        yield running


@pytest.fixture
def client(server: InstagramServer, clock: Clock) -> Iterator[InstagramClient]:
    with closing(instagram_client(server, clock)) as opened:
        yield opened


@pytest.fixture
def channel(client: InstagramClient, clock: Clock) -> InstagramChannel:
    return InstagramChannel(
        lambda: client, PATIENCE, lambda seconds: clock.forward(seconds=seconds)
    )


@pytest.fixture
def row(clock: Clock) -> Callable[..., CardRow]:
    return partial(CardRow, clock)
