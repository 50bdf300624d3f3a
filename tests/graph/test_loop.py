"""The loop: what dies is taken up again, whatever it was doing; what waits holds nothing up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from graph.loop import Loop, Stop
from graph.team import Team
from memory.errors import ConfigError
from memory.types import Publication, Request, Work
from tools.settings import ROOT

SHIPPED = ROOT / "data" / "personas" / "nell-harrow"
ACCEPT = {"type": "accept", "args": None}


class Power:
    """Cuts the power: raises where a killed process would have stopped."""

    def __init__(self, publish: Callable[[Work], Publication], *, after: bool) -> None:
        self._publish = publish
        self._after = after

    def publish(self, work: Work) -> Publication:
        if self._after:
            self._publish(work)
        raise RuntimeError("power cut")


@pytest.fixture
def new_team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Team]]:
    """Teams of one persona that asks before each post, over one var folder."""
    home = tmp_path / "personas" / "nell-harrow"
    home.mkdir(parents=True)
    text = (SHIPPED / "persona.toml").read_text(encoding="utf-8")
    text = text.replace('approval = "never"', 'approval = "always"')
    (home / "persona.toml").write_text(text, encoding="utf-8")
    lines = (SHIPPED / "posts.jsonl").read_text(encoding="utf-8").splitlines()[::8]
    (home / "posts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("UNDERSTUDY_PERSONAS", str(tmp_path / "personas"))
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    made: list[Team] = []

    def new() -> Team:
        made.append(Team())
        return made[-1]

    yield new
    for team in made:
        team.close()


def published(team: Team) -> list[str]:
    file = team.settings.var_dir / "outbox.jsonl"
    return [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]


def loop(team: Team, stop: Stop | None = None) -> Loop:
    return Loop(team, lambda _specialist, _line: None, stop)


@pytest.mark.parametrize("after", [False, True], ids=["before the outbox", "after the channel"])
def test_an_approval_that_dies_half_way_is_carried_out_once_at_the_next_start(
    new_team: Callable[[], Team], after: bool
) -> None:
    first = new_team()
    turn = loop(first).turn(Request())
    assert turn.state == "waiting"
    asked = first.journal.waiting("nell-harrow")[0].draft.text
    first.publisher = Power(first.publisher.publish, after=after)  # type: ignore[assignment]
    with pytest.raises(RuntimeError, match="power cut"):
        loop(first).answer(turn.turn_id, ACCEPT)

    second = new_team()
    (recovered,) = loop(second).recover()
    assert [o.result for o in recovered.outcomes] == ["published"]
    assert published(second) == [asked]
    assert recovered.state == "waiting"  # the other draft still waits
    assert list(loop(new_team()).recover()) == []


def test_a_turn_that_waits_does_not_block_the_next(new_team: Callable[[], Team]) -> None:
    team = new_team()
    one, two = loop(team).run(Request(), timedelta(seconds=0.1), turns=2)
    assert one.state == two.state == "waiting"
    assert len({w.turn_id for w in team.journal.waiting("nell-harrow")}) == 2


def test_a_stopped_turn_goes_on_at_the_next_start(new_team: Callable[[], Team]) -> None:
    first, stop = new_team(), Stop()

    def stop_after_reading(specialist: str, _line: str) -> None:
        if specialist == "scanner":
            stop.request()

    (stopped,) = Loop(first, stop_after_reading, stop).run(Request(), timedelta(hours=1))
    assert stopped.state == "stopped"
    (resumed,) = loop(new_team()).recover()
    assert (resumed.turn_id, resumed.state) == (stopped.turn_id, "waiting")


def test_an_answer_to_a_turn_that_does_not_wait_is_refused(new_team: Callable[[], Team]) -> None:
    with pytest.raises(ConfigError, match="does not wait"):
        loop(new_team()).answer("no-such-turn", ACCEPT)
