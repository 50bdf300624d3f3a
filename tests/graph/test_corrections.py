"""Corrections in a real run of the desk: the article behind a post changes between two turns."""

from __future__ import annotations

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from graph.corrections import look_back
from graph.loop import Loop
from graph.outlook import look_outside
from graph.team import Team
from memory.types import Cause, ClaimStatus, Correction, CorrectionState, Request
from tests.graph.conftest import Newsroom, news, paper
from tests.graph.test_outlook import FROZEN_LEAD, HALT, LARCHGATE, LEAD, Heard
from tests.servers.feed_server import Resource

LESS = LEAD.replace("$64m", "$31m")
BYSTANDER = "A crowd of 60 stood before the doors of the bank in Port Ansel on Friday."
APOLOGY = "This article has been retracted, because its figures could not be confirmed by the desk."


class Desk:
    """Nell Harrow's desk in a dry run for X, and the page that its posts lean on."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self.papers = newsroom.papers
        self.rung: list[Any] = []
        self.papers.resources["/hook"] = self._hook
        self._paths = ["/a"]
        newsroom.reads("/a")
        self.prints(LEAD, FROZEN_LEAD)

    def prints(self, *paragraphs: str, lead: str = LEAD) -> None:
        """What the paper's page says from here on, and what its feed says of it."""
        body = "".join(f"<p>{line}</p>" for line in (*paragraphs, *FILLER))
        page = f"<html><head><title>{HALT}</title></head><body><article><h1>{HALT}</h1>{body}"
        item = news(HALT, lead, link=self.papers.url("/page"))
        self.papers.resources |= {
            "/a": Resource(paper("Paper A", item)),
            "/page": Resource(f"{page}</article></body></html>".encode(), "text/html"),
        }

    def turn(self, *, hours: float = 0) -> Heard:
        """One turn of a new process, so many hours later; what was told."""
        self._newsroom.clock.forward(hours=hours)
        heard = Heard()
        list(Loop(self.team(), heard).run(Request(), timedelta(hours=1), turns=1))
        return heard

    def adds(self, path: str, name: str, title: str, text: str) -> None:
        """One more paper, with one item that came out after the post."""
        self.papers.resources[path] = Resource(paper(name, news(title, text, hours=-1)))
        self._paths.append(path)
        self._newsroom.reads(*self._paths)

    def team(self, *, hours: float = 0, channel: str = "x") -> Team:
        self._newsroom.clock.forward(hours=hours)
        team = self._newsroom.team()
        team.channel = channel
        return team

    def corrections(self) -> tuple[Correction, ...]:
        return self.team().corrections.listing("nell-harrow")

    def _hook(self, request: BaseHTTPRequestHandler) -> None:
        self.rung.append(json.loads(request.rfile.read(int(request.headers["Content-Length"]))))
        request.send_response(204)
        request.end_headers()


FILLER = (
    "The custodian keeps the keys of pension funds and of two exchanges in the north.",
    "Its chief, Ines Falk, is to speak to the press in the town hall next week.",
)


