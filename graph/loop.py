"""The loop: turns at an interval, and the delivery of what is due, until told to stop.

A turn is a LangGraph thread with checkpoints, held under a lease while it runs. One
that died is taken up again at its last checkpoint; one that waits for a human is left
alone and never blocks the next. Stopping finishes the step in hand and loses nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphDrained
from langgraph.runtime import RunControl
from langgraph.types import Command, StateSnapshot

from graph import outlook
from graph.build import build_graph
from graph.checkpoints import Saver, open_checkpoints
from graph.team import Team
from memory.errors import ConfigError
from memory.halts import Halt
from memory.types import Alarm, Outcome, Publication, PublicationState, Request

Tell = Callable[[str, str], None]
"""Hears the live story: (specialist, line)."""

MANY_STEPS = 200
"""LangGraph's own bound; ours are smaller: revisions, posts a turn."""
WATCH_EVERY = timedelta(seconds=15)
"""Between two turns we look for sources that have become due this often."""
HEARTBEAT_S = 1.0
"""Between two turns we look for due publications this often."""


@dataclass(frozen=True)
class TurnResult:
    """How one turn ended. `stopped` and `waiting` turns go on later."""

    turn_id: str
    state: Literal["done", "waiting", "stopped"]
    reason: str
    outcomes: tuple[Outcome, ...]


class Stop:
    """A request to stop, from a signal handler or a test; drains the graph at a step's end."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._control: RunControl | None = None

    def request(self) -> None:
        self._event.set()
        if self._control is not None:
            self._control.request_drain("asked to stop")

    @property
    def requested(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep, unless and until a stop is requested; whether it was."""
        return self._event.wait(seconds)

    def control(self) -> RunControl:
        """A fresh control for one run of the graph."""
        self._control = RunControl()
        if self.requested:
            self._control.request_drain("asked to stop")
        return self._control


