"""Pages: reads places of the web and files, many at a time, in the order in which they are named.

Fetching runs ahead of parsing, and parsing ahead of whoever uses what was read, so that
only a few pages are held at once and nobody waits for one that is slow. A page that names
its feed is left for that feed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol, TypeVar

from agents.scanner.places import address, is_live
from memory.errors import ConfigError, SourceError
from memory.types import Signal, SourceState
from tools.listings.listing import Elsewhere

if TYPE_CHECKING:
    from agents.scanner.reading import Listing
    from tools.web.fetcher import Page

T = TypeVar("T")

FETCHED_AHEAD = 256
"""Pages that are on their way or wait for their turn."""
PARSED_AHEAD = 16


class Reader(Protocol):
    """Fetches pages, many at a time, as `tools.web.fetcher.Fetcher` does."""

    def submit(
        self, place: str, etag: str | None = None, last_modified: str | None = None
    ) -> Future[Page]:
        """The future raises SourceError."""
        ...


class Parser(Protocol):
    """Runs `agents.scanner.reading.read_signals`, several at a time."""

    def submit(
        self, body: bytes, content_type: str | None, address: str, place: str, now: datetime
    ) -> Future[Listing | Elsewhere]:
        """The future raises SourceError."""
        ...


@dataclass(frozen=True)
class Read:
    """What came of reading one place. Exactly one of `error`, `unchanged`, `listing` says it."""

    state: SourceState
    page: Page | None = None
    listing: Listing | None = None
    error: SourceError | None = None

    @property
    def signals(self) -> Sequence[Signal]:
        return self.listing.signals if self.listing else ()


class Pages:
    """Read the places that are not on X."""

    def __init__(
        self, fetcher: Reader, parser: Parser, *, news_search: str = "", language: str = "en"
    ) -> None:
        """`news_search` is the URL of a news search, with {query} and {language}."""
        self._fetcher = fetcher
        self._parser = parser
        self._news_search = news_search
        self._language = language

    def read(self, states: Sequence[SourceState], now: datetime) -> Iterator[Read]:
        """Every place read, in order; fetching runs ahead of parsing, parsing of remembering."""
        coming = _ahead(((state, self._fetch(state)) for state in states), FETCHED_AHEAD)
        parsing = _ahead((self._parse(state, page, now) for state, page in coming), PARSED_AHEAD)
        for read, listing in parsing:
            yield self._settled(read, listing, now)

    def _fetch(self, state: SourceState) -> Future[Page]:
        try:
            where = address(state, self._news_search, self._language)
        except ConfigError as error:
            return _refused(SourceError(str(error)))
        return self._fetcher.submit(where, state.etag, state.last_modified)

    def _parse(
        self, state: SourceState, coming: Future[Page], now: datetime
    ) -> tuple[Read, Future[Listing | Elsewhere] | None]:
        """The page with its listing to come; without one when it is unchanged or failed."""
        try:
            page = coming.result()
        except SourceError as error:
            return Read(state, error=error), None
        read = Read(state, page)
        if page.not_modified or sha256(page.body).hexdigest() == state.body_sha256:
            return read, None
        where = page.url if is_live(state.place) else state.place
        listing = self._parser.submit(page.body, page.content_type, where, state.place, now)
        return read, listing

    def _settled(
        self, read: Read, coming: Future[Listing | Elsewhere] | None, now: datetime
    ) -> Read:
        """The read with its listing. A page that names its feed is left for that feed."""
        if coming is None or read.page is None:
            return read
        try:
            found = coming.result()
            if isinstance(found, Elsewhere):
                return self._followed(read.state, found, now)
        except SourceError as error:
            return Read(read.state, error=error)
        return Read(read.state, read.page, found)

    def _followed(self, state: SourceState, to: Elsewhere, now: datetime) -> Read:
        """The listing that a page points to. A feed's address is remembered; which sitemap of a
        site is the newest is asked each time."""
        page = self._fetcher.submit(to.url).result()
        found = self._parser.submit(
            page.body, page.content_type, page.url, state.place, now
        ).result()
        if isinstance(found, Elsewhere):
            raise SourceError(f"{to.url}: names yet another address; use {found.url}")
        if found.kind == "sitemap":
            # What this page answers to "is it new?" is no answer for the one that named it.
            return Read(state, replace(page, etag=None, last_modified=None), found)
        return Read(state.model_copy(update={"read_from": to.url}), page, found)


def _ahead(items: Iterable[T], count: int) -> Iterator[T]:
    """The same items in the same order, begun `count` before they are asked for."""
    waiting: deque[T] = deque()
    for item in items:
        waiting.append(item)
        if len(waiting) > count:
            yield waiting.popleft()
    yield from waiting


def _refused(error: SourceError) -> Future[Page]:
    future: Future[Page] = Future()
    future.set_exception(error)
    return future
