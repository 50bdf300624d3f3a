"""`langgraph dev` serves the graph without an account: a thread meets the interrupt and goes on."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from langgraph_sdk import get_sync_client

from tools.settings import ROOT

START_S = 60


def where(folder: Path) -> dict[str, str]:
    return {
        "UNDERSTUDY_PERSONAS": str(folder / "personas"),
        "UNDERSTUDY_VAR": str(folder / "var"),
    }


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The development server of LangGraph Studio, with Nell Harrow asking before each post."""
    home = tmp_path / "personas" / "nell-harrow"
    home.mkdir(parents=True)
    source = ROOT / "data" / "personas" / "nell-harrow"
    text = (source / "persona.toml").read_text(encoding="utf-8")
    assert 'approval = "never"' in text
    changed = text.replace('approval = "never"', 'approval = "always"')
    (home / "persona.toml").write_text(changed, encoding="utf-8")
    lines = (source / "posts.jsonl").read_text(encoding="utf-8").splitlines()[:60]
    (home / "posts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        **where(tmp_path),
        "LANGSMITH_TRACING": "false",
        "LANGGRAPH_STRICT_MSGPACK": "true",
    }
    command = Path(sys.executable).with_name("langgraph")
    log = (tmp_path / "server.log").open("wb")
    with log:
        process = subprocess.Popen(
            [str(command), "dev", "--no-browser", "--no-reload", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process, tmp_path / "server.log")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_S * 4):
        try:
            if httpx.get(f"{url}/ok", timeout=1, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        if process.poll() is not None:
            break
        time.sleep(0.25)
    pytest.fail(f"langgraph dev did not start:\n{log.read_text()[-3000:]}")


def the_question(state: Any) -> dict[str, Any]:
    (interrupt,) = [i for task in state["tasks"] for i in task["interrupts"]]
    (question,) = interrupt["value"]
    assert isinstance(question, dict)
    return question


@pytest.mark.slow
def test_a_thread_meets_the_interrupt_and_is_resumed_through_the_sdk(
    server: str, tmp_path: Path
) -> None:
    with get_sync_client(url=server) as client:
        assert "understudy" in {a["graph_id"] for a in client.assistants.search()}
        thread = client.threads.create()["thread_id"]

        client.runs.wait(thread, "understudy", input={})
        first = the_question(client.threads.get_state(thread))
        assert first["action_request"]["action"] == "publish"
        assert not (tmp_path / "var" / "outbox.jsonl").exists()

        client.runs.wait(
            thread, "understudy", command={"resume": [{"type": "accept", "args": None}]}
        )
        second = the_question(client.threads.get_state(thread))
        assert second["action_request"]["args"] != first["action_request"]["args"]

        # The command line answers a question that was asked in Studio: one place, one thread.
        subprocess.run(
            [sys.executable, "main.py", "inbox", "reject", "2"],
            cwd=ROOT,
            env={**os.environ, **where(tmp_path)},
            check=True,
            capture_output=True,
        )
        done = client.threads.get_state(thread)
        assert done["next"] == []
        outcomes: Any = done["values"]
        assert sorted(o["result"] for o in outcomes["outcomes"]) == ["published", "rejected"]
    lines = (tmp_path / "var" / "outbox.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == [first["action_request"]["args"]["text"]]
    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert "unregistered type" not in log
