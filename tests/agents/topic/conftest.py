"""Past posts in real Chroma, shared by the topic agent's tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from memory.index import PostExemplars, VectorHome
from memory.types import Post
from tests import factory
from tools.embeddings import MiniLM

POSTS = [
    *(
        factory.post(n, text=text, kind="comment", url=f"https://a.example/{n}")
        for n, text in enumerate(
            [
                "A custodian that cannot say who holds the keys is not one.",
                "Cold storage is a promise with a door.",
                "Hot wallets should hold lunch money.",
                "If the withdrawal queue has no date, it has no end.",
                "Keys first, fees second.",
                "Ask who signs, and who signs when they are on holiday.",
            ]
        )
    ),
    factory.post(20, text="I balanced a ledger by hand today. It took all morning."),
    factory.post(21, text="Reserves are a list of names or they are a mood.", kind="question"),
]


def exemplars(folder: Path, embedder: MiniLM, posts: Sequence[Post]) -> PostExemplars:
    return PostExemplars(VectorHome(folder).index("ada", "voice", embedder), posts)


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory, embedder: MiniLM) -> Iterator[PostExemplars]:
    home = VectorHome(tmp_path_factory.mktemp("vectors"))
    yield PostExemplars(home.index("ada", "voice", embedder), POSTS)
    home.close()
