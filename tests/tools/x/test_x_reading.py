"""Reading X against our loopback X: whom we follow, anybody, a search, and ourselves; what it
costs, where it ends, and what X says instead of an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.errors import (
    BudgetExhausted,
    ChannelBusy,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnpaid,
)
from tests.conftest import Clock
from tests.servers.money import Purse
from tests.servers.x_account import ME
from tests.servers.x_api import XServer
from tests.servers.x_people import STRANGER
from tests.tools.x.conftest import NewClient
from tools.x.client import SPARSE_PAGES, XClient
from tools.x.errors import ChannelMissing
from tools.x.search import QUERY_LIMIT, full_query


def lookups(server: XServer) -> list[str]:
    return [call for call in server.calls if "/by/username/" in call]


# ------------------------------------------------------------------ somebody's timeline


def test_a_user_is_read_by_name_and_the_posts_say_who_wrote_them(
    client: XClient, server: XServer
) -> None:
    ida = server.account.people.join("Ida_Marrow")
    server.account.receive("somebody else")
    first = server.account.receive("Tolls fall", ida.id)
    second = server.account.receive("Tolls fall again", ida.id)
    found = client.user_timeline("@ida_marrow")
    assert [(post.id, post.author_handle) for post in found] == [
        (second.id, "Ida_Marrow"),
        (first.id, "Ida_Marrow"),
    ]
    assert [p.id for p in client.user_timeline("ida_marrow", since_id=first.id)] == [second.id]


def test_what_a_user_passes_on_is_not_what_they_said(client: XClient, server: XServer) -> None:
    ida = server.account.people.join("ida")
    original = server.account.receive("somebody else's words " * 9)
    own = server.account.receive("her own words", ida.id)
    server.account.repost(original, ida.id)
    assert [post.id for post in client.user_timeline("ida")] == [own.id]
    assert [post.id for post in client.home_timeline()] == [own.id, original.id]


def test_pages_that_reposts_were_taken_out_of_are_filled_up(
    client: XClient, server: XServer, purse: Purse
) -> None:
    ida = server.account.people.join("ida")
    original = server.account.receive("somebody else's words")
    for number in range(10):
        server.account.receive(f"own {number}", ida.id)
        server.account.repost(original, ida.id)
    texts = [post.text for post in client.user_timeline("ida", limit=5)]
    assert texts == ["own 9", "own 8", "own 7", "own 6", "own 5"]
    pages = [usage.quantity for usage in purse.spent if usage.kind == "x.read"]
    assert pages == [2, 3]  # of five posts each, less what was passed on


def test_a_timeline_of_nothing_but_reposts_is_given_up_soon(
    client: XClient, server: XServer, purse: Purse
) -> None:
    ida = server.account.people.join("ida")
    original = server.account.receive("somebody else's words")
    for _ in range(100):
        server.account.repost(original, ida.id)
    assert client.user_timeline("ida", limit=5) == []
    assert len(server.calls) == 1 + 1 + SPARSE_PAGES
    assert sum(usage.usd for usage in purse.spent) == pytest.approx(0.010)


def test_an_account_is_looked_up_once_by_all_processes(
    new_client: NewClient, server: XServer, purse: Purse
) -> None:
    server.account.people.join("ida")
    for client in (new_client(), new_client()):
        client.user_timeline("ida")
        client.user_timeline("IDA")
    assert lookups(server) == ["GET /2/users/by/username/ida"]
    assert [usage.usd for usage in purse.spent if usage.kind == "x.user_read"] == [0.010]


def test_a_name_is_not_believed_for_ever(client: XClient, server: XServer, clock: Clock) -> None:
    server.account.people.join("ida")
    client.user_timeline("ida")
    clock.forward(days=29)
    client.user_timeline("ida")
    assert len(lookups(server)) == 1
    clock.forward(days=2)
    client.user_timeline("ida")
    assert len(lookups(server)) == 2
    clock.forward(days=-40)  # ours had been wrong
    client.user_timeline("ida")
    assert len(lookups(server)) == 3


def test_a_name_that_has_changed_hands_is_looked_up_again(client: XClient, server: XServer) -> None:
    ida = server.account.people.join("ida")
    client.user_timeline("ida")
    ida.suspended, ida.username = True, "gone"
    heir = server.account.people.join("ida")
    server.account.receive("new here", heir.id)
    with pytest.raises(ChannelMissing, match="suspended"):
        client.user_timeline("ida")
    assert [post.text for post in client.user_timeline("ida")] == ["new here"]


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"ida": 3}', b"\xff"])
def test_a_broken_memory_of_accounts_costs_a_lookup_and_no_more(
    client: XClient, server: XServer, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "x-users.json").write_bytes(content)
    server.account.people.join("ida")
    client.user_timeline("ida")
    client.user_timeline("ida")
    assert len(lookups(server)) == 1


def test_a_memory_that_cannot_be_written_does_not_make_x_charge_twice(
    client: XClient, server: XServer, tmp_path: Path
) -> None:
    (tmp_path / "x-users.json").mkdir()
    server.account.people.join("ida")
    client.user_timeline("ida")
    client.user_timeline("ida")
    assert len(lookups(server)) == 1


def test_an_unknown_user_is_no_empty_timeline(
    client: XClient, server: XServer, purse: Purse
) -> None:
    with pytest.raises(ChannelMissing, match=r"Could not find user .*\[nobody\].*spelling"):
        client.user_timeline("nobody")
    assert purse.spent == []
    assert purse.held == 0


def test_a_suspended_user_is_told(client: XClient, server: XServer) -> None:
    server.account.people.join("ida", suspended=True)
    with pytest.raises(ChannelRefused, match="has been suspended"):
        client.user_timeline("ida")


def test_a_protected_user_is_told_with_what_would_help(client: XClient, server: XServer) -> None:
    server.account.people.join("ida", protected=True)
    with pytest.raises(ChannelForbidden, match=r"not authorized.*followers only: follow it"):
        client.user_timeline("ida")


@pytest.mark.parametrize("handle", ["", "@", "a b", "a/../me", "é", "x" * 16, "@@ida", "ida\n"])
def test_a_name_that_is_none_is_refused_before_anything_is_sent(
    client: XClient, server: XServer, handle: str
) -> None:
    with pytest.raises(ChannelRefused, match="1 to 15 letters"):
        client.user_timeline(handle)
    assert server.calls == []


# -------------------------------------------------------------------------------- search


def test_a_search_finds_what_is_younger_and_leaves_reposts_out(
    client: XClient, server: XServer
) -> None:
    first = server.account.receive("Harbour tolls fall")
    server.account.receive("Fog tonight")
    server.account.repost(first)
    second = server.account.receive("New tolls at the harbour & more")
    assert [p.id for p in client.search_recent("harbour tolls")] == [second.id, first.id]
    assert [p.id for p in client.search_recent("tolls", since_id=first.id)] == [second.id]


def test_either_word_of_a_search_comes_without_reposts(client: XClient, server: XServer) -> None:
    original = server.account.receive("Fog tonight")
    server.account.receive("Tolls fall")
    server.account.repost(original)
    found = client.search_recent('"fog tonight" OR tolls')
    assert [post.text for post in found] == ["Tolls fall", "Fog tonight"]


def test_reposts_come_when_the_search_asks_for_them(client: XClient, server: XServer) -> None:
    original = server.account.receive("Fog tonight")
    server.account.repost(original)
    assert [post.repost for post in client.search_recent("fog is:retweet")] == [True]


def test_a_search_reads_no_further_back_than_x_allows(
    client: XClient, server: XServer, clock: Clock
) -> None:
    old = server.account.receive("Tolls fall")
    clock.forward(days=3)
    server.account.receive("Tolls fall again")
    clock.forward(days=5)
    young = server.account.receive("Tolls rise")
    found = [post.text for post in client.search_recent("tolls", since_id=old.id)]
    assert found == ["Tolls rise", "Tolls fall again"]
    assert "since_id" not in server.calls[-1]
    client.search_recent("tolls", since_id=young.id)
    assert f"since_id={young.id}" in server.calls[-1]


@pytest.mark.parametrize("days", [6.99, 6.997, 7.0, 7.003])
def test_the_edge_of_the_seven_days_is_no_error(
    client: XClient, server: XServer, clock: Clock, days: float
) -> None:
    old = server.account.receive("Tolls fall")
    clock.forward(days=days)
    client.search_recent("tolls", since_id=old.id)


def test_an_id_without_a_time_is_not_sent_to_the_search(client: XClient, server: XServer) -> None:
    server.account.receive("Tolls fall")
    assert len(client.search_recent("tolls", since_id="20")) == 1


def test_a_search_goes_on_to_the_next_page(client: XClient, server: XServer) -> None:
    for number in range(230):
        server.account.receive(f"toll {number}")
    found = client.search_recent("toll", limit=210)
    assert len({post.id for post in found}) == 210
    assert len(server.calls) == 3


def test_a_search_asks_for_no_smaller_page_than_x_has(client: XClient, server: XServer) -> None:
    for number in range(12):
        server.account.receive(f"toll {number}")
    assert len(client.search_recent("toll", limit=3)) == 3
    assert "max_results=10" in server.calls[0]


def test_a_search_that_is_too_long_says_by_how_much(client: XClient, server: XServer) -> None:
    with pytest.raises(ChannelRefused, match=r"513 of 512 characters.*shorten"):
        client.search_recent("x" * (QUERY_LIMIT + 1 - len(" -is:retweet")))
    with pytest.raises(ChannelRefused, match="needs words"):
        client.search_recent(" \n")
    assert server.calls == []
    client.search_recent("x" * (QUERY_LIMIT - len(" -is:retweet")))


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ("fog", "fog -is:retweet"),
        ("  fog \n tolls ", "fog tolls -is:retweet"),
        ("fog OR tolls", "(fog OR tolls) -is:retweet"),
        ('"this OR that"', '"this OR that" -is:retweet'),
        ("fog -is:retweet", "fog -is:retweet"),
        ("fog is:retweet OR tolls", "fog is:retweet OR tolls"),
        ("retweets_of:ida", "retweets_of:ida"),
        ('"is:retweet"', '"is:retweet" -is:retweet'),
        ("Oregon or Maine", "Oregon or Maine -is:retweet"),
    ],
)
def test_a_search_is_sent_without_reposts_unless_it_speaks_of_them(words: str, sent: str) -> None:
    assert full_query(words) == sent


@given(st.text(max_size=600))
def test_any_search_is_made_fit_once_or_refused(words: str) -> None:
    try:
        sent = full_query(words)
    except ChannelRefused:
        return
    assert 0 < len(sent) <= QUERY_LIMIT
    assert full_query(sent) == sent


# -------------------------------------------------------------------- ourselves, and money


def test_our_own_posts_are_read_from_where_we_were(client: XClient, server: XServer) -> None:
    first = server.account.create({"text": "an earlier thought"})
    server.account.repost(server.account.receive("not ours"), ME)
    second = server.account.create({"text": "a later thought"})
    assert [post.id for post in client.own_timeline()] == [second.id, first.id]
    assert [post.id for post in client.own_timeline(since_id=first.id)] == [second.id]


def test_each_reading_has_its_price(client: XClient, server: XServer, purse: Purse) -> None:
    for number in range(3):
        server.account.create({"text": f"own {number}"})
        server.account.receive(f"toll {number}")
    client.own_timeline()
    client.user_timeline("stranger_x")
    client.search_recent("toll")
    kinds = [(usage.kind, usage.quantity, usage.usd) for usage in purse.spent]
    assert kinds == [
        ("x.read", 3, pytest.approx(0.003)),
        ("x.user_read", 1, 0.010),
        ("x.read", 3, pytest.approx(0.015)),
        ("x.read", 3, pytest.approx(0.015)),
    ]
    assert purse.asked == pytest.approx([0.1, 0.010, 0.1, 0.1])
    assert purse.held == 0


def test_an_empty_purse_stops_a_search_before_it_is_sent(
    client: XClient, server: XServer, purse: Purse
) -> None:
    purse.left = 0.01
    with pytest.raises(BudgetExhausted):
        client.search_recent("toll")
    assert server.calls == []


def test_what_is_paid_for_is_kept_when_the_money_ends_between_two_pages(
    client: XClient, server: XServer, purse: Purse
) -> None:
    for number in range(150):
        server.account.receive(f"toll {number}")
    purse.left = 0.6
    assert len(client.search_recent("toll", limit=150)) == 100
    assert purse.left == pytest.approx(0.1)


def test_what_is_paid_for_is_kept_when_the_limit_is_reached_between_two_pages(
    client: XClient, server: XServer
) -> None:
    for number in range(150):
        server.account.receive(f"toll {number}")
    server.rate_limit = 1
    assert len(client.search_recent("toll", limit=150)) == 100
    with pytest.raises(ChannelBusy) as caught:
        client.search_recent("toll")
    assert caught.value.retry_at is not None


def test_a_search_without_credits_says_where_to_buy_them(client: XClient, server: XServer) -> None:
    server.fail_next("402")
    with pytest.raises(ChannelUnpaid, match="buy credits"):
        client.search_recent("toll")


def test_authors_are_not_asked_for_since_x_would_charge_for_them(
    client: XClient, server: XServer
) -> None:
    server.account.receive("toll @nell_harrow")
    found = [*client.home_timeline(), *client.mentions(), *client.search_recent("toll")]
    assert [(post.author_id, post.author_handle) for post in found] == [(STRANGER, None)] * 3
    assert not any("expansions" in call for call in server.calls)
