"""`rules` and `suggestions` at the terminal, and `run-once --reply-to`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import main
from agents.auditor.rules.catalogue import catalogue
from agents.policy import rulebook
from memory.database import Database
from memory.suggestions import SuggestionStore
from tests.cli.test_claims import home
from tools.settings import Settings

__all__ = ["home"]

POST = "1990000000000000001"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main.app, list(arguments))


def told(*arguments: str) -> Any:
    done = run(*arguments)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def flat(result: Result) -> str:
    return " ".join(result.output.split())


def test_one_command_lists_all_that_binds_a_draft() -> None:
    listed = told("rules", "--json")
    assert [rule["id"] for rule in listed["platforms"]] == [rule.id for rule in rulebook()]
    assert [rule["id"] for rule in listed["drafts"]] == [entry.id for entry in catalogue()]
    unsummoned = listed["platforms"][0]
    assert unsummoned["id"] == "x.reply.unsummoned"
    assert (unsummoned["tiers"], unsummoned["since"]) == (["self-serve"], "2026-02-23")
    assert unsummoned["source"].startswith("https://docs.x.com/")


def test_the_rules_of_one_platform_come_with_those_that_hold_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = {rule["id"] for rule in told("rules", "--platform", "bluesky", "--json")["platforms"]}
    assert ids == {"bluesky.unsummoned", "bluesky.length", "every.stop", "every.alt"}
    monkeypatch.setenv("COLUMNS", "250")
    shown = flat(run("rules", "--platform", "x"))
    assert "x.like │ No likes by self-serve access │ self-serve │ 2026-04-20 │ suggest" in shown
    assert "conduct.privacy" in shown
    assert "instagram" not in shown


def test_nothing_of_a_source_is_left_out_in_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert "…" not in run("rules").output


def test_a_platform_without_rules_is_told_with_those_that_have_some() -> None:
    unknown = run("rules", "--platform", "myspace")
    assert unknown.exit_code == 2
    assert "'myspace' has no rules; there is bluesky, instagram" in flat(unknown)


@pytest.fixture
def suggested(home: Path) -> str:
    """The link that an answer to a stranger came to."""
    done = told(
        "run-once",
        "--json",
        "--reply-to",
        f"https://x.com/bob/status/{POST}",
        "--said",
        "Is it safe?",
    )
    (outcome,) = done["outcomes"]
    assert outcome["result"] == "suggested"
    return f"https://x.com/intent/post?in_reply_to={POST}"


def test_an_answer_that_x_will_not_take_waits_for_the_human_with_its_link(suggested: str) -> None:
    (one,) = told("suggestions", "--json")
    assert (one["id"], one["kind"], one["channel"], one["link"]) == (1, "reply", "x", suggested)
    assert one["state"] == "open"
    shown = run("suggestions")
    assert suggested in shown.output.split()
    assert "x.reply.unsummoned" in shown.output


def test_a_link_stays_whole_however_narrow_the_terminal(
    suggested: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    assert suggested in run("suggestions").output.split()


@pytest.mark.parametrize(("word", "state"), [("done", "done by"), ("drop", "dropped by")])
def test_a_suggestion_is_settled_once(suggested: str, word: str, state: str) -> None:
    settled = run("suggestions", word, "1")
    assert settled.exit_code == 0
    assert f"suggestion 1 is {state}" in flat(settled)
    assert told("suggestions", "--json") == []
    assert "Nothing is left" in run("suggestions").output
    (kept,) = told("suggestions", "--all", "--json")
    assert kept["state"].startswith(state)
    assert kept["settled_at"]
    again = run("suggestions", "done", "1")
    assert again.exit_code == 2
    assert "no suggestion 1 is open; none is" in flat(again)


def test_what_was_settled_is_not_suggested_again(suggested: str) -> None:
    run("suggestions", "drop", "1")
    again = run("run-once", "--reply-to", POST, "--said", "Is it safe?")
    assert again.exit_code == 0
    assert "suggestion 1 was dropped by" in flat(again)
    assert told("suggestions", "--json") == []


def test_the_run_says_where_the_suggestion_is(home: Path) -> None:
    done = run("run-once", "--reply-to", POST, "--said", "Is it safe?")
    assert done.exit_code == 0
    assert "1 suggested" in flat(done)
    assert "python main.py suggestions" in flat(done)
    database = Database(Settings().database)
    (one,) = SuggestionStore(database).listing("nell-harrow")
    assert one.link in done.output
    database.close()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--reply-to", POST, "--url", "https://a.example"], "--url goes without"),
        (["--topic", "custody", "--url", "https://a.example"], "--url goes without"),
        (["--said", "Is it safe?"], "--said goes with --reply-to"),
    ],
)
def test_what_does_not_go_together_is_told(arguments: list[str], words: str) -> None:
    refused = run("run-once", *arguments)
    assert refused.exit_code == 2
    assert words in flat(refused)
