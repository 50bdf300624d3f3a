"""Clustering: which signals tell of the same event.

One at a time and in the order of arrival, so that a signal seen later joins a story or
begins one and never tears one apart: a story keeps its id as it grows. All pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from agents.stories.disputes import disputes
from agents.stories.headlines import best_told, headline
from agents.stories.matching import figures, names, title_cased
from agents.stories.quarantine import honest
from memory.types import Signal, Story, Telling
from tools.sentences import sentences

Vectors = Mapping[str, NDArray[np.float32]]
"""Signal id to the unit vector of its lead."""

SPAN = timedelta(hours=72)
"""Signals further apart than this from a story's first one tell of another event."""
SAME_EVENT = 0.70
"""Cosine plus what names and figures add; reached by all same-event pairs of our demo feeds
(0.74 to 1.19), and by none of the others (at most 0.62)."""
CLUE = 0.10
"""What a shared name or a shared figure adds ..."""
MOST_CLUES = 2
"""... so many of each at most."""
FARTHEST = SAME_EVENT - 2 * MOST_CLUES * CLUE
"""Cosine below which no clue can make two signals one event."""
SAME_PUBLISHER = 0.90
"""A publisher seldom tells one event twice, and writes much alike about different ones."""
LEAD_SENTENCES = 2
COMPARED = 8
"""Tellings of a story that a new one is compared with: its first and its latest. A story that
everybody tells must not cost more and more."""
SHOWN = 24
"""Signals of a story that are looked at, for the same reason."""


def lead(signal: Signal) -> str:
    """What a signal says first: its headline and its first sentence; this is what is embedded."""
    signal = honest(signal)
    first = sentences(signal.text[:2000])[:1]
    return ". ".join([title for title in [signal.title.rstrip(". ")] if title] + first)


def arrival(signal: Signal) -> tuple[object, ...]:
    """Sorts signals in the order in which they are placed."""
    return signal.seen_at, signal.published_at, signal.id


def telling(signal: Signal) -> Telling:
    """What `signal` is recognised by; until it is placed, it tells a story of its own."""
    text = " ".join(sentences(signal.text[:2000])[:LEAD_SENTENCES])
    named = text if title_cased(signal.title) else f"{signal.title}. {text}"
    return Telling(
        signal_id=signal.id,
        story_id=f"story-{signal.id}",
        publisher=signal.publisher,
        published_at=signal.published_at,
        names=tuple(sorted(names(named))),
        figures=tuple(sorted(figures(f"{signal.title} {text}"))),
    )


def place(one: Telling, stories: Mapping[str, Sequence[Telling]], vectors: Vectors) -> Telling:
    """`one` in the story that it tells, out of `stories` (tellings in order of arrival), if any."""
    closeness = {key: _closeness(one, told, vectors) for key, told in stories.items()}
    best = max(closeness, key=lambda key: closeness[key], default=None)
    if best is None or closeness[best] < SAME_EVENT:
        return one
    return one.model_copy(update={"story_id": best})


def group(signals: Sequence[Signal], vectors: Vectors) -> tuple[Story, ...]:
    """Every signal in exactly one story, oldest story first.

    The id is derived from the first signal's, which later signals do not change.
    """
    stories: dict[str, list[Telling]] = {}
    by_id = {signal.id: signal for signal in signals}
    for signal in sorted(by_id.values(), key=arrival):
        placed = place(telling(signal), stories, vectors)
        stories.setdefault(placed.story_id, []).append(placed)
    return tuple(
        story_of(key, [by_id[one.signal_id] for one in told]) for key, told in stories.items()
    )


def story_of(story_id: str, signals: Sequence[Signal]) -> Story:
    """The story that `signals`, in order of arrival, tell."""
    return Story(
        id=story_id,
        title=headline(best_told(signals)),
        signals=tuple(signals),
        disputes=disputes(signals),
    )


def ends(told: Sequence[Telling], count: int) -> Sequence[Telling]:
    """The first and the latest of a story's tellings, `count` at most."""
    return told if len(told) <= count else [*told[: count // 2], *told[-(count - count // 2) :]]


def _closeness(one: Telling, told: Sequence[Telling], vectors: Vectors) -> float:
    """The mean over the story's signals, so that no chain of half-likenesses builds up."""
    if abs(one.published_at - told[0].published_at) > SPAN:
        return 0.0
    compared = [other for other in ends(told, COMPARED) if other.signal_id in vectors]
    return sum(_alike(one, other, vectors) for other in compared) / max(1, len(compared))


def _alike(one: Telling, other: Telling, vectors: Vectors) -> float:
    cosine = float(vectors[one.signal_id] @ vectors[other.signal_id])
    if one.publisher == other.publisher:
        return cosine if cosine >= SAME_PUBLISHER else 0.0
    clues = min(MOST_CLUES, len({*one.names} & {*other.names}))
    clues += min(MOST_CLUES, len({*one.figures} & {*other.figures}))
    return cosine + CLUE * clues if clues else cosine - CLUE
