"""How close a story is to what the persona talks about.

Two witnesses must agree before a story counts at all: a keyword of an interest
stands in it, and its meaning is near that interest. Either alone lets cup ties
("wallet") and small talk (vaguely near everything) through.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.stories.matching import words
from memory.persona import Interest, Persona
from tools.language import COMMON

FLOOR = 0.30
"""Relevance below which a story is none of the persona's business."""
NEAR = (0.12, 0.42)
"""Cosine of story and interest that counts as nothing, and as full agreement. Measured with
MiniLM on real feeds: 95 in 100 off-topic items lie below 0.25, our subjects at 0.15 to 0.55."""
PAST = (0.25, 0.55)
"""The same for the three nearest past posts."""
KEYWORD_SHARE = 0.65
PAST_SHARE = 0.15
IN_HEADLINE, IN_LEAD, IN_TEXT = 1.0, 0.6, 0.25
"""What one keyword counts for, by where it first stands."""
PLENTY = 2.0
"""Two keywords in the headline count even when the meaning seems far."""
EVERYDAY_NEAR = 0.30
"""Cosine from which a story is about an everyday subject, unless an interest is nearer by:"""
EVERYDAY_MARGIN = 0.10
EVERYDAY_OWN = 0.40
"""Cosine of an interest and an everyday subject from which the subject is the persona's own."""
READ = 3_000
"""Characters of a story that are searched for keywords."""
NEIGHBOURS = 3
"""How many of the nearest past posts speak for the persona's own habit."""

_PLURAL = re.compile(r"[a-z]{3}[^su\W]s$")


@dataclass(frozen=True)
class Relevance:
    """`score` 0 to 1; `interest` is the closest one, `keywords` the words that gave it away."""

    score: float
    interest: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A story's words as the relevance sees them."""

    headline: str
    lead: str
    text: str


def interest_texts(interests: Sequence[Interest]) -> list[str]:
    """What stands for the interests when meanings are compared: all names, then all in full."""
    return [i.name for i in interests] + [f"{i.name}: {', '.join(i.keywords)}" for i in interests]


def asked(about: str) -> Interest:
    """A human's wish as the only interest: its longer words, in the singular, are the keywords."""
    stripped = (word.strip(".,;:!?\"'“”‘’()") for word in about.split())
    telling = [word for word in stripped if len(word) > 2 and word.lower() not in COMMON["en"]]
    single = [word[:-1] if _PLURAL.search(word) else word for word in telling]
    return Interest(name=about, weight=1, keywords=tuple(dict.fromkeys([about, *single])))


def relevance(
    interests: Sequence[Interest],
    told: Told,
    cosines: NDArray[np.float32],
    past: Callable[[], Sequence[float]],
) -> Relevance:
    """The best interest's score. Pure but for `past`, which is asked only when it matters.

    `cosines` has shape (2 × interests,), in the order of `interest_texts`; `past` gives
    those of the nearest past posts.
    score = 0.85 · weight · (0.65 · keywords + 0.35 · nearness) + 0.15 · past posts
    """
    near = cosines.reshape(2, len(interests)).max(axis=0)
    scored = [_of(one, told, float(n)) for one, n in zip(interests, near, strict=True)]
    best = max(scored, key=lambda found: found.score)
    if best.score <= 0:
        return best
    nearest = past()
    habit = _scale(sum(nearest) / len(nearest), PAST) if nearest else 0.0
    score = (1 - PAST_SHARE) * best.score + PAST_SHARE * habit
    return Relevance(score, best.interest, best.keywords)


def _of(interest: Interest, told: Told, near: float) -> Relevance:
    nearness = _scale(near, NEAR)
    hits, found = _keywords(interest, told)
    if nearness < _nearness_needed(hits):
        return Relevance(0.0, interest.name, ())
    agreed = KEYWORD_SHARE * (1 - 0.5 ** (1.5 * hits)) + (1 - KEYWORD_SHARE) * nearness
    return Relevance(interest.weight * agreed, interest.name, found)


def _nearness_needed(hits: float) -> float:
    """The less is said in the interest's words, the nearer the meaning must be."""
    if hits >= PLENTY:
        return 0.0
    if hits >= IN_HEADLINE:
        return 0.01
    return 0.5 if hits >= IN_LEAD else math.inf


def _keywords(interest: Interest, told: Told) -> tuple[float, tuple[str, ...]]:
    """How much is said in the interest's own words, and which words."""
    listed = words(*(interest.keywords or (interest.name,)))
    places = ((told.headline, IN_HEADLINE), (told.lead, IN_LEAD), (told.text[:READ], IN_TEXT))
    first: dict[str, float] = {}
    for text, worth in places:
        for word in listed.found(text):
            first.setdefault(word, worth)
    return sum(first.values()), tuple(first)


def _scale(value: float, span: tuple[float, float]) -> float:
    low, high = span
    return min(1.0, max(0.0, (value - low) / (high - low)))


def elsewhere(interests: NDArray[np.float32], everyday: NDArray[np.float32]) -> int | None:
    """Index of the everyday subject that a story is about instead of an interest, or None.

    Both are cosines with the story, of shape (texts,); `everyday` may be empty.
    """
    if not everyday.size:
        return None
    nearest = int(everyday.argmax())
    near = float(everyday[nearest])
    other = near >= EVERYDAY_NEAR and near > float(interests.max()) - EVERYDAY_MARGIN
    return nearest if other else None


def taboo(persona: Persona, text: str) -> tuple[str, str] | None:
    """(subject, word) of the first taboo that `text` touches, or None."""
    for subject in persona.taboos:
        found = words(*subject.words).found(text)
        if found:
            return subject.name, found[0]
    return None
