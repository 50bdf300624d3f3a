"""`inbox` as a user meets it: several at once, one after the other, history and pairs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import main
from tools.settings import ROOT

SHIPPED = ROOT / "data" / "personas" / "nell-harrow"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nell Harrow, who asks before each of six posts a turn, and an empty var folder."""
    folder = tmp_path / "personas" / "nell-harrow"
    folder.mkdir(parents=True)
    text = (SHIPPED / "persona.toml").read_text(encoding="utf-8")
    text = text.replace('approval = "never"', 'approval = "always"')
    text = text.replace("posts_per_turn = 2", "posts_per_turn = 6")
    (folder / "persona.toml").write_text(text, encoding="utf-8")
    posts = (SHIPPED / "posts.jsonl").read_text(encoding="utf-8").splitlines()[::8]
    (folder / "posts.jsonl").write_text("\n".join(posts), encoding="utf-8")
    monkeypatch.setenv("UNDERSTUDY_PERSONAS", str(tmp_path / "personas"))
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(ROOT)
    return tmp_path


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main.app, ["inbox", *arguments], input=typed)


def published(home: Path) -> list[str]:
    file = home / "var" / "outbox.jsonl"
    if not file.exists():
        return []
    return [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_human_works_through_the_inbox(home: Path) -> None:
    CliRunner().invoke(main.app, ["run-once"])
    asked = json.loads(run("--json").stdout)
    assert len(asked) >= 5
    assert all("T" in one["asked_at"] for one in asked), "ISO 8601"
    one, two, three, four, five, *_ = (str(a["number"]) for a in asked)
    texts = {str(a["number"]): a["draft"]["text"] for a in asked}

    shown = json.loads(run("show", one, "--json").stdout)
    assert shown["preview"]["posts"][0]["units"] <= 280
    assert shown["cost"]["words"] == "nothing"
    assert shown["changes"]["words"] == []
    assert 0 <= shown["risk"]["score"] < 1
    assert "claims, reliability" in run("show", one).output

    wrong = run("approve", one, "999")
    assert (wrong.exit_code, published(home)) == (2, [])
    assert "999 does not wait" in " ".join(wrong.output.split())
    both = run("approve", one, two, one)
    assert both.exit_code == 0, both.output
    assert published(home) == [texts[one], texts[two]]
    again = run("approve", one)
    assert again.exit_code == 2
    assert "answered before, accept by" in " ".join(again.output.replace("│", " ").split())

    # Three is skipped after a slip of the hand, four accepted, five dropped; then the hand goes up.
    review = run("review", typed="x\ns\na\nr\n")
    assert "is none of a, e, w, r, s, q" in review.output
    assert published(home)[2:] == [texts[four]]
    left = {str(a["number"]) for a in json.loads(run("--json").stdout)}
    assert three in left
    assert not {four, five} & left

    wished = run("review", typed="w\nshorter\nq\n")
    assert "What should change?" in wished.output
    history = json.loads(run("history", "--json").stdout)
    told = [(str(d["answer"]["number"]), d["answer"]["action"]) for d in history]
    assert told == [
        (one, "accept"),
        (two, "accept"),
        (four, "accept"),
        (five, "ignore"),
        (three, "respond"),
    ]
    assert all(d["answer"]["by"] and d["answer"]["at"] for d in history)
    assert "shorter" in run("history").output
    assert run("pairs", "--jsonl").stdout == ""
    assert "No pairs yet" in run("pairs").output

    rest = json.loads(run("--json").stdout)
    own = rest[0]["brief"]["facts"][0]["text"]
    assert run("edit", str(rest[0]["number"]), "--text", own).exit_code == 0
    lines = [json.loads(line) for line in run("pairs", "--jsonl").stdout.splitlines()]
    assert lines[-1]["preferred"] == own
    assert {"context", "rejected", "preferred", "wish", "by", "at"} <= set(lines[-1])
    assert lines[-1]["by"] in run("pairs").output

    account = CliRunner().invoke(main.app, ["explain", "1"])
    assert "approved by" in account.output
    assert "risk" in account.output


def test_a_review_goes_on_after_an_answer_that_could_not_be_given(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    CliRunner().invoke(main.app, ["run-once"])
    first, second, third, *_ = (one["number"] for one in json.loads(run("--json").stdout))

    monkeypatch.setenv("EDITOR", "false")
    broken = run("edit", str(first))
    assert (broken.exit_code, "name yours in EDITOR" in flat(broken)) == (2, True)
    monkeypatch.setenv("EDITOR", "true")
    answers = iter(["e", "a", "a", "q"])

    def prompt(*_: object, **__: object) -> str:
        """The human, whose colleague is faster with the second draft."""
        choice = next(answers)
        if choice == "a" and second in (one["number"] for one in json.loads(run("--json").stdout)):
            assert run("reject", str(second)).exit_code == 0
        return choice

    monkeypatch.setattr("typer.prompt", prompt)
    review = run("review")
    assert review.exit_code == 0, review.output
    assert "there is no new text; the draft still waits" in flat(review)
    assert f"number {second} does not wait: it was answered before, ignore" in flat(review)
    history = json.loads(run("history", "--json").stdout)
    assert [(d["answer"]["number"], d["answer"]["action"]) for d in history] == [
        (second, "ignore"),
        (third, "accept"),
    ]
    assert first in (one["number"] for one in json.loads(run("--json").stdout))
    assert len(published(home)) == 1


def flat(result: Result) -> str:
    return " ".join(result.output.replace("│", " ").split())


def test_an_empty_inbox_says_so() -> None:
    assert "Nothing waits for you" in run().output
    assert "Nothing more waits" in run("review").output
    assert "Nobody has answered" in run("history").output
