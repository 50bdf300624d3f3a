"""Scorer: what is thought of texts as drafts of a brief; both writers choose by it.

Voice, relevance, novelty and readability, 0 to 1 each; faults, for which a text must not
go out; and notes for the human who is asked. It ranks candidates; it proves nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.seams import Embedder
from agents.style.aboutness import BriefRelevance
from agents.style.authorship import Authorship
from agents.style.novelty import Freshness, Novelty
from agents.style.profile import VoiceProfile, body, opener_of
from agents.style.readability import Readability
from agents.style.stock_phrases import stock_phrase
from agents.style.unusual import unusual
from memory.types import Brief, Post, PostKind
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


class DraftScorer:
    """Judges drafts of one persona: voice, relevance, novelty, readability. Pure once built."""

    def __init__(
        self,
        posts: Sequence[Post],
        profile: VoiceProfile,
        *,
        authorship: Authorship,
        embedder: Embedder,
        published: Sequence[str] = (),
    ) -> None:
        """`posts` may be empty; `published`: what we have ever published for the persona."""
        self._own = own = [post.text for post in posts]
        self._profile = profile
        self._authorship = authorship
        self._relevance = BriefRelevance(embedder)
        self._novelty = Novelty([*own, *published])
        self._readability = Readability(own)

    def voices(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """`Score.voice` alone, shape (len(texts),): quick enough to sift hundreds of texts."""
        return self._authorship.of(texts)

    def scores(self, texts: Sequence[str], brief: Brief, recent: Sequence[str]) -> list[Score]:
        """One for each of `texts`; `recent` are the latest publications, newest first."""
        voices = self._authorship.of(texts)
        relevances = self._relevance.of(texts, brief)
        fresh = self._novelty.judge(texts, recent)
        return [
            self._score(text, float(voice), relevance, freshness)
            for text, voice, relevance, freshness in zip(
                texts, voices, relevances, fresh, strict=True
            )
        ]

    def _score(self, text: str, voice: float, relevance: float, fresh: Freshness) -> Score:
        reading = self._readability.read(text)
        stock = stock_phrase(text, self._own)
        faults = (*fresh.faults, *reading.faults)
        return Score(
            voice=round(voice, 4),
            relevance=round(relevance, 3),
            novelty=fresh.novelty,
            readability=reading.score,
            faults=(*faults, f'a stock phrase: "{stock}"') if stock else faults,
            notes=(*unusual(text, self._profile), *fresh.notes, *reading.notes),
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
