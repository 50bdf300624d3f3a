"""Offline writer: plan and rank, with no language model.

A plan is the shape of a real post of the persona: how long, with a reaction or an emoji
or none, how its lines and its link are joined. The news is a fact of the story in the
persona's spelling; after it, when one is relevant enough, a sentence the persona once
said about something alike. All combinations are ranked by voice, weight of the fact,
relevance of the take, and nearness to the plan. When nothing fits, a plain fact; when
there is no fact, no draft.
"""

from __future__ import annotations

import hashlib
import logging
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from agents.seams import Embedder, Exemplars
from agents.style.casing import Casing
from agents.style.composing import Composed, Composer, Parts, strung
from agents.style.draft import make_draft
from agents.style.facts import (
    HEADLINE,
    Statement,
    continuations,
    follow_up,
    overlap,
    statements,
    unfit,
)
from agents.style.manner import Manner, Mark, Shape, drawn, said_of
from agents.style.modes import FORMS
from agents.style.mood import Mood, is_sorry, mood_of
from agents.style.names import NameForms
from agents.style.profile import VoiceProfile, body, opener_of
from agents.style.recast import recast
from agents.style.relevance import Fit, Relevance, visible
from agents.style.scorer import DraftScorer, Score
from agents.style.takes import Take, mine
from agents.style.wishes import Wishes
from memory.types import Brief, Draft, Mode, Post
from tools.x_text import LIMIT, weighted_length

_LOOKED_AT = 60
"""Posts of the persona whose takes are considered."""
_LEADS, _TAKES, _SHAPES = 8, 6, 3
_READ = 24
"""Candidates that are read whole, faults and all; the others are ranked by voice alone."""
OFF_PLAN = 0.12
"""Rank lost for each thing that the plan has and the text has not, or the other way round."""
OFF_LENGTH = 0.15
"""Most rank lost for another length than the plan's."""
_SHORT_SENTENCES = 13.0
"""Words a sentence up to which the persona is taken to speak in short sentences."""
_LATEST = 20
"""Posts whose lines readers still remember; their takes rest."""
_MARKS = 2
"""Reactions that are tried with each plan: drawn as often as the persona uses them, so that the
most telling one does not stand in every post."""
_TIRED = 4
"""Latest publications whose reactions rest."""
_PARAGRAPHS = 8
"""Paragraphs of a long post after the first."""
_REMEMBERED = 64
"""Assignments whose texts are kept in mind between attempts."""

