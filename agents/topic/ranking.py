"""Ranking: which stories deserve a post now, best first, and why.

score = relevance^0.40 · newsworthiness^0.25 · freshness^0.20 · novelty^0.15

A weighted geometric mean: a story that is worth nothing in one respect is worth
nothing. Dismissed outright, with the reason kept: foreign languages, taboos,
advertisements, other people's subjects, old news, and what was said already.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from agents.stories import pace
from agents.stories.clustering import lead
from agents.stories.headlines import advertises, best_told, routine
from agents.topic import news
from agents.topic.lexicon import EVERYDAY
from agents.topic.relevance import (
    EVERYDAY_OWN,
    FLOOR,
    NEIGHBOURS,
    Relevance,
    Told,
    asked,
    elsewhere,
    interest_texts,
    relevance,
    taboo,
)
from memory.persona import Interest, Persona
from memory.types import Candidate, Dismissal, Dismissed, Post, Ranking, Story
from tools.language import guess_language

if TYPE_CHECKING:
    from agents.seams import Embedder

log = logging.getLogger(__name__)

WEIGHTS = {"relevance": 0.40, "newsworthiness": 0.25, "freshness": 0.20, "novelty": 0.15}
AT_LARGE = "news at large"
"""The topic of an article that a human named and no interest covers."""
READ = 3_000
"""Characters of each telling that are looked at."""


_WhyNot = tuple[Dismissal, str]


class StoryMemory(Protocol):
    """The stories that are kept."""

    def recent(self, now: datetime) -> Sequence[Story]:
        """Those that grew in the last days."""
        ...

    def of(self, signal_ids: Sequence[str]) -> Sequence[Story]:
        """Those of these signals."""
        ...

    def near(self, text: str) -> Sequence[Story]:
        """Those of any age that come nearest to what a human asked for."""
        ...


class Leads(Protocol):
    """What signals say first; remembers the vector of every text it has seen."""

    def vectors(self, items: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Unit vectors of (id, text) pairs, in their order."""
        ...


class PastPosts(Protocol):
    """The persona's posts by nearness, for the habit of talking about something."""

    def similar(self, text: str, count: int) -> Sequence[tuple[Post, float]]: ...

    def near(self, vector: NDArray[np.float32], count: int) -> Sequence[tuple[Post, float]]:
        """Like `similar`, for a unit vector."""
        ...


@dataclass(frozen=True)
class _View:
    """A story with its cosines: to each interest text, and to each text said lately."""

    story: Story
    told: NDArray[np.float32]
    """The vector of its best telling."""
    interests: NDArray[np.float32]
    recent: NDArray[np.float32]
    everyday: str | None
    """The everyday subject that it is about instead."""


