"""What a headline gives away: whether it is news, an advertisement or routine."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.stories.lexicon import ADVERTISEMENT, ROUTINE
from agents.stories.matching import any_of, figures, names, title_cased
from agents.stories.quarantine import honest
from memory.types import Signal
from tools.sentences import sentences

GOOD_LENGTH = range(35, 111)
"""Characters of a headline that says enough and is not cut off."""

_ADVERTISEMENT = any_of(ADVERTISEMENT)
_ROUTINE = tuple((re.compile(pattern, re.IGNORECASE), what) for pattern, what in ROUTINE)


def advertises(signal: Signal) -> bool:
    """Whether the headline sells something, or is a horoscope or a puzzle."""
    return bool(_ADVERTISEMENT.search(signal.title))


def routine(headline: str) -> str | None:
    """What kind of non-event the headline announces ("a list"), or None for news."""
    return next((what for pattern, what in _ROUTINE if pattern.search(headline)), None)


def best_told(signals: Sequence[Signal]) -> Signal:
    """The signal with the most telling headline; the earliest among equals."""
    return max(signals, key=_merit)


def headline(signal: Signal) -> str:
    """The signal's title, or its first sentence when it has none (posts of a timeline).

    Sentences that give orders to software are in neither.
    """
    signal = honest(signal)
    return signal.title.strip() or next(iter(sentences(signal.text[:2000])), "")[:200]


def _merit(signal: Signal) -> float:
    title = signal.title
    return (
        (len(title) in GOOD_LENGTH)
        + bool(figures(title))
        + 0.5 * bool(names(title))
        - 0.5 * title_cased(title)
        - 2.0 * (routine(title) is not None)
        - 4.0 * (signal.hostile or advertises(signal))
    )
