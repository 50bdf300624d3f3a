"""Publications for LinkedIn, and pictures for them."""

from __future__ import annotations

from pathlib import Path

from memory.types import Media, Publication
from tests import factory as make
from tests.conftest import Clock
from tests.servers.x_media import png

CREATE = "POST /rest/posts"


def row(clock: Clock, text: str = "hello", **changes: object) -> Publication:
    at = clock()
    return make.publication(text, began_at=at, created_at=at, **changes)


def pictures(folder: Path, count: int) -> tuple[Media, ...]:
    made = []
    for number in range(count):
        path = folder / f"{number}.png"
        path.write_bytes(png())
        made.append(Media(path=str(path), alt=f"Card {number}."))
    return tuple(made)
