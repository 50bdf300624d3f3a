"""The real embedder, shared by the tests of all agents."""

from __future__ import annotations

import pytest

from tools.embeddings import MiniLM, open_embedder


@pytest.fixture(scope="session")
def embedder() -> MiniLM:
    found = open_embedder()
    assert isinstance(found, MiniLM)
    return found
