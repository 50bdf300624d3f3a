"""LLM writer: three drafts in one call, the best of them by the persona's own scorer.

The model sees the measured profile, the persona's posts and the brief's facts;
outside text stands fenced in the user message. A draft that is empty, too long, a
refusal, full of stock phrases, an old post again, or that brings a link, handle or
tag of its own is not used; when none is left the model has refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict, Field

from agents.prompts import Prompt, fence, render
from agents.seams import ChatModel, Exemplars
from agents.style.copying import is_near_copy
from agents.style.draft import make_draft
from agents.style.facts import unfit
from agents.style.profile import VoiceProfile, body
from agents.style.prose import closed, is_whole
from agents.style.scorer import VoiceScorer
from agents.style.stock_phrases import stock_phrase
from agents.style.wishes import Wishes
from memory.errors import ModelRefused
from memory.types import Brief, Draft, Mode
from tools.x_text import cashtags, hashtags, mentions, urls, weighted_length

LIMIT = 280
"""Units of one post, counted as X counts."""
_EXAMPLES = 8
_LATELY = 6
_SHORTEST = 15
_REFUSAL = re.compile(
    r"\b(?:I can(?:['’]t|not)|I(?:['’]m| am) (?:sorry|unable|not able)|I won['’]t|as an AI|"
    r"language model|I do not feel comfortable|cannot (?:assist|comply|help)|my guidelines)\b",
    re.IGNORECASE,
)
_LEAK = re.compile(
    r"</?data\b|\b(?:fact|draft) ?#?\d\b|system prompt|previous instructions|the person's voice|"
    r"understudy|numbered facts|\{\{|\bnote to (?:editor|self)\b|used_facts",
    re.IGNORECASE,
)
_PREAMBLE = re.compile(
    r"^(?:(?:here(?:['’]s| is| are)|sure|certainly)\b[^:\n]*:|draft \d:|post:|tweet:)\s*", re.I
)
_LINK = re.compile(r"https?:|www\.", re.IGNORECASE)
_QUOTES = {'"': '"', "“": "”", "'": "'", "‘": "’", "`": "`"}


class DraftText(BaseModel):
    """One draft of the model's answer."""

    model_config = ConfigDict(extra="forbid")

    text: str
    used_facts: list[int] = Field(description="Numbers of the facts that the text states.")


class DraftTexts(BaseModel):
    """The model's answer: three different drafts."""

    model_config = ConfigDict(extra="forbid")

    drafts: list[DraftText]


