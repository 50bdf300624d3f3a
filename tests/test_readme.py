"""The README is true: its commands exist, its demo says what it shows, its files are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import main
from tools.settings import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"python main\.py ([^`#\n]+)", README)))
MAP = README.split("## Where everything lives")[1].split("\n## ")[0]
PLACES = sorted(set(re.findall(r"`([a-z]+(?:/|\.py))`", MAP)) - {"var/"})
MAKE = sorted(set(re.findall(r"\bmake ([a-z]+)\b", README)) & {"demo", "test", "studio", "bench"})


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_shown_exists_with_its_options(line: str) -> None:
    words = shlex.split(line)
    path = [w for w in words[:2] if re.fullmatch(r"[a-z-]+", w)]
    known = CliRunner().invoke(main.app, [path[0], "--help"])
    assert known.exit_code == 0
    if len(path) == 2 and path[0] in {"eval", "inbox", "persona", "sources"}:
        known = CliRunner().invoke(main.app, [*path, "--help"])
        assert known.exit_code == 0
    for option in (w for w in words if w.startswith("--")):
        assert option in known.output


@pytest.mark.parametrize("target", MAKE)
def test_every_make_target_shown_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_on_the_map_exists(place: str) -> None:
    near = [
        ROOT,
        *(
            ROOT / folder
            for folder in ("agents", "agents/auditor", "agents/style", "tests", "tools")
        ),
    ]
    assert any((folder / place).exists() for folder in near)


def test_the_demo_publishes_what_the_readme_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path))
    monkeypatch.chdir(ROOT)
    told = CliRunner().invoke(main.app, ["run-loop", "--turns", "1"]).output
    shown = README.split("```text\n")[1].split("```")[0]
    cards = [line for line in shown.splitlines() if line.startswith("│")]
    assert len(cards) >= 8
    assert set(cards) <= set(told.splitlines())
