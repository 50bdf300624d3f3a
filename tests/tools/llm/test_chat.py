"""A question to a chat model: its words, its shape, its room, and the answer in its type."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memory.errors import ConfigError, ModelRefused
from tests.servers import model_replies as replies
from tests.servers.model_api import ModelServer
from tests.servers.model_replies import says
from tests.servers.money import Purse
from tests.tools.llm.asking import SYSTEM, USER, Post, chat


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


def test_a_whole_answer_under_a_wrong_content_type_is_still_an_answer(purse: Purse) -> None:
    sloppy = replace(says({"text": "Ether fell."}), headers={"Content-Type": "text/plain"})
    with ModelServer([sloppy]) as server:
        assert chat(server, purse).ask(SYSTEM, USER, Post) == Post(text="Ether fell.")


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


@pytest.mark.parametrize("status", [400, 422])
def test_an_endpoint_that_takes_less_than_before_is_followed_down(
    status: int, purse: Purse
) -> None:
    refuses = replies.error(status, "not supported")
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


def test_an_answer_that_needs_more_room_than_the_setting_gets_it(purse: Purse) -> None:
    with ModelServer([says({"text": "ok"}), says({"text": "ok"})]) as server:
        model = chat(server, purse, max_tokens=100)
        model.ask(SYSTEM, USER, Post, tokens=900)
        model.ask(SYSTEM, USER, Post, tokens=50)

    assert [request.body["max_tokens"] for request in server.questions] == [900, 100]


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
    for openai in ("", "https://api.openai.com/v1/"):
        with pytest.raises(ConfigError, match="OPENAI_API_KEY is empty"):
            chat(ModelServer, purse, api_key="", base_url=openai)  # type: ignore[arg-type]
    chat(ModelServer, purse, api_key="", base_url="http://localhost:11434/v1")  # type: ignore[arg-type]


def test_the_answer_is_bounded_in_the_field_that_each_host_reads() -> None:
    from tools.llm.wire import Endpoint

    def field(base_url: str) -> str:
        return Endpoint("m", base_url, "k", 1.0, 1, None, ()).limit_field

    assert field("https://api.openai.com/v1") == "max_completion_tokens"
    assert field("http://localhost:11434/v1") == "max_tokens"
    assert field("https://api.openai.com.evil.example/v1") == "max_tokens"
