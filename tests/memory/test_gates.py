"""Gates: circuits and limits of an account. Run against SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from memory.database import Database
from memory.gates import LONGEST_RESET, Gates, account_of
from memory.types import Limit
from tests.factory import NOW

ADA, BOB = account_of("ada", "x"), account_of("bob", "x")
SOON = NOW + timedelta(minutes=15)


@pytest.fixture
def gates(database: Database) -> Gates:
    return Gates(database)


def limit(remaining: int, resets_at: datetime | None = SOON, name: str = "posts") -> Limit:
    return Limit(name=name, remaining=remaining, most=300, resets_at=resets_at)


def test_an_open_gate_is_nothing_to_speak_of(gates: Gates) -> None:
    assert gates.closed(ADA, NOW) is None
    assert gates.failures(ADA) == 0
    assert gates.listing("ada", NOW) == []


def test_a_circuit_is_closed_until_its_time_for_every_process_and_no_other_account(
    gates: Gates, database: Database
) -> None:
    gates.shut(ADA, SOON, "402: out of credits", 2, NOW)
    found = Gates(database).closed(ADA, SOON - timedelta(seconds=1))
    assert found is not None
    assert (found.until, found.reason, found.failures) == (SOON, "402: out of credits", 2)
    assert str(found) == "ada/x is closed until 2026-11-20 09:15 UTC: 402: out of credits"
    assert gates.closed(ADA, SOON) is None
    assert gates.closed(BOB, NOW) is None
    assert gates.closed(account_of("ada", "x2"), NOW) is None


def test_success_forgets_the_failures_and_not_the_limits(gates: Gates) -> None:
    gates.shut(ADA, SOON, "503", 3, NOW)
    gates.heard(ADA, [limit(0)], NOW)
    gates.passed(ADA)
    assert gates.failures(ADA) == 0
    found = gates.closed(ADA, NOW)
    assert found is not None
    assert found.reason == "nothing of 300 remains of posts"


def test_a_spent_limit_closes_until_it_resets_and_the_last_word_counts(gates: Gates) -> None:
    gates.heard(ADA, [limit(1)], NOW)
    assert gates.closed(ADA, NOW) is None
    gates.heard(ADA, [limit(0)], NOW)
    found = gates.closed(ADA, NOW)
    assert found is not None
    assert found.until == SOON
    assert gates.closed(ADA, SOON) is None
    gates.heard(ADA, [limit(299)], NOW)
    assert gates.closed(ADA, NOW) is None


@pytest.mark.parametrize(
    "resets_at",
    [None, NOW - timedelta(minutes=1), NOW, NOW + LONGEST_RESET + timedelta(seconds=1)],
)
def test_a_reset_that_is_not_plausible_closes_nothing(
    gates: Gates, resets_at: datetime | None
) -> None:
    gates.heard(ADA, [limit(0, resets_at)], NOW)
    assert gates.closed(ADA, NOW - timedelta(minutes=2)) is None
    assert gates.closed(ADA, NOW) is None


def test_a_reset_a_day_away_is_believed(gates: Gates) -> None:
    gates.heard(ADA, [limit(0, NOW + LONGEST_RESET)], NOW)
    assert gates.closed(ADA, NOW + timedelta(hours=24)) is not None


def test_the_longest_reason_to_wait_counts(gates: Gates) -> None:
    gates.shut(ADA, NOW + timedelta(minutes=1), "503", 1, NOW)
    gates.heard(ADA, [limit(0), limit(0, NOW + timedelta(hours=3), "posts a day")], NOW)
    found = gates.closed(ADA, NOW)
    assert found is not None
    assert found.until == NOW + timedelta(hours=3)


def test_the_closed_accounts_of_a_persona_are_listed_once_each(gates: Gates) -> None:
    gates.shut(ADA, SOON, "402", 1, NOW)
    gates.heard(ADA, [limit(0)], NOW)
    gates.shut(account_of("ada", "mastodon"), SOON, "401", 1, NOW)
    gates.shut(account_of("ada", "bluesky"), NOW, "over", 1, NOW)
    gates.shut(account_of("ada-2", "x"), SOON, "402", 1, NOW)
    gates.shut(account_of("a_a", "x"), SOON, "402", 1, NOW)
    found = [gate.account for gate in gates.listing("ada", NOW)]
    assert found == ["ada/mastodon", "ada/x"]
    assert [gate.account for gate in gates.listing("a_a", NOW)] == ["a_a/x"]


def test_two_that_hear_the_same_at_once_do_not_get_in_each_others_way(gates: Gates) -> None:
    names = [f"limit {n}" for n in range(20)]
    failed: list[Exception] = []

    def hear(order: list[str]) -> None:
        try:
            for _ in range(5):
                gates.heard(ADA, [limit(0, name=name) for name in order], NOW)
        except Exception as error:  # noqa: BLE001  (a thread's, told below)
            failed.append(error)

    both = [threading.Thread(target=hear, args=[o]) for o in (names, names[::-1])]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert failed == []
    assert gates.closed(ADA, NOW) is not None
