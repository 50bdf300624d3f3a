"""Which models an endpoint offers, as `doctor` asks for them."""

from __future__ import annotations

import pytest

from memory.errors import ConfigError, ModelUnavailable
from tests.servers import model_replies as replies
from tests.servers.feed_server import FeedServer, Resource
from tests.servers.model_api import ModelServer
from tools.llm.models import offered_models


def test_an_endpoint_lists_its_models() -> None:
    with ModelServer() as server:
        assert offered_models(f"{server.url}/", server.key) == {server.model}


def test_an_endpoint_that_wants_no_key_is_asked_with_the_word_none_as_for_answers() -> None:
    with ModelServer() as server:
        server.key = "none"
        assert offered_models(server.url, "") == {server.model}


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_told(status: int) -> None:
    refusal = pytest.raises(ConfigError, match=rf"refused the key \({status}\)")
    with FeedServer({"/v1/models": Resource(status=status)}) as server, refusal:
        offered_models(server.url("/v1"), "sk-1")


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b"[]", b'{"data": [7]}', b"{}", b"null"])
def test_an_endpoint_that_lists_nothing_we_understand_offers_none(body: bytes) -> None:
    with FeedServer({"/v1/models": Resource(body)}) as server:
        assert offered_models(server.url("/v1"), "sk-1") == frozenset()


def test_nobody_listening_is_told() -> None:
    with ModelServer(otherwise=lambda _: replies.error(500)) as server:
        closed = server.url
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        offered_models(closed, "sk-1")


@pytest.mark.parametrize(
    ("url", "key", "setting"),
    [
        ("http://[::1", "sk-1", "OPENAI_BASE_URL"),
        ("localhost:11434", "sk-1", "OPENAI_BASE_URL"),
        ("http://127.0.0.1:9/v1", "sk-clé", "OPENAI_API_KEY"),
        ("http://127.0.0.1:9/v1", "sk-1\n", "OPENAI_API_KEY"),
        ("", "", "OPENAI_API_KEY is empty"),
    ],
)
def test_what_can_be_no_address_or_key_is_told_and_not_repeated(
    url: str, key: str, setting: str
) -> None:
    with pytest.raises(ConfigError, match=setting) as problem:
        offered_models(url or "https://api.openai.com/v1", key)
    assert not key or key not in str(problem.value)
