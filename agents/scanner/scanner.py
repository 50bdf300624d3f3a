"""Scanner: reads the sources that are due and remembers what is new, each thing once.

A source that fails costs a line in the report and never the scan. What was read is
remembered in the order in which the sources were named, so that a scan of the same bytes
always has the same result. Signals are safe before their source is marked as read: a
crash in between reads the source once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from agents.scanner import schedule
from agents.scanner.places import is_live, kind_of
from memory.errors import BudgetExhausted, SourceError
from memory.types import Post, Signal, SourceState, Value

if TYPE_CHECKING:
    from agents.scanner.pages import Pages, Read
    from agents.scanner.x import XReading

REMEMBERED_AT_ONCE = 32
"""Sources whose signals go into one transaction."""


class XPlaces(Protocol):
    """Reads a place on X, as `agents.scanner.x.XSource` does."""

    def read(self, place: str, since_id: str | None) -> XReading:
        """Raises SourceError or BudgetExhausted."""
        ...


class ScanMemory(Protocol):
    """What the scanner remembers between two scans."""

    def sources(self, persona: str) -> Sequence[SourceState]: ...

    def save_sources(self, persona: str, states: Sequence[SourceState]) -> None: ...

    def add_signals(self, persona: str, signals: Sequence[Signal]) -> Sequence[Signal]:
        """Those of `signals` that were not known by id, now stored."""
        ...

    def add_posts(self, persona: str, posts: Iterable[Post]) -> int: ...


class PlaceResult(Value):
    """What one place gave, `said` in words: "12 new of 50", "not modified" or the error."""

    place: str
    said: str
    title: str = ""
    found: int = 0
    new: int = 0
    failed: bool = False

    def __str__(self) -> str:
        named = self.place in self.said
        return self.said if named else f"{self.title or self.place}: {self.said}"


class ScanReport(Value):
    """The new signals, already remembered, and one result for each place that was due."""

    signals: tuple[Signal, ...] = ()
    places: tuple[PlaceResult, ...] = ()
    resting: int = 0
    """Places that are paused or not due yet."""


class Scanner:
    """Look outside for a persona."""

    def __init__(
        self,
        memory: ScanMemory,
        pages: Pages,
        clock: Callable[[], datetime],
        x: XPlaces | None = None,
    ) -> None:
        self._memory = memory
        self._pages = pages
        self._clock = clock
        self._x = x

    def due(self, persona: str, places: Sequence[str]) -> tuple[str, ...]:
        """Those of `places` whose time has come."""
        now, known = self._clock(), self._known(persona)
        return tuple(
            place
            for place in dict.fromkeys(places)
            if schedule.is_due(known.get(place) or SourceState(place=place), now)
        )

    def look(self, place: str) -> Read:
        """What `place`, which is not on X, gives now; nothing is remembered. Raises SourceError."""
        (read,) = self._pages.read([SourceState(place=place)], self._clock())
        if read.error is not None:
            raise read.error
        return read

    def scan(
        self,
        persona: str,
        places: Sequence[str],
        *,
        force: bool = False,
        tell: Callable[[PlaceResult], None] = lambda _result: None,
    ) -> ScanReport:
        """Read those of `places` that are due, or all with `force`; `tell` hears each result.

        Bad sources are told in the report. Raises StorageError only.
        """
        now, known = self._clock(), self._known(persona)
        states = [known.get(p) or SourceState(place=p) for p in dict.fromkeys(places)]
        wanted = [state for state in states if force or schedule.is_due(state, now)]
        signals: list[Signal] = []
        results: list[PlaceResult] = []

        def add(new: Sequence[Signal], said: Sequence[PlaceResult]) -> None:
            signals.extend(new)
            results.extend(said)
            for result in said:
                tell(result)

        on_x = [state for state in wanted if kind_of(state.place) == "x"]
        for reads in _batched(self._pages.read([s for s in wanted if s not in on_x], now)):
            add(*self._remember(persona, reads, now))
        for state in on_x:
            add(*self._scan_x(persona, state, now))
        return ScanReport(
            signals=tuple(signals), places=tuple(results), resting=len(states) - len(wanted)
        )

    def _known(self, persona: str) -> dict[str, SourceState]:
        return {state.place: state for state in self._memory.sources(persona)}

    def _remember(
        self, persona: str, reads: Sequence[Read], now: datetime
    ) -> tuple[Sequence[Signal], Sequence[PlaceResult]]:
        found = [signal for read in reads for signal in read.signals]
        new = self._memory.add_signals(persona, found) if found else ()
        counts = Counter(signal.source for signal in new)
        results = [_result(read, counts[read.state.place]) for read in reads]
        states = [_next_state(read, counts[read.state.place], now) for read in reads]
        self._memory.save_sources(persona, states)
        return new, results

    # ----------------------------------------------------------------------- X

    def _scan_x(
        self, persona: str, state: SourceState, now: datetime
    ) -> tuple[Sequence[Signal], Sequence[PlaceResult]]:
        place = state.place
        try:
            if self._x is None:
                raise SourceError(
                    f"{place}: there is no account on X; set its keys (see .env.example) or "
                    "type: python main.py login"
                )
            # The youngest id is to X what an ETag is to a web server.
            reading = self._x.read(place, state.etag)
        except (SourceError, BudgetExhausted) as error:
            after = (
                schedule.failed(state, now, error)
                if isinstance(error, SourceError)
                else schedule.postponed(state, now)
            )
            self._memory.save_sources(persona, [after])
            return (), [PlaceResult(place=place, said=str(error), failed=True)]
        new = self._memory.add_signals(persona, reading.signals) if reading.signals else ()
        posts = self._memory.add_posts(persona, reading.posts) if reading.posts else 0
        read = state.model_copy(
            update={"title": reading.title, "kind": "x", "etag": reading.youngest}
        )
        count = len(new) + posts
        self._memory.save_sources(persona, [schedule.succeeded(read, now, new=count)])
        found = len(reading.signals) + len(reading.posts)
        said = f"{count} new of {found}"
        result = PlaceResult(place=place, said=said, title=reading.title, found=found, new=count)
        return new, [result]


def _result(read: Read, new: int) -> PlaceResult:
    place = read.state.place
    if read.error is not None:
        return PlaceResult(place=place, said=str(read.error), failed=True)
    if read.listing is None:
        return PlaceResult(place=place, said="not modified")
    found, title = len(read.signals), read.listing.title
    return PlaceResult(place=place, said=f"{new} new of {found}", title=title, found=found, new=new)


def _next_state(read: Read, new: int, now: datetime) -> SourceState:
    """What is remembered of a place after this read."""
    state, page = read.state, read.page
    if page is None or read.error is not None:
        return schedule.failed(state, now, read.error or SourceError("no page"))
    changes: dict[str, object] = {"read_from": page.moved_to or state.read_from}
    if read.listing is not None:
        changes |= {"title": read.listing.title, "kind": read.listing.kind}
    if not page.not_modified:
        changes |= {"body_sha256": sha256(page.body).hexdigest()}
    keep = page.not_modified
    changes |= {
        "etag": page.etag or (state.etag if keep else None),
        "last_modified": page.last_modified or (state.last_modified if keep else None),
    }
    read_now = schedule.succeeded(
        state.model_copy(update=changes),
        now,
        new=new,
        dates=[signal.published_at for signal in read.signals if signal.dated_by != "seen"],
        fresh_for=page.fresh_for,
    )
    # A file costs nothing to look at: it is due each time.
    always = {"interval_s": 0.0, "due_at": None}
    return read_now if is_live(state.place) else read_now.model_copy(update=always)


def _batched(reads: Iterator[Read]) -> Iterator[Sequence[Read]]:
    batch: list[Read] = []
    for read in reads:
        batch.append(read)
        if len(batch) == REMEMBERED_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
