"""The ledger, over a real database: today's money is never spent twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.database import Database
from memory.errors import BudgetExhausted
from memory.store import Store
from memory.types import Usage
from tests.conftest import Clock
from tools.ledger import Ledger, billed, spent_on

PERSONA = "nell-harrow"


@pytest.fixture
def ledger(database: Database, clock: Clock) -> Ledger:
    """A ledger of one dollar a day."""
    return Ledger(Store(database), PERSONA, 1.0, clock)


def usage(usd: float, kind: str = "model_tokens_out") -> Usage:
    return Usage(kind=kind, quantity=1, usd=usd)


def in_another_thread(work: Callable[[], object]) -> None:
    """Run `work` in a thread that has ended on return; raises what `work` raised."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def test_a_call_that_fits_exactly_is_allowed_and_one_cent_more_is_not(ledger: Ledger) -> None:
    ledger.record(usage(0.4))

    ledger.allow(0.6, "a post")
    with pytest.raises(BudgetExhausted):
        ledger.allow(0.61, "a post")


def test_three_times_ten_cents_fit_into_thirty(database: Database, clock: Clock) -> None:
    ledger = Ledger(Store(database), PERSONA, 0.3, clock)
    for _ in range(3):
        ledger.allow(0.1, "a post")
        ledger.record(usage(0.1))
        ledger.release()

    with pytest.raises(BudgetExhausted):
        ledger.allow(0.1, "a post")


def test_the_refusal_says_who_spent_how_much_until_when_and_what_to_change(ledger: Ledger) -> None:
    ledger.record(usage(0.97))

    with pytest.raises(BudgetExhausted) as refusal:
        ledger.allow(0.05, "an answer of gpt-5-mini")

    assert str(refusal.value) == (
        "budget: nell-harrow has spent $0.9700 of $1.0000 today, and an answer of gpt-5-mini may "
        "cost up to $0.0500; the day ends at 2026-11-21 00:00 UTC, or raise limits.usd_per_day in "
        "persona.toml"
    )


def test_a_new_utc_day_brings_new_money(ledger: Ledger, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)
    ledger.record(usage(1.0))
    with pytest.raises(BudgetExhausted):
        ledger.allow(0.01, "a post")

    clock.forward(seconds=1)

    ledger.allow(1.0, "a post")
    assert ledger.today() == ()


def test_the_day_is_utc_whatever_the_clocks_zone(database: Database) -> None:
    clock = Clock(datetime(2026, 11, 21, 8, 30, tzinfo=ZoneInfo("Asia/Tokyo")))  # 23:30 UTC
    ledger = Ledger(Store(database), PERSONA, 1.0, clock)
    ledger.record(usage(1.0))

    clock.forward(minutes=29)
    with pytest.raises(BudgetExhausted, match="2026-11-21 00:00 UTC"):
        ledger.allow(0.01, "a post")
    clock.forward(minutes=1)
    ledger.allow(0.01, "a post")


def test_what_costs_nothing_is_allowed_even_when_the_money_is_gone(ledger: Ledger) -> None:
    ledger.record(usage(5.0))

    ledger.allow(0.0, "an answer of a local model")


def test_without_any_budget_only_free_calls_pass(database: Database, clock: Clock) -> None:
    ledger = Ledger(Store(database), PERSONA, 0.0, clock)

    ledger.allow(0.0, "an answer of a local model")
    with pytest.raises(BudgetExhausted):
        ledger.allow(0.0001, "a post")


def test_personas_do_not_share_a_purse(database: Database, clock: Clock, ledger: Ledger) -> None:
    Ledger(Store(database), "someone-else", 1.0, clock).record(usage(1.0))

    ledger.allow(1.0, "a post")


def test_money_held_by_another_thread_is_not_there(ledger: Ledger) -> None:
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        ledger.allow(0.7, "an answer")
        holding.set()
        done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert holding.wait(10)
    with pytest.raises(BudgetExhausted, match=r"\$0\.7000 is held by calls in flight"):
        ledger.allow(0.4, "an answer")
    ledger.allow(0.3, "an answer")
    done.set()
    holder.join()


def test_a_thread_that_died_holds_nothing(ledger: Ledger) -> None:
    in_another_thread(lambda: ledger.allow(1.0, "an answer that is never paid for"))

    ledger.allow(1.0, "an answer")


def test_a_thread_holds_for_one_call_at_a_time(ledger: Ledger) -> None:
    ledger.allow(0.8, "a call that failed before it was sent")
    ledger.allow(0.8, "the next call")

    in_another_thread(lambda: ledger.allow(0.2, "an answer"))


def test_what_a_call_cost_comes_out_of_what_it_holds(ledger: Ledger) -> None:
    ledger.allow(0.6, "an answer")
    ledger.record(usage(0.1, "model_tokens_in"))

    in_another_thread(lambda: ledger.allow(0.4, "an answer"))
    with pytest.raises(BudgetExhausted):
        in_another_thread(lambda: ledger.allow(0.41, "an answer"))


