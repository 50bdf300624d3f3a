"""A loopback server with one feed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.feed_server import FeedServer, Resource
from tests.tools.web.fetching import FEED


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer({"/feed": Resource(FEED), "/small": Resource(FEED)}) as running:
        yield running