class StoryRanker:
    """Ranks the stories of the moment for one persona; satisfies the planner's `Stories`."""

    def __init__(
        self,
        persona: Persona,
        embedder: Embedder,
        stories: StoryMemory,
        past: PastPosts,
        said: Callable[[datetime], Sequence[str]],
        leads: Leads,
    ) -> None:
        """`said(now)` are the texts that were published lately."""
        self._persona = persona
        self._embedder = embedder
        self._stories = stories
        self._past = past
        self._said = said
        self._leads = leads

    def rank(
        self, now: datetime, *, about: str | None = None, only: frozenset[str] | None = None
    ) -> Ranking:
        """The stories worth a post, best first, and what was left out; equal input, equal output.

        `about`: what a human asked for, instead of the persona's interests; age and
        repetition are then forgiven. `only`: just the stories with these signals, whatever
        they are about (the auditor still guards the taboos).
        """
        interests = (asked(about),) if about else self._persona.interests
        candidates: list[Candidate] = []
        dismissed: list[Dismissed] = []
        for view in self._views(self._read(now, about, only), now, interests):
            found = self._judge(view, now, interests, wanted=bool(about), named=only is not None)
            if isinstance(found, Candidate):
                candidates.append(found)
            else:
                dismissed.append(found)
                log.debug("story %s dismissed: %s", found.story.id, found.reason)
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.story.id))
        return Ranking(candidates=tuple(candidates), dismissed=tuple(dismissed))

    def _read(
        self, now: datetime, about: str | None, only: frozenset[str] | None
    ) -> Sequence[Story]:
        if only is not None:
            return self._stories.of(sorted(only))
        found = [*self._stories.recent(now), *(self._stories.near(about) if about else ())]
        return tuple({story.id: story for story in found}.values())

    def _views(
        self, stories: Sequence[Story], now: datetime, interests: Sequence[Interest]
    ) -> Sequence[_View]:
        signals = [signal for story in stories for signal in story.signals]
        vectors = self._leads.vectors([(signal.id, lead(signal)) for signal in signals])
        place = {signal.id: n for n, signal in enumerate(signals)}
        # One cosine matrix per question; a story is as near as its nearest telling.
        wanted = self._embedder.embed(interest_texts(interests))
        to_interests = vectors @ wanted.T
        to_recent = vectors @ self._embedder.embed(list(self._said(now))).T
        subjects, to_everyday = self._everyday(vectors, wanted)
        views = []
        for story in stories:
            rows = [place[signal.id] for signal in story.signals]
            near = to_interests[rows].max(axis=0)
            other = elsewhere(near, to_everyday[rows].max(axis=0))
            views.append(
                _View(
                    story,
                    vectors[place[best_told(story.signals).id]],
                    near,
                    to_recent[rows].max(axis=0),
                    None if other is None else subjects[other],
                )
            )
        return views

    def _everyday(
        self, vectors: NDArray[np.float32], wanted: NDArray[np.float32]
    ) -> tuple[list[str], NDArray[np.float32]]:
        """Everyday subjects that are none of the persona's own, and their cosines."""
        everyday = self._embedder.embed(EVERYDAY)
        foreign = np.flatnonzero((everyday @ wanted.T).max(axis=1) < EVERYDAY_OWN)
        return [EVERYDAY[n].split(":")[0] for n in foreign], vectors @ everyday[foreign].T

    def _judge(
        self,
        view: _View,
        now: datetime,
        interests: Sequence[Interest],
        *,
        wanted: bool,
        named: bool,
    ) -> Candidate | Dismissed:
        """A candidate, or the reason why not."""
        close = relevance(
            interests, _told(view.story), view.interests, lambda: self._habit(view.told)
        )
        how_old = news.age(view.story, now)
        nearest = float(view.recent.max(initial=0.0))
        why_not = None if named else self._unfit(view.story, close)
        if why_not is None and not (wanted or named):
            why_not = _elsewhere(view, close) or _untimely(how_old, nearest)
        if why_not is not None:
            why, reason = why_not
            return Dismissed(story=view.story, why=why, reason=reason)
        return _candidate(view.story, close, how_old, nearest, pace.spoken(view.story, now))

    def _habit(self, told: NDArray[np.float32]) -> Sequence[float]:
        return [near for _, near in self._past.near(told, NEIGHBOURS)]

    def _unfit(self, story: Story, close: Relevance) -> _WhyNot | None:
        """Why a story is not for this persona, whenever it comes."""
        text, name = _text(story), self._persona.name
        language = guess_language(text)
        if language not in {None, self._persona.language}:
            told = f'is in "{language}"; {name} writes in "{self._persona.language}"'
            return Dismissal.LANGUAGE, told
        if all(advertises(signal) for signal in story.signals):
            return Dismissal.ADVERTISEMENT, "is an advertisement, or no news"
        touched = taboo(self._persona, text)
        if touched:
            return Dismissal.TABOO, f"touches the taboo “{touched[0]}” (“{touched[1]}”)"
        if close.score < FLOOR:
            told = f"is none of {name}'s subjects ({close.score:.2f} of {FLOOR})"
            return Dismissal.SUBJECT, told
        return None


def _elsewhere(view: _View, close: Relevance) -> _WhyNot | None:
    if view.everyday is None:
        return None
    return Dismissal.SUBJECT, f"is about {view.everyday} rather than “{close.interest}”"


def _untimely(how_old: timedelta, nearest: float) -> _WhyNot | None:
    if how_old > news.TOO_OLD:
        told = f"is {news.spoken_age(how_old)}; after {news.TOO_OLD.days} days it is history"
        return Dismissal.OLD, told
    if news.novelty(nearest) < news.SAID_ALREADY:
        return Dismissal.SAID, f"was said already (similarity {nearest:.2f})"
    return None


def _candidate(
    story: Story, close: Relevance, how_old: timedelta, nearest: float, growth: str | None
) -> Candidate:
    scores = {
        "relevance": close.score,
        "newsworthiness": news.newsworthiness(story),
        "freshness": news.freshness(how_old),
        "novelty": news.novelty(nearest),
    }
    rounded = {name: round(value, 4) for name, value in scores.items()}
    return Candidate(
        story=story,
        score=round(float(np.prod([scores[n] ** w for n, w in WEIGHTS.items()])), 4),
        topic=close.interest if close.score >= FLOOR else AT_LARGE,
        reasons=_reasons(story, close, how_old, nearest, growth),
        **rounded,
    )


def _reasons(
    story: Story, close: Relevance, how_old: timedelta, nearest: float, growth: str | None
) -> tuple[str, ...]:
    told = ", ".join(f"“{word}”" for word in close.keywords[:4])
    reasons = [
        f"close to “{close.interest}” ({close.score:.2f}: {told})"
        if close.score >= FLOOR
        else "asked for by name; far from every interest",
        news.spoken_sources(story.publishers),
        news.spoken_age(how_old),
        f"something like it was said lately ({nearest:.2f})"
        if nearest > news.SAID[0]
        else "nothing similar said lately",
    ]
    reasons += [growth] if growth else []
    kind = routine(story.title)
    if kind:
        reasons.append(f"reads like {kind}")
    if any(signal.hostile for signal in story.signals):
        reasons.append("a telling of it tries to give orders to software")
    return tuple(reasons)


def _told(story: Story) -> Told:
    return Told(
        headline=". ".join(signal.title for signal in story.signals),
        lead=". ".join(lead(signal) for signal in story.signals),
        text=_text(story),
    )


def _text(story: Story) -> str:
    return "\n".join(f"{signal.title}\n{signal.text[:READ]}" for signal in story.signals)
