"""Scorer: what is thought of texts as drafts of a brief; both writers choose by it.

Voice, relevance, novelty and readability, 0 to 1 each; faults, for which a text must not
go out; and notes for the human who is asked. It ranks candidates; it proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.seams import Embedder
from agents.style.scoring.aboutness import BriefRelevance
from agents.style.scoring.authorship import Authorship
from agents.style.scoring.novelty import Freshness, Novelty
from agents.style.scoring.readability import Readability
from agents.style.scoring.stock_phrases import stock_phrase
from agents.style.scoring.unusual import unusual
from agents.style.voice.profile import VoiceProfile
from memory.types import Brief, Post

_HABITS_FROM = 1000
"""Posts, newest first, that tell what is a habit and no fault."""


@dataclass(frozen=True)
class Score:
    """What is thought of one text as a draft of a brief. Parts are 0 to 1, higher is better."""

    voice: float
    """The share of the persona's own posts that sound less like the persona than this does."""
    relevance: float
    """Whether it is about the brief throughout; 0.5 where it says nothing that could be."""
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
        language: str = "en",
    ) -> None:
        """`posts` may be empty; `published`: what we have ever published for the persona."""
        self._own = own = tuple(post.text for post in posts)
        self._profile = profile
        self._authorship = authorship
        self._doubts = (authorship.doubt,) if authorship.doubt else ()
        self._relevance = BriefRelevance(embedder)
        self._novelty = Novelty([*own, *published])
        newest = sorted(posts, key=lambda post: post.posted_at, reverse=True)[:_HABITS_FROM]
        self._readability = Readability([post.text for post in newest], language=language)

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
            notes=(*unusual(text, self._profile), *fresh.notes, *reading.notes, *self._doubts),
        )
