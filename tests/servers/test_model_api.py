"""The loopback endpoint of our tests: scripted, counted, streaming, and a program of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from memory.errors import ConfigError, ModelUnavailable
from tests.servers.good_writer import good_writer
from tests.servers.model_api import ModelServer, load_script
from tests.servers.model_replies import says
from tests.servers.money import Purse
from tests.tools.llm.asking import SYSTEM, USER, Post, chat
from tools.llm.chat import OpenAIChat
from tools.settings import ROOT


def test_the_good_writer_writes_from_the_facts_in_any_shape() -> None:
    for formats in (["json_schema"], []):
        with ModelServer(otherwise=good_writer, formats=formats) as server:
            post = chat(server, Purse()).ask(SYSTEM, USER, Post)
        assert post == Post(text="Ether fell 3% to $1,550 on Friday.", mode="statement")


def test_the_server_tells_unused_and_unexpected_replies() -> None:
    with ModelServer([says({"text": "a"})]) as server:
        with pytest.raises(AssertionError, match="1 scripted replies were never asked for"):
            server.assert_done()
        model = chat(server, Purse(), pauses_s=())
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


def test_the_server_runs_from_the_command_line(tmp_path: Path) -> None:
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
            meter=Purse(),
        )
        assert model.ask(SYSTEM, USER, Post).text == "from a file"
        with pytest.raises(ConfigError):
            model.ask(SYSTEM, USER, Post)
        assert model.ask(SYSTEM, USER, Post).text == "Ether fell 3% to $1,550 on Friday."
        server.terminate()
