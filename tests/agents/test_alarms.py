"""Alarms: what may not wait, what can, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.alarms import alarms, loud
from memory.persona import Alarms
from memory.types import Story
from tests.factory import NOW, candidate, persona, signal

ADA = persona(alarms=Alarms(words=("Harbourline",), publishers=3, within_hours=2))


def told_by(*publishers: str, minutes: int = 10, title: str = "A bank stops payments") -> Story:
    when = NOW - timedelta(minutes=minutes)
    return Story(
        id="story-a",
        title=title,
        signals=tuple(
            signal(name, publisher=name, title=title, text="It did so.", published_at=when)
            for name in publishers
        ),
    )


def test_a_named_interest_rings() -> None:
    assert loud(ADA, told_by("A", title="Harbourline stops payments"), NOW) == "names “Harbourline”"


def test_many_publishers_at_once_ring() -> None:
    assert loud(ADA, told_by("A", "B", "C"), NOW) == "3 publishers tell it within 2 h"


@pytest.mark.parametrize(
    "story",
    [
        told_by("A", "B"),
        told_by("A", "B", "C", minutes=150),
        told_by("A", minutes=150, title="Harbourline stops payments"),
    ],
    ids=["too few", "too slow", "named long ago"],
)
def test_what_is_neither_can_wait(story: Story) -> None:
    assert loud(ADA, story, NOW) is None


def test_a_text_that_gives_orders_to_software_cannot_ring_by_naming() -> None:
    story = told_by("A", title="Harbourline stops payments")
    lure = story.signals[0].model_copy(update={"hostile": True})
    assert loud(ADA, story.model_copy(update={"signals": (lure,)}), NOW) is None


def test_only_candidates_of_importance_ring() -> None:
    found = candidate().model_copy(update={"story": told_by("A", "B", "C")})
    (alarm,) = alarms(ADA, [found.model_copy(update={"newsworthiness": 0.6})], NOW)
    assert (alarm.story_id, alarm.raised_at) == ("story-a", NOW)
    assert not list(alarms(ADA, [found.model_copy(update={"newsworthiness": 0.1})], NOW))


def test_nobody_who_asked_for_nothing_is_rung() -> None:
    deaf = persona(alarms=Alarms(publishers=0))
    assert loud(deaf, told_by("A", "B", "C", "D", "E"), NOW) is None
