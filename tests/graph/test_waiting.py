"""A draft that waits for a human holds up nothing: the next is written, booked and sent."""

from __future__ import annotations

from graph.loop import Loop
from memory.types import PublicationState, Request
from tests.graph.conftest import Newsroom, news, paper
from tests.graph.test_loop import ACCEPT
from tests.graph.test_outlook import HALT, LEAD
from tests.servers.feed_server import Resource

VAULT = "Custodian Fennick opens custody vault that 40 banks will share"
VAULT_LEAD = "Custodian Fennick has opened a custody vault that 40 banks will share."
ASKS = 'approval = "always"'
ASKS_NOBODY = 'approval = "never"'


def test_drafts_that_wait_for_a_human_do_not_hold_up_the_rest(newsroom: Newsroom) -> None:
    newsroom.papers.resources |= {
        "/a": Resource(paper("Paper A", news(HALT, LEAD))),
        "/b": Resource(paper("Paper B", news(VAULT, VAULT_LEAD))),
    }
    newsroom.reads("/a", extra="[schedule]\ngap_minutes = 60\n")
    change(newsroom, ASKS_NOBODY, ASKS)
    first = loop(newsroom).turn(Request())
    assert first.state == "waiting"

    change(newsroom, ASKS, ASKS_NOBODY)
    team = newsroom.team()
    second = Loop(team, quiet).turn(Request(feeds=(newsroom.papers.url("/b"),)))
    assert [one.result for one in second.outcomes] == ["published"]
    assert len(team.journal.waiting("nell-harrow")) == 1

    answered = Loop(team, quiet).answer(first.turn_id, ACCEPT)
    assert [one.result for one in answered.outcomes] == ["queued"]  # an hour after the other
    assert "due Fri 20 Nov 10:00" in answered.outcomes[0].summary
    newsroom.clock.forward(hours=1)
    assert [row.state for row in Loop(team, quiet).deliver()] == [PublicationState.SENT]


def change(newsroom: Newsroom, old: str, new: str) -> None:
    text = newsroom.toml.read_text(encoding="utf-8")
    assert old in text
    newsroom.toml.write_text(text.replace(old, new), encoding="utf-8")


def loop(newsroom: Newsroom) -> Loop:
    return Loop(newsroom.team(), quiet)


def quiet(specialist: str, line: str) -> None:
    """Nobody listens."""
