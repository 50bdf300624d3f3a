"""Asking: the question to a language model, from persona, brief and what went wrong before.

Our own words stand in the system part and in the task; everything that others wrote, the
persona's posts included, stands fenced in the user part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.prompts import Prompt, fence, render, words_for
from agents.style.llm.faults import Habits
from agents.style.modes import FORMS, room
from agents.style.voice.profile import VoiceProfile, body
from memory.types import Brief, Mode, Post

DRAFTS, DRAFTS_OF_MANY_WORDS = 3, 2
"""Drafts in one answer: of one post, and of a thread or long post."""
UNITS_PER_TOKEN = 2
"""At least so many units of a post go into a token; English has four, other scripts fewer."""
FRAME_TOKENS = 60
"""What a draft's JSON takes besides its text."""
_TAGS = 12


@dataclass(frozen=True)
class Material:
    """What the model is shown of the persona for one brief."""

    profile: VoiceProfile
    habits: Habits
    examples: Sequence[Post]
    recent: Sequence[str]
    """Latest publications, newest first."""


def question(
    brief: Brief,
    material: Material,
    *,
    attempt: int,
    wishes: Sequence[str],
    unusable: Sequence[str] = (),
) -> Prompt:
    """The prompt; `wishes` are for this attempt, `unusable` why the last answer was not used."""
    facts = "\n".join(f"{n}. {fact.text}" for n, fact in enumerate(brief.facts, 1))
    task = [_task(brief, material.habits), _answering(brief), _again(attempt, wishes)]
    task.append(_unusable(unusable))
    return render(
        "write_post",
        person=_person(material),
        headline=fence(brief.headline, "headline"),
        facts=fence(facts or "none", "facts"),
        task="\n\n".join(filter(None, task)),
        language=material.habits.language,
        longest=str(room(brief)),
        count=str(drafts_wanted(brief.mode)),
    )


def drafts_wanted(mode: Mode) -> int:
    """How many drafts one answer holds."""
    return DRAFTS_OF_MANY_WORDS if mode in {Mode.THREAD, Mode.LONG} else DRAFTS


def tokens_needed(brief: Brief) -> int:
    """Room for an answer whose drafts are all as long as they may be."""
    units = FORMS[brief.mode].most_parts * room(brief)
    return drafts_wanted(brief.mode) * (units // UNITS_PER_TOKEN + FRAME_TOKENS)


def _person(material: Material) -> str:
    posts = "\n".join(f"- {body(post.text)}" for post in material.examples)
    lately = "\n".join(f"- {text}" for text in material.recent)
    tags = " ".join(material.habits.tags[:_TAGS])
    return "\n\n".join(
        (
            fence(material.profile.describe(), "measured profile"),
            fence(posts or "none", "posts by the person"),
            fence(lately or "nothing", "said lately"),
            fence(tags or "none", "tags the person uses"),
        )
    )


def _task(brief: Brief, habits: Habits) -> str:
    parts = [f"Task: {words_for(brief.mode)}", f"Angle: {brief.angle}. Tone: {brief.tone}."]
    if brief.mode is Mode.THREAD:
        how = 'Number the posts: "1/", "2/".' if habits.numbers_threads else "No numbering."
        parts.append(how)
    parts.append(f"The story is {'grave' if brief.grave else 'not grave'}.")
    return "\n".join(parts)


def _answering(brief: Brief) -> str:
    if not brief.answering:
        return ""
    return "What is answered (data):\n" + fence(brief.answering, "somebody else's words")


def _again(attempt: int, wishes: Sequence[str]) -> str:
    if attempt <= 1 and not wishes:
        return ""
    told = "\n".join(f"- {wish}" for wish in wishes) or "- write something different"
    return f"This is attempt {attempt}. The last one came back with these wishes (data):\n" + fence(
        told, "wishes"
    )


def _unusable(faults: Sequence[str]) -> str:
    if not faults:
        return ""
    told = "\n".join(f"- {fault}" for fault in faults)
    return "None of your last drafts could be used, for these reasons (data):\n" + fence(
        told, "faults"
    )
