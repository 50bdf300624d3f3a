"""The outbox: once, whatever dies. Run against SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from memory.database import Database
from memory.errors import StorageError
from memory.outbox import Outbox
from memory.types import Publication, PublicationState, Receipt
from tests.factory import NOW

LEASE = timedelta(seconds=30)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database, LEASE)


def enqueue(outbox: Outbox, key: str = "k1", text: str = "Hello.") -> Publication:
    return outbox.enqueue(
        key=key,
        persona="ada",
        channel="x",
        assignment_id="a1",
        draft_id="d1",
        story_id="s1",
        text=text,
        dry_run=False,
        due_at=NOW,
        now=NOW,
    )


def test_the_same_key_is_queued_once_and_the_first_text_stays(outbox: Outbox) -> None:
    first, second = enqueue(outbox), enqueue(outbox, text="Another text.")
    assert (second.id, second.text) == (first.id, "Hello.")


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
    assert outbox.sent(taken, Receipt(external_id="1"), later).state is PublicationState.SENT


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
            outbox.give_up(row, PublicationState.FAILED, "refused")
    much_later = NOW + timedelta(days=1)
    assert outbox.claim(much_later, "ada") is None
    assert outbox.reclaim(much_later, "ada") is None
    assert [p.state for p in outbox.listing("ada")] == ["sent", "failed"]


def test_a_row_handed_back_is_due_later_and_remembers_why(outbox: Outbox) -> None:
    enqueue(outbox)
    row = outbox.claim(NOW, "ada")
    assert row is not None
    outbox.back(row, NOW + timedelta(minutes=5), "429")
    assert outbox.claim(NOW, "ada") is None
    again = outbox.claim(NOW + timedelta(minutes=5), "ada")
    assert again is not None
    assert (again.attempts, again.error) == (2, "429")


def test_a_human_settles_what_no_channel_can_tell(outbox: Outbox) -> None:
    for key in ("k1", "k2"):
        enqueue(outbox, key)
        row = outbox.claim(NOW, "ada")
        assert row is not None
        outbox.give_up(row, PublicationState.UNKNOWN, "cannot tell")
    out, again = outbox.listing("ada", PublicationState.UNKNOWN)
    assert outbox.settle(out.id, is_out=True, now=NOW).state is PublicationState.SENT
    assert outbox.settle(again.id, is_out=False, now=NOW).state is PublicationState.QUEUED
    with pytest.raises(StorageError):
        outbox.settle(out.id, is_out=True, now=NOW)


def test_many_workers_claim_each_row_once(database: Database, outbox: Outbox) -> None:
    for n in range(24):
        enqueue(outbox, f"k{n}")
    claimed: list[int] = []

    def drain() -> None:
        while row := outbox.claim(NOW, "ada"):
            claimed.append(row.id)

    workers = [threading.Thread(target=drain) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # Skipped rows may need a second look: PostgreSQL passes over rows that are locked.
    drain()
    assert sorted(claimed) == sorted(set(claimed))
    assert len(claimed) == 24
