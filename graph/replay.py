"""Replay: the same desk over news that was recorded, at the pace of the machine.

A replay has a folder of its own, made anew each time, the clock of the recording, and no
way out: nothing is fetched, and nothing goes to any channel but the console.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Self

from graph.loop import Loop, Stop, Tell, TurnResult
from graph.resources import once
from graph.team import Team
from memory.types import Request
from tools.settings import Settings, load_settings
from tools.web.recordings import Recording, Replayer

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class ReplayTeam(Team):
    """The team of one persona, living in a recording."""

    channel: str = "console"
    recording: Recording = field(kw_only=True)
    now: datetime = LONG_AGO

    @once
    def settings(self) -> Settings:
        settings = load_settings()
        folder = settings.var_dir / "replay"
        shutil.rmtree(folder, ignore_errors=True)
        return settings.model_copy(
            update={
                "var_dir": folder,
                "database_url": "",
                "chroma_url": "",
                "record_dir": "",
                "alarm_url": "",
            }
        )

    @once
    def clock(self) -> Callable[[], datetime]:
        return lambda: self.now

    @once
    def fetcher(self) -> Replayer:
        return Replayer(self.recording, self.clock)


class Replay:
    """One life of a persona in a recording; a context manager that gives its folder back."""

    def __init__(self, folder: Path, persona: str) -> None:
        """Raises ConfigError when the folder holds nothing that can be replayed."""
        self._recording = Recording(folder)
        self.team = ReplayTeam(persona=persona, recording=self._recording)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.team.close()

    def turns(self, tell: Tell, stop: Stop, most: int | None = None) -> Iterator[TurnResult]:
        """One turn for each moment at which something was read, oldest first."""
        loop = Loop(self.team, tell, stop)
        for moment, places in islice(self._recording.moments(), most):
            if stop.requested:
                return
            self.team.now = moment
            tell("loop", f"{moment.astimezone(self.team.who.zone):%d %b %Y %H:%M}")
            yield loop.turn(Request(feeds=places))
            loop.deliver()
