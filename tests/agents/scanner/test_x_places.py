"""Places on X within a scan: from where we stopped, and never at the cost of the feeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from agents.scanner.scanner import PlaceResult
from agents.scanner.x import XSource
from memory.errors import BudgetExhausted
from memory.store import Store
from tests.agents.scanner.scanning import NOW, feed, item, scan, titles, words
from tests.servers.feed_server import FeedServer, Resource
from tools.x.wire import XPost


class FakeX:
    """X as a source sees it: newest first, only what is younger than `since_id`."""

    def __init__(self, mentions: Sequence[XPost], own: Sequence[XPost] = ()) -> None:
        self._mentions, self._own = mentions, own
        self.asked: list[str | None] = []

    def my_id(self) -> str:
        return "1"

    def mentions(self, since_id: str | None = None) -> Sequence[XPost]:
        self.asked.append(since_id)
        return [p for p in self._mentions if int(p.id) > int(since_id or 0)]

    def own_timeline(self, since_id: str | None = None) -> Sequence[XPost]:
        return self._own

    def home_timeline(self, since_id: str | None = None) -> Sequence[XPost]:
        raise BudgetExhausted("nell: 1.00 of 1.00 USD is spent today")

    def user_timeline(self, handle: str, since_id: str | None = None) -> Sequence[XPost]:
        raise AssertionError(handle)

    def search_recent(self, query: str, since_id: str | None = None) -> Sequence[XPost]:
        raise AssertionError(query)


MENTION = XPost(
    id="1990000000000000009",
    text="@nell what of the tolls?",
    posted_at=NOW - timedelta(minutes=5),
    author_id="77",
)


def test_mentions_are_asked_for_from_where_we_stopped(store: Store) -> None:
    fake = FakeX([MENTION, MENTION.model_copy(update={"id": "999"})])
    x = XSource(fake, lambda: NOW)
    assert words(scan(store, "x:mentions", x=x)) == ["2 new of 2"]
    assert words(scan(store, "x:mentions", x=x)) == ["0 new of 0"]
    scan(store, "x:mentions", x=x)
    assert fake.asked == [None, MENTION.id, MENTION.id]


def test_the_personas_own_account_brings_posts(store: Store) -> None:
    own = MENTION.model_copy(update={"text": "Tolls are a tax on the patient.", "author_id": "1"})
    assert words(scan(store, "x:own", x=XSource(FakeX([], [own]), lambda: NOW))) == ["1 new of 1"]
    assert [post.text for post in store.posts("nell")] == [own.text]


def test_every_place_on_x_is_read(store: Store) -> None:
    own = MENTION.model_copy(update={"text": "Tolls are a tax on the patient.", "author_id": "1"})
    x = XSource(FakeX([MENTION], [own]), lambda: NOW)
    assert words(scan(store, "x:mentions", "x:own", x=x)) == ["1 new of 1"] * 2


def test_x_without_an_account_is_a_line_with_the_next_step(store: Store) -> None:
    (result,) = scan(store, "x:mentions").places
    assert result.failed
    assert "python main.py login" in result.said


def test_a_spent_budget_stops_x_for_a_while_and_not_the_feeds(
    server: FeedServer, store: Store
) -> None:
    server.resources["/a"] = Resource(feed(item("tolls")))
    x = XSource(FakeX([]), lambda: NOW)
    report = scan(store, "x:home", server.url("/a"), x=x)
    assert titles(report) == ["About tolls"]
    assert report.places[1] == PlaceResult(
        place="x:home", said="nell: 1.00 of 1.00 USD is spent today", failed=True
    )
    (state,) = [one for one in store.sources("nell") if one.place == "x:home"]
    assert state.failures == 0
    assert scan(store, "x:home", x=x, force=False).resting == 1
