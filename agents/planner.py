"""Planner: looks at memory and money, and hands out assignments.

Plain rules over a frozen view of the desk: due work first (delivery is the loop's
business), then news. Whoever decides, rules or a model, the answer is the same typed
Plan. It never writes, fetches or publishes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agents.style.modes import unpublishable
from memory.errors import BudgetExhausted
from memory.persona import Persona
from memory.types import (
    Assignment,
    AssignmentKind,
    Candidate,
    Description,
    Mode,
    Plan,
    Ranking,
    Request,
)


class Stories(Protocol):
    """Where candidates come from, best first."""

    def rank(
        self, now: datetime, *, about: str | None = None, only: frozenset[str] | None = None
    ) -> Ranking:
        """`about` replaces the persona's interests; `only` keeps stories with these signals."""
        ...


class DeskRecords(Protocol):
    """What the planner reads from memory."""

    def taken_stories(self) -> frozenset[str]: ...

    def said_today(self, now: datetime) -> int: ...

    def check_budget(self) -> None:
        """Raises BudgetExhausted when nothing more may be spent today."""
        ...


@dataclass(frozen=True)
class DeskView:
    """All that a decision may depend on."""

    turn_id: str
    request: Request
    ranking: Ranking
    taken: frozenset[str]
    said_today: int
    dry_run: bool
    channel: str


class Planner:
    """Decides what the desk does next."""

    def __init__(
        self,
        persona: Persona,
        stories: Stories,
        records: DeskRecords,
        clock: Callable[[], datetime],
        *,
        channel: str,
        dry_run: bool,
        describe: Callable[[str], Description] | None = None,
    ) -> None:
        """`describe(channel)` says what a channel takes; without it, everything."""
        self._persona = persona
        self._stories = stories
        self._records = records
        self._clock = clock
        self._channel = channel
        self._dry_run = dry_run
        self._describe = describe

    def plan(
        self, request: Request, turn_id: str, *, scanned: bool, asked: frozenset[str] = frozenset()
    ) -> Plan:
        """The next assignments; none when there is nothing worth doing.

        `asked` are the signals of an article that the request names.
        """
        place = self._describe(self._channel) if self._describe else None
        if why_not := impossible(request, place):
            return Plan(reason=why_not)
        try:
            self._records.check_budget()
        except BudgetExhausted as error:
            return Plan(reason=str(error))
        if not scanned:
            return look_outside(self._persona, turn_id)
        now = self._clock()
        view = DeskView(
            turn_id=turn_id,
            request=request,
            ranking=self._look(request, asked, now),
            taken=self._records.taken_stories(),
            said_today=self._records.said_today(now),
            dry_run=self._dry_run,
            channel=self._channel,
        )
        return choose(self._persona, view)

    def _look(self, request: Request, asked: frozenset[str], now: datetime) -> Ranking:
        if request.url or request.story:
            return self._stories.rank(now, only=asked)
        return self._stories.rank(now, about=request.topic)


def impossible(request: Request, place: Description | None) -> str:
    """Why what a human asked for cannot be done, with the next step; empty when it can."""
    if request.mode is Mode.REPLY:
        return "a reply answers somebody's words: say whose with --reply-to"
    subject = request.url or request.topic or request.story
    if request.mode is Mode.ANNOUNCEMENT and not subject:
        return "an announcement tells of the persona's own work: say which, with --url or --topic"
    return unpublishable(request.mode, place) if place else ""


def choose(persona: Persona, view: DeskView) -> Plan:
    """The stories that get a post this turn. Pure."""
    if view.request.url or view.request.topic:
        return _as_requested(persona, view)
    limit = persona.posts_per_day(view.channel)
    room = min(persona.limits.posts_per_turn, limit - view.said_today)
    if room <= 0:
        return Plan(reason=f"{view.said_today} of {limit} posts are out today: that is enough")
    fresh = [c for c in view.ranking.candidates if c.story.id not in view.taken]
    if not fresh:
        return Plan(reason=_nothing(view))
    chosen = tuple(_assign(persona, view, c, salt="") for c in fresh[:room])
    return Plan(
        assignments=chosen,
        reason=f"{len(fresh)} stories are worth a post, room for {room}: "
        + "; ".join(f"“{c.story.title}” ({c.score:.2f})" for c in fresh[:room]),
    )


def _as_requested(persona: Persona, view: DeskView) -> Plan:
    wanted = view.request.url or f"“{view.request.topic}”"
    if not view.ranking.candidates:
        return Plan(
            reason=f"no source speaks of {wanted}; name one with --feed, or an article with --url"
        )
    # Asking twice means wanting two: the turn is part of the assignment's identity.
    chosen = _assign(persona, view, view.ranking.candidates[0], salt=view.turn_id)
    return Plan(assignments=(chosen,), reason=f"a human asked for {wanted}")


def _nothing(view: DeskView) -> str:
    """What became of every story, when none is left to write about."""
    seen = Counter(str(dismissed.why) for dismissed in view.ranking.dismissed)
    seen["dealt with already"] = len(view.ranking.candidates)
    if not seen.total():
        return "the sources tell of nothing new"
    shares = "; ".join(f"{count} {why}" for why, count in seen.most_common() if count)
    return f"none of {seen.total()} stories is worth a post now: {shares}"


def look_outside(persona: Persona, turn_id: str) -> Plan:
    """The plan to read sources before anything is decided."""
    scan = Assignment(
        id=f"scan-{turn_id}",
        persona=persona.slug,
        kind=AssignmentKind.SCAN,
        reason="nothing was read yet this turn",
    )
    return Plan(assignments=(scan,), reason="look outside first")


def _assign(persona: Persona, view: DeskView, candidate: Candidate, salt: str) -> Assignment:
    run = "dry" if view.dry_run else "live"
    identity = f"{persona.slug}|{view.channel}|{run}|{candidate.story.id}|{salt}"
    return Assignment(
        id=hashlib.sha256(identity.encode()).hexdigest()[:12],
        persona=persona.slug,
        kind=AssignmentKind.POST,
        channel=view.channel,
        dry_run=view.dry_run,
        candidate=candidate,
        mode=view.request.mode,
        reason="; ".join(candidate.reasons),
    )
