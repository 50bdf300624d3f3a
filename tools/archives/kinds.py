"""Kinds: which formats are understood, and which of them a place is, by what lies in it.

To add a format: write its reader beside this file and add a line to `formats` (files) or SITES
(addresses). The first that recognises the place reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from memory.errors import ConfigError, SourceError
from tools.archives.blog import Blog
from tools.archives.entries import Entry, Skipped
from tools.archives.folders import Folder
from tools.archives.github import GitHub
from tools.archives.github_clone import GitHubClone
from tools.archives.linkedin import LinkedIn
from tools.archives.medium import Medium
from tools.archives.records import Records
from tools.archives.substack import Substack
from tools.archives.wordpress import WordPress
from tools.archives.x_archive import XArchive

if TYPE_CHECKING:
    from tools.web.recordings import Reader


class Format(Protocol):
    """An export that lies in a file, a folder or a zip."""

    @property
    def name(self) -> str:
        """As people call it: "X archive"."""
        ...

    @property
    def files(self) -> tuple[str, ...]:
        """Patterns (see Folder.names) of all that it may see: its folder has no more."""
        ...

    def recognises(self, folder: Folder) -> bool:
        """Whether this is one, by a look at names and heads. Never raises."""
        ...

    def read(self, folder: Folder) -> Iterator[Entry]:
        """Its posts, and what was left out with the reason; a broken member ends no other.

        Post ids are the same at each reading, and hold what tells them from another site's.
        """
        ...


class Site(Protocol):
    """Something that is read from the web."""

    @property
    def name(self) -> str: ...

    def recognises(self, url: str) -> bool:
        """Whether the address alone says so."""
        ...

    def read(self, url: str, fetcher: Reader, known: Callable[[str], bool]) -> Iterator[Entry]:
        """As a Format's. Raises SourceError when nothing at all can be read.

        What would cost a fetch is passed over where the id of its post is `known`.
        """
        ...


SITES: tuple[Site, ...] = (GitHub(), Blog())
"""The most particular first."""


def formats(author: str = "") -> tuple[Format, ...]:
    """In the order in which they are asked; the most particular first, records last.

    `author` is who, in exports of several people's posts; "" is whoever wrote the most.
    """
    return (
        *(XArchive(), Medium(), Substack(), LinkedIn(), WordPress(author), GitHubClone()),
        Records(),
    )


@dataclass(frozen=True)
class Reading:
    """What a place turned out to be."""

    name: str
    """Of the format."""
    size: int
    """Bytes to be read at most; 0 when unknown."""
    entries: Generator[Entry, None, None]
    """Closing it closes the place."""


def entries_of(
    place: str,
    fetcher: Reader | None = None,
    watch: Callable[[int], None] | None = None,
    *,
    author: str = "",
    known: Callable[[str], bool] = lambda _: False,
    sites: Sequence[Site] = SITES,
) -> Reading:
    """The posts of a file, a folder or an address. `watch` is told of the bytes that were read.

    `author` as in `formats`, `known` as in `Site.read`. Raises ConfigError for a place that
    cannot be read or is of no known format.
    """
    for site in sites:
        if fetcher and site.recognises(place):
            return Reading(site.name, 0, _to_the_end(site.read(place, fetcher, known)))
    with ExitStack() as closing:
        folder = closing.enter_context(Folder(Path(place).expanduser(), watch))
        for kind in formats(author):
            shown = folder.only(*kind.files)
            if kind.recognises(shown):
                entries = _read(kind, shown, closing.pop_all())
                return Reading(kind.name, shown.size, entries)
        raise ConfigError(f"{place}: {_found(folder)}; understood are {understood()}")


def understood() -> str:
    """The formats, for a message."""
    return ", ".join([kind.name for kind in formats()] + [site.name for site in SITES])


def _read(kind: Format, folder: Folder, closing: ExitStack) -> Generator[Entry, None, None]:
    with closing:
        yield from folder.refused
        yield from _to_the_end(kind.read(folder))
        yield from folder.damaged


def _to_the_end(entries: Iterator[Entry]) -> Generator[Entry, None, None]:
    """What was read stays read where the rest cannot be."""
    try:
        yield from entries
    except SourceError as error:
        yield Skipped(0, "the rest could not be read", example=str(error))


def _found(folder: Folder) -> str:
    names = folder.names()
    if names and folder.size:
        return f"holds no posts in a format that is known ({', '.join(names[:3])} …)"
    if folder.refused:
        first = folder.refused[0]
        return f"holds nothing that may be read ({first.member}: {first.reason})"
    return "is empty"
