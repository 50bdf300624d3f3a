"""A chat model inside a program: untraced, unblocking, shared between threads, light to import."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda

from tests.servers import model_replies as replies
from tests.servers.model_api import ModelServer
from tests.servers.model_replies import ModelRequest, Reply, says
from tests.servers.money import Purse
from tests.tools.llm.asking import SYSTEM, USER, Post, chat
from tools.settings import ROOT


def test_nothing_of_a_question_is_traced_whatever_the_environment_says() -> None:
    program = """
import sys
from langchain_core.tracers.langchain import wait_for_all_tracers
from tests.servers.money import Purse
from tests.tools.llm.asking import Post, chat
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


def test_a_proxy_that_is_meant_for_another_client_is_none_of_ours(
    purse: Purse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_PROXY", "http://127.0.0.1:9")
    with ModelServer([says({"text": "ok"})]) as server:
        assert chat(server, purse).ask(SYSTEM, USER, Post).text == "ok"


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
