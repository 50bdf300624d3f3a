"""Candidates: every way to say the news that the persona's manner and the story allow.

A few plans are drawn from the shapes of their real posts; for each, facts, takes, reactions
and emoji are put together. What speaks for a candidate beside its voice is its worth: the
weight of its fact, the relevance of its take, and how well it keeps to the plan.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.style.english.casing import Casing
from agents.style.english.mood import Mood, is_sorry, mood_of
from agents.style.modes import FORMS
from agents.style.offline.composing import Composed, Composer, Parts
from agents.style.offline.facts import Statement, follow_up
from agents.style.offline.manner import Manner, Mark, Shape, drawn
from agents.style.offline.reactions import said_of
from agents.style.offline.relevance import Fit, visible
from agents.style.offline.takes import Take
from agents.style.voice.profile import body
from memory.types import Brief, Mode
from tools.x_text import LIMIT, weighted_length

FACTS_ONLY = frozenset({Mode.REPLY, Mode.ANNOUNCEMENT})
"""Modes in which nothing that was once said about another story has a place."""
SEVERAL = frozenset({Mode.THREAD, Mode.LONG})
"""Modes in which a post goes on after its first part."""
OFF_PLAN = 0.12
"""Worth lost for each thing that the plan has and the text has not, or the other way round."""
OFF_LENGTH = 0.25
"""Most worth lost for another length than the plan's."""
_SHAPES = 6
"""Plans that are drawn for one brief."""
_MARKS = 2
"""Reactions that are tried with each plan: drawn as often as the persona uses them, so that the
most telling one does not stand in every post."""
_TIRED = 8
"""Latest publications whose reactions rest."""
_ASKS = Mark("What do you make of it?", "question", 1)
"""For a persona who asks nothing that fits any story."""
_ASKED = 1.0
"""Worth of a question where one is wanted: a plain statement is what is left when all were
refused."""


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
class Setting:
    """What is decided before the parts are chosen."""

    brief: Brief
    shapes: tuple[Shape, ...]
    mood: Mood
    sorry: bool
    chance: random.Random
    recent: Sequence[str]
    told: Casing


class Candidates:
    """Makes the candidates of one persona. Equal briefs and seeds give equal candidates."""

    def __init__(self, composer: Composer, manner: Manner, *, seed: int = 0) -> None:
        """`seed` varies the plans."""
        self._composer = composer
        self._manner = manner
        self._seed = seed

    def of(
        self, brief: Brief, leads: Sequence[Statement], fits: Sequence[Fit], recent: Sequence[str]
    ) -> list[Candidate]:
        """Each text once, within the limit of a post, in no order of merit.

        `fits` are takes that belong to the story, `recent` the latest publications, newest first.
        """
        setting = self._setting(brief, recent)
        found = {
            candidate.text: candidate
            for shape in setting.shapes
            for lead in leads
            for parts, gain in self._parts(lead, fits, shape, setting)
            for candidate in [self._candidate(parts, gain, shape, setting)]
            if weighted_length(candidate.text) <= LIMIT
        }
        return list(found.values())

    def _setting(self, brief: Brief, recent: Sequence[str]) -> Setting:
        # Posts of one turn are written side by side and cannot see each other: so each draws
        # plans for itself, as often as the person writes like that.
        chance = random.Random(self._draw(brief))  # noqa: S311 - variety, not secrecy
        with_link = bool(ending_link(brief))
        news = " ".join([brief.headline, *(fact.text for fact in brief.facts[:2])])
        return Setting(
            brief=brief,
            shapes=tuple(self._manner.plan(chance, with_link=with_link) for _ in range(_SHAPES)),
            mood=mood_of(brief.headline),
            sorry=is_sorry(news),
            chance=chance,
            recent=recent,
            told=Casing.learn(fact.text for fact in brief.facts),
        )

    def _parts(
        self, lead: Statement, fits: Sequence[Fit], shape: Shape, setting: Setting
    ) -> Iterator[tuple[Parts, float]]:
        """Every combination worth a look, each with what its take or second fact gains."""
        emoji, tags = self._ornaments(shape, setting)
        second = follow_up(setting.brief, lead)
        tails: list[tuple[Statement | None, Take | None, float]] = [(None, None, 0.0)]
        tails += [(second, None, 0.02)] if second else []
        tails += [(None, fit.take, fit.gain) for fit in fits if visible(fit, lead.text)]
        for question in self._questions(setting):
            yield Parts(lead, question=question, tags=tags), _ASKED
        openers, closers = self._reactions(shape, setting)
        if lead.title:
            openers = [mark for mark in openers if mark.goes_with_a_title]
            closers = [mark for mark in closers if mark.goes_with_a_title]
            tails = tails[:1]
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

    def _questions(self, setting: Setting) -> list[Mark]:
        """What readers may be asked at the end of a question; nobody is asked over graves."""
        if setting.brief.mode is not Mode.QUESTION or setting.brief.grave:
            return []
        return drawn(self._manner.questions, _MARKS, setting.chance) or [_ASKS]

    def _reactions(self, shape: Shape, setting: Setting) -> tuple[list[Mark], list[Mark]]:
        """What may stand before and after the news where the plan has something there.

        Never off the plan: the scorer likes a catchphrase, and would put it under every post.
        Nothing stands around a reply or an announcement.
        """
        if setting.brief.mode in FACTS_ONLY:
            return [], []
        return (
            self._marks(self._manner.openers, setting) if shape.opens else [],
            self._marks(self._manner.closers, setting) if shape.closes else [],
        )

    def _marks(self, marks: Sequence[Mark], setting: Setting) -> list[Mark]:
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

    def _ornaments(self, shape: Shape, setting: Setting) -> tuple[list[Mark], tuple[str, ...]]:
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

    def _candidate(self, parts: Parts, gain: float, shape: Shape, setting: Setting) -> Candidate:
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
        # A take is worth its length, and is not held against the plan.
        words = len(body(said.text)) - (len(parts.take.text) if parts.take else 0)
        length = abs(words - shape.length) / max(shape.length, 60)
        # A reply lives by its answer, whatever it sounds like.
        weight = 1.0 if setting.brief.mode is Mode.REPLY else 0.5
        worth = (
            weight * parts.lead.weight
            + gain
            - OFF_PLAN * off
            - OFF_LENGTH * min(1.0, length)
            + setting.chance.uniform(0, 0.03)
        )
        return Candidate(said, worth)

    def _draw(self, brief: Brief) -> int:
        digest = hashlib.sha256(f"{self._seed}\n{brief.assignment_id}".encode()).digest()
        return int.from_bytes(digest[:8], "big")


def ending_link(brief: Brief) -> str:
    """The link of a single post; that of a thread or long post comes after its last part."""
    return "" if brief.mode in SEVERAL or not FORMS[brief.mode].has_link else brief.url or ""


def is_told(tag: str, story: str) -> bool:
    """Whether a hashtag names something that the story (in lower case) tells of."""
    word = tag[1:].lower()
    return len(word) > 2 and re.search(rf"\b{re.escape(word)}s?\b", story) is not None
