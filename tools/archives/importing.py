"""Importing: the persona's posts from an export into memory, each once.

Posts are written in batches, each a transaction: whatever ends an import, what was written
stays, and the same import again goes on from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from memory.store import Store
from memory.types import Post, PostKind
from tools.archives.entries import Skipped
from tools.archives.kinds import SITES, Reading, Site, entries_of

if TYPE_CHECKING:
    from tools.web.recordings import Reader

BATCH = 2_000
"""Posts of one transaction: some tenths of a second."""
WEB_BATCH = 20
"""Posts of one transaction where each may cost a fetch: some seconds."""
SAME_TEXT_S = 60.0
"""Seconds within which the same words on the same channel are the same post: exports round."""

Progress = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]
"""Opens a display with a name and a total, None for unknown; the inner call counts steps."""


@dataclass(frozen=True)
class Skips:
    """What was left out for one reason."""

    count: int
    member: str
    """Of the first: its file within the export."""
    line: int
    example: str

    def and_one_more(self) -> Skips:
        return Skips(self.count + 1, self.member, self.line, self.example)


@dataclass
class Imported:
    """What an import brought."""

    place: str
    format: str
    written: bool
    """False for a dry run: `taken` is then what would have been."""
    taken: Counter[tuple[str, PostKind]] = field(default_factory=Counter)
    """New posts by channel and kind."""
    known: int = 0
    """Posts that memory had already, from this export or another."""
    first: datetime | None = None
    last: datetime | None = None
    """Times of the oldest and the newest new post."""
    skips: dict[str, Skips] = field(default_factory=dict)
    """By reason."""
    finished: bool = True
    """False when it was asked to stop before the end."""

    @property
    def new(self) -> int:
        return self.taken.total()

    @property
    def skipped(self) -> int:
        return sum(skips.count for skips in self.skips.values())

    def take(self, posts: list[Post], *, of: int) -> None:
        """Count new posts, out of so many that were read."""
        self.known += of - len(posts)
        for post in posts:
            self.taken[post.channel, post.kind] += 1
            self.first = min(self.first or post.posted_at, post.posted_at)
            self.last = max(self.last or post.posted_at, post.posted_at)

    def skip(self, skipped: Skipped) -> None:
        before = self.skips.get(skipped.reason)
        self.skips[skipped.reason] = (
            before.and_one_more()
            if before
            else Skips(1, skipped.member, skipped.line, skipped.example)
        )


def import_posts(
    store: Store,
    persona: str,
    place: str | Path,
    progress: Progress | None = None,
    *,
    fetcher: Reader | None = None,
    author: str = "",
    channel: str = "",
    licence: str = "",
    dry_run: bool = False,
    stopping: Callable[[], bool] = lambda: False,
    sites: Sequence[Site] = SITES,
) -> Imported:
    """Take in the posts of a file, a folder or an address. Raises ConfigError, StorageError.

    `author` is who, in an export of several people's posts, else whoever wrote the most;
    `channel` and `licence` take the place of what the export says; `stopping` is asked between
    two batches. Nothing is written where `dry_run`.
    """
    bar = _Bar()
    known = _Known(store.said(persona))
    reading = entries_of(
        str(place), fetcher, bar.bytes_read, author=author, known=known.has, sites=sites
    )
    report = Imported(str(place), reading.name, written=not dry_run)
    changes = {name: text for name, text in [("channel", channel), ("licence", licence)] if text}
    shown = progress(f"reading {reading.name}", reading.size or None) if progress else None
    with closing(reading.entries), shown or nullcontext(_silent) as bar.step:
        for posts in _batches(reading, report, bar):
            changed = [post.model_copy(update=changes) for post in posts] if changes else posts
            new = [post for post in changed if known.is_new(post)]
            if not dry_run:
                store.add_posts(persona, new)
            report.take(new, of=len(posts))
            if stopping():
                report.finished = False
                break
    return report


class _Bar:
    """A display that opens after the first look at the place."""

    def __init__(self) -> None:
        self.step: Callable[[int], None] = _silent

    def bytes_read(self, count: int) -> None:
        self.step(count)


def _silent(_steps: int) -> None:
    """Nobody watches."""


def _batches(reading: Reading, report: Imported, bar: _Bar) -> Iterator[list[Post]]:
    """The posts, BATCH at a time, fewer from the web; the rest goes into the report."""
    batch = BATCH if reading.size else WEB_BATCH
    posts: list[Post] = []
    for entry in reading.entries:
        if not reading.size:
            bar.step(1)
        if isinstance(entry, Skipped):
            report.skip(entry)
        else:
            posts.append(entry)
        if len(posts) == batch:
            yield posts
            posts = []
    yield posts


class _Known:
    """The posts that are in memory, by id and by their words."""

    def __init__(self, said: Iterable[tuple[str, str, str, datetime]]) -> None:
        """Of each its id, channel, text and time."""
        self._ids: set[str] = set()
        self._said: dict[int, list[tuple[float, str]]] = {}
        for identity, channel, text, when in said:
            self._add(identity, _mark(channel, text), when.timestamp())

    def has(self, identity: str) -> bool:
        """Whether a post of this id is there."""
        return identity in self._ids

    def is_new(self, post: Post) -> bool:
        """Whether it is not there; from then on it is."""
        mark, at = _mark(post.channel, post.text), post.posted_at.timestamp()
        if post.id in self._ids or self._is_said(mark, at, numbered=post.id.isdecimal()):
            return False
        self._add(post.id, mark, at)
        return True

    def _add(self, identity: str, mark: int, at: float) -> None:
        self._ids.add(identity)
        self._said.setdefault(mark, []).append((at, identity))

    def _is_said(self, mark: int, at: float, *, numbered: bool) -> bool:
        """Whether the same words went out at that time, from another export.

        Two numbers that differ are two posts: that is how platforms count.
        """
        return any(
            abs(at - when) <= SAME_TEXT_S and not (numbered and identity.isdecimal())
            for when, identity in self._said.get(mark, ())
        )


def _mark(channel: str, text: str) -> int:
    """8 bytes in place of the text: there may be a hundred thousand."""
    return hash((channel, text))
