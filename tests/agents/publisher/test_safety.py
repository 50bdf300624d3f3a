"""Halts and gates in front of a delivery: nothing goes out, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agents.publisher import Delivery, PutOff, Safety
from agents.publisher.delivery import GIVE_UP, LOOKS
from agents.seams import Keep
from memory.database import Database
from memory.errors import (
    BudgetExhausted,
    ChannelBusy,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ChannelUnknown,
    ChannelUnpaid,
    ChannelUnready,
    ConfigError,
)
from memory.gates import Gates
from memory.halts import Halts
from memory.outbox import Outbox
from memory.types import Description, Limit, Publication, PublicationState, Reactions, Receipt
from tests import factory as make
from tests.conftest import Clock

LEASE = timedelta(seconds=30)
S = PublicationState
Trouble = Exception | Callable[[Publication, Keep], None]


class Channel:
    """Takes what it gets; `troubles` come first, one a call, as `blind` does when it looks."""

    name = "x"

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.troubles: list[Trouble] = []
        self.blind: list[Exception] = []
        self.left: tuple[Limit, ...] = ()

    def describe(self) -> Description:
        return Description(name="x", longest=280, settles_s=45)

    def limits(self) -> tuple[Limit, ...]:
        return self.left

    def reactions(self, publication: Publication) -> Reactions:
        return Reactions()

    def publish(self, publication: Publication, keep: Keep) -> Receipt:
        trouble = self.troubles.pop(0) if self.troubles else None
        if isinstance(trouble, Exception):
            raise trouble
        if trouble is not None:
            trouble(publication, keep)
        self.posts.append(publication.text)
        return Receipt(external_id=publication.key)

    def find(self, publication: Publication) -> Receipt | None:
        if self.blind:
            raise self.blind.pop(0)
        return Receipt(external_id=publication.key) if publication.text in self.posts else None


class Desk:
    """A persona's delivery, its channel and its clock."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.database = Database(f"sqlite:///{folder / 'understudy.sqlite'}")
        self.clock = clock
        self.channel = Channel()
        self.outbox = Outbox(self.database, LEASE)
        self.halts = Halts(self.database, folder / "STOP")
        self.gates = Gates(self.database)
        self.check: Callable[[Publication, datetime], PutOff | None] = lambda _, __: None
        self.delivery = Delivery(
            make.persona(),
            self.outbox,
            {"x": lambda: self.channel},
            clock,
            [lambda row, now: self.check(row, now)],
            safety=Safety(self.halts, self.gates),
        )

    def queue(self, key: str = "k1", *texts: str) -> Publication:
        posting = make.posting(key, *(texts or [key]), due_at=self.clock())
        return self.outbox.enqueue(posting, self.clock())

    def later(self, **span: float) -> list[PublicationState]:
        self.clock.forward(**span)
        return [row.state for row in self.delivery.deliver_due()]

    def row(self, key: str = "k1") -> Publication:
        return next(row for row in self.outbox.listing("ada") if row.key == key)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    desk = Desk(tmp_path, clock)
    yield desk
    desk.database.close()


def test_a_halt_keeps_everything_queued_until_it_is_taken_back(desk: Desk) -> None:
    row = desk.queue()
    desk.halts.stop("Grace", "", desk.clock())
    assert desk.delivery.deliver(row).state is S.QUEUED
    assert desk.later(days=30) == []
    assert desk.row().attempts == 0
    desk.halts.resume()
    assert desk.later(seconds=1) == [S.SENT]


def test_a_stop_file_does_the_same(desk: Desk, tmp_path: Path) -> None:
    desk.queue()
    (tmp_path / "STOP").touch()
    assert desk.later(seconds=1) == []
    (tmp_path / "STOP").unlink()
    assert desk.later(seconds=1) == [S.SENT]


def test_a_halt_between_claim_and_call_sends_the_row_back(desk: Desk) -> None:
    desk.queue()

    def somebody_stops_it(_row: Publication, now: datetime) -> None:
        desk.halts.stop("Grace", "a fire", now)

    desk.check = somebody_stops_it
    assert desk.later(seconds=1) == [S.QUEUED]
    assert "by Grace: a fire" in (desk.row().error or "")
    assert desk.channel.posts == []


def test_a_halt_half_way_stops_a_post_of_several_steps(desk: Desk) -> None:
    def container(_row: Publication, keep: Keep) -> None:
        desk.halts.stop("Grace", "", desk.clock())
        keep("container 17")

    desk.queue()
    desk.channel.troubles = [container]
    assert desk.later(seconds=1) == [S.SENDING]
    assert desk.channel.posts == []
    desk.later(minutes=2)
    assert (desk.row().state, desk.row().kept) == (S.QUEUED, "container 17")
    desk.halts.resume()
    assert desk.later(minutes=2) == [S.SENT]


def test_what_was_on_its_way_is_looked_for_in_spite_of_a_halt(desk: Desk) -> None:
    desk.queue()
    desk.channel.posts, desk.channel.troubles = ["k1"], [ChannelUnknown("dropped")]
    desk.later(seconds=1)
    desk.halts.stop("Grace", "", desk.clock())
    assert desk.later(seconds=31) == [S.SENT]


