"""Replay: a recorded life lived again, with its own clock, and nothing fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.loop import Loop, Stop, TurnResult
from graph.replay import Replay
from memory.errors import ConfigError
from memory.types import Request
from tests.graph.conftest import NOW, Newsroom, news, paper
from tests.servers.feed_server import Resource

HALT = news(
    "Brackwater Custody halts withdrawals after $64m leaves two hot wallets",
    "Brackwater Custody stopped all withdrawals after $64m left two of its hot wallets. "
    "It serves 212 clients, and none of them was told before Friday.",
)
VAULT = news(
    "Larchgate Trust opens a custody vault for 40 banks",
    "Larchgate Trust has opened a custody vault that 40 banks will share. "
    "The vault cost $12m and took three years to build.",
    hours=-3,
)


def told(_specialist: str, _line: str) -> None:
    """Nobody listens."""


def live(folder: Path) -> list[tuple[str, list[str]]]:
    with Replay(folder, "") as replay:
        results: list[TurnResult] = list(replay.turns(told, Stop()))
        return [(result.reason, [o.result for o in result.outcomes]) for result in results]


def test_what_was_recorded_is_lived_again_without_the_world(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNDERSTUDY_RECORD", str(tmp_path / "kept"))
    newsroom.reads("/a")
    newsroom.papers.resources["/a"] = Resource(paper("Paper A", HALT))
    first = Loop(newsroom.team(), told).turn(Request())
    newsroom.clock.forward(hours=4)
    newsroom.papers.resources["/a"] = Resource(paper("Paper A", VAULT, HALT))
    second = Loop(newsroom.team(), told).turn(Request())
    newsroom.team()  # the last one gives the folder back
    lived = [(result.reason, [o.result for o in result.outcomes]) for result in (first, second)]
    assert [results for _, results in lived] == [["published"], ["published"]]
    newsroom.papers.resources.clear()
    asked = len(newsroom.papers.requests)
    monkeypatch.delenv("UNDERSTUDY_RECORD")
    assert live(tmp_path / "kept") == lived
    assert live(tmp_path / "kept") == lived, "a second replay begins anew"
    assert len(newsroom.papers.requests) == asked


def test_a_replay_touches_nothing_of_the_real_life(newsroom: Newsroom, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    folder.mkdir()
    (folder / "1.xml").write_bytes(paper("Paper A", HALT))
    team = newsroom.team()
    with Replay(folder, "") as replay:
        assert replay.team.settings.var_dir == team.settings.var_dir / "replay"
        assert (replay.team.channel_name, replay.team.live) == ("console", False)
        (result,) = replay.turns(told, Stop())
        assert [outcome.result for outcome in result.outcomes] == ["published"]
        assert replay.team.clock() < NOW
    assert not (team.settings.var_dir / "outbox.jsonl").exists()
    assert team.journal.turns("nell-harrow", "done") == ()


def test_a_stop_and_a_number_of_turns_end_it(newsroom: Newsroom, tmp_path: Path) -> None:
    del newsroom
    for number in range(3):
        (tmp_path / f"{number}.xml").write_bytes(paper("Paper", HALT, VAULT))
    with Replay(tmp_path, "") as replay:
        assert len(list(replay.turns(told, Stop(), most=1))) == 1
    stop = Stop()
    stop.request()
    with Replay(tmp_path, "") as replay:
        assert list(replay.turns(told, stop)) == []


def test_a_folder_that_holds_nothing_is_refused(newsroom: Newsroom, tmp_path: Path) -> None:
    del newsroom
    with pytest.raises(ConfigError, match="holds no recording"):
        Replay(tmp_path / "personas", "")