@pytest.fixture
def desk(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("UNDERSTUDY_ALARM_URL", newsroom.papers.url("/hook"))
    desk = Desk(newsroom)
    desk.turn()
    (publication,) = desk.team().outbox.listing("nell-harrow")
    assert publication.dry_run
    assert "$64m" in publication.text
    return desk


def test_a_number_that_changes_on_the_page_is_raised_told_and_drafted(desk: Desk) -> None:
    desk.prints(LESS, FROZEN_LEAD)
    heard = desk.turn(hours=7)
    (found,) = desk.corrections()
    assert (found.cause, found.status) == (Cause.CHANGED, ClaimStatus.CONTRADICTED)
    assert "$64m" in found.claim
    assert "$64m" in found.before.text
    assert found.after
    assert found.after.text == LESS
    assert found.state is CorrectionState.DRAFTED
    assert found.text.startswith("Correction: we wrote “")
    assert f"Paper A now says: “{LESS.rstrip('.')}”. {desk.papers.url('/page')}" in found.text
    assert any("publication 1 needs correcting" in line for line in heard.of("alarm"))
    (rung,) = desk.rung
    assert rung["title"] == "Nell Harrow: publication 1 needs correcting"
    assert "$31m" in rung["message"]


def test_a_number_that_changes_in_the_feed_is_raised_when_the_page_says_so_too(desk: Desk) -> None:
    """The page is asked at once, though its own time has not come."""
    desk.prints(LESS, FROZEN_LEAD, lead=LESS)
    asked = len(desk.papers.requests)
    desk.turn(hours=2)
    assert any(path == "/page" for path, _ in desk.papers.requests[asked:])
    assert [one.status for one in desk.corrections()] == [ClaimStatus.CONTRADICTED]


def test_a_change_is_raised_and_told_once_across_restarts(desk: Desk) -> None:
    desk.prints(LESS, FROZEN_LEAD)
    for _ in range(3):
        desk.turn(hours=7)
    assert len(desk.corrections()) == 1
    assert len(desk.rung) == 1
    desk.prints(LESS.replace("$31m", "$32m"), FROZEN_LEAD)
    desk.turn(hours=7)
    assert len(desk.corrections()) == 2, "another change is another matter"


def test_a_correction_that_was_kept_and_not_told_is_told_after_the_crash(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.prints(LESS, FROZEN_LEAD)
    with monkeypatch.context() as crash:
        crash.setattr("graph.corrections._tell_all", _dies)
        with pytest.raises(KeyboardInterrupt):
            desk.turn(hours=7)
    heard = desk.turn(hours=1)
    assert any("needs correcting" in line for line in heard.of("alarm"))
    assert len(desk.rung) == len(desk.corrections()) == 1


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "paragraphs",
    [
        (LEAD, FROZEN_LEAD, BYSTANDER),
        (BYSTANDER, f"  {LEAD}  ", FROZEN_LEAD),
        (LEAD, FROZEN_LEAD.replace("212", "230")),
    ],
    ids=["appended", "moved", "elsewhere"],
)
def test_a_page_whose_evidence_stands_raises_nothing(
    desk: Desk, paragraphs: tuple[str, ...]
) -> None:
    desk.prints(*paragraphs)
    asked = len(desk.papers.requests)
    desk.turn(hours=7)
    assert any(path == "/page" for path, _ in desk.papers.requests[asked:]), "it was read again"
    assert desk.corrections() == ()
    assert desk.rung == []


def test_a_retraction_is_raised(desk: Desk) -> None:
    desk.prints(APOLOGY)
    desk.turn(hours=7)
    found = desk.corrections()
    assert {one.cause for one in found} == {Cause.RETRACTED}
    assert "Paper A has taken its report back." in found[0].text


def test_a_later_paper_that_contradicts_the_story_is_raised(desk: Desk) -> None:
    desk.adds("/b", "Paper B", f"{HALT.replace('$64m', '$31m')}", LESS)
    desk.turn(hours=2)
    assert {one.cause for one in desk.corrections()} == {Cause.LATER}
    (found, *_) = desk.corrections()
    assert found.after
    assert found.after.publisher == "Paper B"
    assert found.text.startswith("Update: we wrote “")


def test_a_later_paper_that_tells_the_same_or_something_else_raises_nothing(desk: Desk) -> None:
    desk.adds("/b", "Paper B", "Custodian Brackwater freezes transfers", FROZEN_LEAD)
    desk.adds("/c", "Paper C", "Larchgate Trust loses $9m of client coins", LARCHGATE)
    desk.turn(hours=2)
    assert desk.corrections() == ()


def test_after_thirty_days_a_publication_is_let_rest(desk: Desk) -> None:
    desk.prints(LESS, FROZEN_LEAD)
    desk.turn(hours=31 * 24)
    assert desk.corrections() == ()


def test_a_live_desk_does_not_correct_its_rehearsals(desk: Desk) -> None:
    desk.prints(LESS, FROZEN_LEAD, lead=LESS)
    team = desk.team(hours=7, channel="console")
    heard = Heard()
    look_outside(team, Request(), heard)
    assert team.corrections.listing("nell-harrow") == ()


def test_a_page_that_is_gone_costs_a_line(desk: Desk) -> None:
    del desk.papers.resources["/page"]
    heard = desk.turn(hours=7)
    assert any("404" in line for line in heard.of("scanner"))
    assert desk.corrections() == ()
    asked = len(desk.papers.requests)
    desk.turn(hours=1)
    assert all(path != "/page" for path, _ in desk.papers.requests[asked:]), "not at every look"


def test_what_had_changed_before_the_post_was_checked_is_no_news(desk: Desk) -> None:
    """Written down late, by a process that had seen it earlier."""
    team = desk.team()
    said = team.claims.since("nell-harrow", team.clock() - timedelta(days=1), dry_run=True)
    (leaned,) = {entry.finding.evidence.signal_id for entry in said if entry.finding.evidence}
    (told,) = team.store.signals("nell-harrow", [leaned])
    early = said[0].checked_at - timedelta(minutes=1)
    team.store.add_signals(
        "nell-harrow", [told.model_copy(update={"text": LESS, "seen_at": early})]
    )
    assert team.corrections.revisions("nell-harrow", 0, [told.id])
    look_back(team, Heard())
    assert desk.corrections() == ()
