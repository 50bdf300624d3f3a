"""Sources under a human's hand: health in figures, added, paused, removed, tested."""

from __future__ import annotations

from datetime import timedelta

import pytest

from graph import sources as desk
from graph.outlook import look_outside
from memory.errors import ConfigError, SourceError
from memory.types import Request, Usage
from tests.graph.conftest import Newsroom, news, paper
from tests.servers.feed_server import Resource

FEED = paper("Paper A", *(news(f"Vault {n} opens", f"Vault {n} opened.") for n in range(7)))


@pytest.fixture(autouse=True)
def served(newsroom: Newsroom) -> None:
    newsroom.papers.resources["/a"] = Resource(FEED)
    newsroom.reads("/a", "/gone")


def quiet(_specialist: str, _line: str) -> None:
    """Nobody listens."""


def test_health_tells_success_failure_pace_and_cost(newsroom: Newsroom) -> None:
    team = newsroom.team()
    assert [row.status for row in desk.health(team)] == ["not read yet", "not read yet"]
    look_outside(team, Request(), quiet)
    spent = Usage(kind="x.read", quantity=2, usd=0.5, assignment_id="source:x:home")
    team.store.record_usage("nell-harrow", newsroom.clock(), spent)
    desk.add(team, "x:home")
    good, bad, x = desk.health(team)
    assert (good.status, good.title, good.kind) == ("ok", "Paper A", "rss20")
    assert good.last_success == newsroom.clock()
    assert good.items_a_day == 1.0
    assert good.due_at is not None
    assert good.interval_s >= timedelta(minutes=5).total_seconds()
    assert (bad.status, bad.failures, bad.last_success) == ("failing", 1, None)
    assert "answered 404" in (bad.last_error or "")
    assert (x.place, x.listed_in, x.usd_a_week) == ("x:home", "added", 0.5)


def test_a_paused_source_is_not_read_until_it_is_resumed(newsroom: Newsroom) -> None:
    team = newsroom.team()
    desk.pause(team, newsroom.papers.url("/a"))
    look_outside(team, Request(), quiet)
    assert [path for path, _ in newsroom.papers.requests] == ["/gone"]
    assert desk.health(team)[0].status == "paused"
    desk.resume(team, newsroom.papers.url("/a"))
    look_outside(team, Request(), quiet)
    assert "/a" in [path for path, _ in newsroom.papers.requests]


def test_an_added_source_is_read_and_a_removed_one_is_not(newsroom: Newsroom) -> None:
    newsroom.reads()
    team = newsroom.team()
    place = newsroom.papers.url("/a")
    desk.add(team, place)
    look_outside(team, Request(), quiet)
    assert desk.health(team)[0].items_a_day == 1.0
    with pytest.raises(ConfigError, match="is a source already"):
        desk.add(team, place)
    desk.add(team, "X:User/@Harbour")
    assert desk.health(team)[-1].place == "x:user/harbour"
    desk.remove(team, "x:user/harbour")
    with pytest.raises(ConfigError, match="is no place on X"):
        desk.add(team, "x:usr/harbour")
    desk.remove(team, place)
    assert desk.health(team) == ()
    assert team.store.counts("nell-harrow", newsroom.clock() - timedelta(days=7)) == {place: 7}


def test_a_source_of_the_file_is_removed_in_the_file(newsroom: Newsroom) -> None:
    with pytest.raises(ConfigError, match=r"persona\.toml"):
        desk.remove(newsroom.team(), newsroom.papers.url("/a"))


def test_what_is_no_source_is_refused_with_what_there_is(newsroom: Newsroom) -> None:
    with pytest.raises(ConfigError, match="there is http"):
        desk.pause(newsroom.team(), "https://nowhere.example/")


def test_a_test_shows_what_is_there_and_remembers_nothing(newsroom: Newsroom) -> None:
    page = b"<html><head><link rel=alternate type=application/rss+xml href=/a></head></html>"
    newsroom.papers.resources["/"] = Resource(page, content_type="text/html")
    team = newsroom.team()
    found = desk.test(team, newsroom.papers.url("/"))
    assert (found.title, found.kind, len(found.signals)) == ("Paper A", "rss20", 7)
    assert found.read_from == newsroom.papers.url("/a")
    assert team.store.sources("nell-harrow") == ()
    with pytest.raises(SourceError, match="404"):
        desk.test(team, newsroom.papers.url("/gone"))
    with pytest.raises(SourceError, match="no account on X"):
        desk.test(team, "x:mentions")