def test_release_gives_back_the_rest(ledger: Ledger) -> None:
    ledger.allow(0.6, "an answer")
    ledger.record(usage(0.1))
    ledger.release()
    ledger.release()

    in_another_thread(lambda: ledger.allow(0.9, "an answer"))


def test_of_many_parallel_calls_only_those_pass_that_fit(database: Database, clock: Clock) -> None:
    ledger = Ledger(Store(database), PERSONA, 0.5, clock)
    together = threading.Barrier(16)
    passed: list[int] = []

    def call(number: int) -> None:
        together.wait(10)
        try:
            ledger.allow(0.1, "an answer")
        except BudgetExhausted:
            return
        passed.append(number)
        ledger.record(usage(0.06, "model_tokens_in"))
        ledger.record(usage(0.04, "model_tokens_out"))
        ledger.release()

    threads = [threading.Thread(target=call, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(passed) == 5
    assert sum(u.usd for u in ledger.today()) == pytest.approx(0.5)


def test_the_day_is_over_once_its_money_is_spent(ledger: Ledger, clock: Clock) -> None:
    ledger.record(usage(0.99))
    ledger.check()

    ledger.record(usage(0.01))

    with pytest.raises(BudgetExhausted) as refusal:
        ledger.check()
    assert str(refusal.value).startswith(
        "budget: nell-harrow has spent $1.0000 of $1.0000 today, and that is all; the day ends at "
    )
    clock.forward(days=1)
    ledger.check()


def test_a_day_without_any_cost_is_never_over(database: Database, clock: Clock) -> None:
    ledger = Ledger(Store(database), PERSONA, 0.0, clock)
    ledger.record(usage(0.0))

    ledger.check()


def test_money_is_put_down_to_the_assignment_it_was_spent_on(
    database: Database, ledger: Ledger
) -> None:
    with spent_on("post-1"):
        ledger.record(usage(0.1))
        with spent_on("post-2"):
            ledger.record(usage(0.2))
        ledger.record(usage(0.3))
    ledger.record(usage(0.4))

    store = Store(database)
    assert [u.usd for u in store.usage_of("post-1")] == [0.1, 0.3]
    assert [u.usd for u in store.usage_of("post-2")] == [0.2]


def test_a_bill_holds_what_was_recorded_while_it_was_open(ledger: Ledger) -> None:
    ledger.record(usage(0.1))
    with spent_on("post-1"), billed() as bill:
        ledger.record(usage(0.2))
        with billed() as inner:
            ledger.record(usage(0.3))
        ledger.record(usage(0.4))
    ledger.record(usage(0.5))

    assert [u.usd for u in bill] == [0.2, 0.4]
    assert [u.usd for u in inner] == [0.3]
    assert {u.assignment_id for u in bill} == {"post-1"}


def test_today_tells_totals_by_kind(ledger: Ledger) -> None:
    ledger.record(Usage(kind="x_post", quantity=1, usd=0.015, detail="41"))
    ledger.record(Usage(kind="model_tokens_in", quantity=120, usd=0.001))
    ledger.record(Usage(kind="model_tokens_in", quantity=80, usd=0.002))

    totals = {u.kind: (u.quantity, round(u.usd, 6)) for u in ledger.today()}

    assert totals == {"x_post": (1, 0.015), "model_tokens_in": (200, 0.003)}


class Notebook:
    """A usage memory without a disk, for thousands of generated days."""

    def __init__(self) -> None:
        self.lines: list[tuple[datetime, Usage]] = []

    def record_usage(self, persona: str, at: datetime, usage: Usage) -> None:
        self.lines.append((at, usage))

    def spent(self, persona: str, since: datetime) -> float:
        return sum(usage.usd for at, usage in self.lines if at >= since)

    def usage_summary(self, persona: str, since: datetime) -> Sequence[Usage]:
        return [usage for at, usage in self.lines if at >= since]


CALLS = st.lists(
    st.tuples(st.floats(0, 2), st.floats(0, 1), st.integers(0, 12 * 3600)), max_size=30
)


@given(limit=st.floats(0, 3), calls=CALLS)
def test_no_day_ever_costs_more_than_its_limit(
    limit: float, calls: list[tuple[float, float, int]]
) -> None:
    clock = Clock(datetime(2026, 11, 20, tzinfo=UTC))
    notebook = Notebook()
    ledger = Ledger(notebook, PERSONA, limit, clock)

    for dearest, share, seconds in calls:
        clock.now += timedelta(seconds=seconds)
        try:
            ledger.allow(dearest, "a call")
        except BudgetExhausted:
            continue
        ledger.record(usage(dearest * share))
        ledger.release()

    for day in {at.date() for at, _ in notebook.lines}:
        assert sum(u.usd for at, u in notebook.lines if at.date() == day) <= limit + 1e-6
