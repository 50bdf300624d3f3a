"""A purse that wants everything given back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.money import Purse


@pytest.fixture
def purse() -> Iterator[Purse]:
    """Checks, after the test, that nothing is held for a call that is over."""
    purse = Purse()
    yield purse
    assert purse.held == 0
