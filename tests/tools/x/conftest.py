"""A loopback X, clients for its account, and their purse; time moves only when told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.conftest import Clock
from tests.servers.money import Purse
from tests.servers.x_api import XServer
from tools.x.client import XClient
from tools.x.prices import Prices


class NewClient(Protocol):
    def __call__(self, **changes: Any) -> XClient: ...


@pytest.fixture
def server(clock: Clock) -> Iterator[XServer]:
    with XServer(clock=clock) as running:
        yield running


@pytest.fixture
def purse() -> Purse:
    return Purse()


@pytest.fixture
def new_client(server: XServer, purse: Purse, clock: Clock, tmp_path: Path) -> Iterator[NewClient]:
    made: list[XClient] = []

    def make(**changes: Any) -> XClient:
        given: dict[str, Any] = {
            "base_url": server.url,
            "credentials": server.credentials,
            "token_file": tmp_path / "x-tokens.json",
            "timeout_s": 5.0,
            "clock": clock,
            "meter": purse,
            "prices": Prices(),
            "pause": lambda seconds: clock.forward(seconds=seconds),
        }
        client = XClient(**{**given, **changes})
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(new_client: NewClient) -> XClient:
    return new_client()
