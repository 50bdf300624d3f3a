"""Voice score: how close a text is to the persona's habits, 0 to 1, and in words.

Half of it is distance from the profile (length, rhythm, marks), half is how many
letter groups it shares with the persona's posts compared with what their own posts
share with each other. It ranks candidates; it does not prove authorship.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.style.profile import VoiceProfile, body, opener_of
from memory.types import Post, PostKind
from tools.sentences import sentences

_WIDTH = 3
"""Letters in a group."""
_SAMPLE = 400
"""Posts that the letter groups are counted over, newest first."""


@dataclass(frozen=True)
class Score:
    """What is thought of one text as a draft of a brief. Parts are 0 to 1, higher is better."""

    voice: float
    """How much it sounds like the persona."""
    relevance: float
    """Whether it is about the brief."""
    novelty: float
    """1 is nothing like any earlier post, 0 is one of them again."""
    readability: float
    faults: tuple[str, ...] = ()
    """Why it must not go out at all, in words."""
    notes: tuple[str, ...] = ()
    """What a human is told: "a little longer and more formal than usual"."""

    @property
    def total(self) -> float:
        """What drafts are ranked by."""
        return (
            0.5 * self.voice + 0.25 * self.relevance + 0.1 * self.novelty + 0.15 * self.readability
        )


class VoiceScorer:
    """Scores texts against one persona's posts. Pure once built; the same text scores the same."""

    def __init__(self, posts: Sequence[Post], profile: VoiceProfile) -> None:
        """`posts` may be empty: then only the profile counts."""
        self._profile = profile
        newest = sorted(posts, key=lambda post: post.posted_at, reverse=True)[:_SAMPLE]
        texts = [body(post.text) for post in newest if post.kind is not PostKind.REPLY]
        self._centre = _groups("\n".join(texts))
        own = sorted(_cosine(_groups(text), self._centre) for text in texts)
        self._typical = float(np.median(own)) if own else 0.0

    def score(self, text: str) -> float:
        """0 (nothing like it) to 1 (as typical as their own posts)."""
        plain = body(text)
        close = math.exp(-sum(self._distances(plain).values()) / 3)
        if not self._typical:
            return round(close, 3)
        alike = min(1.0, _cosine(_groups(plain), self._centre) / self._typical)
        return round((close + alike) / 2, 3)

    def explain(self, text: str) -> tuple[str, ...]:
        """What is unusual for the persona, in words; empty when nothing stands out."""
        profile, plain = self._profile, body(text)
        notes = []
        length = (len(plain) - profile.length_mean) / max(profile.length_spread, 10)
        if abs(length) > 1.5:
            notes.append(
                f"{'longer' if length > 0 else 'shorter'} than usual ({len(plain)} characters)"
            )
        if len(sentences(plain)) > profile.sentences_mean + 1.5:
            notes.append("more sentences than usual")
        if "!" in plain and profile.exclamation_share < 0.05:
            notes.append("an exclamation mark, which is rare")
        if _words_per_sentence(plain) > profile.words_per_sentence * 2:
            notes.append("longer sentences than usual")
        return tuple(notes)

    def _distances(self, text: str) -> dict[str, float]:
        """How far each habit is off; 0 is usual, 1 is clearly unusual."""
        profile = self._profile
        rhythm = _words_per_sentence(text) / max(profile.words_per_sentence, 1)
        return {
            "length": min(
                3.0, abs(len(text) - profile.length_mean) / max(2 * profile.length_spread, 20)
            ),
            "rhythm": min(2.0, abs(math.log(max(rhythm, 0.1)))),
            "opener": 0.3 * (profile.opener_share if not opener_of(text) else 0.0),
            "exclamation": float("!" in text) * (1 - profile.exclamation_share),
            "question": 0.5 * float("?" in text) * (1 - profile.question_share),
            "dash": 0.5 * float(bool(re.search("[—–]", text))) * (1 - profile.dash_share),
            "capitals": abs(float(text[:1].islower()) - profile.lowercase_start_share),
        }


def _words_per_sentence(text: str) -> float:
    parts = sentences(text)
    return len(text.split()) / max(1, len(parts))


def _groups(text: str) -> Counter[str]:
    plain = " ".join(text.lower().split())
    counts = Counter(plain[n : n + _WIDTH] for n in range(len(plain) - _WIDTH + 1))
    return Counter({group: math.log1p(count) for group, count in counts.items()})


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    dot = sum(weight * other[group] for group, weight in one.items() if group in other)
    norms = math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
    return dot / norms if norms else 0.0