class Loop:
    """Runs turns for one team."""

    def __init__(self, team: Team, tell: Tell, stop: Stop | None = None) -> None:
        self._team = team
        self._tell = tell
        self._stop = stop or Stop()
        self._halt: Halt | None = None

    @property
    def stopping(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.requested

    def run(
        self, request: Request, every: timedelta, turns: int | None = None
    ) -> Iterator[TurnResult]:
        """Turn after turn, each after taking up what died; `turns` None means until stopped."""
        done = 0
        next_request = request
        while not self._stop.requested:
            started = self._team.clock()
            yield from self.recover()
            yield self.turn(next_request)
            self.deliver()
            done += 1
            if turns is not None and done >= turns:
                break
            alarm = self._rest(started + every, request)
            next_request = Request(story=alarm.story_id) if alarm else request
        if not self._stop.requested:
            self._settle()

    def turn(self, request: Request) -> TurnResult:
        """One turn from the start."""
        started = self._team.clock()
        turn_id = f"{self._team.who.slug}-{started:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"
        given = {k: v for k, v in request.model_dump(mode="json").items() if v}
        # Noted before it begins: a turn that dies at once is found again.
        self._team.journal.open_turn(turn_id, self._team.who.slug, self._team.live, given, started)
        return self._drive(turn_id, given)

    def answer(self, turn_id: str, response: dict[str, Any]) -> TurnResult:
        """Give a waiting turn a human's word (Agent Inbox's response) and let it go on."""
        return self._drive(turn_id, Command(resume=[response]))

    def recover(self) -> Iterator[TurnResult]:
        """Take up the turns that died, and deliver what was on its way."""
        for turn in self._team.journal.turns(self._team.who.slug, "running"):
            if self._stop.requested or turn.live != self._team.live:
                continue
            if self._team.leases.is_held(f"turn:{turn.id}"):
                self._tell("planner", f"turn {turn.id} is running elsewhere: left alone")
                continue
            self._tell("planner", f"taking up turn {turn.id} where it died")
            yield self._drive(turn.id, None, first_input=turn.request)
        self.deliver()

    def deliver(self) -> list[Publication]:
        """Send what is due; a line of the story for each row that moved, and for a halt."""
        self._tell_of_a_halt()
        moved = self._team.delivery.deliver_due()
        for row in moved:
            place = row.external_url or row.channel
            self._tell("publisher", f"publication {row.id}: {row.state} ({row.error or place})")
        return moved

    def _tell_of_a_halt(self) -> None:
        """Once when delivery is halted, and once when it goes on."""
        halt = self._team.halts.standing(self._team.who.slug)
        if halt != self._halt:
            self._halt = halt
            self._tell("publisher", f"{halt}; drafts wait" if halt else "delivery goes on")

    def _drive(
        self, turn_id: str, given: Any, first_input: dict[str, object] | None = None
    ) -> TurnResult:
        team = self._team
        with team.leases.hold(f"turn:{turn_id}"), open_checkpoints(team.settings) as saver:
            graph = build_graph(saver)
            config: RunnableConfig = {
                "configurable": {"thread_id": turn_id},
                "recursion_limit": MANY_STEPS,
            }
            before = graph.get_state(config)
            if given is None and not before.created_at:
                given = first_input or {}
            if isinstance(given, Command):
                self._must_wait(turn_id, before)
            try:
                for event in graph.stream(
                    given,
                    config,
                    context=team,
                    stream_mode="custom",
                    durability="sync",
                    control=self._stop.control(),
                ):
                    self._tell(event["specialist"], event["line"])
            except GraphDrained:
                return TurnResult(turn_id, "stopped", "stopped; goes on at the next start", ())
            told = len(before.values.get("outcomes", ()))
            return self._conclude(saver, graph.get_state(config), turn_id, told)

    def _must_wait(self, turn_id: str, state: StateSnapshot) -> None:
        """From here on the turn is under way: if we die now, the next start takes it up."""
        if not state.interrupts:
            raise ConfigError(
                f"turn {turn_id} does not wait: its checkpoint is gone from "
                f"{self._team.settings.var_dir}, or another process has just answered it"
            )
        self._team.journal.mark_turn(turn_id, "running")

    def _conclude(self, saver: Saver, state: StateSnapshot, turn_id: str, told: int) -> TurnResult:
        """The result, without the first `told` outcomes: those were told when they happened."""
        outcomes = tuple(state.values.get("outcomes", ()))[told:]
        plan = state.values.get("plan")
        reason = plan.reason if plan else ""
        if state.interrupts:
            self._team.journal.mark_turn(turn_id, "waiting")
            return TurnResult(turn_id, "waiting", reason, outcomes)
        self._team.journal.mark_turn(turn_id, "done", self._team.clock())
        turn = self._team.journal.turn(turn_id)
        if turn is not None and not turn.served:
            saver.delete_thread(turn_id)
        return TurnResult(turn_id, "done", reason, outcomes)

    def _rest(self, until: datetime, request: Request) -> Alarm | None:
        """Wait for the next turn, delivering and reading what becomes due meanwhile.

        A story that rings ends the rest: the next turn is about it.
        """
        self._tell("loop", f"next turn at {until.astimezone(self._team.who.zone):%H:%M}")
        look = self._team.clock() + WATCH_EVERY
        while self._team.clock() < until and not self._stop.wait(HEARTBEAT_S):
            self.deliver()
            if self._team.clock() >= look:
                found = outlook.watch(self._team, request, self._tell)
                if found.alarms:
                    return found.alarms[0]
                look = self._team.clock() + WATCH_EVERY
        return None

    def _settle(self) -> None:
        """Before leaving, see deliveries whose answer was lost through to the end."""
        doubts: set[int] = set()
        patience = self._team.clock()
        while now_open := self._in_doubt():
            if now_open != doubts:  # each may take its lease twice, and what the channel needs
                settles_s = self._team.describe(self._team.channel_name).settles_s
                wait_s = 2 * self._team.settings.lease_s + settles_s + 5
                self._tell(
                    "publisher",
                    "a delivery's answer was lost: the channel is asked within "
                    f"{wait_s:.0f} s (Ctrl-C is safe)",
                )
                doubts, patience = now_open, self._team.clock() + timedelta(seconds=wait_s)
            if self._team.clock() >= patience or self._stop.wait(HEARTBEAT_S):
                return
            self.deliver()

    def _in_doubt(self) -> set[int]:
        """The publications under way, by number."""
        sending = PublicationState.SENDING
        return {row.id for row in self._team.outbox.listing(self._team.who.slug, sending)}
