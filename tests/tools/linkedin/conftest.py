"""A loopback LinkedIn, and a channel on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from tests.conftest import Clock
from tests.contract.channels.linkedin import linkedin_client
from tests.servers.linkedin_api import LinkedInServer
from tools.linkedin.channel import LinkedInChannel
from tools.linkedin.client import LinkedInClient


@pytest.fixture
def server(clock: Clock) -> Iterator[LinkedInServer]:
    with LinkedInServer(clock) as running:
        yield running


@pytest.fixture
def client(server: LinkedInServer, clock: Clock) -> Iterator[LinkedInClient]:
    with closing(linkedin_client(server, clock)) as opened:
        yield opened


@pytest.fixture
def channel(client: LinkedInClient) -> LinkedInChannel:
    return LinkedInChannel(lambda: client, timedelta(seconds=30))
