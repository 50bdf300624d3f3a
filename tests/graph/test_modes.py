"""A mode that a human asks for goes through the whole graph, and what it took is told."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

import main
from cli.account_view import account_view
from cli.terminal import Terminal
from graph.explain import account_of
from graph.loop import Loop
from memory.types import Mode, Request
from tests.graph.conftest import Newsroom, news, paper
from tests.servers.feed_server import Resource
from tests.servers.good_checker import is_about_claims
from tests.servers.good_writer import good_writer
from tests.servers.model_api import ModelServer
from tests.servers.model_replies import ModelRequest, Reply, says

HALT = news(
    "Brackwater Custody halts withdrawals after $64m leaves two hot wallets",
    "Brackwater Custody stopped all withdrawals after $64m left two of its hot wallets. "
    "Brackwater Custody serves 212 institutional clients. "
    "The insurance of Brackwater Custody covers up to $50m per incident, the company said.",
)


def invented(request: ModelRequest) -> Reply:
    """A thread of somebody who was there, at the first question; afterwards a good one."""
    if "could be used" in request.user or is_about_claims(request):
        return good_writer(request)
    draft = {"posts": ["I met Brackwater Custody today."] * 2, "used_facts": [1]}
    return says({"drafts": [draft]})


@pytest.fixture
def model(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """What the newsroom writes with, about one story."""
    newsroom.papers.resources["/wire"] = Resource(paper("Example Wire", HALT))
    newsroom.reads("/wire")
    with ModelServer(otherwise=invented) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", server.key)
        monkeypatch.setenv("UNDERSTUDY_MODEL", server.model)
        monkeypatch.setenv("UNDERSTUDY_MODEL_USD_PER_MTOK_IN", "1")
        yield server


def test_a_thread_is_published_part_by_part_and_what_it_took_is_told(
    newsroom: Newsroom, model: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    team = newsroom.team()
    result = Loop(team, lambda *_: None).turn(Request(mode=Mode.THREAD))

    (outcome,) = result.outcomes
    assert outcome.result == "published", outcome.summary
    posts = team.outbox.listing(team.who.slug)
    publication = posts[0]
    draft = account_of(team, str(publication.id)).final
    assert draft is not None
    assert len(draft.parts) == 2
    assert tuple(post.text for post in posts) == draft.parts
    assert len(draft.pointers) >= 2
    assert "2 calls, 240 tokens in, 80 out, $0.0002" in draft.notes

    told = Terminal.turn_as_json(team, result)["outcomes"][0]["model"]
    # Two calls wrote it, and one checked it.
    assert (told["calls"], told["tokens_in"], told["tokens_out"]) == (4, 480, 160)
    Terminal().closing(team, [result])
    Terminal().show(account_view(account_of(team, str(publication.id))))
    printed = " ".join(capsys.readouterr().out.split())
    assert "$0.0005 for 1 accepted draft: 4.0 calls and 640 tokens each" in printed
    assert "model 4 calls, 480 tokens in, 160 out, $0.0005" in printed


def test_a_thread_for_a_channel_without_threads_is_refused_before_anything_is_read(
    newsroom: Newsroom, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = newsroom.team()
    flat = team.describe("console").model_copy(update={"name": "pager", "threads": False})
    monkeypatch.setattr(team, "describe", lambda _: flat)
    result = Loop(team, lambda *_: None).turn(Request(mode=Mode.THREAD))
    assert result.reason == "pager takes no threads; take another --mode or --channel"
    assert result.outcomes == ()
    assert newsroom.papers.requests == []
    assert model.questions == []


def test_the_command_line_knows_the_modes(newsroom: Newsroom, model: ModelServer) -> None:
    unknown = CliRunner().invoke(main.app, ["run-once", "--mode", "sonnet"])
    assert unknown.exit_code == 2
    assert "no mode" in unknown.output
    refused = CliRunner().invoke(main.app, ["run-once", "--json", "--mode", "announcement"])
    assert refused.exit_code == main.NOTHING_TO_SAY
    assert "say which, with --url or --topic" in json.loads(refused.stdout)["reason"]
