"""Grouping: one event, one story, and a story that keeps its name as it grows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from agents.stories.clustering import group, lead
from memory.types import Signal, Story
from tests.agents.stories.material import CHIPS, THEFT
from tests.factory import NOW, signal
from tools.embeddings import MiniLM

SAME_THEFT = signal(
    "b1",
    publisher="Settlement Daily",
    title="Custodian Brackwater freezes client transfers following $64m theft",
    text="Brackwater Custody has frozen transfers for 212 clients after the theft of $64m.",
    published_at=NOW - timedelta(hours=6),
)
OTHER_THEFT = signal(
    "c1",
    publisher="Settlement Daily",
    title="Custodian Larchgate freezes client transfers following $7m theft",
    text="Larchgate Trust has frozen transfers for 31 clients after the theft of $7m.",
    published_at=NOW - timedelta(hours=5),
)


def stories(embedder: MiniLM, signals: Sequence[Signal]) -> tuple[Story, ...]:
    rows = embedder.embed([lead(one) for one in signals])
    return group(signals, {one.id: row for one, row in zip(signals, rows, strict=True)})


def ids(found: Sequence[Story]) -> list[list[str]]:
    return [[one.id for one in story.signals] for story in found]


def test_two_publishers_telling_of_one_event_make_one_story(embedder: MiniLM) -> None:
    found = stories(embedder, [CHIPS, SAME_THEFT, THEFT])
    assert ids(found) == [["a1", "b1"], ["d1"]]


def test_the_same_kind_of_event_elsewhere_is_another_story(embedder: MiniLM) -> None:
    assert ids(stories(embedder, [THEFT, OTHER_THEFT])) == [["a1"], ["c1"]]


def test_the_same_event_days_later_is_another_story(embedder: MiniLM) -> None:
    late = SAME_THEFT.model_copy(update={"published_at": THEFT.published_at + timedelta(hours=73)})
    assert len(stories(embedder, [THEFT, late])) == 2


def test_a_publisher_does_not_tell_one_event_twice(embedder: MiniLM) -> None:
    follow_up = SAME_THEFT.model_copy(update={"publisher": THEFT.publisher})
    assert len(stories(embedder, [THEFT, follow_up])) == 2
    repeated = THEFT.model_copy(update={"id": "a2", "text": THEFT.text + " More to come."})
    assert len(stories(embedder, [THEFT, repeated])) == 1


def test_the_order_of_the_signals_does_not_matter(embedder: MiniLM) -> None:
    signals = [THEFT, SAME_THEFT, OTHER_THEFT, CHIPS]
    assert stories(embedder, signals) == stories(embedder, signals[::-1])


def test_a_story_keeps_its_id_when_an_older_telling_is_seen_later(embedder: MiniLM) -> None:
    (before,) = stories(embedder, [SAME_THEFT])
    late_but_older = THEFT.model_copy(update={"seen_at": NOW + timedelta(hours=1)})
    (after,) = stories(embedder, [late_but_older, SAME_THEFT])
    assert after.id == before.id
    assert len(after.signals) == 2


def test_the_headline_is_the_telling_one(embedder: MiniLM) -> None:
    vague = SAME_THEFT.model_copy(update={"title": "Why was Brackwater Custody frozen over $64m?"})
    (story,) = stories(embedder, [vague, THEFT])
    assert story.title == THEFT.title


def test_a_hostile_headline_never_names_a_story(embedder: MiniLM) -> None:
    hostile = THEFT.model_copy(update={"hostile": True})
    (story,) = stories(embedder, [hostile, SAME_THEFT])
    assert story.title == SAME_THEFT.title


def test_a_post_without_a_title_is_named_by_its_first_sentence(embedder: MiniLM) -> None:
    (story,) = stories(embedder, [CHIPS.model_copy(update={"title": ""})])
    assert story.title == CHIPS.text


def test_no_signals_make_no_stories() -> None:
    assert group([], {}) == ()


def test_every_signal_is_in_exactly_one_story(embedder: MiniLM) -> None:
    many = [
        signal(f"s{n}", publisher=f"P{n % 4}", title=f"Venue {n % 7} lists {n} coins for ${n}m")
        for n in range(40)
    ]
    found = sorted(one for story in stories(embedder, many) for one in ids([story])[0])
    assert found == sorted(one.id for one in many)


@pytest.mark.parametrize("text", ["", "   "])
def test_a_signal_without_text_leads_with_its_title(text: str) -> None:
    assert lead(signal(title="A title", text=text)) == "A title"
