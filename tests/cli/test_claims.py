"""The ledger at the terminal: explain, the inbox, `claims` and `corrections`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console, RenderableType

from cli.claim_view import claim_table
from graph.team import Team
from memory.types import (
    Cause,
    ClaimStatus,
    Correction,
    CorrectionState,
    Evidence,
    EvidenceKind,
    Finding,
    Span,
    Vote,
)
from tests.factory import NOW, finding
from tests.home import home, run

__all__ = ["home"]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def told(*arguments: str) -> Any:
    done = run(*arguments)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def shown(what: RenderableType, *, styled: bool = False) -> str:
    console = Console(width=200, force_terminal=styled, color_system="standard", record=True)
    console.print(what)
    return console.export_text(styles=styled)


# --------------------------------------------------------------------- the table


def test_a_claim_is_shown_with_everything_that_speaks_for_it() -> None:
    evidence = Evidence(
        text="Harbourline lost $12m on Friday.",
        signal_id="s1",
        publisher="Paper A",
        url="https://a.example/1",
        read_at=NOW,
        kind=EvidenceKind.NEWS,
        published_at=datetime(2026, 11, 18, tzinfo=UTC),
        trust=0.5,
        spans=(Span(start=17, end=21),),
    )
    votes = (
        Vote(verifier="offline", status=ClaimStatus.SUPPORTED, score=0.9, reason="said"),
        Vote(verifier="nli", status=ClaimStatus.NOT_ENOUGH, score=0.4, reason="unsure"),
    )
    one = finding(text="It lost $12m.")
    one = one.model_copy(
        update={
            "claim": one.claim.model_copy(update={"resolved": "Harbourline lost $12m."}),
            "evidence": evidence,
            "publishers": ("Paper A", "Paper B"),
            "votes": votes,
        }
    )
    table = shown(claim_table([one]))
    for part in (
        "✓",
        "fact",
        "It lost $12m.",
        "= Harbourline lost $12m.",
        "0.90",
        "Paper A: “Harbourline lost $12m on Friday.”",
        "other news, 18 Nov 2026, trust 0.50",
        "https://a.example/1",
        "borne out by Paper A, Paper B",
        "✓ offline 0.90: said",
        "? nli 0.40: unsure",
    ):
        assert part in table
    assert "\x1b[1;4m$12m\x1b[0m" in shown(claim_table([one]), styled=True), "deciding words"


@pytest.mark.parametrize("status", ClaimStatus)
def test_every_status_has_a_mark_and_a_failed_one_its_reason(status: ClaimStatus) -> None:
    found: Finding = finding(status).model_copy(update={"reason": "this is why"})
    table = shown(claim_table([found]))
    assert any(mark in table for mark in "✓✗?·")
    assert ("this is why" in table) is (status is not ClaimStatus.SUPPORTED)


# ------------------------------------------------------------------- the commands


def test_what_was_published_is_explained_listed_and_exported(home: Path) -> None:
    published = told("run-once", "--json")["outcomes"]
    number = str(published[0]["publication_id"])
    account = told("explain", number, "--json")
    (claim, *_) = account["claims"]
    evidence = claim["finding"]["evidence"]
    page = run("explain", number).stdout
    assert f"{evidence['publisher']}: “{evidence['text'][:40]}" in page
    assert "rests on" in page
    listed = told("claims", "--json")
    assert {entry["publication_id"] for entry in listed} == {
        one["publication_id"] for one in published
    }
    assert told("claims", number, "--json") == account["claims"]
    assert claim in told("claims", "--signal", evidence["signal_id"], "--json")
    assert claim in told("claims", "--url", evidence["url"], "--json")
    assert f"publication {number}" in run("claims").stdout
    file = home / "reviews.json"
    done = run("claims", number, "--claimreview", "--out", str(file))
    assert done.exit_code == 0
    assert "have no url" in done.stderr
    reviews = json.loads(file.read_text("utf-8"))
    checkable = [e for e in account["claims"] if e["finding"]["status"] != "not a claim"]
    assert [one["@type"] for one in reviews] == ["ClaimReview"] * len(checkable)


def test_the_inbox_shows_the_claims_of_what_waits(home: Path) -> None:
    path = home / "personas" / "nell-harrow" / "persona.toml"
    path.write_text(path.read_text("utf-8").replace('"never"', '"always"', 1), encoding="utf-8")
    assert run("run-once").exit_code == 0
    (waiting, *_) = told("inbox", "--json")
    number = str(waiting["number"])
    page = run("inbox", "show", number).stdout
    first = waiting["verdict"]["findings"][0]
    assert first["evidence"]["publisher"] in page
    assert "rests on" in page
    shown = told("inbox", "show", number, "--json")
    at_once = {"due_at": shown["due_at"]}  # without a schedule that is always now
    assert shown == waiting | at_once
    assert told("claims", "--json") == [], "what waits claims nothing yet"
    assert "No claims yet" in run("claims").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("claims", "99"), "has no publication 99; list all claims with: python main.py claims"),
        (("claims", "--json", "--claimreview"), "not both"),
        (("claims", "1", "--url", "https://a.example"), "not several"),
        (("claims", "--out", "/dev/null/x.json"), "name another file with --out"),
        (("corrections", "show", "9"), "no correction 9 waits; none does"),
        (("corrections", "done", "9"), "no correction 9 waits; none does"),
    ],
)
def test_what_cannot_be_done_says_what_can(
    home: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_corrections_are_listed_shown_and_settled(home: Path) -> None:
    assert "Nothing that was published needs correcting." in run("corrections").stdout
    _raise(Correction.model_validate(_CORRECTION), number=2)
    listed = told("corrections", "--json")
    assert [one["id"] for one in listed] == [1, 2]
    page = run("corrections").stdout
    assert "It lost $12m." in page
    assert "the number is another" in page
    card = run("corrections", "show", "1").stdout
    for part in ("Harbourline froze withdrawals.", "It lost $31m.", "Correction: we wrote"):
        assert part in card
    assert "correction 1 is dismissed" in run("corrections", "dismiss", "1").stdout
    assert "correction 2 is done" in run("corrections", "done", "2").stdout
    assert told("corrections", "--json") == []
    assert [one["state"] for one in told("corrections", "--all", "--json")] == ["dismissed", "done"]
    assert run("corrections", "done", "1").exit_code == 2, "a word is given once"


_EVIDENCE = finding().evidence
assert _EVIDENCE
_CORRECTION = {
    "persona": "nell-harrow",
    "publication_id": 1,
    "channel": "x",
    "claim": "It lost $12m.",
    "sentence": "It lost $12m.",
    "number": 1,
    "cause": Cause.CHANGED,
    "status": ClaimStatus.CONTRADICTED,
    "reason": "the number is another",
    "before": _EVIDENCE,
    "after": _EVIDENCE.model_copy(update={"text": "It lost $31m."}),
    "change": "c1",
    "text": "Correction: we wrote “It lost $12m”.",
    "raised_at": NOW,
    "state": CorrectionState.DRAFTED,
}


def _raise(correction: Correction, number: int) -> None:
    """So many corrections of one post, in the database that the commands read."""
    team = Team()
    found = [correction.model_copy(update={"number": n + 1}) for n in range(number)]
    team.corrections.checked({}, found, NOW)
    team.close()
