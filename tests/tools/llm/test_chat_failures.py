"""An endpoint that refuses, is busy, is gone or breaks off: what is asked again, what is told."""

from __future__ import annotations

import httpx2
import pytest

from memory.errors import ConfigError, ModelUnavailable, UnderstudyError
from tests.servers import model_replies as replies
from tests.servers.model_api import ModelServer
from tests.servers.model_replies import Reply, says
from tests.servers.money import Purse
from tests.tools.llm.asking import SYSTEM, USER, Post, chat

ERRORS: dict[str, tuple[Reply, type[UnderstudyError], str]] = {
    "401": (replies.error(401, "Incorrect API key"), ConfigError, "OPENAI_API_KEY was refused by"),
    "402": (replies.error(402, "No credits left"), ConfigError, 'wants to be paid (402: "No credi'),
    "403": (replies.error(403, "Country not supported"), ConfigError, '403: "Country not suppo'),
    "404": (replies.error(404, "No such model"), ConfigError, 'model "scripted" was not found at'),
    "408": (replies.error(408, "Too slow"), ModelUnavailable, 'try again later (408: "Too slow")'),
    "409": (replies.error(409, "Conflict"), ModelUnavailable, 'try again later (409: "Conflict")'),
    "425": (replies.error(425, "Too early"), ModelUnavailable, 'later (425: "Too early")'),
    "no words": (replies.error(503), ModelUnavailable, "is in trouble (503"),
    "an error page": (replies.html(502), ModelUnavailable, "is in trouble (502"),
}


@pytest.mark.parametrize(("reply", "kind", "words"), ERRORS.values(), ids=ERRORS.keys())
def test_an_error_says_where_what_and_what_next(
    reply: Reply, kind: type[UnderstudyError], words: str, purse: Purse
) -> None:
    with ModelServer([reply]) as server:
        with pytest.raises(kind) as problem:
            chat(server, purse, pauses_s=()).ask(SYSTEM, USER, Post)
        server.assert_done()

    assert words in str(problem.value)
    assert server.url.split("/")[2] in str(problem.value)
    assert purse.spent == []


def test_our_key_is_not_repeated_even_when_the_endpoint_does(purse: Purse) -> None:
    told = replies.error(401, f"Bad key {ModelServer.key}")
    with ModelServer([told]) as server, pytest.raises(ConfigError) as problem:
        chat(server, purse).ask(SYSTEM, USER, Post)

    assert 'Bad key …"' in str(problem.value)


def test_a_key_that_is_a_word_is_left_in_what_the_endpoint_says(purse: Purse) -> None:
    with ModelServer([replies.error(500, "none is up")]) as server:
        server.key = "none"
        with pytest.raises(ModelUnavailable, match='"none is up"'):
            chat(server, purse, api_key="", pauses_s=()).ask(SYSTEM, USER, Post)


@pytest.mark.parametrize("cause", [httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError])
def test_what_never_reached_the_endpoint_costs_nothing(cause: type[httpx2.TransportError]) -> None:
    from openai import APITimeoutError

    from tools.llm.errors import costs_nothing

    error = APITimeoutError(httpx2.Request("POST", "http://127.0.0.1:9"))
    assert not costs_nothing(error)
    error.__cause__ = cause("no connection")
    assert costs_nothing(error)


def test_a_wrong_key_and_a_wrong_model_are_found_out_by_the_server(purse: Purse) -> None:
    with ModelServer() as server:
        with pytest.raises(ConfigError, match="OPENAI_API_KEY"):
            chat(server, purse, api_key="sk-wrong").ask(SYSTEM, USER, Post)
        with pytest.raises(ConfigError, match="UNDERSTUDY_MODEL"):
            chat(server, purse, model="gpt-9").ask(SYSTEM, USER, Post)
        with pytest.raises(ConfigError, match="usually ends in /v1"):
            chat(server, purse, base_url=server.url.removesuffix("/v1")).ask(SYSTEM, USER, Post)
        server.assert_done()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_endpoint_is_asked_three_times_and_then_left_alone(
    status: int, purse: Purse
) -> None:
    with ModelServer([replies.error(status, "busy")] * 3) as server:
        with pytest.raises(ModelUnavailable, match=f'{status}: "busy"'):
            chat(server, purse).ask(SYSTEM, USER, Post)
        server.assert_done()

    assert purse.spent == []


def test_a_busy_endpoint_that_recovers_answers(purse: Purse) -> None:
    busy = [replies.error(429, "slow down", retry_after=0), replies.error(500, "oops")]
    with ModelServer([*busy, says({"text": "at last"})]) as server:
        assert chat(server, purse).ask(SYSTEM, USER, Post).text == "at last"
        server.assert_done()

    assert [u.quantity for u in purse.spent] == [120, 40]


def test_a_wait_beyond_the_deadline_is_not_begun(purse: Purse) -> None:
    with ModelServer([replies.error(429, "slow down", retry_after=3600)]) as server:
        with pytest.raises(ModelUnavailable, match="try again after 3600 s"):
            chat(server, purse).ask(SYSTEM, USER, Post)
        server.assert_done()


@pytest.mark.parametrize("nonsense", ["soon", "-1", "1e99", "9" * 400, "NaN", ""])
def test_a_nonsensical_retry_after_is_ignored(nonsense: str, purse: Purse) -> None:
    busy = replies.error(429, "slow down", retry_after=nonsense)
    with ModelServer([busy, says({"text": "at last"})]) as server:
        assert chat(server, purse).ask(SYSTEM, USER, Post).text == "at last"


def test_nobody_listening_is_told_from_a_lost_answer_and_costs_nothing(purse: Purse) -> None:
    with ModelServer() as server:
        closed = server.url
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        chat(server, purse, base_url=closed).ask(SYSTEM, USER, Post)

    assert purse.spent == []


LOST: dict[str, tuple[Reply, str]] = {
    "silence": (replies.silent(60), "no whole answer within 0.5 s"),
    "a dripping answer": (replies.drips({"text": "a"}), "no whole answer within 0.5 s"),
    "a connection cut at once": (replies.drops(), "broke off"),
    "a connection cut in the head": (replies.drops(20), "broke off"),
    "a connection cut in the body": (replies.drops(200), "broke off"),
}


@pytest.mark.parametrize(("reply", "words"), LOST.values(), ids=LOST.keys())
def test_a_lost_answer_is_counted_at_its_dearest_and_not_asked_for_again(
    reply: Reply, words: str, purse: Purse
) -> None:
    with ModelServer([reply]) as server:
        with pytest.raises(ModelUnavailable, match=words):
            chat(server, purse, timeout_s=0.5 if "within" in words else 20.0).ask(
                SYSTEM, USER, Post
            )
        server.assert_done()

    assert [u.kind for u in purse.spent] == ["model_tokens_in", "model_tokens_out"]
    assert purse.spent[1].quantity == 100
    assert "answer lost, at most" in purse.spent[1].detail
