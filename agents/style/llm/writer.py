"""LLM writer: several drafts in one call, the best of them by the persona's own scorer.

The drafts come as one structured answer, not as the endpoint's `n` samples: many
endpoints ignore `n` or refuse it with a schema, samples of one prompt are near-copies of
each other where the temperature is the model's own, and a model that sees its first draft
can be asked for another kind of second. The prompt is paid for once either way.

What is unusable never becomes a draft (`faults.py`, and the scorer's own faults). When
all of an answer is, the model is asked once more with the reasons; then it has refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from agents.seams import ChatModel, Exemplars
from agents.style.draft import make_draft
from agents.style.fitness import unfit
from agents.style.llm.answers import cleaned, unnumbered
from agents.style.llm.asking import Material, question, tokens_needed
from agents.style.llm.faults import Habits, faults_of
from agents.style.modes import joined, link_of, with_link
from agents.style.pointers import pointers
from agents.style.scoring.scorer import Score
from agents.style.voice.profile import VoiceProfile
from agents.style.wishes import Wishes
from memory.errors import ModelRefused
from memory.types import Brief, Draft, Mode, Pointer, Post
from tools.ledger import billed
from tools.llm.use import ModelUse

CALLS = 2
"""For one draft: the first, and one more where nothing of the first could be used."""
EXAMPLES = 8
LATELY = 6
"""Publications that the model is told not to repeat."""
_NAMED = Field(description="Numbers of the facts that it states.")


class DraftText(BaseModel):
    """One draft of one post."""

    model_config = ConfigDict(extra="forbid")

    text: str
    used_facts: list[int] = _NAMED

    @property
    def posts(self) -> list[str]:
        return [self.text]


class DraftTexts(BaseModel):
    """The model's answer: different drafts of one post."""

    model_config = ConfigDict(extra="forbid")

    drafts: list[DraftText]


class ThreadText(BaseModel):
    """One draft of a thread."""

    model_config = ConfigDict(extra="forbid")

    posts: list[str]
    used_facts: list[int] = _NAMED


class ThreadTexts(BaseModel):
    """The model's answer: different drafts of a thread."""

    model_config = ConfigDict(extra="forbid")

    drafts: list[ThreadText]


class Scorer(Protocol):
    """What drafts are chosen by."""

    def scores(self, texts: Sequence[str], brief: Brief, recent: Sequence[str]) -> list[Score]: ...


@dataclass(frozen=True)
class Usable:
    """A draft that may go out, as it will look."""

    parts: tuple[str, ...]
    pointers: tuple[Pointer, ...]
    score: Score


@dataclass(frozen=True)
class Found:
    """The usable drafts of one answer, how many it held, and which call brought it."""

    usable: Sequence[Usable]
    offered: int
    calls: int


