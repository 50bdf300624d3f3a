"""A chat model over HTTP, against a server of ours: it answers whole, or it raises."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda
from pydantic import Field

from memory.database import Database
from memory.errors import (
    BudgetExhausted,
    ConfigError,
    ModelRefused,
    ModelUnavailable,
    UnderstudyError,
)
from memory.store import Store
from memory.types import Usage, Value
from tests.servers import model_replies as replies
from tests.servers.good_writer import good_writer
from tests.servers.model_api import ModelServer, load_script
from tests.servers.model_replies import ModelRequest, Reply, says
from tests.servers.money import Purse
from tools.ledger import Ledger
from tools.llm.chat import OpenAIChat

ROOT = Path(__file__).resolve().parents[3]
SYSTEM = "You write posts for Nell Harrow."
USER = "<facts>\nEther fell 3% to $1,550 on Friday.\n</facts>"


class Post(Value):
    """A draft, as a model is asked for it."""

    text: str = Field(min_length=1, max_length=280)
    mode: Literal["statement", "comment"] = "statement"


@pytest.fixture
def purse() -> Iterator[Purse]:
    """Checks, after the test, that nothing is held for a call that is over."""
    purse = Purse()
    yield purse
    assert purse.held == 0


def chat(server: ModelServer, purse: Purse | Ledger, **changes: Any) -> OpenAIChat:
    """A patient, deterministic client of `server`: $1 and $2 per million tokens."""
    values: dict[str, Any] = {
        "model": server.model,
        "base_url": server.url,
        "api_key": server.key,
        "timeout_s": 20.0,
        "max_tokens": 100,
        "usd_per_mtok_in": 1.0,
        "usd_per_mtok_out": 2.0,
        "meter": purse,
        "pauses_s": (0.0, 0.0),
    }
    return OpenAIChat(**(values | changes))


# ------------------------------------------------------------------ good answers


def test_an_answer_comes_back_in_its_type(purse: Purse) -> None:
    with ModelServer([says({"text": "Ether fell 3%. Yawn.", "mode": "comment"})]) as server:
        post = chat(server, purse).ask(SYSTEM, USER, Post)
        server.assert_done()

    assert post == Post(text="Ether fell 3%. Yawn.", mode="comment")


def test_outside_text_stays_in_the_user_message(purse: Purse) -> None:
    with ModelServer([says({"text": "ok"})]) as server:
        chat(server, purse, temperature=0.3).ask(SYSTEM, USER, Post)

    (request,) = server.requests
    assert request.system.startswith(SYSTEM)
    assert "1,550" not in request.system
    assert request.user == USER
    assert request.body["temperature"] == 0.3
    assert request.body["max_tokens"] == 100


def test_the_shape_is_asked_for_strictly_and_told_in_words(purse: Purse) -> None:
    with ModelServer([says({"text": "ok"})]) as server:
        chat(server, purse).ask(SYSTEM, USER, Post)

    asked = server.requests[0].body["response_format"]
    assert asked["type"] == "json_schema"
    assert asked["json_schema"]["strict"] is True
    assert asked["json_schema"]["schema"]["required"] == ["text", "mode"]
    assert asked["json_schema"]["schema"]["additionalProperties"] is False
    assert '"maxLength":280' in server.requests[0].system


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"text": "Ether fell."}\n```',
        'Here is your post:\n{"text": "Ether fell."}\nEnjoy!',
        '<think>{"text": "no"} Hmm, better not.</think>\n\n{"text": "Ether fell."}',
    ],
    ids=["fence", "prose", "thoughts"],
)
def test_one_object_may_be_wrapped_in_other_text(text: str, purse: Purse) -> None:
    with ModelServer([says(text)]) as server:
        assert chat(server, purse).ask(SYSTEM, USER, Post) == Post(text="Ether fell.")


def test_a_whole_answer_under_a_wrong_content_type_is_still_an_answer(purse: Purse) -> None:
    sloppy = replace(says({"text": "Ether fell."}), headers={"Content-Type": "text/plain"})
    with ModelServer([sloppy]) as server:
        assert chat(server, purse).ask(SYSTEM, USER, Post) == Post(text="Ether fell.")


def test_the_good_writer_writes_from_the_facts_in_any_shape(purse: Purse) -> None:
    for formats in (["json_schema"], []):
        with ModelServer(otherwise=good_writer, formats=formats) as server:
            post = chat(server, purse).ask(SYSTEM, USER, Post)
        assert post == Post(text="Ether fell 3% to $1,550 on Friday.", mode="statement")


# ---------------------------------------------------------------- response formats


def test_an_endpoint_without_schemas_is_asked_for_json_from_then_on(purse: Purse) -> None:
    with ModelServer([says({"text": "a"}), says({"text": "b"})], formats=["json_object"]) as server:
        model = chat(server, purse)
        assert model.ask(SYSTEM, USER, Post).text == "a"
        assert model.ask(SYSTEM, USER, Post).text == "b"
        server.assert_done()

    assert [r.format for r in server.requests] == ["json_schema", "json_object", "json_object"]


def test_an_endpoint_without_any_format_is_told_in_words_alone(purse: Purse) -> None:
    with ModelServer([says({"text": "a"}), says({"text": "b"})], formats=[]) as server:
        model = chat(server, purse)
        assert model.ask(SYSTEM, USER, Post).text == "a"
        assert model.ask(SYSTEM, USER, Post).text == "b"
        server.assert_done()

    assert [r.format for r in server.requests] == ["json_schema", "json_object", None, None]


def test_a_question_that_no_format_can_save_is_refused_and_changes_nothing(purse: Purse) -> None:
    bad = replies.error(400, "Unsupported value: 'temperature'.")
    with ModelServer([bad, bad, bad, says({"text": "a"})]) as server:
        model = chat(server, purse)
        with pytest.raises(ModelRefused, match="400: \"Unsupported value: 'temperature'"):
            model.ask(SYSTEM, USER, Post)
        model.ask(SYSTEM, USER, Post)

    assert server.requests[-1].format == "json_schema"


def test_an_endpoint_that_takes_less_than_before_is_followed_down(purse: Purse) -> None:
    refuses = replies.error(400, "not supported")
    a, b, c = (says({"text": text}) for text in "abc")
    with ModelServer([refuses, a, refuses, b, c]) as server:
        model = chat(server, purse)
        assert [model.ask(SYSTEM, USER, Post).text for _ in range(3)] == ["a", "b", "c"]

    asked = [r.format for r in server.requests]
    assert asked == ["json_schema", "json_object", "json_object", None, None]


@pytest.mark.parametrize(
    ("message", "code"),
    [("maximum is 8192 tokens", "context_length_exceeded"), ("prompt is too long", "")],
)
def test_a_question_that_is_too_long_is_not_asked_again(
    message: str, code: str, purse: Purse
) -> None:
    long = replies.error(400, message, code=code)
    with ModelServer([long]) as server:
        with pytest.raises(ModelRefused, match="too long"):
            chat(server, purse).ask(SYSTEM, USER, Post)
        server.assert_done()


# ------------------------------------------------------- what came is no answer

GOOD = json.dumps({"text": "Ether fell 3%."})
REFUSED: dict[str, tuple[Reply, str]] = {
    "plain text": (says("Ether fell 3%, mostly."), 'no JSON object: it said "Ether fell 3%'),
    "malformed JSON": (says('{"text": "Ether fell 3%.",'), 'broken JSON: it said "{"text"'),
    "half an object": (says('{"posts": [{"text": "Ether fell 3%."}'), "broken JSON"),
    "two objects": (says(GOOD + GOOD), "more than one JSON object"),
    "missing field": (says({"mode": "statement"}), "does not fit Post (text: Field required)"),
    "wrong type": (says({"text": 3}), "does not fit Post (text: Input should be a valid string)"),
    "unknown field": (says({"text": "a", "link": "https://x.example"}), "does not fit Post (link"),
    "unknown word": (says({"text": "a", "mode": "thread"}), "does not fit Post (mode"),
    "too long": (says({"text": "a" * 281}), "at most 280 characters"),
    "an array": (says('["Ether fell 3%."]'), "no JSON object"),
    "deep nesting": (says('{"text":' + "[" * 100_000), "broken JSON"),
    "truncated": (replies.truncated(GOOD), "cut off at 100 tokens; raise UNDERSTUDY_MODEL_MAX"),
    "whole but cut off": (says(GOOD, finish="length"), "cut off at 100 tokens"),
    "filtered": (replies.filtered(GOOD), "ended with content_filter"),
    "refusal": (replies.refuses("I can't help with that."), "refuses: it said \"I can't help"),
    "empty": (says(""), "the answer is empty"),
    "blank": (says(" \n"), "the answer is empty"),
    "null content": (says(None), "the answer is empty"),
    "no choices": (replies.no_choices(), 'no chat completion came, but "{"id"'),
    "null choices": (Reply({"choices": None}), "no chat completion"),
    "null message": (Reply({"choices": [{"message": None}]}), "no chat completion"),
    "error with status 200": (Reply({"error": {"message": "GPU lost"}}), "GPU lost"),
    "a web page": (replies.html(), 'no chat completion came, but "<!doctype html>'),
    "a number": (Reply(42), 'no chat completion came, but "42"'),
    "no JSON in JSON's clothes": (Reply(b"{'text': 'Ether'}"), "no chat completion"),
    "a flood": (replies.floods(), "no chat completion"),
    "deep nesting around it": (Reply(b'{"choices":' + b"[" * 200_000), "no chat completion"),
    "not acceptable": (replies.error(418, "I'm a teapot"), '418: "I\'m a teapot"'),
}


@pytest.mark.parametrize(("reply", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_no_bad_answer_is_returned(reply: Reply, reason: str, purse: Purse) -> None:
    with ModelServer([reply]) as server:
        with pytest.raises(ModelRefused) as refusal:
            chat(server, purse).ask(SYSTEM, USER, Post)
        server.assert_done()

    assert reason in str(refusal.value)
    assert len(str(refusal.value)) < 300


def test_of_an_endless_answer_no_more_is_read_than_the_limit() -> None:
    from tools.llm.wire import MAX_ANSWER_BYTES, bounded_body

    parts_sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal parts_sent
        while True:
            parts_sent += 1
            yield b"x" * 65_536

    async def read() -> bytes:
        return await bounded_body(httpx2.Response(200, content=endless()))

    assert len(asyncio.run(read())) == MAX_ANSWER_BYTES
    assert parts_sent == MAX_ANSWER_BYTES // 65_536 + 1


ODD = st.sampled_from([None, "", "x", 0, -1, 1.5, True, [], {}, [None], {"a": 1}, [["x"]]])
KEYS = ("choices", "message", "content", "usage", "prompt_tokens", "finish_reason", "error", "id")
COMPLETIONS = st.recursive(
    ODD,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=2)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(max_examples=15, deadline=None)
@given(body=COMPLETIONS, choice=COMPLETIONS, message=COMPLETIONS)
def test_whatever_comes_with_status_200_none_but_our_errors_leaves(
    body: Any, choice: Any, message: Any
) -> None:
    shapes = (body, {"choices": [choice]}, {"choices": [{"message": message}], "usage": body})
    with ModelServer([Reply(shape) for shape in shapes]) as server:
        for _ in shapes:
            with pytest.raises(ModelRefused):
                chat(server, Purse()).ask(SYSTEM, USER, Post)
        server.assert_done()


def test_a_message_quotes_eighty_printable_characters(purse: Purse) -> None:
    hostile = "\x1b[2J\u202eevil\ud800\n" + "é" * 200
    with ModelServer([says(hostile)]) as server, pytest.raises(ModelRefused) as refusal:
        chat(server, purse).ask(SYSTEM, USER, Post)

    assert str(refusal.value).endswith(f'it said "[2J evil {"é" * 71}…"')
    assert str(refusal.value).isprintable()


# -------------------------------------------------------------- what went wrong

ERRORS: dict[str, tuple[Reply, type[UnderstudyError], str]] = {
    "401": (replies.error(401, "Incorrect API key"), ConfigError, "OPENAI_API_KEY was refused by"),
    "402": (replies.error(402, "No credits left"), ConfigError, 'wants to be paid (402: "No credi'),
    "403": (replies.error(403, "Country not supported"), ConfigError, '403: "Country not suppo'),
    "404": (replies.error(404, "No such model"), ConfigError, 'model "scripted" was not found at'),
    "408": (replies.error(408, "Too slow"), ModelUnavailable, 'try again later (408: "Too slow")'),
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


def test_an_answer_that_needs_more_room_than_the_setting_gets_it(purse: Purse) -> None:
    with ModelServer([says({"text": "ok"}), says({"text": "ok"})]) as server:
        model = chat(server, purse, max_tokens=100)
        model.ask(SYSTEM, USER, Post, tokens=900)
        model.ask(SYSTEM, USER, Post, tokens=50)

    assert [request.body["max_tokens"] for request in server.questions] == [900, 100]


# ------------------------------------------------------------------------ money


def test_reported_tokens_are_counted_at_their_prices(purse: Purse) -> None:
    with ModelServer([says({"text": "ok"}, tokens=(1_000_000, 500_000))]) as server:
        chat(server, purse, usd_per_mtok_in=0.25, usd_per_mtok_out=2.0).ask(SYSTEM, USER, Post)

    assert purse.spent == [
        Usage(kind="model_tokens_in", quantity=1_000_000, usd=0.25, detail="scripted"),
        Usage(kind="model_tokens_out", quantity=500_000, usd=1.0, detail="scripted"),
    ]


def test_an_answer_that_is_refused_is_paid_for_all_the_same(purse: Purse) -> None:
    for reply in (replies.refuses(), replies.truncated(GOOD), replies.filtered(), says("prose")):
        purse.spent.clear()
        with ModelServer([reply]) as server, pytest.raises(ModelRefused):
            chat(server, purse).ask(SYSTEM, USER, Post)
        assert [u.quantity for u in purse.spent] == [120, 40]


@pytest.mark.parametrize(
    "usage",
    [None, (0, 0), (-5, -5), (10**18, 10**18)],
    ids=["absent", "zero", "negative", "absurd"],
)
def test_without_believable_usage_tokens_are_estimated_and_it_says_so(
    usage: tuple[int, int] | None, purse: Purse
) -> None:
    with ModelServer([says('{"text": "abcdefgh"}', tokens=usage)]) as server:
        chat(server, purse).ask(SYSTEM, USER, Post)

    sent = len(server.requests[0].system + server.requests[0].user)
    assert [u.quantity for u in purse.spent] == [-(-sent // 4), 5]
    assert all(u.detail == "scripted (estimated from characters)" for u in purse.spent)


def test_an_unreadable_answer_is_counted_at_its_dearest(purse: Purse) -> None:
    with ModelServer([replies.html()]) as server, pytest.raises(ModelRefused):
        chat(server, purse).ask(SYSTEM, USER, Post)

    assert purse.spent[1].quantity == 100
    assert "unreadable answer, at most" in purse.spent[1].detail


@pytest.mark.parametrize("user", ["plain words", "コイン" * 50, "🪙" * 50, "\ud800"])
def test_what_is_asked_of_the_meter_covers_a_token_for_every_byte(user: str, purse: Purse) -> None:
    with ModelServer([says({"text": "ok"})]) as server:
        chat(server, purse).ask(SYSTEM, user, Post)

    sent = server.requests[0].system + server.requests[0].user
    assert purse.asked[0] >= (len(sent.encode()) + 100 * 2) / 1e6


def test_without_money_nothing_is_sent(database: Database) -> None:
    ledger = Ledger(Store(database), "nell-harrow", 0.0001, lambda: datetime.now(UTC))
    refusal = pytest.raises(BudgetExhausted, match="an answer of scripted may cost up to")
    with ModelServer() as server, refusal:
        chat(server, ledger).ask(SYSTEM, USER, Post)

    assert server.requests == []


def test_of_two_parallel_questions_only_the_one_that_fits_is_sent(database: Database) -> None:
    ledger = Ledger(Store(database), "nell-harrow", 0.0009, lambda: datetime.now(UTC))
    asked = threading.Event()
    go_on = threading.Event()

    def slowly(request: ModelRequest) -> Reply:
        asked.set()
        go_on.wait(20)
        return says({"text": "ok"})

    with ModelServer([slowly]) as server, ThreadPoolExecutor(1) as pool:
        model = chat(server, ledger)
        first = pool.submit(model.ask, SYSTEM, USER, Post)
        assert asked.wait(20)
        with pytest.raises(BudgetExhausted, match="held by calls in flight"):
            model.ask(SYSTEM, USER, Post)
        go_on.set()
        assert first.result().text == "ok"
        server.assert_done()


# --------------------------------------------------------------- settings and seams


@pytest.mark.parametrize(
    "url",
    [
        "localhost:11434",
        "http://",
        "http://[::1",
        "http://h:99999/v1",
        "http://k:s@h/v1",
        "http://a b",
    ],
)
def test_a_base_url_that_cannot_be_one_is_refused_at_once(url: str, purse: Purse) -> None:
    with pytest.raises(ConfigError, match="OPENAI_BASE_URL"):
        chat(ModelServer, purse, base_url=url)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["sk live", "sk-1\n", "clé"])
def test_a_key_that_cannot_be_one_is_refused_at_once_and_not_printed(
    key: str, purse: Purse
) -> None:
    with pytest.raises(ConfigError, match="OPENAI_API_KEY") as problem:
        chat(ModelServer, purse, api_key=key, base_url="http://h/v1")  # type: ignore[arg-type]
    assert key not in str(problem.value)


def test_openai_itself_wants_a_key_and_others_may_not(purse: Purse) -> None:
    with pytest.raises(ConfigError, match="OPENAI_API_KEY is empty"):
        chat(ModelServer, purse, api_key="", base_url="")  # type: ignore[arg-type]
    chat(ModelServer, purse, api_key="", base_url="http://localhost:11434/v1")  # type: ignore[arg-type]


def test_the_answer_is_bounded_in_the_field_that_each_host_reads() -> None:
    from tools.llm.wire import Endpoint

    def field(base_url: str) -> str:
        return Endpoint("m", base_url, "k", 1.0, 1, None, ()).limit_field

    assert field("https://api.openai.com/v1") == "max_completion_tokens"
    assert field("http://localhost:11434/v1") == "max_tokens"
    assert field("https://api.openai.com.evil.example/v1") == "max_tokens"


def test_nothing_of_a_question_is_traced_whatever_the_environment_says() -> None:
    program = """
