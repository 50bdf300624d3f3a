"""A home of its own for a test of the command line, and what is typed and found there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import main
from tools.settings import ROOT

SNAPSHOT = ROOT / "data" / "feeds"
SHIPPED = ROOT / "data" / "personas" / "nell-harrow"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own: Nell Harrow with fewer posts, and an empty var folder."""
    folder = tmp_path / "personas" / "nell-harrow"
    folder.mkdir(parents=True)
    (folder / "persona.toml").write_bytes((SHIPPED / "persona.toml").read_bytes())
    posts = (SHIPPED / "posts.jsonl").read_text(encoding="utf-8").splitlines()[::5]
    (folder / "posts.jsonl").write_text("\n".join(posts), encoding="utf-8")
    monkeypatch.setenv("UNDERSTUDY_PERSONAS", str(tmp_path / "personas"))
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(ROOT)
    return tmp_path


def change(home: Path, old: str, new: str) -> None:
    path = home / "personas" / "nell-harrow" / "persona.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main.app, list(arguments))


def published(home: Path) -> list[str]:
    file = home / "var" / "outbox.jsonl"
    if not file.exists():
        return []
    return [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]


def once(*arguments: str) -> Any:
    done = run("run-once", "--json", *arguments)
    return json.loads(done.stdout)