@pytest.mark.parametrize(
    ("error", "minutes"),
    [
        (ChannelUnpaid("402"), [15, 30, 60, 120, 120]),
        (ChannelUnauthorised("401"), [15, 30, 60, 120, 120]),
        (ConfigError("no keys"), [15, 30, 60, 120, 120]),
        (BudgetExhausted("spent"), [15, 30, 60, 120, 120]),
        (ChannelBusy("429"), [1, 2, 4, 8, 15, 15]),
    ],
)
def test_a_failing_account_is_probed_ever_more_seldom_and_opens_by_itself(
    desk: Desk, error: Exception, minutes: list[int]
) -> None:
    desk.queue("k1")
    desk.queue("k2")
    desk.channel.troubles = [error] * len(minutes)
    desk.delivery.deliver_due()
    for number, pause in enumerate(minutes):
        assert desk.gates.failures("ada/x") == number + 1
        assert desk.later(minutes=pause - 0.5) == []
        moved = desk.later(minutes=0.6)
        assert moved, f"no probe after {pause} minutes"
    assert desk.later(minutes=1) in ([], [S.SENT])
    assert sorted(desk.channel.posts) == ["k1", "k2"]
    assert desk.gates.listing("ada", desk.clock()) == []
    assert desk.gates.failures("ada/x") == 0


@pytest.mark.parametrize("asked", [None, 1, 60])
def test_a_post_whose_pictures_are_not_ready_holds_up_no_other(
    desk: Desk, asked: int | None
) -> None:
    desk.queue("pictured")
    desk.queue("text")
    until = asked and desk.clock() + timedelta(minutes=asked)
    desk.channel.troubles = [ChannelUnready("429: no more pictures", until or None)]
    assert desk.later(seconds=0) == [S.QUEUED, S.SENT]
    assert desk.channel.posts == ["text"]
    assert desk.later(minutes=(asked or 1) - 0.5) == []
    assert desk.later(minutes=0.5) == [S.SENT]


def test_a_post_that_is_never_ready_is_tried_ever_more_seldom(desk: Desk) -> None:
    desk.queue()
    desk.channel.troubles = [ChannelUnready("500", desk.clock() + timedelta(minutes=1))] * 99
    tries = [minute for minute in range(60) if desk.later(minutes=bool(minute))]
    assert tries == [0, 1, 3, 7, 15, 30, 45]


def test_while_an_account_is_closed_nothing_else_of_it_is_asked(desk: Desk) -> None:
    for key in ("k1", "k2", "k3"):
        desk.queue(key)
    desk.channel.troubles = [ChannelUnpaid("402: out of credits; buy some")]
    assert desk.later(seconds=1) == [S.QUEUED] * 3
    assert len(desk.channel.troubles) == 0
    assert desk.channel.posts == []
    assert "buy some" in (desk.row("k3").error or "")


def test_a_rehearsal_knows_nothing_of_the_accounts_troubles(desk: Desk) -> None:
    safety, now = Safety(desk.halts, desk.gates), desk.clock()
    live, rehearsed = make.publication(dry_run=False), make.publication(dry_run=True)
    safety.failed(live, ChannelUnpaid("402"), now)
    assert safety.closed(live, now) is not None
    assert safety.closed(rehearsed, now) is None


def test_a_cheaper_post_goes_first_when_the_budget_stood_against_one(desk: Desk) -> None:
    desk.queue("dear")
    desk.queue("cheap")
    desk.channel.troubles = [BudgetExhausted("a link costs 13 times more")]
    desk.delivery.deliver_due()
    desk.later(minutes=15)
    assert desk.channel.posts == ["cheap"]


def test_a_new_day_has_a_new_budget(desk: Desk) -> None:
    desk.clock.now = desk.clock.now.replace(hour=23, minute=55)
    desk.queue()
    desk.channel.troubles = [BudgetExhausted("spent")]
    desk.delivery.deliver_due()
    assert desk.later(minutes=5, seconds=2) == [S.SENT]


def test_a_wait_that_no_platform_asks_for_is_not_believed(desk: Desk) -> None:
    desk.queue()
    desk.channel.troubles = [ChannelBusy("429", desk.clock() + timedelta(days=700))]
    desk.delivery.deliver_due()
    assert desk.later(minutes=1) == [S.SENT]


def test_what_is_left_is_heard_of_and_obeyed_by_every_worker(desk: Desk) -> None:
    until = desk.clock() + timedelta(hours=1)
    desk.channel.left = (Limit(name="posts", remaining=0, most=50, resets_at=until),)
    desk.queue("k1")
    desk.queue("k2")
    assert desk.later(seconds=0) == [S.SENT, S.QUEUED]
    assert (desk.row("k2").due_at, desk.row("k2").error) == (
        until,
        "nothing of 50 remains of posts",
    )
    desk.channel.left = ()
    assert desk.later(hours=1) == [S.SENT]