class LLMWriter:
    """Best of three by a language model; satisfies `Writer`."""

    def __init__(
        self,
        model: ChatModel,
        exemplars: Exemplars,
        *,
        profile: VoiceProfile,
        scorer: VoiceScorer,
        recent: Callable[[], Sequence[str]],
        language: str = "en",
    ) -> None:
        """`recent` gives the persona's latest publications, newest first."""
        self._model = model
        self._exemplars = exemplars
        self._profile = profile
        self._scorer = scorer
        self._recent = recent
        self._language = language

    def write(self, brief: Brief, *, attempt: int, wishes: Sequence[str]) -> Draft | str:
        """The best usable draft of one call, or why the brief cannot be written about.

        Raises ModelUnavailable, ModelRefused or BudgetExhausted.
        """
        if reason := unfit(brief, self._language):
            return reason
        if not brief.facts:
            return "the brief holds no fact"
        posts = list(self._exemplars.nearest(brief.headline, _EXAMPLES))
        recent = list(self._recent())[:_LATELY]
        prompt = self._prompt(brief, [body(post.text) for post in posts], recent, attempt, wishes)
        answer = self._model.ask(prompt.system, prompt.user, DraftTexts)
        earlier = [*(post.text for post in posts), *recent]
        usable, faults = self._usable(brief, answer, earlier, Wishes.read(wishes))
        if not usable:
            raise ModelRefused(
                f"style: {self._model.name} gave no usable draft "
                f"({'; '.join(faults) or 'none at all'}); "
                "try another model, or leave UNDERSTUDY_MODEL empty for the offline writer"
            )
        text, facts = max(usable, key=lambda pair: self._scorer.score(pair[0]))
        stated = ", ".join(str(number) for number in facts) or "none named"
        return make_draft(
            brief,
            text,
            attempt=attempt,
            writer="llm",
            exemplars=tuple(post.id for post in posts),
            voice_score=self._scorer.score(text),
            notes=(
                f"best of {len(answer.drafts)} by {self._model.name}, {len(usable)} usable",
                f"facts: {stated}",
                *self._scorer.explain(text),
            ),
        )

    def _prompt(
        self,
        brief: Brief,
        examples: Sequence[str],
        recent: Sequence[str],
        attempt: int,
        wishes: Sequence[str],
    ) -> Prompt:
        link = brief.mode is Mode.COMMENT and brief.url
        task = (
            "a short reaction; the story's link follows it"
            if link
            else "a statement without a link"
        )
        numbered = "\n".join(f"{n}. {fact.text}" for n, fact in enumerate(brief.facts, 1))
        return render(
            "write_post",
            profile=fence(self._profile.describe(), "measured profile"),
            examples=fence("\n".join(f"- {text}" for text in examples), "posts by the person"),
            lately=fence("\n".join(f"- {text}" for text in recent) or "nothing", "said lately"),
            headline=fence(brief.headline, "headline"),
            facts=fence(numbered, "facts"),
            task=f"{task}. The story is {'grave' if brief.grave else 'not grave'}.",
            longest=str(self._room(brief)),
            wishes=_asked(attempt, wishes),
        )

    def _room(self, brief: Brief) -> int:
        """Units left for words when the link is there."""
        link = brief.mode is Mode.COMMENT and brief.url
        return LIMIT - (weighted_length(f" {brief.url}") if link else 0)

    def _usable(
        self, brief: Brief, answer: DraftTexts, earlier: Sequence[str], wishes: Wishes
    ) -> tuple[list[tuple[str, list[int]]], list[str]]:
        usable, faults = [], []
        for draft in answer.drafts:
            text = cleaned(draft.text)
            room = min(self._room(brief), wishes.longest or LIMIT)
            fault = fault_of(text, brief, room) or (
                "" if wishes.allow(text) else "repeats what was objected to"
            )
            if not fault and is_near_copy(text, earlier):
                fault = "an old post again"
            facts = sorted({n for n in draft.used_facts if 1 <= n <= len(brief.facts)})
            if fault:
                faults.append(fault)
                continue
            with_link = brief.mode is Mode.COMMENT and brief.url
            usable.append((f"{text} {brief.url}" if with_link else text, facts))
        return usable, faults


def cleaned(text: str) -> str:
    """A model's draft without the quotation marks, markdown and preamble put around it."""
    text = _PREAMBLE.sub("", text.strip()).strip()
    text = re.sub(r"^```\w*\n?|```$", "", text).strip()
    text = re.sub(r"\*\*(.+?)\*\*|__(.+?)__", lambda m: m.group(1) or m.group(2), text)
    text = re.sub(r"^(?:#+|[-*>])\s+", "", text)
    inner = text[1:-1]
    if len(text) > 2 and _QUOTES.get(text[0]) == text[-1] and not set(inner) & {text[0], text[-1]}:
        text = inner
    return re.sub(r"[ \t]+", " ", text).strip()


def fault_of(text: str, brief: Brief, room: int) -> str:
    """Why a cleaned draft must not be used, in words; empty when it may."""
    if len(text) < _SHORTEST:
        return "empty"
    if weighted_length(text) > room:
        return f"too long: {weighted_length(text)} of {room} units"
    if _REFUSAL.search(text):
        return "a refusal"
    if _LEAK.search(text):
        return "talks about its instructions"
    if not (is_whole(text) or is_whole(closed(text))):
        return "a sentence without its end"
    phrase = stock_phrase(text)
    if phrase:
        return f'a stock phrase: "{phrase}"'
    return _foreign(text, brief)


def _foreign(text: str, brief: Brief) -> str:
    """A link, handle or tag that the brief does not hold; links are never the model's to add."""
    if urls(text) or _LINK.search(text):
        return "a link of its own"
    told = " ".join([brief.headline, *(fact.text for fact in brief.facts)]).lower()
    for found in (*mentions(text), *hashtags(text), *cashtags(text)):
        mark = text[found.start : found.end].lower()
        if mark not in told:
            return f"{mark} is not in the brief"
    return ""


def _asked(attempt: int, wishes: Sequence[str]) -> str:
    if attempt <= 1 and not wishes:
        return ""
    told = "\n".join(f"- {wish}" for wish in wishes) or "- write something different"
    return f"This is attempt {attempt}. The last one came back with these wishes (data):\n" + fence(
        told, "wishes"
    )
