"""What an answer costs: held before it is asked for, counted after, and never sent without."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from memory.database import Database
from memory.errors import BudgetExhausted, ModelRefused
from memory.store import Store
from memory.types import Usage
from tests.servers import model_replies as replies
from tests.servers.model_api import ModelServer
from tests.servers.model_replies import ModelRequest, Reply, says
from tests.servers.money import Purse
from tests.tools.llm.asking import GOOD, SYSTEM, USER, Post, chat
from tools.ledger import Ledger


def test_reported_tokens_are_counted_at_their_prices(purse: Purse) -> None:
    with ModelServer([says({"text": "ok"}, tokens=(1_000_000, 500_000))]) as server:
        chat(server, purse, usd_per_mtok_in=0.25, usd_per_mtok_out=2.0).ask(SYSTEM, USER, Post)

    assert purse.spent == [
        Usage(kind="model_tokens_in", quantity=1_000_000, usd=0.25, detail="scripted"),
        Usage(kind="model_tokens_out", quantity=500_000, usd=1.0, detail="scripted"),
    ]


def test_an_answer_that_is_refused_is_paid_for_all_the_same(purse: Purse) -> None:
    for reply in (replies.refuses(), replies.truncated(GOOD), replies.filtered(), says("prose")):
        purse.spent.clear()
        with ModelServer([reply]) as server, pytest.raises(ModelRefused):
            chat(server, purse).ask(SYSTEM, USER, Post)
        assert [u.quantity for u in purse.spent] == [120, 40]


@pytest.mark.parametrize(
    "usage",
    [None, (0, 0), (-5, -5), (10**18, 10**18)],
    ids=["absent", "zero", "negative", "absurd"],
)
def test_without_believable_usage_tokens_are_estimated_and_it_says_so(
    usage: tuple[int, int] | None, purse: Purse
) -> None:
    with ModelServer([says('{"text": "abcdefgh"}', tokens=usage)]) as server:
        chat(server, purse).ask(SYSTEM, USER, Post)

    sent = len(server.requests[0].system + server.requests[0].user)
    assert [u.quantity for u in purse.spent] == [-(-sent // 4), 5]
    assert all(u.detail == "scripted (estimated from characters)" for u in purse.spent)


def test_of_two_counts_the_one_that_is_missing_is_estimated(purse: Purse) -> None:
    with ModelServer([says('{"text": "abcdefgh"}', tokens=(120, 0))]) as server:
        chat(server, purse).ask(SYSTEM, USER, Post)

    assert [u.quantity for u in purse.spent] == [120, 5]
    assert all("estimated" in u.detail for u in purse.spent)


def test_an_unreadable_answer_is_counted_at_its_dearest(purse: Purse) -> None:
    with ModelServer([replies.html()]) as server, pytest.raises(ModelRefused):
        chat(server, purse).ask(SYSTEM, USER, Post)

    assert purse.spent[1].quantity == 100
    assert "unreadable answer, at most" in purse.spent[1].detail


@pytest.mark.parametrize("user", ["plain words", "コイン" * 50, "🪙" * 50, "\ud800"])
def test_what_is_asked_of_the_meter_covers_a_token_for_every_byte(user: str, purse: Purse) -> None:
    with ModelServer([says({"text": "ok"})]) as server:
        chat(server, purse).ask(SYSTEM, user, Post)

    sent = server.requests[0].system + server.requests[0].user
    assert purse.asked[0] >= (len(sent.encode()) + 100 * 2) / 1e6


def test_without_money_nothing_is_sent(database: Database) -> None:
    ledger = Ledger(Store(database), "nell-harrow", 0.0001, lambda: datetime.now(UTC))
    refusal = pytest.raises(BudgetExhausted, match="an answer of scripted may cost up to")
    with ModelServer() as server, refusal:
        chat(server, ledger).ask(SYSTEM, USER, Post)

    assert server.requests == []


def test_of_two_parallel_questions_only_the_one_that_fits_is_sent(database: Database) -> None:
    ledger = Ledger(Store(database), "nell-harrow", 0.0009, lambda: datetime.now(UTC))
    asked = threading.Event()
    go_on = threading.Event()

    def slowly(request: ModelRequest) -> Reply:
        asked.set()
        go_on.wait(20)
        return says({"text": "ok"})

    with ModelServer([slowly]) as server, ThreadPoolExecutor(1) as pool:
        model = chat(server, ledger)
        first = pool.submit(model.ask, SYSTEM, USER, Post)
        assert asked.wait(20)
        with pytest.raises(BudgetExhausted, match="held by calls in flight"):
            model.ask(SYSTEM, USER, Post)
        go_on.set()
        assert first.result().text == "ok"
        server.assert_done()
