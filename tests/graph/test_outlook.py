"""The outlook: due sources read, stories kept, and the human rung up once for what is urgent."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from graph.loop import Loop
from graph.outlook import look_outside, sources, watch
from memory.types import Request
from tests.graph.conftest import Newsroom, news, paper
from tests.servers.feed_server import Resource

HALT = "Brackwater Custody halts withdrawals after $64m leaves two hot wallets"
LEAD = "Brackwater Custody stopped all withdrawals after $64m left two of its hot wallets."
FROZEN = "Custodian Brackwater freezes client transfers following $64m theft"
FROZEN_LEAD = "Brackwater Custody has frozen transfers for 212 clients after the theft of $64m."
LARCHGATE = (
    "Larchgate Trust has lost $9m of its clients' coins from a custody wallet. "
    "The trust stopped withdrawals for 31 clients within 20 minutes."
)
VAULT = (
    "Custodian Fennick has opened a custody vault that 40 banks will share. "
    "The vault cost $12m and took three years to build."
)
ALARMS = "[alarms]\npublishers = 2\nwithin_hours = 3\n"


class Heard(list[str]):
    def __call__(self, specialist: str, line: str) -> None:
        self.append(f"{specialist}: {line}")

    def of(self, specialist: str) -> list[str]:
        return [line for line in self if line.startswith(specialist)]


def test_what_is_new_is_told_and_what_is_not_is_counted(newsroom: Newsroom) -> None:
    newsroom.papers.resources |= {
        "/a": Resource(paper("Paper A", news(HALT, LEAD))),
        "/b": Resource(paper("Paper B")),
    }
    newsroom.reads("/a", "/b", "/gone")
    heard = Heard()
    look_outside(newsroom.team(), Request(), heard)
    assert any("1 new of 1" in line for line in heard)
    assert any("answered 404" in line for line in heard)
    assert "scanner: nothing new from 1" in heard
    heard = Heard()
    look_outside(newsroom.team(), Request(), heard)
    assert heard == ["scanner: 3 not due yet, or paused"]


def test_what_a_human_names_is_read_whether_due_or_not(newsroom: Newsroom) -> None:
    newsroom.papers.resources["/a"] = Resource(paper("Paper A", news(HALT, LEAD)))
    newsroom.reads("/a")
    look_outside(newsroom.team(), Request(), Heard())
    asked = len(newsroom.papers.requests)
    look_outside(newsroom.team(), Request(feeds=(newsroom.papers.url("/a"),)), Heard())
    assert len(newsroom.papers.requests) == asked + 1


def test_a_story_that_several_tell_at_once_rings_once(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = []

    def hook(request: BaseHTTPRequestHandler) -> None:
        posted.append(json.loads(request.rfile.read(int(request.headers["Content-Length"]))))
        request.send_response(204)
        request.end_headers()

    newsroom.papers.resources |= {
        "/hook": hook,
        "/a": Resource(paper("Paper A", news(HALT, LEAD))),
        "/b": Resource(paper("Paper B", news(FROZEN, FROZEN_LEAD))),
    }
    monkeypatch.setenv("UNDERSTUDY_ALARM_URL", newsroom.papers.url("/hook"))
    newsroom.reads("/a", "/b", extra=ALARMS)
    heard = Heard()
    (alarm,) = look_outside(newsroom.team(), Request(), heard).alarms
    assert alarm.reason == "2 publishers tell it within 3 h"
    assert len(heard.of("alarm")) == 1
    assert [said["story"] for said in posted] == [alarm.story_id]

    newsroom.clock.forward(hours=1)
    newsroom.papers.resources["/a"] = Resource(
        paper("Paper A", news(HALT, LEAD), news("Larchgate opens a vault", "It opened on Friday."))
    )
    found = look_outside(
        newsroom.team(), Request(feeds=(newsroom.papers.url("/a"),)), heard := Heard()
    )
    assert found.alarms == ()
    assert heard.of("alarm") == []
    assert len(posted) == 1


def test_an_alarm_between_two_turns_starts_one_about_its_story(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.loop.HEARTBEAT_S", 0.01)
    newsroom.papers.resources |= {
        "/a": Resource(paper("Paper A", news(HALT, LEAD))),
        "/b": Resource(paper("Paper B")),
    }
    newsroom.reads("/a", "/b", extra=ALARMS)
    change = newsroom.toml.read_text("utf-8").replace("posts_per_turn = 2", "posts_per_turn = 1")
    newsroom.toml.write_text(change, encoding="utf-8")
    team = newsroom.team()
    started = newsroom.clock()

    def clock() -> datetime:
        """Two minutes pass at every look at it; the second paper comes out after an hour."""
        newsroom.clock.forward(minutes=2)
        if newsroom.clock.now - started > timedelta(hours=1):
            late = news("Larchgate Trust loses $9m of client coins", LARCHGATE, hours=-1)
            quiet = news("Custodian Fennick opens a vault for 40 banks", VAULT, hours=-1)
            newsroom.papers.resources |= {
                "/a": Resource(paper("Paper A", quiet, late, news(HALT, LEAD))),
                "/b": Resource(paper("Paper B", late.replace("loses", "has lost"))),
            }
        return newsroom.clock.now

    team.__dict__["clock"] = clock
    team.outbox.lease = timedelta(hours=4)
    heard = Heard()
    first, second = Loop(team, heard).run(Request(), timedelta(days=2), turns=2)
    assert [outcome.result for outcome in first.outcomes] == ["published"]
    assert [outcome.result for outcome in second.outcomes] == ["published"]
    assert newsroom.clock.now - started < timedelta(days=2)
    assert any("Larchgate" in line for line in heard.of("alarm"))
    assert second.reason.startswith("1 stories are worth a post"), "the quiet one waits"
    texts = [row.text for row in team.outbox.listing("nell-harrow")]
    assert "Larchgate" in texts[-1]


def test_the_page_behind_a_story_is_read_before_it_is_written_about(newsroom: Newsroom) -> None:
    told = "The keys of 40 banks now lie in a custody vault below the old mint of Port Ansel."
    body = "".join(f"<p>{line}</p>" for line in (LEAD, told, FROZEN_LEAD, LARCHGATE))
    page = f"<html><head><title>{HALT}</title></head><body><article><h1>{HALT}</h1>{body}"
    newsroom.papers.resources |= {
        "/a": Resource(paper("Paper A", news(HALT, LEAD, link=newsroom.papers.url("/page")))),
        "/page": Resource(f"{page}</article></body></html>".encode(), content_type="text/html"),
    }
    newsroom.reads("/a")
    team = newsroom.team()
    (outcome,) = Loop(team, Heard()).turn(Request()).outcomes
    trail = team.journal.trail(outcome.assignment_id)
    assert trail is not None
    assert trail.brief is not None
    assert any(fact.text == told for fact in trail.brief.facts)
    (passage,) = team.library.evidence(told, 1)
    assert told in passage.text


def test_what_is_nobodys_subject_does_not_ring(newsroom: Newsroom) -> None:
    match = news("Quay United win the cup final", "Quay United beat Larch Rovers 3-1 on penalties.")
    newsroom.papers.resources |= {
        "/a": Resource(paper("Paper A", match)),
        "/b": Resource(paper("Paper B", match.replace("beat", "defeated"))),
    }
    newsroom.reads("/a", "/b", extra=ALARMS)
    assert look_outside(newsroom.team(), Request(), Heard()).alarms == ()


def test_between_two_turns_only_what_has_become_due_is_read(newsroom: Newsroom) -> None:
    newsroom.papers.resources["/a"] = Resource(paper("Paper A", news(HALT, LEAD)))
    newsroom.reads("/a")
    team = newsroom.team()
    look_outside(team, Request(), Heard())
    asked = len(newsroom.papers.requests)
    watch(team, Request(), Heard())
    assert len(newsroom.papers.requests) == asked
    newsroom.clock.forward(days=2)
    watch(team, Request(), Heard())
    assert len(newsroom.papers.requests) == asked + 1


def test_sources_that_were_added_come_after_those_of_the_file(newsroom: Newsroom) -> None:
    from graph.sources import add, remove

    newsroom.reads("/a")
    team = newsroom.team()
    add(team, "x:mentions")
    assert sources(team) == (newsroom.papers.url("/a"), "x:mentions")
    remove(team, "x:mentions")
    assert sources(team) == (newsroom.papers.url("/a"),)


def test_a_human_without_sources_is_told_how_to_add_one(newsroom: Newsroom) -> None:
    newsroom.reads()
    heard = Heard()
    look_outside(newsroom.team(), Request(), heard)
    assert heard == ["scanner: no sources; type: python main.py sources add URL"]
