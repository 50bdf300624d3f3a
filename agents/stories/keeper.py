"""Story keeper: puts each new signal into the story that it tells, for good.

A signal is compared with its nearest neighbours only, found by its vector, so that its
cost does not grow with what is stored. Old news is remembered and not placed: nothing
will be written about it unless a human asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from agents.stories.clustering import (
    COMPARED,
    FARTHEST,
    SHOWN,
    arrival,
    ends,
    group,
    lead,
    place,
    story_of,
    telling,
)
from memory.types import Signal, Story, Telling

if TYPE_CHECKING:
    from memory.stories import StoryStore

FRESH = timedelta(days=4)
"""Older signals, at the moment their source was true, are history."""
REMEMBERED = timedelta(days=60)
"""How far back a human's question reaches into what was never placed."""
RECALLED = 50
"""Signals of any age that are looked at when a human names a topic."""
NEIGHBOURS = 24
"""Signals that a new one may share a story with: more would have to be nearly its words."""
BATCH = 250
"""Signals that are placed in one transaction."""


class SignalReader(Protocol):
    """Signals by id, as `memory.store.Store` has them."""

    def signals(self, persona: str, ids: Sequence[str]) -> Sequence[Signal]: ...


class Leads(Protocol):
    """Vectors of what signals say first, as `memory.index.VectorIndex` has them."""

    def upsert(self, items: Sequence[tuple[str, str]]) -> int: ...

    def vectors(self, items: Sequence[tuple[str, str]]) -> NDArray[np.float32]: ...

    def query(self, text: str, count: int) -> Sequence[tuple[str, float]]: ...

    def stored(self, ids: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """The vectors of those ids that are there."""
        ...

    def neighbours(
        self, vectors: NDArray[np.float32], count: int
    ) -> Sequence[Sequence[tuple[str, float]]]:
        """The nearest (id, cosine) of every vector."""
        ...


class StoryKeeper:
    """Keeps the stories of one persona."""

    def __init__(
        self,
        persona: str,
        memory: StoryStore,
        signals: SignalReader,
        leads: Leads,
        clock: Callable[[], datetime],
    ) -> None:
        self._persona = persona
        self._memory = memory
        self._signals = signals
        self._leads = leads
        self._clock = clock

    def place_new(self, advance: Callable[[int, int], None] = lambda _done, _of: None) -> int:
        """Put every fresh signal that has no story yet into one; how many there were.

        `advance` hears (done, all) after each batch. What was placed before a crash stays.
        """
        now = self._clock()
        waiting = self._memory.unplaced(self._persona, now - FRESH)
        fresh = [signal for signal in waiting if signal.as_of - signal.published_at <= FRESH]
        young = {signal.id for signal in fresh}
        self._memory.pass_over(
            self._persona, [signal.id for signal in waiting if signal.id not in young]
        )
        for start in range(0, len(fresh), BATCH):
            some = fresh[start : start + BATCH]
            self._place(some, now)
            advance(start + len(some), len(fresh))
        return len(fresh)

    def recent(self, now: datetime) -> tuple[Story, ...]:
        """The stories that grew in the last four days, with their signals."""
        return self._filled(self._memory.recent(self._persona, now - FRESH))

    def of(self, signal_ids: Sequence[str]) -> tuple[Story, ...]:
        """The stories of these signals; those without a place are grouped for the occasion."""
        places = self._memory.places(self._persona, signal_ids)
        kept = self._filled(self._memory.named(self._persona, places.values()))
        alone = [key for key in signal_ids if key not in places]
        signals = sorted(self._signals.signals(self._persona, alone), key=arrival)
        vectors = self._leads.vectors([(signal.id, lead(signal)) for signal in signals])
        by_id = {signal.id: row for signal, row in zip(signals, vectors, strict=True)}
        return (*kept, *group(signals, by_id))

    def near(self, text: str) -> tuple[Story, ...]:
        """The stories, of any age, that come nearest to what a human asked for.

        Old news has no vector before somebody asks: a hundred a second are made now.
        """
        history = self._memory.history(self._persona, self._clock() - REMEMBERED)
        self._leads.upsert([(signal.id, lead(signal)) for signal in history])
        return self.of([key for key, _ in self._leads.query(text, RECALLED)])

    def _place(self, signals: Sequence[Signal], now: datetime) -> None:
        items = [(signal.id, lead(signal)) for signal in signals]
        rows = self._leads.vectors(items)
        vectors = {key: row for (key, _), row in zip(items, rows, strict=True)}
        near = self._near(signals, rows)
        places = self._memory.places(self._persona, (key for keys in near.values() for key in keys))
        stories = self._memory.tellings(self._persona, places.values())
        vectors |= self._leads.stored(_compared(stories.values()))
        placed: list[Telling] = []
        for signal in signals:
            candidates = {places[key] for key in near[signal.id] if key in places}
            one = place(telling(signal), {key: stories[key] for key in candidates}, vectors)
            placed.append(one)
            places[signal.id] = one.story_id
            stories.setdefault(one.story_id, []).append(one)
        touched = {one.story_id: stories[one.story_id] for one in placed}
        self._memory.keep(self._persona, placed, self._told(touched), now)

    def _near(
        self, signals: Sequence[Signal], rows: NDArray[np.float32]
    ) -> dict[str, Sequence[str]]:
        """Signal id to the ids that it may share a story with.

        The index finds what was there; whoever comes in the same batch is compared exactly,
        as an approximate search may miss the one that came first among many alike.
        """
        stored = self._leads.neighbours(rows, NEIGHBOURS)
        alike = rows @ rows.T
        found: dict[str, Sequence[str]] = {}
        for n, signal in enumerate(signals):
            nearest = np.argsort(-alike[n, :n], kind="stable")[:NEIGHBOURS]
            found[signal.id] = [
                *(key for key, cosine in stored[n] if cosine >= FARTHEST),
                *(signals[m].id for m in nearest if alike[n, m] >= FARTHEST),
            ]
        return found

    def _told(self, tellings: Mapping[str, Sequence[Telling]]) -> tuple[Story, ...]:
        """The stories as their first and latest signals tell them now."""
        return tuple(story_of(key, told) for key, told in self._signals_of(tellings).items())

    def _filled(self, named: Sequence[Story]) -> tuple[Story, ...]:
        """The stories with their signals; those without any (kept by a crash) are left out."""
        signals = self._signals_of(
            self._memory.tellings(self._persona, (story.id for story in named))
        )
        return tuple(
            story.model_copy(update={"signals": tuple(signals[story.id])})
            for story in named
            if signals.get(story.id)
        )

    def _signals_of(self, tellings: Mapping[str, Sequence[Telling]]) -> dict[str, list[Signal]]:
        """Story id to the signals that it is shown with, in order of arrival."""
        shown = {
            key: [one.signal_id for one in ends(told, SHOWN)] for key, told in tellings.items()
        }
        wanted = [signal_id for ids in shown.values() for signal_id in ids]
        by_id = {one.id: one for one in self._signals.signals(self._persona, wanted)}
        return {key: [by_id[one] for one in ids if one in by_id] for key, ids in shown.items()}


def _compared(stories: Iterable[Sequence[Telling]]) -> list[str]:
    return [one.signal_id for told in stories for one in ends(told, COMPARED)]
