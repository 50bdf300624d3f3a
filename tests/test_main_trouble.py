"""The command line in trouble: bad input, full disks, Ctrl-C; nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.home import SNAPSHOT, home, published, run
from tests.servers.model_api import ModelServer
from tests.servers.model_replies import error
from tools.settings import ROOT

__all__ = ["home"]


def test_a_missing_persona_is_told_with_those_there_are() -> None:
    done = run("run-loop", "--persona", "nobody", "--turns", "1")
    assert done.exit_code == 2
    assert "there is nell-harrow" in done.output


def test_broken_toml_is_told_with_its_line(home: Path) -> None:
    (home / "personas" / "nell-harrow" / "persona.toml").write_text("slug = nell", "utf-8")
    done = run("run-once")
    assert done.exit_code == 2
    assert "persona.toml" in done.output
    assert "line 1" in done.output


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<!doctype html><html><head><title>Hi</title></head><body>No feed</body></html>", "HTML"),
        (b"x" * 50_000_000, "larger"),
        (b"", "empty"),
        (b"\x00\x01\x02", ""),
    ],
    ids=["html", "50 MB", "empty", "binary"],
)
def test_a_bad_feed_is_told_and_the_others_are_read(home: Path, content: bytes, told: str) -> None:
    bad = home / "bad.xml"
    bad.write_bytes(content)
    good = SNAPSHOT / "ledgerwire.xml"
    done = run("run-loop", "--turns", "1", "--feed", str(bad), "--feed", str(good))
    assert done.exit_code == 0
    assert told in done.output
    assert published(home)


def test_an_unreachable_feed_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_ALLOW_PRIVATE_HOSTS", "true")
    done = run("run-loop", "--turns", "1", "--feed", "http://127.0.0.1:9/feed.xml")
    assert done.exit_code == 0
    assert "127.0.0.1:9" in done.output
    assert "Nothing to publish" in done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("run-loop", "--every", "soon"),
        ("run-once", "--topic", "a", "--url", "https://b.example"),
        ("run-once", "--channel", "pigeon"),
        ("run-once", "--live", "--channel", "x"),
        ("explain", "99"),
        ("inbox", "show", "99"),
        ("persona", "new", "No Spaces"),
        ("persona", "import", "nell-harrow", "/no/such/file.jsonl"),
    ],
)
def test_wrong_usage_exits_with_two_and_says_what_to_do(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert done.output.strip()
    assert "Traceback" not in done.output


def test_a_wrong_model_key_is_told_and_nothing_is_published(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer([], otherwise=lambda _: error(401, "Incorrect API key")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
        monkeypatch.setenv("UNDERSTUDY_MODEL", server.model)
        done = run("run-once")
    assert done.exit_code == 1
    assert "OPENAI_API_KEY" in done.output
    assert published(home) == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1.2 MB, where we may mount one."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_and_the_work_goes_on_when_there_is_room(
    tiny_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tiny_disk))
    full = run("run-loop", "--turns", "1")
    assert full.exit_code == 1
    assert "full" in full.output
    subprocess.run(["mount", "-o", "remount,size=80m", str(tiny_disk)], check=True)
    again = run("run-loop", "--turns", "1")
    assert again.exit_code == 0, again.output
    texts = [
        json.loads(line)["text"]
        for line in (tiny_disk / "outbox.jsonl").read_text("utf-8").splitlines()
    ]
    assert len(texts) == len(set(texts)) >= 2


def test_a_read_only_database_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("inbox")
    file = home / "var" / "understudy.sqlite"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///file:{file}?mode=ro&uri=true")
    done = run("run-loop", "--turns", "1")
    assert done.exit_code == 1
    assert "read-only" in done.output


def test_ctrl_c_finishes_the_step_in_hand_and_loses_nothing(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "main.py", "run-loop", "--every", "1h"],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        text=True,
    )
    file = home / "var" / "outbox.jsonl"
    for _ in range(600):
        if file.exists():
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert "stopping after the step in hand" in output
    run("run-loop", "--turns", "1")
    texts = published(home)
    assert len(texts) == len(set(texts)) >= 2


def test_without_its_packages_it_says_what_to_type() -> None:
    bare = subprocess.run(
        [sys.executable, "-S", "main.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert bare.returncode == 1
    assert "make setup" in bare.stderr
    assert "Traceback" not in bare.stderr
