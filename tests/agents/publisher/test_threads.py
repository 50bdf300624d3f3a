"""A long draft on X: cut, published as a chain of replies, and whole whatever breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from agents.publisher import Delivery, Publisher
from agents.seams import Keep
from memory.database import Database
from memory.errors import ChannelRefused
from memory.outbox import Outbox
from memory.types import Description, Mode, Publication, PublicationState, Receipt, Work
from tests import factory as make
from tests.conftest import Clock
from tests.servers.money import Purse
from tests.servers.x_api import XServer
from tests.servers.x_routes import Fault
from tools.x.channel import XChannel
from tools.x.client import XClient
from tools.x.prices import Prices
from tools.x_text import weighted_length

LEASE = timedelta(seconds=30)
PARAGRAPH = (
    "The clerk counted the keys in the vault {} and found one more than had been signed for. "
)
TEXT = "\n\n".join(
    (PARAGRAPH * 3).format("twice", f"on day {day}", "alone").strip() for day in range(4)
)


class Killed(BaseException):
    """The process dies here."""


class Desk:
    """A process that publishes: made anew over the same database after each death."""

    def __init__(
        self, database: Database, client: XClient, clock: Clock, *, dies_at: tuple[str, int]
    ) -> None:
        self.outbox = Outbox(database, LEASE)
        self.channel = XChannel(client, lambda post: self.outbox.published_as("x", post))
        self._step, self._count = dies_at
        self._watch(self.outbox, "claim")
        self._watch(self.outbox, "sent")
        self._watch(self.channel, "publish")
        persona = make.persona()
        self.delivery = Delivery(persona, self.outbox, {"x": lambda: self.channel}, clock)
        self.publisher = Publisher(
            persona,
            self.outbox,
            self.delivery,
            clock,
            describe=lambda _: self.channel.describe(),
        )

    def _watch(self, part: object, name: str) -> None:
        """Die before, or after, the so many-th call of `part.name`."""
        real = getattr(part, name)

        def watched(*arguments: object, **named: object) -> object:
            here = self._step.endswith(name)
            self._count -= here
            if here and self._count == 0 and self._step.startswith("before"):
                raise Killed
            answer = real(*arguments, **named)
            if here and self._count == 0:
                raise Killed
            return answer

        setattr(part, name, watched)


@pytest.fixture
def server(clock: Clock) -> Iterator[XServer]:
    with XServer(clock=clock) as running:
        yield running


@pytest.fixture
def client(server: XServer, clock: Clock, tmp_path: Path) -> Iterator[XClient]:
    with XClient(
        base_url=server.url,
        credentials=server.credentials,
        token_file=tmp_path / "x-tokens.json",
        timeout_s=5.0,
        clock=clock,
        meter=Purse(),
        prices=Prices(),
    ) as opened:
        yield opened


def long_work() -> Work:
    brief = make.brief(mode=Mode.LONG, channel="x")
    draft = make.draft(text=TEXT, channel="x")
    return make.work(draft=draft, brief=brief).but(assignment=make.assignment(channel="x"))


def until_quiet(desk: Desk, clock: Clock) -> list[Publication]:
    for _ in range(12):
        clock.forward(seconds=31)
        desk.delivery.deliver_due()
    return list(desk.outbox.listing("ada"))


def check(server: XServer, rows: list[Publication]) -> None:
    """Four posts, each once, each an answer to the one before it."""
    assert [row.state for row in rows] == [PublicationState.SENT] * 4
    posts = sorted(server.posts, key=lambda post: int(post.id))
    assert "\n\n".join(post.text for post in posts) == TEXT
    assert [post.in_reply_to for post in posts] == [None, *(post.id for post in posts[:-1])]
    assert [row.external_id for row in rows] == [post.id for post in posts]
    assert all(weighted_length(post.text) <= 280 for post in posts)


NEVER = ("never", 0)


def test_a_long_draft_is_a_chain_of_replies(
    database: Database, client: XClient, server: XServer, clock: Clock
) -> None:
    desk = Desk(database, client, clock, dies_at=NEVER)
    assert desk.publisher.publish(long_work()).state is PublicationState.SENT
    check(server, list(desk.outbox.listing("ada")))


@pytest.mark.parametrize("part", [2, 4])
@pytest.mark.parametrize(
    "step", ["before claim", "claim", "before publish", "publish", "before sent", "sent"]
)
def test_a_thread_that_broke_goes_on_at_the_missing_part(
    database: Database, client: XClient, server: XServer, clock: Clock, step: str, part: int
) -> None:
    with pytest.raises(Killed):
        Desk(database, client, clock, dies_at=(step, part)).publisher.publish(long_work())
    after = Desk(database, client, clock, dies_at=NEVER)
    check(server, until_quiet(after, clock))


@pytest.mark.parametrize("fault", ["drop_before_accept", "drop_after_accept", "500_after_accept"])
def test_a_lost_answer_in_the_middle_doubles_nothing(
    database: Database, client: XClient, server: XServer, clock: Clock, fault: Fault
) -> None:
    desk = Desk(database, client, clock, dies_at=NEVER)
    publish = desk.channel.publish

    def second_is_lost(publication: Publication, keep: Keep) -> Receipt:
        if publication.number == 2 and publication.attempts == 1:
            server.fail_next(fault)
        return publish(publication, keep)

    desk.channel.publish = second_is_lost  # type: ignore[method-assign]
    desk.publisher.publish(long_work())
    check(server, until_quiet(desk, clock))


def test_publishing_again_after_a_restart_cuts_no_second_thread(
    database: Database, client: XClient, server: XServer, clock: Clock
) -> None:
    with pytest.raises(Killed):
        Desk(database, client, clock, dies_at=("publish", 2)).publisher.publish(long_work())
    after = Desk(database, client, clock, dies_at=NEVER)
    after.publisher.publish(long_work())
    check(server, until_quiet(after, clock))


def test_what_cannot_be_cut_never_enters_the_outbox(
    database: Database, client: XClient, clock: Clock
) -> None:
    desk = Desk(database, client, clock, dies_at=NEVER)
    narrow = Description(name="x", longest=20, threads=True)
    publisher = Publisher(
        make.persona(), desk.outbox, desk.delivery, clock, describe=lambda _: narrow
    )
    linked = make.draft(text="see https://ledger.example.com/a/b/c now", channel="x")
    with pytest.raises(ChannelRefused, match="shorten it or leave it out"):
        publisher.publish(long_work().but(draft=linked))
    assert desk.outbox.listing("ada") == []


def test_the_persona_may_want_its_threads_numbered(
    database: Database, client: XClient, server: XServer, clock: Clock
) -> None:
    desk = Desk(database, client, clock, dies_at=NEVER)
    persona = make.persona(number_threads=True)
    publisher = Publisher(
        persona, desk.outbox, desk.delivery, clock, describe=lambda _: desk.channel.describe()
    )
    publisher.publish(long_work())
    assert [post.text[-4:] for post in server.posts] == [f" {n}/4" for n in range(1, 5)]