def test_three_refusals_in_a_row_are_about_the_account(desk: Desk) -> None:
    for number in range(4):
        desk.queue(f"k{number}")
    desk.channel.troubles = [ChannelForbidden("403")] * 3
    desk.delivery.deliver_due()
    states = [row.state for row in desk.outbox.listing("ada")]
    assert states == [S.FAILED] * 3 + [S.QUEUED]
    assert desk.later(minutes=15) == [S.SENT]


def test_a_refusal_of_one_post_says_nothing_about_the_next(desk: Desk) -> None:
    desk.queue("k1")
    desk.queue("k2")
    desk.channel.troubles = [ChannelForbidden("403: a duplicate")]
    assert desk.later(seconds=1) == [S.FAILED, S.SENT]


def test_nothing_is_tried_for_ever(desk: Desk) -> None:
    desk.queue("k1", "One.", "Two.")
    desk.channel.troubles = [ChannelUnpaid("402: no credits")] * 1_000
    ends = {state for _ in range(60) for state in desk.later(hours=2)}
    assert ends == {S.QUEUED, S.FAILED}
    assert desk.row().error == f"given up after {GIVE_UP.days} days: 402: no credits"
    assert desk.row("k1/2").state is S.CANCELLED


def test_what_we_put_off_ourselves_is_not_given_up(desk: Desk) -> None:
    desk.queue()
    desk.check = lambda _row, now: PutOff(now + timedelta(days=2), "quiet hours")
    for _ in range(4):
        assert desk.later(days=2) == [S.QUEUED]
    desk.check = lambda _row, _now: None
    desk.channel.troubles = [ChannelBusy("503")]
    assert desk.later(days=2) == [S.QUEUED]
    assert desk.later(minutes=1) == [S.SENT]


def test_days_for_which_we_put_it_off_between_two_failures_do_not_count(desk: Desk) -> None:
    desk.queue()
    desk.channel.troubles = [ChannelBusy("503")]
    assert desk.later(seconds=1) == [S.QUEUED]
    desk.check = lambda _row, now: PutOff(now + GIVE_UP, "6 posts a day")
    assert desk.later(minutes=1) == [S.QUEUED]
    desk.check = lambda _row, _now: None
    desk.channel.troubles = [ChannelBusy("503 again")]
    assert desk.later(days=GIVE_UP.days) == [S.QUEUED]
    assert desk.later(minutes=4) == [S.SENT]


def test_a_halt_between_two_failures_does_not_count(desk: Desk) -> None:
    desk.queue()
    desk.channel.troubles = [ChannelBusy("503"), ChannelBusy("503 again")]
    assert desk.later(seconds=1) == [S.QUEUED]
    desk.halts.stop("Grace", "their platform is down", desk.clock())
    assert desk.later(days=GIVE_UP.days + 1) == []
    desk.halts.resume()
    assert desk.later(seconds=1) == [S.QUEUED]
    assert desk.later(minutes=4) == [S.SENT]


def test_a_post_that_was_put_off_often_is_looked_for_as_often_as_any(desk: Desk) -> None:
    desk.queue()
    desk.check = lambda _row, now: PutOff(now + timedelta(hours=1), "quiet hours")
    for _ in range(LOOKS + 1):
        desk.later(hours=1)
    desk.check = lambda _row, _now: None
    desk.channel.troubles = [ChannelUnknown("dropped")]
    assert desk.later(hours=1) == [S.SENDING]
    assert S.SENT in desk.later(minutes=5)


@pytest.mark.parametrize(
    "error",
    [
        ChannelBusy("429"),
        ChannelUnpaid("402"),
        ChannelForbidden("403"),
        ChannelRefused("400"),
        ConfigError("no keys"),
        BudgetExhausted("spent"),
        ChannelUnknown("no answer"),
    ],
)
def test_whatever_keeps_the_channel_from_telling_leaves_the_row_in_doubt(
    desk: Desk, error: Exception
) -> None:
    desk.queue()
    desk.channel.troubles, desk.channel.blind = [ChannelUnknown("dropped")], [error]
    desk.channel.posts = ["k1"]  # it was taken
    desk.later(seconds=1)
    assert desk.later(minutes=2) == [S.SENDING]
    assert desk.later(minutes=2) == [S.SENT]
    assert desk.channel.posts == ["k1"]


def test_a_worker_that_was_held_up_for_half_its_lease_does_not_call(desk: Desk) -> None:
    desk.queue()

    def slow(_row: Publication, _now: datetime) -> None:
        desk.clock.forward(seconds=LEASE.total_seconds() / 2)
        desk.check = lambda _row, _now: None

    desk.check = slow
    assert desk.later(seconds=1) == [S.QUEUED]
    assert "too slow" in (desk.row().error or "")
    assert desk.channel.posts == []
    assert desk.later(seconds=2) == [S.SENT]


def test_a_worker_whose_lease_is_over_half_way_does_not_go_on(desk: Desk) -> None:
    def slow(_row: Publication, keep: Keep) -> None:
        desk.clock.forward(seconds=LEASE.total_seconds())
        keep("container 17")

    desk.queue()
    desk.channel.troubles = [slow]
    desk.later(seconds=1)
    assert desk.channel.posts == []
    assert S.SENT in desk.later(minutes=2)
