"""`stop` and `resume` as a user meets them, and where a halt is told of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import main
from graph.doctor import delivery
from graph.loop import Loop
from graph.team import Team
from memory.gates import account_of
from memory.types import PublicationState
from tests import factory as make
from tools.settings import ROOT

PERSONA = "nell-harrow"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(ROOT)


@pytest.fixture
def team() -> Iterator[Team]:
    team = Team(persona=PERSONA)
    yield team
    team.close()


def understudy(*arguments: str) -> Result:
    return CliRunner().invoke(main.app, list(arguments))


def test_stop_halts_and_resume_goes_on(team: Team) -> None:
    stopped = understudy("stop", "--reason", "a fire")
    assert stopped.exit_code == 0
    assert "all delivery is halted since" in stopped.output
    assert "a fire" in stopped.output
    assert team.halts.standing(PERSONA) is not None
    resumed = understudy("resume")
    assert "no longer: all delivery is halted" in resumed.output
    assert team.halts.standing(PERSONA) is None
    assert "Nothing was halted." in understudy("resume").output


def test_one_persona_is_stopped_and_resume_tells_what_still_stands(team: Team) -> None:
    assert "--persona nell-harrow" in understudy("stop", "-p", PERSONA).output
    assert team.halts.standing("somebody-else") is None
    left = understudy("resume")
    assert "still: delivery of nell-harrow is halted" in left.output
    assert team.halts.standing(PERSONA) is not None
    understudy("resume", "-p", PERSONA)
    assert team.halts.standing(PERSONA) is None


def test_a_persona_that_is_not_there_stops_nothing_and_says_so(team: Team) -> None:
    refused = understudy("stop", "-p", "nell-harow")
    assert refused.exit_code == 2
    assert 'there is no persona "nell-harow"' in refused.output
    assert team.halts.listing() == []


def test_stop_works_without_a_database(
    tmp_path: Path, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert team.halts.standing(PERSONA) is None  # the team has its database already
    (tmp_path / "gone").write_text("a file where a folder should be", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'gone' / 'x.sqlite'}")
    stopped = understudy("stop", "--reason", "a fire in the caf\udce9")
    assert stopped.exit_code == 1
    assert "STOP halts all delivery from this folder" in stopped.output
    halt = team.halts.standing(PERSONA)
    assert halt is not None
    assert "a fire in the caf?" in halt.reason


def test_the_loop_tells_of_a_halt_once_and_of_its_end(team: Team) -> None:
    told: list[str] = []
    loop = Loop(team, lambda _, line: told.append(line))
    loop.deliver()
    assert told == []
    posting = make.posting("k1", persona=PERSONA, channel="x", dry_run=True)
    team.outbox.enqueue(posting, make.NOW)
    team.halts.stop("Grace", "a fire", make.NOW)
    loop.deliver()
    loop.deliver()
    assert told == [
        "all delivery is halted since 2026-11-20 09:00 UTC by Grace: a fire; drafts wait"
    ]
    assert [row.state for row in team.outbox.listing(PERSONA)] == [PublicationState.QUEUED]
    team.halts.resume()
    loop.deliver()
    assert told[1] == "delivery goes on"


def test_the_inbox_tells_what_keeps_posts_back(team: Team) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    team.gates.shut(account_of(PERSONA, "x"), later, "402: buy credits", 1, make.NOW)
    team.halts.stop("Grace", "a fire", make.NOW)
    shown = " ".join(understudy("inbox").output.split())
    assert "by Grace: a fire" in shown
    assert "nell-harrow/x is closed until" in shown


def test_the_doctor_tells_what_keeps_posts_back_and_what_to_do(team: Team) -> None:
    assert delivery(team.settings, team.who).level == "ok"
    later = datetime.now(UTC) + timedelta(hours=1)
    team.gates.shut(account_of(PERSONA, "x"), later, "402: buy credits", 1, make.NOW)
    found = delivery(team.settings, team.who)
    assert found.level == "missing"
    assert "402: buy credits" in found.state
    team.halts.stop("Grace", "", make.NOW, PERSONA)
    found = delivery(team.settings, team.who)
    assert found.level == "off"
    assert found.next_step.endswith("resume --persona nell-harrow")
