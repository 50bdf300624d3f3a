"""The outbox: once, whatever dies. Run against SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from memory.database import Database
from memory.errors import StorageError
from memory.outbox import Outbox
from memory.types import Publication, PublicationState, Receipt
from tests import factory as make
from tests.factory import NOW

S = PublicationState
LEASE = timedelta(seconds=30)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database, LEASE)


def enqueue(outbox: Outbox, key: str = "k1", *texts: str, **changes: Any) -> Publication:
    return outbox.enqueue(make.posting(key, *texts, **changes), NOW)


def test_the_same_key_is_queued_once_and_the_first_text_stays(outbox: Outbox) -> None:
    first, second = enqueue(outbox), enqueue(outbox, "k1", "Another text.")
    assert (second.id, second.text) == (first.id, "Hello.")


def test_two_processes_with_the_same_key_at_once_have_one_row(database: Database) -> None:
    found: list[int] = []
    start = threading.Barrier(4)

    def put() -> None:
        outbox = Outbox(database, LEASE)
        for number in range(10):
            start.wait()
            found.append(enqueue(outbox, f"k{number}", "One.", "Two.").id)

    workers = [threading.Thread(target=put) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == 40
    assert len(set(found)) == 10


def test_a_claimed_row_is_nobody_elses(outbox: Outbox) -> None:
    enqueue(outbox)
    assert outbox.claim(NOW, "ada") is not None
    assert outbox.claim(NOW, "ada") is None
    assert outbox.reclaim(NOW + LEASE / 2, "ada") is None


def test_rows_of_another_persona_and_rows_not_due_are_left_alone(outbox: Outbox) -> None:
    enqueue(outbox)
    assert outbox.claim(NOW, "bob") is None
    assert outbox.claim(NOW - timedelta(seconds=1), "ada") is None


def test_an_expired_lease_is_reclaimed_once_and_the_first_holder_is_fenced_off(
    outbox: Outbox,
) -> None:
    enqueue(outbox)
    slow = outbox.claim(NOW, "ada")
    later = NOW + LEASE + timedelta(seconds=1)
    taken = outbox.reclaim(later, "ada")
    assert slow is not None
    assert taken is not None
    assert taken.began_at == slow.began_at
    assert outbox.reclaim(later, "ada") is None
    with pytest.raises(StorageError, match="other hands"):
        outbox.sent(slow, Receipt(external_id="1"), later)
    assert outbox.sent(taken, Receipt(external_id="1"), later).state is S.SENT


def test_what_is_out_is_known_by_the_channels_own_id(outbox: Outbox) -> None:
    enqueue(outbox)
    held = outbox.claim(NOW, "ada")
    assert held is not None
    assert not outbox.published_as("x", "77")
    outbox.sent(held, Receipt(external_id="77"), NOW)
    assert outbox.published_as("x", "77")
    assert not outbox.published_as("console", "77")


def test_what_was_sent_or_failed_is_never_claimed_again(outbox: Outbox) -> None:
    for key, finish in (("k1", "sent"), ("k2", "failed")):
        enqueue(outbox, key)
        row = outbox.claim(NOW, "ada")
        assert row is not None
        if finish == "sent":
            outbox.sent(row, Receipt(external_id="7", url="https://x.example/7"), NOW)
        else:
            outbox.give_up(row, S.FAILED, "refused", NOW)
    much_later = NOW + timedelta(days=1)
    assert outbox.claim(much_later, "ada") is None
    assert outbox.reclaim(much_later, "ada") is None
    assert [p.state for p in outbox.listing("ada")] == ["sent", "failed"]


def test_a_row_handed_back_is_due_later_and_remembers_why(outbox: Outbox) -> None:
    enqueue(outbox)
    row = outbox.claim(NOW, "ada")
    assert row is not None
    outbox.back(row, NOW + timedelta(minutes=5), "429", NOW)
    assert outbox.claim(NOW, "ada") is None
    again = outbox.claim(NOW + timedelta(minutes=5), "ada")
    assert again is not None
    assert (again.attempts, again.error) == (2, "429")


def test_a_human_settles_what_no_channel_can_tell(outbox: Outbox) -> None:
    for key in ("k1", "k2"):
        enqueue(outbox, key)
        row = outbox.claim(NOW, "ada")
        assert row is not None
        outbox.give_up(row, S.UNKNOWN, "cannot tell", NOW)
    out, again = outbox.listing("ada", S.UNKNOWN)
    settled = outbox.settle(out.id, is_out=True, now=NOW)
    assert (settled.state, settled.error) == (S.SENT, None)
    assert outbox.settle(again.id, is_out=False, now=NOW).state is S.QUEUED
    with pytest.raises(StorageError):
        outbox.settle(out.id, is_out=True, now=NOW)


def test_many_workers_claim_each_row_once(database: Database, outbox: Outbox) -> None:
    for n in range(24):
        enqueue(outbox, f"k{n}")
    claimed: list[int] = []

    def drain() -> None:
        while row := outbox.claim(NOW, "ada"):
            claimed.append(row.id)
            outbox.sent(row, Receipt(external_id=str(row.id)), NOW)

    workers = [threading.Thread(target=drain) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # An account that another worker is busy with is passed over, so a last look is needed.
    drain()
    assert sorted(claimed) == sorted(set(claimed))
    assert len(claimed) == 24


def test_an_account_sends_one_thing_at_a_time_and_others_go_on(outbox: Outbox) -> None:
    first = enqueue(outbox, "k1")
    enqueue(outbox, "k2")
    dry = enqueue(outbox, "k3", dry_run=True)
    other = enqueue(outbox, "k4", channel="mastodon")
    taken = [row.id for _ in range(4) if (row := outbox.claim(NOW))]
    assert taken == [first.id, dry.id, other.id]


def test_urgent_ones_go_first(outbox: Outbox) -> None:
    enqueue(outbox, "k1")
    urgent = enqueue(outbox, "k2", urgent=True)
    row = outbox.claim(NOW)
    assert row is not None
    assert row.id == urgent.id


def test_a_thread_goes_out_in_order_each_part_answering_the_one_before(outbox: Outbox) -> None:
    enqueue(outbox, "k1", "One.", "Two.", "Three.")
    said = []
    while row := outbox.claim(NOW):
        said.append((row.text, row.reply_to, row.number, row.length))
        outbox.sent(row, Receipt(external_id=f"id{row.number}"), NOW)
    assert said == [("One.", None, 1, 3), ("Two.", "id1", 2, 3), ("Three.", "id2", 3, 3)]


def test_a_part_waits_while_the_one_before_it_is_in_doubt(outbox: Outbox) -> None:
    first = enqueue(outbox, "k1", "One.", "Two.")
    row = outbox.claim(NOW)
    assert row is not None
    outbox.give_up(row, S.UNKNOWN, "cannot tell", NOW)
    assert outbox.claim(NOW) is None
    with pytest.raises(StorageError, match="part 1 of 2"):
        outbox.settle(first.id, is_out=True, now=NOW)
    outbox.settle(first.id, is_out=True, now=NOW, external_id="77")
    assert (following := outbox.claim(NOW)) is not None
    assert (following.number, following.reply_to) == (2, "77")


def test_what_follows_a_part_that_never_came_out_is_cancelled(outbox: Outbox) -> None:
    first = enqueue(outbox, "k1", "One.", "Two.", "Three.")
    row = outbox.claim(NOW)
    assert row is not None
    outbox.sent(row, Receipt(external_id="id1"), NOW)
    row = outbox.claim(NOW)
    assert row is not None
    outbox.give_up(row, S.FAILED, "refused", NOW)
    assert [p.state for p in outbox.thread(first)] == [S.SENT, S.FAILED, S.CANCELLED]
    assert outbox.claim(NOW) is None


def test_a_row_whose_time_is_over_expires_and_a_thread_that_began_does_not(
    outbox: Outbox,
) -> None:
    soon, later = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    alone = enqueue(outbox, "k1", expires_at=soon)
    thread = enqueue(outbox, "k2", "One.", "Two.", expires_at=soon, urgent=True)
    row = outbox.claim(NOW)
    assert row is not None
    outbox.sent(row, Receipt(external_id="id1"), NOW)
    assert [p.id for p in outbox.expire(later)] == [alone.id]
    assert [p.state for p in outbox.thread(thread)] == [S.SENT, S.QUEUED]


def test_a_human_takes_back_what_waits_and_nothing_else(outbox: Outbox) -> None:
    first, second = enqueue(outbox, "k1"), enqueue(outbox, "k2")
    assert outbox.claim(NOW) is not None
    assert outbox.cancel(second.id, "Grace", NOW).state is S.CANCELLED
    assert outbox.history(second.id)[-1].by == "Grace"
    with pytest.raises(StorageError, match="sending"):
        outbox.cancel(first.id, "Grace", NOW)


def test_every_step_is_on_record(outbox: Outbox) -> None:
    first = enqueue(outbox, "k1")
    row = outbox.claim(NOW)
    assert row is not None
    outbox.back(row, NOW, "429", NOW)
    row = outbox.claim(NOW)
    assert row is not None
    taken = outbox.reclaim(NOW + LEASE)
    assert taken is not None
    outbox.give_up(taken, S.UNKNOWN, "cannot tell", NOW)
    outbox.settle(first.id, is_out=True, now=NOW, by="Grace")
    steps = [(t.before, t.after, t.attempt, t.reason) for t in outbox.history(first.id)]
    assert steps == [
        (None, "queued", 0, ""),
        ("queued", "sending", 1, ""),
        ("sending", "queued", 1, "429"),
        ("queued", "sending", 2, ""),
        ("sending", "sending", 3, "lease over"),
        ("sending", "unknown", 3, "cannot tell"),
        ("unknown", "sent", 3, "is out"),
    ]
    assert outbox.history(first.id)[-1].by == "Grace"


def test_what_a_channel_keeps_is_there_for_its_next_attempt(outbox: Outbox) -> None:
    enqueue(outbox, "k1")
    row = outbox.claim(NOW)
    assert row is not None
    outbox.keep(row, "container:17")
    outbox.back(row, NOW, "not ready", NOW)
    again = outbox.claim(NOW)
    assert again is not None
    assert again.kept == "container:17"


def test_what_a_channel_keeps_is_there_for_whoever_takes_over(outbox: Outbox) -> None:
    enqueue(outbox, "k1")
    row = outbox.claim(NOW)
    assert row is not None
    outbox.keep(row, "container:17")
    taken = outbox.reclaim(NOW + LEASE)
    assert taken is not None
    assert taken.kept == "container:17"


def test_what_answers_a_post_is_known_while_it_waits_and_when_it_is_out(outbox: Outbox) -> None:
    def answers(channel: str = "x", post_id: str = "1001", *, dry_run: bool = False) -> set[int]:
        return set(outbox.answers("ada", channel, post_id, dry_run=dry_run))

    waits = enqueue(outbox, "k1", "One.", "Two.", reply_to="1001")
    enqueue(outbox, "k2", reply_to="1002")
    enqueue(outbox, "k3")
    assert answers() == {waits.id}
    assert answers("bluesky") == answers(post_id="1") == answers(dry_run=True) == set()
    assert outbox.answers("bob", "x", "1001", dry_run=False) == frozenset()
    claimed = outbox.claim(NOW, only=waits.id)
    assert claimed is not None
    outbox.sent(claimed, Receipt(external_id="7"), NOW)
    assert answers() == {waits.id}
    follows = outbox.claim(NOW)
    assert follows is not None
    assert (follows.number, follows.reply_to) == (2, "7")
    assert answers(post_id="7") == set(), "our own thread goes on"
    taken_back = enqueue(outbox, "k4", reply_to="1004")
    outbox.cancel(taken_back.id, "jo", NOW)
    assert answers(post_id="1004") == set()
