"""A whole turn with a model that misbehaves: nothing bad reaches the outbox, the good does."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.loop import Loop, TurnResult
from graph.team import Team
from memory.types import Publication, Request
from tests.servers import model_replies as replies
from tests.servers.good_writer import (
    apologetic_writer,
    good_writer,
    hallucinating_writer,
    injected_writer,
)
from tests.servers.model_api import ModelServer
from tests.servers.model_replies import ModelRequest, Reply, Writer
from tools.settings import ROOT

PERSONA = "nell-harrow"
POSTS = 40
"""Enough for a voice; all of them take seconds to embed."""
FEED = "data/feeds/ledgerwire.xml"
Turn = Callable[[ModelServer], tuple[TurnResult, list[Publication]]]


@pytest.fixture
def turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Turn]:
    """Runs one turn of the shipped persona, with a shorter memory, on one feed."""
    home = tmp_path / "personas" / PERSONA
    shutil.copytree(ROOT / "data" / "personas" / PERSONA, home)
    corpus = (home / "posts.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (home / "posts.jsonl").write_text("".join(corpus[-POSTS:]), encoding="utf-8")
    teams: list[Team] = []

    def run(server: ModelServer) -> tuple[TurnResult, list[Publication]]:
        for name, value in {
            "UNDERSTUDY_PERSONAS": str(tmp_path / "personas"),
            "UNDERSTUDY_VAR": str(tmp_path / "var"),
            "OPENAI_BASE_URL": server.url,
            "OPENAI_API_KEY": server.key,
            "UNDERSTUDY_MODEL": server.model,
            "UNDERSTUDY_MODEL_TIMEOUT": "5",
        }.items():
            monkeypatch.setenv(name, value)
        team = Team(persona=PERSONA)
        teams.append(team)
        result = Loop(team, lambda *_: None).turn(Request(feeds=(FEED,)))
        return result, list(team.outbox.listing(PERSONA))

    yield run
    for team in teams:
        team.close()


def test_what_a_good_model_writes_from_the_facts_is_published(turn: Turn) -> None:
    with ModelServer(otherwise=good_writer) as server:
        result, publications = turn(server)

    assert publications
    assert {o.result for o in result.outcomes} == {"published"}
    told = "\n".join(request.user for request in server.questions)
    assert all(publication.text.split(" http")[0] in told for publication in publications)


def always(reply: Reply) -> Writer:
    def writer(request: ModelRequest) -> Reply:
        return reply

    return writer


def drafts(text: str) -> Writer:
    return always(replies.says({"drafts": [{"text": text, "used_facts": [1]}] * 3}))


BAD: dict[str, Writer] = {
    "hallucinated numbers": hallucinating_writer,
    "an obeyed injection": injected_writer,
    "a refusal in a draft's clothes": apologetic_writer,
    "a refusal": always(replies.refuses()),
    "malformed JSON": always(replies.says('{"drafts": [{"text": "Ether fell 3%"')),
    "plain text": always(replies.says("Ether fell 3%.")),
    "a truncated answer": always(replies.truncated('{"drafts": [], "note": "cut in the middle"}')),
    "no drafts": always(replies.says({"drafts": []})),
    "a post without words": drafts(" "),
    "a post that never ends": drafts("Ether fell three per cent on Friday. " * 20),
    "another language": drafts("La société a suspendu les retraits de tous ses clients."),
    "its instructions": drafts("Fact 1 says that the exchange halted withdrawals on Friday."),
    "a life of its own": drafts("I was there when the exchange halted withdrawals on Friday."),
    "a quotation of nobody": drafts("The exchange: “we were careless and we are sorry”."),
    "a price of its own": drafts("Ether is down to $1,234 and the exchange is shut."),
    "a prediction": drafts("Ether will fall further, and the exchange will not reopen."),
    "an endorsement": drafts("I recommend the exchange to everybody who holds ether."),
    "stock phrases": drafts("It's not just an exchange, it's a testament to resilience."),
    "a rate limit": always(replies.error(429, "slow down", retry_after=60)),
    "server errors": always(replies.error(500, "oops")),
    "a refused key": always(replies.error(401, "Incorrect API key provided")),
    "silence": always(replies.silent(60)),
    "a cut connection": always(replies.drops(120)),
}


@pytest.mark.parametrize("writer", BAD.values(), ids=BAD.keys())
def test_nothing_of_a_bad_model_reaches_the_outbox(writer: Writer, turn: Turn) -> None:
    with ModelServer(otherwise=writer) as server:
        result, publications = turn(server)

    assert server.questions
    assert publications == []
    assert result.outcomes
    assert {o.result for o in result.outcomes} <= {"failed", "rejected", "no draft"}
