"""Publisher and delivery: the gate, and one of each whatever the channel answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agents.publisher import Delivery, Publisher, PutOff, Refuse, approved
from agents.publisher.delivery import LOOKS, Check
from agents.seams import Keep
from memory.database import Database
from memory.errors import (
    BudgetExhausted,
    ChannelBusy,
    ChannelForbidden,
    ChannelUnknown,
    ChannelUnpaid,
    ConfigError,
    UnderstudyError,
)
from memory.outbox import Outbox
from memory.persona import Persona
from memory.types import (
    Approval,
    ClaimStatus,
    Decision,
    Description,
    Limit,
    Publication,
    PublicationState,
    Reactions,
    Receipt,
    Work,
)
from tests import factory as make
from tests.conftest import Clock

LEASE = timedelta(seconds=30)
S = PublicationState


class FakeChannel:
    """A channel that keeps what it took; `mishaps` are raised first, one a call.

    `took` says whether the text arrived all the same when the answer was lost.
    """

    name = "x"

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.mishaps: list[Exception] = []
        self.blind: list[Exception] = []
        self.takes_lost = False
        self.settles_s = 0.0

    def describe(self) -> Description:
        return Description(name="x", longest=280, settles_s=self.settles_s)

    def reactions(self, publication: Publication) -> Reactions:
        return Reactions()

    def limits(self) -> tuple[Limit, ...]:
        return ()

    def publish(self, publication: Publication, keep: Keep) -> Receipt:
        if self.mishaps:
            error = self.mishaps.pop(0)
            if isinstance(error, ChannelUnknown) and self.takes_lost:
                self.posts.append(publication.text)
            raise error
        self.posts.append(publication.text)
        return Receipt(external_id=str(len(self.posts)))

    def find(self, publication: Publication) -> Receipt | None:
        if self.blind:
            raise self.blind.pop(0)
        if publication.text in self.posts:
            return Receipt(external_id=str(self.posts.index(publication.text) + 1))
        return None


class Press:
    """A publisher with its outbox, channel and clock."""

    def __init__(self, database: Database, clock: Clock, persona: Persona, *checks: Check) -> None:
        self.outbox = Outbox(database, LEASE)
        self.channel = FakeChannel()
        channels: dict[str, Callable[[], FakeChannel]] = {
            "x": lambda: self.channel,
            "console": lambda: self.channel,
        }
        self.delivery = Delivery(persona, self.outbox, channels, clock, checks)
        self.publisher = Publisher(persona, self.outbox, self.delivery, clock)
        self.clock = clock

    def later(self, **span: float) -> list[PublicationState]:
        self.clock.forward(**span)
        return [p.state for p in self.delivery.deliver_due()]


@pytest.fixture
def press(database: Database, clock: Clock) -> Press:
    return Press(database, clock, make.persona())


def live_work(name: str = "a1", **changes: object) -> Work:
    work = make.work(name)
    return work.but(assignment=make.assignment(name, channel="x"), **changes)


def test_an_approved_draft_is_out_once_however_often_the_node_runs(press: Press) -> None:
    first = press.publisher.publish(live_work())
    second = press.publisher.publish(live_work())
    assert (first.state, second.id, second.state) == (S.SENT, first.id, S.SENT)
    assert press.channel.posts == ["Harbourline froze withdrawals."]


def test_a_turn_taken_up_too_late_brings_nothing_stale_out(press: Press) -> None:
    expires_at = press.clock() + timedelta(hours=1)
    posting = make.posting("a1", due_at=press.clock(), expires_at=expires_at)
    press.outbox.enqueue(posting, press.clock())  # and there its process died
    press.clock.forward(hours=2)
    assert press.publisher.publish(live_work()).state is S.EXPIRED
    assert press.channel.posts == []


@pytest.mark.parametrize(
    "work",
    [
        live_work(verdict=None),
        live_work(verdict=make.verdict(Decision.REVISE)),
        live_work(verdict=make.verdict(Decision.REJECT)),
        live_work(verdict=make.verdict(Decision.ASK)),
        live_work(verdict=make.verdict(Decision.APPROVE, draft_id="another")),
        live_work(
            verdict=make.verdict(Decision.ASK),
            approval=Approval(draft_id="another", action="accept"),
        ),
        live_work(
            verdict=make.verdict(Decision.ASK, findings=(make.finding(ClaimStatus.CONTRADICTED),)),
            approval=Approval(draft_id="a1-1", action="accept"),
        ),
    ],
)
def test_no_approving_verdict_no_publication(press: Press, work: Work) -> None:
    with pytest.raises(UnderstudyError, match="no approving verdict"):
        press.publisher.publish(work)
    assert press.outbox.listing("ada") == []
    assert press.channel.posts == []


def test_a_humans_yes_to_an_acceptable_verdict_lets_it_out() -> None:
    word = Approval(draft_id="a1-1", action="accept", by="Grace")
    assert approved(make.work(decision=Decision.ASK, approval=word))


@pytest.mark.parametrize("lacking", [{"authorisation": None}, {"disclosure": " "}])
def test_live_publishing_needs_authorisation_and_disclosure(
    database: Database, clock: Clock, lacking: dict[str, object]
) -> None:
    press = Press(database, clock, make.persona(**lacking))
    with pytest.raises(ConfigError, match=next(iter(lacking))):
        press.publisher.publish(live_work())
    assert press.channel.posts == []


def test_a_lost_answer_is_reconciled_and_never_sent_twice(press: Press) -> None:
    press.channel.mishaps, press.channel.takes_lost = [ChannelUnknown("dropped")], True
    assert press.publisher.publish(live_work()).state is S.SENDING
    assert press.later(seconds=1) == []  # not before the lease is over
    assert press.later(seconds=31) == [S.SENT]
    assert len(press.channel.posts) == 1


def test_a_lost_request_is_sent_again(press: Press) -> None:
    press.channel.mishaps = [ChannelUnknown("dropped")]
    press.publisher.publish(live_work())
    assert press.later(seconds=31) == [S.QUEUED, S.SENT]
    assert len(press.channel.posts) == 1


def test_a_killed_delivery_is_taken_up_by_the_next_process(press: Press) -> None:
    queued = press.publisher.publish  # the row exists, claimed by a process that is no more
    press.channel.mishaps = [ChannelBusy("429", retry_at=press.clock())]
    queued(live_work())
    press.clock.forward(minutes=1)
    assert press.outbox.claim(press.clock(), "ada") is not None
    assert press.later(seconds=31) == [S.QUEUED, S.SENT]
    assert len(press.channel.posts) == 1


def test_a_delivery_that_was_too_slow_leaves_the_outcome_to_the_next(press: Press) -> None:
    def slow(publication: Publication, keep: Keep) -> Receipt:
        press.clock.forward(seconds=31)
        taken = press.outbox.reclaim(press.clock(), "ada")
        assert taken is not None
        press.outbox.sent(taken, Receipt(external_id="theirs"), press.clock())
        return Receipt(external_id="ours")

    press.channel.publish = slow  # type: ignore[method-assign]
    row = press.publisher.publish(live_work())
    assert (row.state, row.external_id) == (S.SENT, "theirs")


def test_a_human_is_asked_when_the_channel_can_never_tell(press: Press) -> None:
    press.channel.mishaps = [ChannelUnknown("dropped")]
    press.channel.blind = [ChannelUnknown("timeline down")] * (LOOKS + 2)
    press.publisher.publish(live_work())
    states = [state for _ in range(LOOKS + 2) for state in press.later(seconds=31)]
    assert states == [S.SENDING] * (LOOKS - 1) + [S.UNKNOWN]
    assert press.channel.posts == []


def test_come_back_later_is_obeyed(press: Press) -> None:
    at = press.clock() + timedelta(minutes=7)
    press.channel.mishaps = [ChannelBusy("429", retry_at=at)]
    row = press.publisher.publish(live_work())
    assert (row.state, row.due_at) == (S.QUEUED, at)
    assert press.later(minutes=6) == []
    assert press.later(minutes=1) == [S.SENT]


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (ChannelUnpaid("402"), {"minutes": 15}),
        (ConfigError("keys"), {"minutes": 15}),
        (BudgetExhausted("b"), {"hours": 15}),
    ],
)
def test_no_money_waits_and_loses_nothing(
    press: Press, error: Exception, wait: dict[str, float]
) -> None:
    press.channel.mishaps = [error]
    assert press.publisher.publish(live_work()).state is S.QUEUED
    assert press.later(minutes=14) == []
    assert press.later(**wait) == [S.SENT]


def test_a_refusal_is_final_and_says_why(press: Press) -> None:
    press.channel.mishaps = [ChannelForbidden("x: 403, the app may only read")]
    row = press.publisher.publish(live_work())
    assert (row.state, row.error) == (S.FAILED, "x: 403, the app may only read")
    assert press.later(days=2) == []


def test_a_dry_run_goes_to_the_console_whatever_the_channel(
    database: Database, clock: Clock
) -> None:
    press = Press(database, clock, make.persona(authorisation=None))
    work = make.work().but(assignment=make.assignment(channel="instagram", dry_run=True))
    assert press.publisher.publish(work).state is S.SENT


def test_an_unknown_channel_fails_with_what_there_is(press: Press) -> None:
    work = make.work().but(assignment=make.assignment(channel="pigeon"))
    row = press.publisher.publish(work)
    assert row.state is S.FAILED
    assert "console, x" in (row.error or "")


def test_a_channel_that_settles_late_is_believed_late(press: Press) -> None:
    press.channel.mishaps, press.channel.settles_s = [ChannelUnknown("dropped")], 45.0
    press.publisher.publish(live_work())
    assert press.later(seconds=31) == [S.SENDING]  # it may yet show what it took
    assert press.later(seconds=31) == [S.SENDING]
    assert press.later(seconds=31) == [S.QUEUED, S.SENT]
    assert len(press.channel.posts) == 1


def test_a_thread_is_out_whole_and_goes_on_where_it_broke(press: Press) -> None:
    thread = make.draft().model_copy(update={"parts": ("One.", "Two.", "Three.")})
    press.channel.mishaps = []
    work = live_work(draft=thread)
    assert press.publisher.publish(work).state is S.SENT
    assert press.channel.posts == ["One.", "Two.", "Three."]
    assert press.publisher.publish(work).state is S.SENT
    assert len(press.channel.posts) == 3


def test_a_check_puts_off_or_refuses_before_the_channel_is_asked(
    database: Database, clock: Clock
) -> None:
    until = clock() + timedelta(hours=1)
    answers = [PutOff(until, "quiet hours"), None, Refuse("not under this tier")]
    press = Press(database, clock, make.persona(), lambda _row, _now: answers.pop(0))
    row = press.publisher.publish(live_work())
    assert (row.state, row.due_at, row.error) == (S.QUEUED, until, "put off: quiet hours")
    assert press.later(hours=1) == [S.SENT]
    row = press.publisher.publish(live_work("a2"))
    assert (row.state, row.error) == (S.FAILED, "not under this tier")
    assert len(press.channel.posts) == 1


def test_a_clock_that_leaps_keeps_no_delivery_going_round(database: Database, clock: Clock) -> None:
    def leaping(_row: Publication, now: datetime) -> PutOff:
        clock.forward(hours=1)
        return PutOff(now, "not now")

    press = Press(database, clock, make.persona(), leaping)
    press.publisher.publish(live_work())
    assert press.later(hours=1) == [S.QUEUED]


def test_a_human_takes_down_what_was_sent_where_the_channel_can(press: Press) -> None:
    row = press.publisher.publish(live_work())
    with pytest.raises(ConfigError, match="by hand"):
        press.delivery.delete(row, "Grace")
    gone: list[str] = []
    press.channel.delete = lambda row: gone.append(row.text)  # type: ignore[attr-defined]
    down = press.delivery.delete(row, "Grace")
    assert (down.state, down.error) == (S.CANCELLED, "taken down by Grace")
    assert gone == ["Harbourline froze withdrawals."]
    with pytest.raises(UnderstudyError, match="only what was sent"):
        press.delivery.delete(row, "Grace")
