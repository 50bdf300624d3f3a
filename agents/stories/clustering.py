"""Signals that tell of the same event, put together into stories.

Greedy and in the order of arrival, so that a signal seen later joins a story or
begins one and never tears one apart: a story keeps its id as it grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from agents.stories.headlines import best_told, headline
from agents.stories.matching import figures, names, title_cased
from memory.types import Signal, Story
from tools.sentences import sentences

SPAN = timedelta(hours=72)
"""Signals further apart than this from a story's first one tell of another event."""
SAME_EVENT = 0.70
"""Cosine plus what names and figures add; reached by all same-event pairs of our demo feeds
(0.74 to 1.19), and by none of the others (at most 0.62)."""
CLUE = 0.10
"""What a shared name or a shared figure adds; two of each count at most."""
SAME_PUBLISHER = 0.90
"""A publisher seldom tells one event twice, and writes much alike about different ones."""
LEAD_SENTENCES = 2


def lead(signal: Signal) -> str:
    """What a signal says first: its headline and its first sentence; this is what is embedded."""
    first = sentences(signal.text[:2000])[:1]
    return ". ".join([title for title in [signal.title.rstrip(". ")] if title] + first)


def group(signals: Sequence[Signal], vectors: NDArray[np.float32]) -> tuple[Story, ...]:
    """Every signal in exactly one story, oldest story first.

    `vectors` has shape (len(signals), dimension): the unit vectors of `lead`. Pure.
    The id is derived from the first signal's, which later signals do not change.
    """
    order = sorted(range(len(signals)), key=lambda n: _arrival(signals[n]))
    found: list[list[_Telling]] = []
    for n in order:
        telling = _telling(signals[n], vectors[n])
        best = max(found, key=lambda story: _closeness(telling, story), default=None)
        if best is not None and _closeness(telling, best) >= SAME_EVENT:
            best.append(telling)
        else:
            found.append([telling])
    return tuple(_story([telling.signal for telling in story]) for story in found)


@dataclass(frozen=True)
class _Telling:
    """A signal with what it is recognised by."""

    signal: Signal
    vector: NDArray[np.float32]
    names: frozenset[str]
    figures: frozenset[str]


def _telling(signal: Signal, vector: NDArray[np.float32]) -> _Telling:
    text = " ".join(sentences(signal.text[:2000])[:LEAD_SENTENCES])
    named = text if title_cased(signal.title) else f"{signal.title}. {text}"
    return _Telling(signal, vector, names(named), figures(f"{signal.title} {text}"))


def _arrival(signal: Signal) -> tuple[object, ...]:
    return signal.seen_at, signal.published_at, signal.id


def _closeness(telling: _Telling, story: Sequence[_Telling]) -> float:
    """The mean over the story's signals, so that no chain of half-likenesses builds up."""
    first = story[0].signal.published_at
    if abs(telling.signal.published_at - first) > SPAN:
        return 0.0
    return sum(_alike(telling, other) for other in story) / len(story)


def _alike(one: _Telling, other: _Telling) -> float:
    cosine = float(one.vector @ other.vector)
    if one.signal.publisher == other.signal.publisher:
        return cosine if cosine >= SAME_PUBLISHER else 0.0
    clues = min(2, len(one.names & other.names)) + min(2, len(one.figures & other.figures))
    return cosine + CLUE * clues if clues else cosine - CLUE


def _story(signals: Sequence[Signal]) -> Story:
    return Story(
        id=f"story-{signals[0].id}",
        title=headline(best_told(signals)),
        signals=tuple(signals),
    )