import sys
from langchain_core.tracers.langchain import wait_for_all_tracers
from tests.servers.money import Purse
from tests.tools.llm.test_llm import Post, chat
from tests.servers.model_api import ModelServer
from tests.servers.model_replies import says
with ModelServer([says({"text": "ok"})]) as server:
    print(chat(server, Purse()).ask("system", "user", Post).text)
wait_for_all_tracers()
"""
    with ModelServer(otherwise=lambda _: replies.error(500)) as collector:
        tracing = {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_ENDPOINT": collector.url,
            "LANGSMITH_API_KEY": "lsv2_test",
        }
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | tracing,
            capture_output=True,
            text=True,
            check=True,
        )

    assert done.stdout == "ok\n"
    assert collector.requests == []


def test_a_question_is_hidden_from_the_callbacks_of_the_graph_around_it(purse: Purse) -> None:
    seen: list[str] = []

    class Spy(BaseCallbackHandler):
        def on_chain_start(self, *args: Any, **kwargs: Any) -> None:
            seen.append("chain")

        def on_chat_model_start(self, *args: Any, **kwargs: Any) -> None:
            seen.append("chat model")

    with ModelServer([says({"text": "ok"})]) as server:
        node: RunnableLambda[str, str] = RunnableLambda(
            lambda _: chat(server, purse).ask(SYSTEM, USER, Post).text
        )
        assert node.invoke("go", config={"callbacks": [Spy()]}) == "ok"

    assert seen == ["chain"]


def test_a_question_may_be_asked_inside_a_graph_that_forbids_blocking_calls(purse: Purse) -> None:
    from blockbuster import BlockBuster

    guard = BlockBuster()
    with ModelServer([says({"text": "ok"})]) as server:
        guard.activate()
        try:
            assert chat(server, purse).ask(SYSTEM, USER, Post).text == "ok"
        finally:
            guard.deactivate()


def test_one_model_serves_many_threads(purse: Purse) -> None:
    def echo(request: ModelRequest) -> Reply:
        return says({"text": request.user})

    with ModelServer(otherwise=echo) as server, ThreadPoolExecutor(8) as pool:
        model = chat(server, purse)
        texts = [f"question {n}" for n in range(24)]
        answers = list(pool.map(lambda text: model.ask(SYSTEM, text, Post).text, texts))

    assert answers == texts


def test_nothing_heavy_is_imported_before_the_first_question() -> None:
    heavy = "{'openai', 'httpx2', 'langchain_core', 'langchain_openai', 'langsmith'}"
    program = f"import sys, tools.llm.chat; print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "set()"


# ------------------------------------------------------------------- the server itself


def test_the_server_tells_unused_and_unexpected_replies(purse: Purse) -> None:
    with ModelServer([says({"text": "a"})]) as server:
        with pytest.raises(AssertionError, match="1 scripted replies were never asked for"):
            server.assert_done()
        model = chat(server, purse, pauses_s=())
        model.ask(SYSTEM, USER, Post)
        with pytest.raises(ModelUnavailable, match="no further reply"):
            model.ask(SYSTEM, USER, Post)
        with pytest.raises(AssertionError, match="1 requests came after"):
            server.assert_done()


def test_the_server_streams_with_usage_and_lists_its_models() -> None:
    import openai

    with ModelServer([says({"text": "word by word"})]) as server:
        client = openai.OpenAI(base_url=server.url, api_key=server.key, max_retries=0)
        with client:
            assert [model.id for model in client.models.list()] == [server.model]
            chunks = list(
                client.chat.completions.create(
                    model=server.model,
                    messages=[{"role": "user", "content": "Hi"}],
                    stream=True,
                    stream_options={"include_usage": True},
                )
            )

    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert json.loads("".join(pieces)) == {"text": "word by word"}
    assert len(pieces) > 2
    usage = chunks[-1].usage
    assert usage is not None
    assert (usage.prompt_tokens, usage.completion_tokens) == (120, 40)


def test_the_server_runs_from_the_command_line(tmp_path: Path, purse: Purse) -> None:
    script = tmp_path / "replies.json"
    steps = [{"says": {"content": {"text": "from a file"}}}, {"error": {"status": 401}}]
    script.write_text(json.dumps([*steps, {"good_writer": {}}]), encoding="utf-8")
    assert len(load_script(script)) == 3
    command = [sys.executable, "-m", "tests.servers.model_api", "--script", str(script)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        told = dict(server.stdout.readline().strip().split("=", 1) for _ in range(3))
        model = OpenAIChat(
            model=told["UNDERSTUDY_MODEL"],
            base_url=told["OPENAI_BASE_URL"],
            api_key=told["OPENAI_API_KEY"],
            timeout_s=20,
            max_tokens=100,
            usd_per_mtok_in=0,
            usd_per_mtok_out=0,
            meter=purse,
        )
        assert model.ask(SYSTEM, USER, Post).text == "from a file"
        with pytest.raises(ConfigError):
            model.ask(SYSTEM, USER, Post)
        assert model.ask(SYSTEM, USER, Post).text == "Ether fell 3% to $1,550 on Friday."
        server.terminate()
