"""What comes with status 200 and is no answer: never returned, always told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.errors import ModelRefused
from tests.servers import model_replies as replies
from tests.servers.model_api import ModelServer
from tests.servers.model_replies import Reply, says
from tests.servers.money import Purse
from tests.tools.llm.asking import GOOD, SYSTEM, USER, Post, chat

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
