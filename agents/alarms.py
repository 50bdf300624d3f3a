"""Alarms: which story may not wait for the next turn. Pure.

A story is loud because it names something that the persona asked to be told of, or
because many tell it at once. Only one that is also the persona's own subject rings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from agents.stories.clustering import lead
from agents.stories.matching import words
from agents.stories.pace import age, told_within
from memory.persona import Persona
from memory.types import Alarm, Candidate, Story

IMPORTANT = 0.3
"""Newsworthiness below which many tellings are only routine that everybody prints."""


def loud(persona: Persona, story: Story, now: datetime) -> str | None:
    """Why the story may not wait, whoever's subject it is; None when it can."""
    wanted = persona.alarms
    span = timedelta(hours=wanted.within_hours)
    fresh = [one for one in story.signals if age(one, now) <= span and not one.hostile]
    named = words(*wanted.words).found(" ".join(map(lead, fresh))) if wanted.words else ()
    if named:
        return f"names “{named[0]}”"
    count = told_within(story, now, span)
    if wanted.publishers and count >= wanted.publishers:
        return f"{count} publishers tell it within {wanted.within_hours:g} h"
    return None


def alarms(persona: Persona, candidates: Iterable[Candidate], now: datetime) -> Iterator[Alarm]:
    """An alarm for each loud candidate of importance, in their order."""
    for candidate in candidates:
        story, reason = candidate.story, loud(persona, candidate.story, now)
        if reason and candidate.newsworthiness >= IMPORTANT:
            yield Alarm(story_id=story.id, title=story.title, reason=reason, raised_at=now)
