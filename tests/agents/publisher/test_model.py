"""A model of delivery: whatever dies, lies or comes late, once only, in order, never lost.

Hypothesis plays the world: two workers on one database, a platform that loses answers and
shows posts late, humans who halt, cancel and look, a clock that jumps. After every step the
outbox is held against what the platform really has; after the storm everything must end.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event

from agents.publisher import Delivery, PutOff, Refuse, Safety
from memory.database import Database
from memory.gates import Gates
from memory.halts import EVERYBODY, Halts
from memory.outbox import Outbox
from memory.types import NEVER_OUT, Publication, PublicationState
from tests import factory as make
from tests.agents.publisher.platform import LEASE, SETTLES, Draw, Killed, Platform
from tests.conftest import Clock

S = PublicationState
ARROWS = {
    None: {S.QUEUED},
    S.QUEUED: {S.SENDING, S.EXPIRED, S.CANCELLED},
    S.SENDING: {S.SENDING, S.QUEUED, S.SENT, S.FAILED, S.UNKNOWN},
    S.UNKNOWN: {S.SENT, S.QUEUED},
    S.SENT: set(),
    S.FAILED: set(),
    S.CANCELLED: set(),
    S.EXPIRED: set(),
}
"""Every legal step of a publication."""
CHANNELS = ("x", "mastodon")
ROUNDS = 40
"""Of calm weather, a day and more each, until everything must have ended."""
STEPS = st.sampled_from(
    [
        timedelta(seconds=-10),
        timedelta(seconds=1),
        LEASE / 2,
        LEASE,
        LEASE + timedelta(seconds=5),
        LEASE + timedelta(seconds=10),
        SETTLES,
        timedelta(minutes=5),
        timedelta(minutes=20),
        timedelta(hours=3),
        timedelta(days=4),
    ]
)
WORKERS = st.sampled_from([0, 1])


@cache
def empty_database() -> Path:
    """A SQLite file with all tables, to be copied."""
    path = Path(mkdtemp(prefix="model-")) / "empty.sqlite"
    Database(f"sqlite:///{path}").close()
    return path


class World(RuleBasedStateMachine):
    """Two workers, two accounts of one persona, and everything that can happen to them."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(mkdtemp(prefix="model-"))
        path = self.folder / "model.sqlite"
        shutil.copy(empty_database(), path)
        self.database = Database(f"sqlite:///{path}")
        event.listen(self.database.engine, "connect", _hasten)
        self.database.engine.dispose()
        self.clock = Clock(make.NOW)
        self.halts = Halts(self.database)
        self.platforms = {name: Platform(name, self.clock) for name in CHANNELS}
        for platform in self.platforms.values():
            platform.halted = lambda: self.halts.standing("ada")
        self.outbox = Outbox(self.database, LEASE)
        self.workers = [self._worker(name) for name in ("one", "two")]
        self.keys = 0
        self.said_out: set[int] = set()
        self.draw: Draw[str] | None = None

    # ------------------------------------------------------------------ what happens

    @rule(
        channel=st.sampled_from(CHANNELS),
        parts=st.integers(1, 3),
        again=st.booleans(),
        hours=st.none() | st.integers(1, 5),
    )
    def write(self, channel: str, parts: int, again: bool, hours: int | None) -> None:
        """A draft for the outbox, perhaps one that is there already."""
        self.keys += not (again and self.keys)
        self.outbox.enqueue(
            make.posting(
                f"k{self.keys}",
                *(f"k{self.keys}, part {part}" for part in range(parts)),
                channel=channel,
                due_at=self.clock(),
                expires_at=self.clock() + timedelta(hours=hours) if hours else None,
            ),
            self.clock(),
        )

    @rule(worker=WORKERS, data=st.data())
    def deliver(self, worker: int, data: st.DataObject) -> None:
        self._at_work(worker, lambda: self.workers[worker].deliver_due(), data.draw)

    @rule(worker=WORKERS, data=st.data())
    def deliver_one(self, worker: int, data: st.DataObject) -> None:
        rows = self.outbox.listing("ada")
        if rows:
            row = data.draw(st.sampled_from(rows))
            self._at_work(worker, lambda: self.workers[worker].deliver(row), data.draw)

    @rule(step=STEPS)
    def wait(self, step: timedelta) -> None:
        self.clock.now += step

    @rule(persona=st.sampled_from([EVERYBODY, "ada"]))
    def halt(self, persona: str) -> None:
        self.halts.stop("Grace", "", self.clock(), persona)

    @rule(persona=st.sampled_from([EVERYBODY, "ada"]))
    def resume(self, persona: str) -> None:
        self.halts.resume(persona)

    @precondition(lambda self: self._in(S.QUEUED))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        row = data.draw(st.sampled_from(self._in(S.QUEUED)))
        self.outbox.cancel(row.id, "Grace", self.clock())

    @precondition(lambda self: self._in(S.UNKNOWN))
    @rule()
    def look(self) -> None:
        """A human looks at what no channel could tell."""
        row = self._in(S.UNKNOWN)[0]
        out = row.key in self.platforms[row.channel].will_have()
        if out:
            self.said_out.add(row.id)
        self.outbox.settle(row.id, is_out=out, now=self.clock(), by="Grace")

    # ------------------------------------------------------------------ what must hold

    @invariant()
    def nothing_is_out_twice(self) -> None:
        for platform in self.platforms.values():
            assert max(Counter(platform.will_have()).values(), default=1) == 1

    @invariant()
    def what_is_out_is_what_the_rows_say(self) -> None:
        for row in self.outbox.listing("ada"):
            out = row.key in self.platforms[row.channel].will_have()
            if row.state in NEVER_OUT | {S.QUEUED}:
                assert not out, row
            elif row.state is S.SENT:
                assert out, row

    @invariant()
    def an_account_sends_one_thing_at_a_time(self) -> None:
        sending = Counter(row.channel for row in self._in(S.SENDING))
        assert max(sending.values(), default=1) == 1

    @invariant()
    def threads_come_out_in_their_order(self) -> None:
        for row in self.outbox.listing("ada"):
            if row.number > 1:
                before = self.outbox.thread(row)[row.number - 2]
                self._follows(before, row)

    @invariant()
    def every_step_is_on_record_and_legal(self) -> None:
        for row in self.outbox.listing("ada"):
            state = None
            for step in self.outbox.history(row.id):
                assert step.before is state, (row, step)
                assert step.after in ARROWS[state], (row, step)
                state = step.after
            assert row.state is state

    def teardown(self) -> None:
        """The sky clears: everything ends, and says why."""
        if not hasattr(self, "database"):
            return
        try:
            self._clear_up()
        finally:
            self.database.close()
            shutil.rmtree(self.folder)

    # ------------------------------------------------------------------ inside

    def _clear_up(self) -> None:
        for platform in self.platforms.values():
            platform.calm = True
        self.halts.resume(EVERYBODY)
        self.halts.resume("ada")
        self.draw = None
        for _ in range(ROUNDS):
            if not self._in(S.QUEUED, S.SENDING, S.UNKNOWN):
                break
            while self._in(S.UNKNOWN):
                self.look()
            self.workers[0].deliver_due()
            self.clock.forward(hours=26)
        assert not self._in(S.QUEUED, S.SENDING, S.UNKNOWN)
        for row in self.outbox.listing("ada"):
            assert row.state is S.SENT or row.error, row
        self.nothing_is_out_twice()
        self.what_is_out_is_what_the_rows_say()
        self.threads_come_out_in_their_order()
        self.every_step_is_on_record_and_legal()

    def _in(self, *states: PublicationState) -> list[Publication]:
        return list(self.outbox.listing("ada", *states))

    def _follows(self, before: Publication, row: Publication) -> None:
        """If `row` is out, it came after `before` and answers it."""
        posts = {post.key: (place, post) for place, post in enumerate(self._posts(row))}
        if row.key not in posts:
            return
        assert before.key in posts
        assert posts[before.key][0] < posts[row.key][0]
        if before.id not in self.said_out:
            assert posts[row.key][1].answers == before.external_id

    def _posts(self, row: Publication) -> list[Any]:
        return self.platforms[row.channel].now()

    def _worker(self, name: str) -> Delivery:
        outbox = Outbox(self.database, LEASE, worker=name)
        channels = {name: lambda name=name: self.platforms[name] for name in CHANNELS}
        safety = Safety(self.halts, Gates(self.database))
        return Delivery(make.persona(), outbox, channels, self.clock, [self._check], safety=safety)

    def _check(self, publication: Publication, now: datetime) -> PutOff | Refuse | None:
        """A rule or timetable: objects at times, and may take longer than the lease."""
        if self.draw is None:
            return None
        match self.draw(
            st.sampled_from(["", "", "", "", "put off", "refuse", "slow", "slow", "halts"])
        ):
            case "put off":
                return PutOff(now + timedelta(minutes=10), "quiet hours")
            case "refuse":
                return Refuse("not under this tier")
            case "slow":
                self.clock.now += LEASE + SETTLES
                self.platforms[publication.channel].meanwhile()
            case "halts":
                self.halt("ada")
        return None

    def _at_work(self, worker: int, work: Callable[[], object], draw: Draw[str]) -> None:
        """One worker works; while a call of its is under way, the other does."""

        def meanwhile() -> None:
            self._set(draw, lambda: None)
            self._until_killed(self.workers[1 - worker].deliver_due)
            self._set(draw, meanwhile)

        self._set(draw, meanwhile)
        self._until_killed(work)
        self._set(None, lambda: None)

    def _set(self, draw: Draw[str] | None, meanwhile: Callable[[], None]) -> None:
        self.draw = draw
        for platform in self.platforms.values():
            platform.draw, platform.meanwhile = draw, meanwhile

    @staticmethod
    def _until_killed(work: Callable[[], object]) -> None:
        with suppress(Killed):
            work()


def _hasten(connection: Any, _record: Any) -> None:
    """No power fails here."""
    connection.execute("PRAGMA synchronous = OFF")


def test_once_only_in_order_and_never_lost_whatever_happens() -> None:
    run_state_machine_as_test(
        World,
        settings=settings(max_examples=80, stateful_step_count=20, deadline=None, derandomize=True),
    )
