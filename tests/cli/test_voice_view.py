"""`persona show`: the voice in numbers, plots and examples; now, then, and what changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import main
from cli.voice_view import bar, columns
from memory.persona import Persona
from tools.settings import ROOT

SHIPPED = ROOT / "data" / "personas" / "nell-harrow"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nell Harrow without posts, and an empty var folder."""
    folder = tmp_path / "personas" / "nell-harrow"
    folder.mkdir(parents=True)
    (folder / "persona.toml").write_bytes((SHIPPED / "persona.toml").read_bytes())
    monkeypatch.setenv("UNDERSTUDY_PERSONAS", str(tmp_path / "personas"))
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(ROOT)
    return tmp_path


def show(*arguments: str) -> Result:
    return CliRunner().invoke(main.app, ["persona", "show", *arguments])


def bring(home: Path, *texts: str, start: int = 0) -> None:
    lines = [
        json.dumps({"id": f"p{n}", "text": text, "posted_at": f"2026-03-02T09:{n % 60:02}:00Z"})
        for n, text in enumerate(texts, start)
    ]
    file = home / "more.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    done = CliRunner().invoke(main.app, ["persona", "import", "nell-harrow", str(file)])
    assert done.exit_code == 0, done.output


def test_the_shipped_voice_is_shown_with_numbers_plots_and_posts(home: Path) -> None:
    (home / "personas" / "nell-harrow" / "posts.jsonl").write_bytes(
        (SHIPPED / "posts.jsonl").read_bytes()
    )
    done = show()
    assert done.exit_code == 0
    assert "voice, measured on 385 posts (version 1, " in done.stdout
    assert "House rule: 18×" in " ".join(done.stdout.split())
    assert "comment      ████████████████████████ 58%" in done.stdout
    assert "“Boring but important: Put a date on everything." in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "\x1b" not in done.stdout


def test_json_holds_persona_and_profile(home: Path) -> None:
    bring(home, *[f"Noted: till {n} is open." for n in "abc"])
    found = json.loads(show("--json").stdout)
    assert set(Persona.model_fields) <= set(found)
    assert found["slug"] == "nell-harrow"
    assert found["voice_version"] == 1
    assert found["voice"]["openers"] == [{"text": "Noted:", "count": 3}]


def test_new_posts_bring_a_version_and_history_says_what_changed(home: Path) -> None:
    bring(home, *[f"A plain line on ledger {n}." for n in range(20)])
    bring(home, *[f"Wow! Number {n}!" for n in range(20)], start=20)
    told = show("--history").stdout
    assert told.index("version 2") < told.index("version 1")
    assert "posts 20 → 40" in told
    assert "exclamation marks 0% → 50%" in told
    earlier, later = json.loads(show("--history", "--json").stdout)
    assert (earlier["posts"], earlier["changes"]) == (20, [])
    assert (later["version"], later["posts"]) == (2, 40)
    assert "exclamation marks 0% → 50%" in later["changes"]


def test_an_earlier_version_can_be_looked_at(home: Path) -> None:
    bring(home, "A plain line on ledgers.")
    bring(home, "Wow!", start=5)
    assert "voice, measured on 1 post (version 1, " in show("--version", "1").stdout
    assert json.loads(show("--version", "1", "--json").stdout)["voice"]["posts"] == 1
    missing = show("--version", "7")
    assert missing.exit_code == 2
    assert "version 7 is not there; there is 1, 2" in missing.output


def test_looking_brings_no_version(home: Path) -> None:
    bring(home, "A plain line on ledgers.")
    show()
    show()
    assert len(json.loads(show("--history", "--json").stdout)) == 1


def test_a_voice_of_no_posts_says_what_to_do(home: Path) -> None:
    done = show()
    assert done.exit_code == 0
    assert "no posts yet: python main.py persona import" in done.stdout


def test_plots_are_scaled_to_the_largest() -> None:
    assert columns([0, 0.1, 0.2, 0.4]) == " ▂▄█"
    assert columns([]) == ""
    assert columns([0, 0]) == "  "
    assert bar(0.5, 0.5) == "█" * 24
    assert bar(0.25, 0.5) == "█" * 12
    assert bar(0.13, 0.5) == "██████▎"
    assert bar(0, 0) == ""