class LLMWriter:
    """Best of several by a language model; satisfies `Writer`."""

    def __init__(
        self,
        model: ChatModel,
        exemplars: Exemplars,
        *,
        posts: Sequence[Post],
        profile: VoiceProfile,
        scorer: Scorer,
        recent: Callable[[], Sequence[str]],
        language: str = "en",
    ) -> None:
        """`recent` gives the persona's latest publications, newest first."""
        self._model = model
        self._exemplars = exemplars
        self._profile = profile
        self._scorer = scorer
        self._recent = recent
        self._habits = Habits.of([post.text for post in posts], language)

    def write(self, brief: Brief, *, attempt: int, wishes: Sequence[str]) -> Draft | str:
        """The best usable draft, or why the brief cannot be written about.

        Raises ModelUnavailable, ModelRefused or BudgetExhausted.
        """
        if reason := self._unfit(brief):
            return reason
        posts, recent = self._exemplars.choose(brief, EXAMPLES), self._recent()
        material = Material(self._profile, self._habits, posts, recent[:LATELY])
        with billed() as bill:
            found = self._search(brief, material, recent, attempt, wishes)
        best = max(found.usable, key=lambda one: one.score.total)
        return make_draft(
            brief,
            joined(best.parts),
            attempt=attempt,
            writer="llm",
            exemplars=tuple(post.id for post in posts),
            voice_score=best.score.voice,
            parts=best.parts if brief.mode is Mode.THREAD else (),
            pointers=best.pointers,
            notes=(
                f"best of {found.offered} by {self._model.name}, {len(found.usable)} usable",
                str(replace(ModelUse.of(bill), calls=found.calls)),
                *best.score.notes,
            ),
        )

    def _search(
        self,
        brief: Brief,
        material: Material,
        recent: Sequence[str],
        attempt: int,
        wishes: Sequence[str],
    ) -> Found:
        """The usable drafts of the first answer that has any. Raises ModelRefused after CALLS."""
        faults: list[str] = []
        for calls in range(1, CALLS + 1):
            offers = self._ask(brief, material, attempt, wishes, faults)
            usable, faults = self._sifted(offers, brief, recent, Wishes.read(wishes))
            if usable:
                return Found(usable, len(offers), calls)
        raise ModelRefused(
            f"style: {self._model.name} gave no usable draft in {CALLS} calls "
            f"({'; '.join(faults)}); try another model, or leave UNDERSTUDY_MODEL empty for the "
            "offline writer"
        )

    def _unfit(self, brief: Brief) -> str:
        if brief.mode is Mode.REPLY:
            return "" if brief.answering else "a reply needs somebody's words to answer"
        return unfit(brief, self._habits.language) or (
            "" if brief.facts else "the brief holds no fact"
        )

    def _ask(
        self,
        brief: Brief,
        material: Material,
        attempt: int,
        wishes: Sequence[str],
        unusable: Sequence[str],
    ) -> Sequence[DraftText | ThreadText]:
        asked = question(brief, material, attempt=attempt, wishes=wishes, unusable=unusable)
        tokens = tokens_needed(brief)
        if brief.mode is Mode.THREAD:
            return self._model.ask(asked.system, asked.user, ThreadTexts, tokens=tokens).drafts
        return self._model.ask(asked.system, asked.user, DraftTexts, tokens=tokens).drafts

    def _sifted(
        self,
        offers: Sequence[DraftText | ThreadText],
        brief: Brief,
        recent: Sequence[str],
        wishes: Wishes,
    ) -> tuple[list[Usable], list[str]]:
        """The drafts that may go out, and what is wrong with the others, commonest first."""
        faults = Counter[str]()
        sound: list[tuple[tuple[str, ...], tuple[Pointer, ...]]] = []
        for offer in offers:
            words = self._words_of(offer)
            parts = with_link(brief, words) if words else ()
            found = pointers(joined(parts), brief, {number - 1 for number in offer.used_facts})
            wrong = self._wrong(words, found, brief, wishes)
            faults.update(wrong)
            if not wrong:
                sound.append((parts, found))
        scores = self._scorer.scores([joined(parts) for parts, _ in sound], brief, recent)
        usable = []
        for (parts, found), score in zip(sound, scores, strict=True):
            faults.update(score.faults)
            if not score.faults:
                usable.append(Usable(parts, found, score))
        return usable, [fault for fault, _ in faults.most_common()] or ["no draft at all"]

    def _words_of(self, offer: DraftText | ThreadText) -> list[str]:
        """The posts of a draft without what the model put around them."""
        words = [cleaned(text) for text in offer.posts]
        if isinstance(offer, DraftText) or self._habits.numbers_threads:
            return words
        return [unnumbered(text) for text in words]

    def _wrong(
        self, words: Sequence[str], found: Sequence[Pointer], brief: Brief, wishes: Wishes
    ) -> list[str]:
        wrong = faults_of(words, brief, self._habits, longest=wishes.longest)
        if not wishes.allow(joined(words)):
            wrong.append("repeats what was objected to")
        if not wrong and not (found or link_of(brief) or brief.mode is Mode.REPLY):
            wrong.append("says nothing of the facts")
        return wrong
