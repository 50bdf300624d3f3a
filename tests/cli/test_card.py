"""`card`: the picture of a draft, or of any words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

import main
from graph.cards import card_of
from graph.team import Team
from tests import factory as make
from tools.cards import PORTRAIT
from tools.settings import ROOT


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(ROOT)
    return tmp_path / "card.png"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main.app, ["card", *arguments])


def test_any_words_become_a_card(out: Path) -> None:
    done = run("Fees fell 3%.", "--source", "Ledgerwire", "--out", str(out), "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["fact"], told["source"], told["name"]) == (
        "Fees fell 3%.",
        "Ledgerwire",
        "Nell Harrow",
    )
    assert told["alt"].startswith("Fees fell 3%. Source: Ledgerwire, ")
    with Image.open(out) as image:
        assert (image.format, image.size) == ("PNG", (1200, 675))


def test_the_ending_and_the_size_are_obeyed(out: Path) -> None:
    path = out.with_suffix(".jpg")
    assert run("Fees fell.", "--size", "portrait", "--out", str(path)).exit_code == 0
    with Image.open(path) as image:
        assert (image.format, image.size) == ("JPEG", (1080, 1350))


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("Fees fell.", "--size", "square"), 2, "there is landscape, portrait"),
        (("\ue000",), 1, "no font here draws"),
        ((" ",), 1, "there is no fact"),
        (("41",), 2, "nothing is called '41'"),
        (("Fees fell.", "--out", "/dev/null/card.png"), 1, "cannot write"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    out: Path, arguments: tuple[str, ...], code: int, why: str
) -> None:
    done = run(*arguments) if "--out" in arguments else run(*arguments, "--out", str(out))
    assert done.exit_code == code
    assert why in done.stderr
    assert not out.exists()


def test_a_draft_knows_its_fact_and_source(out: Path) -> None:
    team = Team()
    try:
        work = make.work()
        draft = make.draft("a1-1", "Harbourline froze withdrawals. Sigh.")
        assert work.brief is not None
        now, slug = team.clock(), team.who.slug
        team.journal.assigned("t1", work.assignment, now)
        team.journal.briefed(work.brief, now)
        team.journal.drafted(work.assignment.id, slug, draft, now)
        card, _ = card_of(team, "a1-1", PORTRAIT)
        assert (card.fact, card.source) == (work.brief.facts[0].text, "Example Wire")
        card, _ = card_of(team, "a1-1", PORTRAIT, source="Our desk")
        assert (card.fact, card.source) == (draft.text, "Our desk")
    finally:
        team.close()
