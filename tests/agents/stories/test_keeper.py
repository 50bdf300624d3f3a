"""The keeper over a real database and real vectors: every signal placed once, at its own cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from agents.stories.keeper import StoryKeeper
from memory.database import Database
from memory.index import VectorHome, VectorIndex
from memory.store import Store
from memory.stories import StoryStore
from memory.types import Signal, SignalKind, Story
from tests.agents.stories.material import CHIPS, THEFT
from tests.conftest import Clock
from tests.factory import NOW, signal
from tools.embeddings import MiniLM

SAME_THEFT = signal(
    "b1",
    publisher="Settlement Daily",
    title="Custodian Brackwater freezes client transfers following $69m theft",
    text="Brackwater Custody stopped all withdrawals for 212 clients after the theft of $69m.",
    published_at=NOW - timedelta(hours=6),
)


class Desk:
    """A keeper with its store."""

    def __init__(self, database: Database, leads: VectorIndex) -> None:
        self.clock = Clock(NOW)
        self.store = Store(database)
        self.memory = StoryStore(database)
        self.keeper = StoryKeeper("ada", self.memory, self.store, leads, self.clock)

    def hear(self, *signals: Signal) -> int:
        self.store.add_signals("ada", signals)
        return self.keeper.place_new()

    def stories(self) -> tuple[Story, ...]:
        return self.keeper.recent(self.clock())

    def told(self) -> list[list[str]]:
        return [[one.id for one in story.signals] for story in self.stories()]


@pytest.fixture
def desk(database: Database, tmp_path: Path, embedder: MiniLM) -> Iterator[Desk]:
    home = VectorHome(tmp_path / "chroma")
    yield Desk(database, home.index("ada", "leads", embedder))
    home.close()


def later(one: Signal, hours: float) -> Signal:
    return one.model_copy(update={"seen_at": NOW + timedelta(hours=hours)})


def test_a_later_telling_joins_the_story_that_is_there(desk: Desk) -> None:
    desk.hear(THEFT, CHIPS)
    (before,) = [story for story in desk.stories() if story.signals[0] == THEFT]
    desk.clock.forward(hours=1)
    desk.hear(later(SAME_THEFT, 1))
    (after,) = [story for story in desk.stories() if story.id == before.id]
    assert [one.id for one in after.signals] == ["a1", "b1"]
    assert after.publishers == ("Ledgerwire", "Settlement Daily")
    assert after.broken_by.id == "a1"


def test_a_text_that_two_print_word_for_word_is_one_telling(desk: Desk) -> None:
    copy = THEFT.model_copy(update={"id": "c1", "publisher": "Copy Post"})
    desk.hear(THEFT, copy)
    (story,) = desk.stories()
    assert len(story.signals) == 2
    assert story.publishers == ("Ledgerwire",)


def test_what_the_sources_dispute_is_known_to_the_story(desk: Desk) -> None:
    desk.hear(THEFT, SAME_THEFT)
    (story,) = desk.stories()
    assert [dispute.spoken for dispute in story.disputes] == [
        "$64m (Ledgerwire) or $69m (Settlement Daily)"
    ]


def test_a_signal_is_placed_once(desk: Desk) -> None:
    assert desk.hear(THEFT, CHIPS) == 2
    assert desk.hear(THEFT, CHIPS) == 0
    assert desk.told() == [["a1"], ["d1"]]


def test_signals_that_a_crash_left_without_a_place_get_one(desk: Desk) -> None:
    desk.store.add_signals("ada", [THEFT])
    desk.hear(SAME_THEFT)
    assert desk.told() == [["a1", "b1"]]


def test_old_news_is_remembered_and_not_placed(desk: Desk) -> None:
    old = THEFT.model_copy(update={"published_at": NOW - timedelta(days=5)})
    assert desk.hear(old) == 0
    assert desk.stories() == ()
    assert desk.memory.unplaced("ada", NOW - timedelta(days=1)) == ()
    (found,) = desk.keeper.near("Brackwater Custody theft")
    assert found.signals == (old,)
    assert desk.keeper.of(["a1"])[0].signals == (old,)


def test_what_people_write_to_us_is_no_story(desk: Desk) -> None:
    assert desk.hear(THEFT.model_copy(update={"kind": SignalKind.MENTION})) == 0


def test_a_story_that_did_not_grow_for_days_is_not_recent(desk: Desk) -> None:
    desk.hear(THEFT)
    desk.clock.forward(days=5)
    assert desk.stories() == ()


def test_two_personas_keep_their_stories_apart(desk: Desk) -> None:
    desk.hear(THEFT)
    assert desk.memory.recent("bo", NOW - timedelta(days=1)) == ()
    assert desk.memory.places("bo", ["a1"]) == {}


def test_a_story_that_everybody_tells_is_shown_by_its_first_and_latest_tellings(
    desk: Desk,
) -> None:
    tellings = [
        THEFT.model_copy(
            update={
                "id": f"t{n:03}",
                "publisher": f"Paper {n}",
                "fingerprint": f"t{n}",
                "published_at": NOW - timedelta(hours=9, minutes=-n),
            }
        )
        for n in range(40)
    ]
    desk.hear(*tellings)
    (story,) = desk.stories()
    assert len(story.signals) == 24
    assert story.signals[0].id == "t000"
    assert story.signals[-1].id == "t039"
    assert len(desk.memory.signals_of("ada", story.id)) == 40


def test_progress_is_told(desk: Desk) -> None:
    heard: list[tuple[int, int]] = []
    desk.store.add_signals("ada", [THEFT, CHIPS])
    desk.keeper.place_new(lambda done, of: heard.append((done, of)))
    assert heard == [(2, 2)]
