"""Offline writer: plan and rank, with no language model.

A plan is the shape of a real post of the persona: how long, with a reaction or an emoji
or none, how its lines and its link are joined. The news is a fact of the story in the
persona's spelling; after it, when one is relevant enough, a sentence the persona once
said about something alike. All combinations are ranked by voice, weight of the fact,
relevance of the take, and nearness to the plan. When nothing fits, a plain fact; when the
story tells no news, its title over its link; when that will not do either, no draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from agents.seams import Embedder, Exemplars
from agents.style.draft import make_draft
from agents.style.english.casing import Casing
from agents.style.fitness import unfit
from agents.style.modes import FORMS
from agents.style.offline.candidates import FACTS_ONLY, SEVERAL, Candidate, Candidates
from agents.style.offline.composing import Composed, Composer, Parts, strung
from agents.style.offline.facts import (
    HEADLINE,
    Statement,
    continuations,
    overlap,
    statements,
    title_of,
)
from agents.style.offline.manner import Manner, Shape
from agents.style.offline.names import NameForms
from agents.style.offline.recast import recast
from agents.style.offline.relevance import FittingTakes
from agents.style.scoring.scorer import DraftScorer, Score
from agents.style.voice.profile import VoiceProfile, body, opener_of
from agents.style.wishes import Wishes
from memory.types import Brief, Draft, Mode, Post
from tools.x_text import weighted_length

_NEWEST = 2_000
"""Posts whose manner is taken over: how they write now, and half a second to learn it."""
_LEADS = 8
_READ = 24
"""Candidates that are read whole, faults and all, at a time; voice alone sifts them before."""
_SHORT_SENTENCES = 13.0
"""Words a sentence up to which the persona is taken to speak in short sentences."""
_PARAGRAPHS = 8
"""Paragraphs of a long post after the first."""
_MAY_POINT = frozenset({Mode.STATEMENT, Mode.COMMENT})
"""Modes in which a story that tells no news may still be pointed at."""
_REMEMBERED = 64
"""Assignments whose texts are kept in mind between attempts."""


class OfflineWriter:
    """Writes from the persona's own posts and the brief's facts; satisfies `Writer`."""

    def __init__(
        self,
        posts: Sequence[Post],
        exemplars: Exemplars,
        embedder: Embedder,
        *,
        profile: VoiceProfile,
        scorer: DraftScorer,
        recent: Callable[[], Sequence[str]],
        language: str = "en",
        seed: int = 0,
    ) -> None:
        """`recent` gives the persona's latest publications, newest first; `seed` varies plans."""
        self._exemplars = exemplars
        self._embedder = embedder
        self._profile = profile
        self._scorer = scorer
        self._recent = recent
        self._language = language
        newest = sorted(posts, key=lambda post: post.posted_at, reverse=True)[:_NEWEST]
        manner = Manner.learn(newest)
        names = NameForms.learn(body(post.text) for post in newest)
        self._shares_links = bool(manner.comments) or not manner.statements
        self._casing = Casing.learn(post.text for post in posts)
        self._composer = Composer(profile, manner, names, self._casing)
        self._candidates = Candidates(self._composer, manner, seed=seed)
        self._takes = FittingTakes(posts, self._casing, exemplars, embedder)
        self._said: dict[str, list[str]] = {}

    def write(self, brief: Brief, *, attempt: int, wishes: Sequence[str]) -> Draft | str:
        """The best candidate not tried yet that `wishes` allow, or why there is none."""
        recent = list(self._recent())
        asked = Wishes.read(wishes)
        for told, leads in self._ways(brief):
            best = self._best(told, leads, recent, attempt, asked)
            if best is None:
                continue
            candidate, score = best
            said = self._said.setdefault(brief.assignment_id, [])
            del said[attempt - 1 :]
            said.append(candidate.text)
            self._forget()
            whole = self._whole(candidate.said, told)
            return whole if isinstance(whole, str) else self._draft(told, whole, score, attempt)
        return self._why_silent(brief)

    def _ways(self, brief: Brief) -> Iterator[tuple[Brief, list[Statement]]]:
        """The brief with what can open a post: its news, else its title over its link."""
        if leads := self._leads(brief):
            yield brief, leads
        points = self._shares_links and brief.url and brief.mode in _MAY_POINT
        points = points and not unfit(brief, self._language)
        if points and (title := title_of(brief, self._language)):
            yield brief.model_copy(update={"mode": Mode.COMMENT}), [title]

    def _best(
        self,
        brief: Brief,
        leads: Sequence[Statement],
        recent: Sequence[str],
        attempt: int,
        wishes: Wishes,
    ) -> tuple[Candidate, Score] | None:
        ranked = self._ranked(brief, leads, recent)
        said = self._said.get(brief.assignment_id, [])
        # Another process made the earlier attempts, perhaps: then they were the first ones here.
        first = islice(self._sound(ranked, brief, recent), attempt - 1)
        tried = {*said[: attempt - 1], *(candidate.text for candidate, _ in first)}
        left = [c for c in _allowed(ranked, wishes) if c.text not in tried]
        return next(self._sound(left, brief, recent), None)

    def _whole(self, said: Composed, brief: Brief) -> Composed | str:
        """`said` itself, or the thread or long post that it begins; in words why it cannot."""
        if brief.mode not in SEVERAL:
            return said
        more = continuations(brief, said.parts.lead, self._language)
        if said.parts.second:
            more = [one for one in more if one.text != said.parts.second.text]
        if not more:
            return f"the sources tell too little for a {brief.mode}"
        shape = Shape(length=200, link_joint="\n\n" if brief.mode is Mode.LONG else " ")
        told = Casing.learn(fact.text for fact in brief.facts)
        most = FORMS[brief.mode].most_parts - 1 if brief.mode is Mode.THREAD else _PARAGRAPHS
        kept = more[:most]
        last = len(kept) - 1
        tail = [
            self._composer.compose(
                Parts(one), shape, link=(brief.url or "") if n == last else "", told=told
            )
            for n, one in enumerate(kept)
        ]
        return strung([said, *tail], thread=brief.mode is Mode.THREAD)

    def _sound(
        self, ranked: Sequence[Candidate], brief: Brief, recent: Sequence[str]
    ) -> Iterator[tuple[Candidate, Score]]:
        """Those of `ranked` without a fault; of each batch the most readable ones first."""
        for start in range(0, len(ranked), _READ):
            some = ranked[start : start + _READ]
            scores = self._scorer.scores([c.text for c in some], brief, recent)
            merits = [
                0.3 * score.readability + 0.1 * score.relevance - 0.02 * place
                for place, score in enumerate(scores)
            ]
            for n in sorted(range(len(some)), key=lambda n: -merits[n]):
                if not scores[n].faults:
                    yield some[n], scores[n]

    def _draft(self, brief: Brief, said: Composed, score: Score, attempt: int) -> Draft:
        lead, take = said.parts.lead, said.parts.take
        where = "the headline" if lead.source == HEADLINE else f"fact {lead.source + 1}"
        notes = [f"fact from {where}"]
        if take:
            notes.append(f"take from post {take.post.id}")
        near = [post.id for post in self._exemplars.choose(brief, 3)]
        leaned_on = [take.post.id, *near] if take else near
        return make_draft(
            brief,
            said.text,
            attempt=attempt,
            writer="offline",
            exemplars=tuple(dict.fromkeys(leaned_on)),
            voice_score=score.voice,
            parts=said.posts,
            pointers=said.pointers,
            notes=(*notes, *score.notes),
        )

    def _ranked(
        self, brief: Brief, leads: Sequence[Statement], recent: Sequence[str]
    ) -> list[Candidate]:
        """Every way to say it that fits, the one most like the persona first."""
        opinion = not brief.grave and brief.mode not in FACTS_ONLY
        fits = self._takes.fit(leads, recent) if opinion else []
        candidates = self._candidates.of(brief, leads, fits, recent)
        voices = self._scorer.voices([candidate.text for candidate in candidates])
        ranks = [
            # Most texts that tell news are unlike most posts: the root keeps them apart.
            0.5 * float(voice) ** 0.5 + candidate.worth
            for voice, candidate in zip(voices, candidates, strict=True)
        ]
        order = sorted(range(len(candidates)), key=lambda n: -ranks[n])
        return [candidates[n] for n in order]

    def _leads(self, brief: Brief) -> list[Statement]:
        """Facts that can open a post, and the same in two short sentences where they can be."""
        found = statements(brief, self._language, self._casing)
        if brief.mode is Mode.REPLY:
            found = self._answers(found, brief)
        found = found[:_LEADS]
        if self._language != "en" or self._profile.words_per_sentence > _SHORT_SENTENCES:
            return found
        return found + [
            Statement(text, lead.source, lead.weight * 0.95)
            for lead in found
            for text in recast(lead.text)
        ]

    def _answers(self, found: Sequence[Statement], brief: Brief) -> list[Statement]:
        """What the sources say that has to do with what a reply answers, nearest first."""
        asked = brief.answering or ""
        start = found[0] if found else Statement(brief.headline, HEADLINE, 1.0)
        told = [*found, *continuations(brief, start, self._language)]
        told = [one for one in told if overlap(one.text, asked) > 0]
        vectors = self._embedder.embed([asked, *(one.text for one in told)])
        near = [
            Statement(one.text, one.source, float(closeness))
            for one, closeness in zip(told, vectors[1:] @ vectors[0], strict=True)
        ]
        return sorted(near, key=lambda one: -one.weight)

    def _why_silent(self, brief: Brief) -> str:
        if reason := unfit(brief, self._language):
            return reason
        if self._leads(brief):
            return "every way to say it was refused"
        if brief.mode is Mode.REPLY:
            return "nothing in the sources answers what was asked"
        return "no sentence of the story says its news and stands alone"

    def _forget(self) -> None:
        while len(self._said) > _REMEMBERED:
            del self._said[next(iter(self._said))]


def _allowed(ranked: Sequence[Candidate], wishes: Wishes) -> list[Candidate]:
    """Those of `ranked` that `wishes` let pass, in their order."""
    first = weighted_length(ranked[0].text) if ranked else 0
    longest = min(wishes.longest or first, int(first * 0.85)) if wishes.shorter else wishes.longest
    return [
        candidate
        for candidate in ranked
        if wishes.allow(candidate.text)
        and (longest is None or weighted_length(candidate.text) <= longest)
        and not (wishes.plain and not candidate.parts.plain)
        and not (wishes.no_opener and (candidate.parts.opener or opener_of(candidate.text)))
    ]
