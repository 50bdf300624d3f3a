"""Topic agent: turns a story into a brief, or says why there is nothing to say.

Everything in a brief comes from the story, the persona and her past posts; nothing
is invented here and nothing is random: the same assignment gives the same brief.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents.stories.clustering import lead
from agents.stories.headlines import best_told
from agents.stories.matching import words
from agents.topic.facts import Facts, facts
from agents.topic.grave import is_grave
from agents.topic.lexicon import ANGLES, PLAIN_ANGLE
from agents.topic.ranking import PastPosts
from memory.persona import Persona
from memory.types import (
    Assignment,
    Brief,
    Candidate,
    Mode,
    Post,
    PostKind,
    Story,
)
from tools.language import guess_language
from tools.sentences import sentences

if TYPE_CHECKING:
    from agents.seams import Embedder

NEIGHBOURS = 40
"""Past posts asked how the persona usually speaks of such a thing."""
FEWEST_NEIGHBOURS = 5
"""Fewer posts than this say nothing about a habit."""
EVEN = 0.5
MOST_QUESTIONS = 0.25
"""Share of posts that may be questions: who asks about everything has nothing to say."""
_SINGLE = frozenset({PostKind.COMMENT, PostKind.STATEMENT, PostKind.QUESTION})


class TopicAgent:
    """Decide what to say of a story, why now, from which angle, and in which mode."""

    def __init__(self, persona: Persona, embedder: Embedder, past: PastPosts) -> None:
        self._persona = persona
        self._embedder = embedder
        self._past = past

    def brief(self, assignment: Assignment) -> Brief | str:
        """The plan for one draft, or the reason why there is none, as a sentence for people."""
        candidate = assignment.candidate
        if candidate is None:
            return "the assignment names no story"
        story = candidate.story
        found = facts(story, self._embedder)
        if not found.best:
            return f"“{story.title}” holds no sentence that says anything checkable"
        language = guess_language(" ".join(fact.text for fact in found.best))
        if language not in {None, self._persona.language}:
            return f'“{story.title}” is in "{language}", not in "{self._persona.language}"'
        return self._plan(assignment, candidate, found)

    def _plan(self, assignment: Assignment, candidate: Candidate, found: Facts) -> Brief:
        story = candidate.story
        grave = is_grave(" ".join([story.title, *(fact.text for fact in found.best)]))
        mode, why_mode = self._mode(story, assignment.mode, grave)
        url = best_told(story.signals).url or found.best[0].url
        return Brief(
            assignment_id=assignment.id,
            persona=assignment.persona,
            channel=assignment.channel,
            story_id=story.id,
            headline=found.headline,
            topic=candidate.topic,
            mode=mode,
            angle=_angle(story),
            tone=f"{self._persona.tone}; sober, no jokes" if grave else self._persona.tone,
            why_now="; ".join(candidate.reasons[1:4]) or assignment.reason,
            facts=found.best,
            url=url,
            reasons=(
                *candidate.reasons,
                why_mode,
                *(f"the sources disagree, so it is left out: {one}" for one in found.disputed),
            ),
            grave=grave,
            answering=assignment.reply_to.text if assignment.reply_to else None,
        )

    def _mode(self, story: Story, asked: Mode | None, grave: bool) -> tuple[Mode, str]:
        """What a human asked for, or else in the proportion of the persona's own posts.

        A question, a comment with link, or a plain statement; nothing is asked about grief.
        The story's id decides, not chance: a brief that is made again says the same.
        """
        if asked:
            return asked, f"a {asked}: a human asked for it"
        near = self._past.similar(lead(best_told(story.signals)), NEIGHBOURS)
        posts = [post for post, _ in near if post.kind in _SINGLE and not _only_asks(post)]
        kinds = [post.kind for post in posts]
        questions = min(_share(PostKind.QUESTION, kinds, 0.0), MOST_QUESTIONS)
        if not grave and _draw(f"question {story.id}") < questions:
            return Mode.QUESTION, f"a question: {questions:.0%} of the posts on such things ask"
        if not any(signal.url for signal in story.signals):
            return Mode.STATEMENT, "a statement: the story has no address"
        told = [kind for kind in kinds if kind is not PostKind.QUESTION]
        share = _share(PostKind.COMMENT, told, EVEN)
        mode = Mode.COMMENT if _draw(story.id) < share else Mode.STATEMENT
        return mode, f"a {mode}: {share:.0%} of the posts on such things are comments with a link"


def _only_asks(post: Post) -> bool:
    """Whether it is a question that stands by itself: a riddle, and no way to tell news."""
    return post.kind is PostKind.QUESTION and len(sentences(post.text)) < 2


def _share(kind: PostKind, kinds: Sequence[PostKind], otherwise: float) -> float:
    """Share of `kind`, or `otherwise` where too few are known."""
    return kinds.count(kind) / len(kinds) if len(kinds) >= FEWEST_NEIGHBOURS else otherwise


def _draw(text: str) -> float:
    """A fixed number from 0 to 1 (exclusive) for a text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def _angle(story: Story) -> str:
    """What is worth saying about this kind of event."""
    for cues, angle in ANGLES:
        if words(*cues).found(story.title):
            return angle
    return PLAIN_ANGLE
