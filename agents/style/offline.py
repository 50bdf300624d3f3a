"""Offline writer: plan and rank, with no language model.

A post is a fact of the story in the persona's manner; after it, when one is
relevant enough, a sentence the persona once said about something alike; in a
comment the story's link comes last. All combinations are ranked by closeness to
the persona's habits, weight of the fact, relevance of the take, and novelty. When
nothing fits, a plain fact; when there is no fact, no draft.
"""

from __future__ import annotations

import hashlib
import logging
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from agents.seams import Embedder, Exemplars
from agents.style.casing import Casing
from agents.style.copying import is_near_copy
from agents.style.draft import make_draft
from agents.style.facts import HEADLINE, Statement, follow_up, statements, unfit
from agents.style.openers import for_fact, for_take
from agents.style.profile import VoiceProfile, opener_of
from agents.style.relevance import Fit, Relevance, visible
from agents.style.scorer import VoiceScorer
from agents.style.surface import after_opener, dress, finish
from agents.style.takes import Take, mine
from agents.style.wishes import Wishes
from memory.types import Brief, Draft, Mode, Post
from tools.x_text import weighted_length

LIMIT = 280
"""Units of one post, counted as X counts."""
_LOOKED_AT = 60
"""Posts of the persona whose takes are considered."""
_LEADS = 8
_TAKES = 6
OFF_PLAN, OPENER_LIKING = 0.12, 0.06
"""Rank lost for opening, or not, against the draw; most that a liking for one opener gains."""
_LATEST = 20
"""Posts whose lines readers still remember; their takes rest."""
_REMEMBERED = 64
"""Assignments whose texts are kept in mind between attempts."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Candidate:
    """One way to say it: the parts that were chosen, the whole text, and its rank."""

    text: str
    lead: Statement
    opener: str
    take: Take | None
    score: float


class OfflineWriter:
    """Writes from the persona's own posts and the brief's facts; satisfies `Writer`."""

    def __init__(
        self,
        posts: Sequence[Post],
        exemplars: Exemplars,
        embedder: Embedder,
        *,
        profile: VoiceProfile,
        scorer: VoiceScorer,
        recent: Callable[[], Sequence[str]],
        language: str = "en",
        seed: int = 0,
    ) -> None:
        """`recent` gives the persona's latest publications, newest first; `seed` varies ties."""
        self._exemplars = exemplars
        self._profile = profile
        self._scorer = scorer
        self._recent = recent
        self._language = language
        self._seed = seed
        self._earlier = [post.text for post in posts]
        self._casing = Casing.learn(self._earlier)
        newest = sorted(posts, key=lambda post: post.posted_at, reverse=True)[:_LATEST]
        resting = {post.id for post in newest}
        takes = mine(posts, self._casing)
        self._relevance = Relevance(takes, embedder)
        self._takes: dict[str, list[Take]] = {}
        for take in takes:
            if take.post.id not in resting:
                self._takes.setdefault(take.post.id, []).append(take)
        self._said: dict[str, list[str]] = {}

    def write(self, brief: Brief, *, attempt: int, wishes: Sequence[str]) -> Draft | str:
        """The best candidate not tried yet that `wishes` allow, or why there is none."""
        ranked = self._ranked(brief)
        said = self._said.setdefault(brief.assignment_id, [])
        tried = {*said[: attempt - 1], *(c.text for c in ranked[: attempt - 1])}
        left = [c for c in _allowed(ranked, Wishes.read(wishes)) if c.text not in tried]
        if not left:
            return self._why_silent(brief, ranked)
        best = left[0]
        del said[attempt - 1 :]
        said.append(best.text)
        self._forget()
        return self._draft(brief, best, attempt)

    def _draft(self, brief: Brief, best: Candidate, attempt: int) -> Draft:
        where = "the headline" if best.lead.source < 0 else f"fact {best.lead.source + 1}"
        notes = [f"fact from {where}"]
        if best.take:
            notes.append(f"take from post {best.take.post.id}")
        near = [post.id for post in self._exemplars.nearest(brief.headline, 3)]
        leaned_on = [best.take.post.id, *near] if best.take else near
        return make_draft(
            brief,
            best.text,
            attempt=attempt,
            writer="offline",
            exemplars=tuple(dict.fromkeys(leaned_on)),
            voice_score=self._scorer.score(best.text),
            notes=(*notes, *self._scorer.explain(best.text)),
        )

    def _ranked(self, brief: Brief) -> list[Candidate]:
        leads = statements(brief, self._language, self._casing)[:_LEADS]
        if not leads:
            return []
        recent = list(self._recent())
        fits = [] if brief.grave else self._fits(leads, recent)
        chance = random.Random(self._draw(brief))  # noqa: S311 - variety, not secrecy
        # Posts of one turn are written side by side and cannot see each other: so each draws
        # for itself whether it opens, as often as the person does, and with what.
        opens = chance.random() < self._profile.opener_share
        found = [
            candidate
            for lead in leads
            for candidate in self._candidates(brief, lead, fits, recent, chance, opens)
        ]
        fresh = [c for c in found if not is_near_copy(c.text, [*self._earlier, *recent])]
        return sorted(fresh, key=lambda candidate: -candidate.score)

    def _candidates(
        self,
        brief: Brief,
        lead: Statement,
        fits: Sequence[Fit],
        recent: Sequence[str],
        chance: random.Random,
        opens: bool,
    ) -> Iterator[Candidate]:
        """Every combination of opener, fact, second part and link that fits the limit."""
        fact = dress(lead.text, self._profile)
        openers = [""] if brief.grave else ["", *self._openers(brief)]
        second = follow_up(brief, lead)
        tails: list[tuple[str, Take | None, float]] = [("", None, 0.0)]
        if second:
            tails.append((dress(second.text, self._profile), None, 0.02))
        tails += [
            (_with_opener(fit.take), fit.take, fit.gain) for fit in fits if visible(fit, lead.text)
        ]
        for opener in openers:
            liking = chance.uniform(0, OPENER_LIKING) - (OFF_PLAN if bool(opener) != opens else 0)
            for tail, take, gain in tails:
                if opener and take and take.opener:
                    continue
                text = self._layout(brief, opener, fact, tail)
                if weighted_length(text) <= LIMIT:
                    score = self._rank(text, lead, opener, gain, recent) + chance.uniform(0, 0.03)
                    yield Candidate(text, lead, opener, take, round(score + liking, 4))

    def _layout(self, brief: Brief, opener: str, fact: str, tail: str) -> str:
        known = [Casing.learn(f.text for f in brief.facts), self._casing]
        first = f"{opener} {after_opener(fact, self._profile, known)}" if opener else fact
        gap = "\n\n" if self._profile.line_break_share > 0.3 else " "
        text = finish(gap.join(part for part in (first, tail) if part), self._profile, known)
        return f"{text} {brief.url}" if brief.mode is Mode.COMMENT and brief.url else text

    def _rank(
        self, text: str, lead: Statement, opener: str, gain: float, recent: Sequence[str]
    ) -> float:
        used = [opener_of(old) for old in recent[:4]]
        tired = 0.2 if opener and opener in used else 0.0
        return 0.5 * self._scorer.score(text) + 0.3 * lead.weight + gain - tired

    def _openers(self, brief: Brief) -> list[str]:
        with_link = brief.mode is Mode.COMMENT and brief.url is not None
        return for_fact(self._profile.openers, with_link=with_link)

    def _fits(self, leads: Sequence[Statement], recent: Sequence[str]) -> list[Fit]:
        """Takes that belong to the story, best first; none that was said lately."""
        head = next((lead.text for lead in leads if lead.source == HEADLINE), "")
        told = next((lead.text for lead in leads if lead.source != HEADLINE), "")
        story = f"{head} {told}".strip()
        said = " ".join(recent).lower()
        takes = [
            take
            for post in self._exemplars.nearest(story, _LOOKED_AT)
            for take in self._takes.get(post.id, ())
            if take.text.lower() not in said
        ]
        return self._relevance.judge(story, takes)[:_TAKES]

    def _draw(self, brief: Brief) -> int:
        digest = hashlib.sha256(f"{self._seed}\n{brief.assignment_id}".encode()).digest()
        return int.from_bytes(digest[:8], "big")

    def _why_silent(self, brief: Brief, ranked: Sequence[Candidate]) -> str:
        reason = unfit(brief, self._language)
        if reason:
            return reason
        return (
            "every way to say it was refused"
            if ranked
            else "no sentence of the story says its news and stands alone"
        )

    def _forget(self) -> None:
        while len(self._said) > _REMEMBERED:
            del self._said[next(iter(self._said))]


def _with_opener(take: Take) -> str:
    opener = for_take(take.opener)
    return f"{opener} {take.text}" if opener else take.text


def _allowed(ranked: Sequence[Candidate], wishes: Wishes) -> list[Candidate]:
    """Those of `ranked` that `wishes` let pass, in their order."""
    first = weighted_length(ranked[0].text) if ranked else 0
    longest = min(wishes.longest or first, int(first * 0.85)) if wishes.shorter else wishes.longest
    return [
        candidate
        for candidate in ranked
        if wishes.allow(candidate.text)
        and (longest is None or weighted_length(candidate.text) <= longest)
        and not (wishes.plain and (candidate.take or candidate.opener))
        and not (wishes.no_opener and opener_of(candidate.text))
    ]
