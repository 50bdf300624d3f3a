"""Importing: the persona's posts from an archive into memory, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from memory.store import Store
from memory.types import Post
from tools.archives.entries import Skipped
from tools.archives.records import read_posts

Advance = Callable[[str], AbstractContextManager[Callable[[int], None]]]
"""Opens a progress display named by its argument; the inner call counts steps."""


@dataclass(frozen=True)
class Imported:
    """What an import brought."""

    new: int
    known: int
    reasons: Counter[str]
    """Why lines were skipped, with how many."""

    @property
    def skipped(self) -> int:
        return self.reasons.total()


def import_posts(
    store: Store, persona: str, file: Path, advance: Advance | None = None
) -> Imported:
    """Take in the posts of `file`, each once. Raises ConfigError, StorageError."""
    posts: list[Post] = []
    reasons: Counter[str] = Counter()
    with advance(f"reading {file.name}") if advance else nullcontext(_silent) as step:
        for record in read_posts(file):
            step(1)
            if isinstance(record, Skipped):
                reasons[record.reason] += 1
            else:
                posts.append(record)
    new = store.add_posts(persona, posts)
    return Imported(new, len(posts) - new, reasons)


def _silent(_steps: int) -> None:
    """Nobody watches."""