_FACTS_ONLY = frozenset({Mode.REPLY, Mode.ANNOUNCEMENT})
"""Modes in which nothing that was once said about another story has a place."""
_ASKS = Mark("What do you make of it?", "question", 1)
"""For a persona who asks nothing that fits any story."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Candidate:
    """One way to say it, and what speaks for it beside its voice."""

    said: Composed
    worth: float

    @property
    def text(self) -> str:
        return self.said.text

    @property
    def parts(self) -> Parts:
        return self.said.parts


@dataclass(frozen=True)
class _Setting:
    """What is decided before the parts are chosen."""

    brief: Brief
    shapes: tuple[Shape, ...]
    mood: Mood
    sorry: bool
    chance: random.Random
    recent: Sequence[str]
    told: Casing


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
        self._seed = seed
        self._earlier = [post.text for post in posts]
        self._casing = Casing.learn(self._earlier)
        self._manner = Manner.learn(posts)
        self._composer = Composer(
            profile, self._manner, NameForms.learn(map(body, self._earlier)), self._casing
        )
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
        recent = list(self._recent())
        ranked = self._ranked(brief, recent)
        said = self._said.setdefault(brief.assignment_id, [])
        # Another process made the earlier attempts, perhaps: then they were the first ones here.
        first = islice(self._sound(ranked, brief, recent), attempt - 1)
        tried = {*said[: attempt - 1], *(candidate.text for candidate, _ in first)}
        left = [c for c in _allowed(ranked, Wishes.read(wishes)) if c.text not in tried]
        best = next(self._sound(left, brief, recent), None)
        if best is None:
            return self._why_silent(brief, ranked)
        del said[attempt - 1 :]
        said.append(best[0].text)
        self._forget()
        candidate, score = best
        said_whole = self._whole(candidate.said, brief)
        if isinstance(said_whole, str):
            return said_whole
        return self._draft(brief, Candidate(said_whole, candidate.worth), score, attempt)

    def _whole(self, said: Composed, brief: Brief) -> Composed | str:
        """`said` itself, or the thread or long post that it begins; in words why it cannot."""
        if brief.mode not in {Mode.THREAD, Mode.LONG}:
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
        """Those of `ranked` without a fault; of each batch the most readable and new ones first."""
        for start in range(0, len(ranked), _READ):
            some = ranked[start : start + _READ]
            scores = self._scorer.scores([c.text for c in some], brief, recent)
            merits = [
                0.3 * score.readability + 0.1 * score.novelty + 0.1 * score.relevance - 0.02 * place
                for place, score in enumerate(scores)
            ]
            for n in sorted(range(len(some)), key=lambda n: -merits[n]):
                if not scores[n].faults:
                    yield some[n], scores[n]

    def _draft(self, brief: Brief, best: Candidate, score: Score, attempt: int) -> Draft:
        lead, take = best.parts.lead, best.parts.take
        where = "the headline" if lead.source == HEADLINE else f"fact {lead.source + 1}"
        notes = [f"fact from {where}"]
        if take:
            notes.append(f"take from post {take.post.id}")
        near = [post.id for post in self._exemplars.choose(brief, 3)]
        leaned_on = [take.post.id, *near] if take else near
        return make_draft(
            brief,
            best.text,
            attempt=attempt,
            writer="offline",
            exemplars=tuple(dict.fromkeys(leaned_on)),
            voice_score=score.voice,
            parts=best.said.posts,
            pointers=best.said.pointers,
            notes=(*notes, *score.notes),
        )

    def _ranked(self, brief: Brief, recent: Sequence[str]) -> list[Candidate]:
        """Every way to say it that fits, the one most like the persona first."""
        leads = self._leads(brief)
        if not leads:
            return []
        setting = self._setting(brief, recent)
        opinion = not brief.grave and brief.mode not in _FACTS_ONLY
        fits = self._fits(leads, recent) if opinion else []
        found = {
            candidate.text: candidate
            for shape in setting.shapes
            for lead in leads
            for parts, gain in self._parts(lead, fits, shape, setting)
            for candidate in [self._candidate(parts, gain, shape, setting)]
            if weighted_length(candidate.text) <= LIMIT
        }
        candidates = list(found.values())
        voices = self._scorer.voices(list(found))
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

    def _setting(self, brief: Brief, recent: Sequence[str]) -> _Setting:
        # Posts of one turn are written side by side and cannot see each other: so each draws
        # plans for itself, as often as the person writes like that.
        chance = random.Random(self._draw(brief))  # noqa: S311 - variety, not secrecy
        with_link = bool(ending_link(brief))
        news = " ".join([brief.headline, *(fact.text for fact in brief.facts[:2])])
        return _Setting(
            brief=brief,
            shapes=tuple(self._manner.plan(chance, with_link=with_link) for _ in range(_SHAPES)),
            mood=mood_of(brief.headline),
            sorry=is_sorry(news),
            chance=chance,
            recent=recent,
            told=Casing.learn(fact.text for fact in brief.facts),
        )

    def _parts(
        self, lead: Statement, fits: Sequence[Fit], shape: Shape, setting: _Setting
    ) -> Iterator[tuple[Parts, float]]:
        """Every combination worth a look, each with what its take or second fact gains."""
        emoji, tags = self._ornaments(shape, setting)
        second = follow_up(setting.brief, lead)
        tails: list[tuple[Statement | None, Take | None, float]] = [(None, None, 0.0)]
        tails += [(second, None, 0.02)] if second else []
        tails += [(None, fit.take, fit.gain) for fit in fits if visible(fit, lead.text)]
        if setting.brief.mode is Mode.QUESTION and not setting.brief.grave:
            for question in drawn(self._manner.questions, _MARKS, setting.chance) or [_ASKS]:
                yield Parts(lead, question=question, tags=tags), 0.0
            return
        openers, closers = self._reactions(setting)
        for opener in [None, *openers]:
            for closer in [None, *closers]:
                if opener and closer:
                    continue
                for more, take, gain in tails:
                    if take and (opener or closer):
                        continue
                    for one in [None, *emoji]:
                        yield (
                            Parts(lead, opener, more, take, None, closer, one, tags),
                            gain,
                        )

    def _reactions(self, setting: _Setting) -> tuple[list[Mark], list[Mark]]:
        """What may stand before and after the news; nothing around a reply or announcement."""
        if setting.brief.mode in _FACTS_ONLY:
            return [], []
        return (
            self._marks(self._manner.openers, setting),
            self._marks(self._manner.closers, setting),
        )

    def _marks(self, marks: Sequence[Mark], setting: _Setting) -> list[Mark]:
        """Reactions that suit the story and were not used just now, drawn as they are used."""
        if setting.brief.grave:
            return []
        with_link = bool(ending_link(setting.brief))
        lately = " ".join(map(said_of, setting.recent[:_TIRED]))
        fit = [
            mark
            for mark in marks
            if mark.suits(setting.mood, sorry=setting.sorry, with_link=with_link)
            and (mark.mood == "news" or said_of(mark.text) not in lately)
        ]
        return drawn(fit, _MARKS, setting.chance)

    def _ornaments(self, shape: Shape, setting: _Setting) -> tuple[list[Mark], tuple[str, ...]]:
        """Emoji and hashtags that the plan has room for and the story allows."""
        if setting.brief.grave:
            return [], ()
        emoji = [
            mark
            for mark in self._manner.emoji
            if mark.suits(setting.mood, sorry=setting.sorry, with_link=False)
        ]
        emoji = drawn(emoji, 1, setting.chance) if shape.emoji else []
        told = " ".join([setting.brief.headline, setting.brief.topic]).lower()
        tags = [t.text for t in self._manner.tags if is_told(t.text, told)][: shape.tags]
        return emoji, tuple(tags[:1])

    def _candidate(self, parts: Parts, gain: float, shape: Shape, setting: _Setting) -> Candidate:
        said = self._composer.compose(
            parts,
            shape,
            link=ending_link(setting.brief),
            exclaim=not (setting.sorry or setting.brief.grave),
            told=setting.told,
        )
        off = (
            (bool(parts.opener) != shape.opens)
            + (bool(parts.closer) != shape.closes)
            + (bool(parts.emoji) != bool(shape.emoji))
        )
        length = abs(len(body(said.text)) - shape.length) / max(shape.length, 80)
        worth = (
            0.3 * parts.lead.weight
            + gain
            - OFF_PLAN * off
            - OFF_LENGTH * min(1.0, length)
            + setting.chance.uniform(0, 0.03)
        )
        return Candidate(said, worth)

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
        if ranked:
            return "every way to say it was refused"
        if brief.mode is Mode.REPLY:
            return "nothing in the sources answers what was asked"
        return "no sentence of the story says its news and stands alone"

    def _forget(self) -> None:
        while len(self._said) > _REMEMBERED:
            del self._said[next(iter(self._said))]


def ending_link(brief: Brief) -> str:
    """The link of a single post; that of a thread or long post comes after its last part."""
    several = brief.mode in {Mode.THREAD, Mode.LONG}
    return "" if several or not FORMS[brief.mode].has_link else brief.url or ""


def is_told(tag: str, story: str) -> bool:
    """Whether a hashtag names something that the story (in lower case) tells of."""
    word = tag[1:].lower()
    return len(word) > 2 and re.search(rf"\b{re.escape(word)}s?\b", story) is not None


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
