"""Scanner: reads the sources and remembers what is new, each thing once.

A source that fails costs a line in the report and never the scan. Pages come by
threads; they are parsed and remembered one after the other, in the order in which the
sources were named, so that a scan of the same bytes always has the same result.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from agents.scanner.signals import signal_from_x, signals_of
from agents.seams import SignalMemory
from memory.errors import SourceError, UnderstudyError
from memory.types import Signal, SignalKind, SourceState, Value
from tools.feeds import parse_feed

if TYPE_CHECKING:
    from tools.web import Page
    from tools.x.wire import XPost

MENTIONS = "x:mentions"
HOME_TIMELINE = "x:home"
"""Places under which the scanner remembers how far it has read on X."""


class Reader(Protocol):
    """Reads one place, as `tools.web.Fetcher` does; called from several threads at once."""

    def read(self, place: str, etag: str | None, last_modified: str | None) -> Page:
        """Raises SourceError."""
        ...


class XReader(Protocol):
    """Reads X, newest first, only what is younger than `since_id`. Raises UnderstudyError."""

    def mentions(self, since_id: str | None = None) -> Sequence[XPost]: ...

    def home_timeline(self, since_id: str | None = None) -> Sequence[XPost]: ...


class PlaceResult(Value):
    """What one place gave, `said` in words: "12 new of 50", "not modified" or the error."""

    place: str
    said: str
    found: int = 0
    new: int = 0
    failed: bool = False

    def __str__(self) -> str:
        return self.said if self.place in self.said else f"{self.place}: {self.said}"


class ScanReport(Value):
    """The new signals, already remembered, and one result for each place, in order."""

    signals: tuple[Signal, ...] = ()
    places: tuple[PlaceResult, ...] = ()


class Scanner:
    """Look outside for a persona."""

    def __init__(
        self,
        memory: SignalMemory,
        fetcher: Reader,
        clock: Callable[[], datetime],
        concurrency: int = 16,
        x: XReader | None = None,
    ) -> None:
        self._memory = memory
        self._fetcher = fetcher
        self._clock = clock
        self._concurrency = concurrency
        self._x = x

    def scan(self, persona: str, places: Sequence[str]) -> ScanReport:
        """Read all `places`, URLs or files, and X when there is an account.

        Bad sources are told in the report. Raises StorageError only.
        """
        now = self._clock()
        signals: list[Signal] = []
        results: list[PlaceResult] = []
        for state, page in self._pages(persona, list(dict.fromkeys(places))):
            new, result = self._remember(persona, state, page, now)
            signals += new
            results.append(result)
        for place, kind, read in self._x_sources():
            new, result = self._scan_x(persona, place, kind, read, now)
            signals += new
            results.append(result)
        return ScanReport(signals=tuple(signals), places=tuple(results))

    def _pages(
        self, persona: str, places: Sequence[str]
    ) -> Iterator[tuple[SourceState, Future[Page]]]:
        """Each place with its page to come, in order; only a few pages are held at once."""
        pool = ThreadPoolExecutor(self._concurrency, thread_name_prefix="scan")
        waiting: deque[tuple[SourceState, Future[Page]]] = deque()
        try:
            for place in places:
                state = self._memory.source(persona, place) or SourceState(place=place)
                page = pool.submit(self._fetcher.read, place, state.etag, state.last_modified)
                waiting.append((state, page))
                if len(waiting) > 2 * self._concurrency:
                    yield waiting.popleft()
            yield from waiting
        finally:
            pool.shutdown(cancel_futures=True)

    def _remember(
        self, persona: str, state: SourceState, coming: Future[Page], now: datetime
    ) -> tuple[Sequence[Signal], PlaceResult]:
        try:
            page = coming.result()
            digest = state.body_sha256 if page.not_modified else sha256(page.body).hexdigest()
            if page.not_modified or digest == state.body_sha256:
                found, title, said = None, state.title, "not modified"
            else:
                feed = parse_feed(page.body, state.place, page.content_type)
                found, title, said = signals_of(feed, state.place, now), feed.title, ""
        except SourceError as error:
            return (), self._failed(persona, state, error)
        new = self._memory.add_signals(persona, found) if found else ()
        # Only after the signals are safe: a crash in between reads the feed once more.
        self._memory.save_source(
            persona,
            SourceState(
                place=state.place,
                title=title,
                etag=page.etag or (state.etag if page.not_modified else None),
                last_modified=page.last_modified
                or (state.last_modified if page.not_modified else None),
                body_sha256=digest,
                last_success=now,
            ),
        )
        count = len(found or ())
        said = said or f"{len(new)} new of {count}"
        return new, PlaceResult(place=state.place, said=said, found=count, new=len(new))

    def _failed(self, persona: str, state: SourceState, error: Exception) -> PlaceResult:
        """The result of a place that could not be read; what was known of it is kept."""
        change = {"last_error": str(error), "failures": state.failures + 1}
        self._memory.save_source(persona, state.model_copy(update=change))
        return PlaceResult(place=state.place, said=str(error), failed=True)

    def _x_sources(
        self,
    ) -> Iterator[tuple[str, SignalKind, Callable[[str | None], Sequence[XPost]]]]:
        if self._x is not None:
            yield MENTIONS, SignalKind.MENTION, self._x.mentions
            yield HOME_TIMELINE, SignalKind.TIMELINE, self._x.home_timeline

    def _scan_x(
        self,
        persona: str,
        place: str,
        kind: SignalKind,
        read: Callable[[str | None], Sequence[XPost]],
        now: datetime,
    ) -> tuple[Sequence[Signal], PlaceResult]:
        state = self._memory.source(persona, place) or SourceState(place=place)
        try:
            posts = read(state.etag)
        except UnderstudyError as error:
            return (), self._failed(persona, state, error)
        found = [signal_from_x(post, kind, place, now) for post in posts]
        new = self._memory.add_signals(persona, found) if found else ()
        # The youngest id is to X what an ETag is to a web server.
        youngest = max((post.id for post in posts), key=int, default=state.etag)
        self._memory.save_source(
            persona, SourceState(place=place, title="X", etag=youngest, last_success=now)
        )
        said = f"{len(new)} new of {len(found)}"
        return new, PlaceResult(place=place, said=said, found=len(found), new=len(new))
