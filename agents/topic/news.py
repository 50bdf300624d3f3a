"""Newsworthiness, freshness and novelty of a story: three pure scores, each 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from agents.stories import pace
from agents.stories.headlines import routine
from agents.stories.matching import figures, names, title_cased
from memory.types import Signal, Story
from tools.sentences import sentences

HALF_LIFE = timedelta(hours=18)
TOO_OLD = timedelta(days=4)
SAID = (0.40, 0.80)
"""Cosine of story and an earlier text that counts as new, and as said already (MiniLM: a post
about the same event reaches 0.6 to 0.85, another event of the same kind 0.3 to 0.45)."""
SAID_ALREADY = 0.15
"""Novelty below which the persona would repeat itself."""
ROUTINE_FACTOR = 0.35
HOSTILE_FACTOR = 0.3


def age(story: Story, now: datetime) -> timedelta:
    """How old the newest telling is, never negative."""
    return min(pace.age(signal, now) for signal in story.signals)


def freshness(how_old: timedelta) -> float:
    """1 at once, ½ after 18 hours, ¼ after 36."""
    return float(0.5 ** (how_old / HALF_LIFE))


def newsworthiness(story: Story) -> float:
    """Independent sources (45 %), concreteness (55 %); routine and hostile tellings pay for it."""
    sources = 1 - 0.5 ** len(story.publishers)
    score = 0.45 * min(1.0, sources / 0.875) + 0.55 * concreteness(story)
    if routine(story.title):
        score *= ROUTINE_FACTOR
    hostile = sum(signal.hostile for signal in story.signals) / len(story.signals)
    return score * (1 - (1 - HOSTILE_FACTOR) * hostile)


def concreteness(story: Story) -> float:
    """Figures, names, a voice, and enough sentences to lean on, in the fullest telling."""
    return max(_concreteness(signal) for signal in story.signals)


def _concreteness(signal: Signal) -> float:
    text = signal.text[:3000]
    named = text if title_cased(signal.title) else f"{signal.title}. {text}"
    said = any(mark in text for mark in '“"«')
    return (
        0.35 * min(1.0, len(figures(f"{signal.title} {text}")) / 2)
        + 0.25 * min(1.0, len(names(named)) / 3)
        + 0.15 * said
        + 0.25 * min(1.0, len(sentences(text)) / 3)
    )


def novelty(nearest: float) -> float:
    """1 for something unlike all that was said lately, 0 for the same thing again."""
    low, high = SAID
    return 1 - min(1.0, max(0.0, (nearest - low) / (high - low)))


def spoken_age(how_old: timedelta) -> str:
    """ "5 h old", for reasons that people read."""
    hours = how_old / timedelta(hours=1)
    if hours < 1:
        return "less than an hour old"
    return f"{hours:.0f} h old" if hours < 48 else f"{hours / 24:.0f} days old"


def spoken_sources(told_by: Sequence[str]) -> str:
    """ "told by 2 sources: A, B"."""
    if len(told_by) == 1:
        return f"told by {told_by[0]}"
    return f"told by {len(told_by)} sources: {', '.join(told_by)}"
