"""The X client against our loopback X: verbs, money, and every way in which a call can fail."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from memory.errors import (
    BudgetExhausted,
    ChannelBusy,
    ChannelError,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnknown,
    ChannelUnpaid,
    ConfigError,
    UnderstudyError,
)
from tests.factory import NOW
from tests.servers.money import Purse
from tests.servers.x_account import ME
from tests.servers.x_api import XServer
from tests.servers.x_routes import Fault
from tests.tools.x.conftest import NewClient
from tools.x.client import XClient
from tools.x.credentials import OAuth1Keys
from tools.x.errors import ChannelDuplicate
from tools.x.wire import NewPost


def test_a_post_arrives_as_it_was_written_and_its_receipt_names_it(
    client: XClient, server: XServer
) -> None:
    text = "Fees fell 3% & <nobody> cheered 🙂 漢字 https://ledger.example.com/a?b=1"
    receipt = client.create_post(text)
    assert [(post.id, post.text) for post in server.posts] == [(receipt.external_id, text)]
    assert receipt.url == f"https://x.com/i/web/status/{receipt.external_id}"


def test_a_reply_names_what_it_answers(client: XClient, server: XServer) -> None:
    question = server.account.receive("@nell_harrow why?")
    client.create_post(NewPost(text="because", in_reply_to=question.id))
    assert server.posts[0].in_reply_to == question.id
    assert client.own_posts(NOW - timedelta(minutes=1))[0].in_reply_to == question.id


def test_own_posts_come_back_with_links_and_escapes_undone(
    client: XClient, server: XServer
) -> None:
    server.account.escape_html = True
    text = "a < b & c https://ledger.example.com/x"
    client.create_post(text)
    assert "t.co" in server.posts[0].shown
    assert [post.text for post in client.own_posts(NOW - timedelta(minutes=1))] == [text]


def test_own_posts_are_read_page_after_page_and_not_beyond_the_given_time(
    client: XClient, server: XServer
) -> None:
    moment = NOW - timedelta(hours=1)
    server.account.clock = lambda: moment
    server.account.create({"text": "an hour old"})
    server.account.clock = lambda: NOW
    for number in range(230):
        server.account.create({"text": f"post {number}"})
    texts = [post.text for post in client.own_posts(NOW - timedelta(minutes=30))]
    assert texts == [f"post {number}" for number in reversed(range(230))]
    assert len([call for call in server.calls if "/tweets?" in call]) == 3


def test_mentions_and_home_start_after_the_last_one_seen(client: XClient, server: XServer) -> None:
    first = server.account.receive("@nell_harrow first")
    server.account.receive("nothing about her")
    second = server.account.receive("@nell_harrow second")
    assert [post.id for post in client.mentions()] == [second.id, first.id]
    assert [post.id for post in client.mentions(since_id=first.id)] == [second.id]
    assert len(client.home_timeline(since_id=first.id)) == 2


def test_a_timeline_reads_no_more_than_it_may(client: XClient, server: XServer) -> None:
    for number in range(50):
        server.account.receive(f"@nell_harrow post {number}")
    assert len(client.home_timeline(limit=7)) == 7
    assert len(client.mentions(limit=2)) == 2  # X sends five at least
    assert len(server.calls) == 2


def test_a_server_that_ignores_the_start_time_is_not_read_to_its_end(
    client: XClient, server: XServer
) -> None:
    server.account.ignores_start_time = True
    server.account.clock = lambda: NOW - timedelta(days=9)
    for number in range(300):
        server.account.create({"text": f"old {number}"})
    server.account.clock = lambda: NOW
    server.account.create({"text": "new"})
    assert [post.text for post in client.own_posts(NOW - timedelta(minutes=1))] == ["new"]
    assert len(server.calls) == 1


def test_a_post_of_the_same_second_is_among_own_posts(client: XClient, server: XServer) -> None:
    second = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
    server.account.clock = lambda: second + timedelta(milliseconds=600)
    server.account.create({"text": "shown as 08:00:00"})
    assert len(client.own_posts(second + timedelta(milliseconds=500))) == 1


def test_whoami_is_asked_once(client: XClient, server: XServer) -> None:
    assert client.whoami().username == "nell_harrow"
    assert client.whoami().id == ME
    assert server.calls == ["GET /2/users/me"]


def test_a_deleted_post_is_gone(client: XClient, server: XServer) -> None:
    receipt = client.create_post("too early")
    client.delete_post(receipt.external_id)
    assert server.posts == []


def test_an_id_that_is_none_is_refused_before_anything_is_sent(
    client: XClient, server: XServer
) -> None:
    with pytest.raises(ChannelRefused, match="not an id of X"):
        client.delete_post("1/../../users/me")
    with pytest.raises(ChannelRefused, match="not an id of X"):
        client.mentions(since_id="1&max_results=100")
    assert server.calls == []


@pytest.mark.parametrize(
    ("fault", "expected", "words", "accepted"),
    [
        ("500_before_accept", ChannelUnknown, "may or may not", 0),
        ("500_after_accept", ChannelUnknown, "may or may not", 1),
        ("drop_before_accept", ChannelUnknown, "answer was lost", 0),
        ("drop_after_accept", ChannelUnknown, "answer was lost", 1),
        ("half_an_answer", ChannelUnknown, "answer was lost", 1),
        ("no_id", ChannelUnknown, "without a post id", 1),
        ("not_json", ChannelUnknown, "without a post id", 0),
        ("too_much", ChannelUnknown, "answer was lost", 0),
        ("401", ChannelForbidden, "authorise again", 0),
        ("402", ChannelUnpaid, "CreditsDepleted.*buy credits", 0),
        ("403", ChannelForbidden, "access tier", 0),
        ("429", ChannelBusy, "rate limit", 0),
        ("302", ConfigError, "X_BASE_URL", 0),
    ],
)
def test_a_failed_post_tells_whether_it_may_be_out(
    client: XClient,
    server: XServer,
    fault: Fault,
    expected: type[UnderstudyError],
    words: str,
    accepted: int,
) -> None:
    server.fail_next(fault)
    with pytest.raises(expected, match=words):
        client.create_post("only once")
    assert len(server.posts) == accepted


@pytest.mark.parametrize("fault", ["503_on_read", "drop_on_read", "not_json", "429"])
def test_a_failed_read_leaves_no_doubt_and_asks_to_come_back(
    client: XClient, server: XServer, fault: Fault
) -> None:
    server.fail_next(fault)
    with pytest.raises(ChannelBusy):
        client.mentions()


@pytest.mark.parametrize("fault", ["delay_before_accept", "delay_after_accept", "drop_by_drop"])
def test_a_post_that_takes_too_long_may_be_out(
    new_client: NewClient, server: XServer, fault: Fault
) -> None:
    server.fail_next(fault)
    with pytest.raises(ChannelUnknown, match=r"no answer in 0\.2 s"):
        new_client(timeout_s=0.2).create_post("slow")


def test_a_refused_connection_leaves_no_doubt(new_client: NewClient) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        client = new_client(base_url=f"http://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(ChannelBusy, match="nothing was sent") as caught:
            client.create_post("nobody there")
    assert caught.value.retry_at is not None


def test_a_duplicate_is_told_apart_from_other_refusals(client: XClient, server: XServer) -> None:
    client.create_post("twice")
    with pytest.raises(ChannelDuplicate, match=r"duplicate content; .*posted this text"):
        client.create_post("twice")
    assert len(server.posts) == 1


def test_a_text_that_is_too_long_is_refused_in_x_own_words(client: XClient) -> None:
    with pytest.raises(ChannelRefused, match="too long"):
        client.create_post("x" * 281)


def test_wrong_keys_are_refused(new_client: NewClient, server: XServer) -> None:
    keys = server.credentials
    wrong = OAuth1Keys(keys.consumer_key, "not the secret", keys.access_token, "nor this")
    with pytest.raises(ChannelForbidden, match="HTTP 401"):
        new_client(credentials=wrong).create_post("hello")
    assert server.posts == []


def test_a_rate_limit_says_when_it_ends(client: XClient, server: XServer) -> None:
    server.rate_limit = 1
    ends = NOW + timedelta(minutes=7)
    server.reset_header = str(int(ends.timestamp()))
    client.create_post("first")
    with pytest.raises(ChannelBusy) as caught:
        client.create_post("second")
    assert caught.value.retry_at == ends


@pytest.mark.parametrize("reset", ["soon", "0", "-5", "9" * 40, "99999999999", ""])
def test_an_absurd_reset_is_not_believed(client: XClient, server: XServer, reset: str) -> None:
    server.rate_limit, server.reset_header = 0, reset
    with pytest.raises(ChannelBusy) as caught:
        client.create_post("first")
    assert caught.value.retry_at == NOW + timedelta(minutes=15)


def test_a_link_costs_what_x_says_and_is_asked_for_before(client: XClient, purse: Purse) -> None:
    client.create_post("plain")
    client.create_post("see https://ledger.example.com")
    assert purse.asked == [0.015, 0.200]
    assert [usage.usd for usage in purse.spent] == [0.015, 0.200]


def test_an_empty_purse_stops_a_post_before_it_is_sent(
    client: XClient, purse: Purse, server: XServer
) -> None:
    purse.left = 0.1
    with pytest.raises(BudgetExhausted):
        client.create_post("see https://ledger.example.com")
    assert server.calls == []


def test_an_empty_purse_does_not_stop_looking_for_what_has_begun(
    new_client: NewClient, purse: Purse, server: XServer
) -> None:
    client = new_client(credentials=server.oauth2_credentials())
    client.create_post("begun")
    purse.left = 0.0
    with pytest.raises(BudgetExhausted):
        client.own_posts(NOW - timedelta(minutes=1))
    assert len(client.own_posts(NOW - timedelta(minutes=1), within_budget=False)) == 1
    assert purse.left < 0


def test_reads_are_paid_by_the_post(client: XClient, purse: Purse, server: XServer) -> None:
    for number in range(3):
        server.account.receive(f"@nell_harrow {number}")
    client.mentions()
    client.home_timeline()
    assert [usage.usd for usage in purse.spent] == pytest.approx([0.003, 0.015])


def test_a_lost_answer_is_counted_as_paid(client: XClient, purse: Purse, server: XServer) -> None:
    server.fail_next("drop_after_accept")
    with pytest.raises(ChannelUnknown):
        client.create_post("lost")
    assert [usage.usd for usage in purse.spent] == [0.015]


def test_a_refused_call_costs_nothing(client: XClient, purse: Purse, server: XServer) -> None:
    server.fail_next("403")
    with pytest.raises(ChannelForbidden):
        client.create_post("no")
    assert purse.spent == []


@pytest.mark.parametrize("fault", [None, "403", "drop_after_accept"])
def test_nothing_stays_held_when_a_call_is_over(
    client: XClient, purse: Purse, server: XServer, fault: Fault | None
) -> None:
    if fault:
        server.fail_next(fault)
    with suppress(ChannelError):
        client.create_post("hello")
    client.whoami()
    client.mentions()
    assert purse.asked == [0.015, 0.010, 0.1]
    assert purse.held == 0


def test_being_out_of_credits_is_told_apart(client: XClient, server: XServer) -> None:
    server.account.credits_usd = 0.05
    with pytest.raises(ChannelUnpaid, match="does not have any credits"):
        client.create_post("see https://ledger.example.com")
    client.create_post("plain")


def test_an_ended_access_token_is_renewed_and_the_post_goes_out_once(
    new_client: NewClient, server: XServer
) -> None:
    client = new_client(credentials=server.oauth2_credentials())
    server.tokens.access.clear()
    client.create_post("after two hours")
    assert [post.text for post in server.posts] == ["after two hours"]
    assert server.calls.count("POST /2/oauth2/token") == 1


def test_the_next_start_uses_the_renewed_tokens(new_client: NewClient, server: XServer) -> None:
    credentials = server.oauth2_credentials()
    server.tokens.access.clear()
    new_client(credentials=credentials).create_post("first run")
    new_client(credentials=credentials).create_post("second run")
    assert server.calls.count("POST /2/oauth2/token") == 1


def test_no_secret_is_logged_or_shown(
    new_client: NewClient, server: XServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    credentials = server.oauth2_credentials()
    client = new_client(credentials=credentials)
    server.fail_next("401")
    client.create_post("hello")
    with pytest.raises(UnderstudyError) as caught:
        client.create_post("hello")
    seen = caplog.text + repr(credentials) + repr(server.credentials) + str(caught.value)
    for secret in ("access-1", "refresh-1", "client-secret", "consumer-secret"):
        assert secret not in seen


def test_keys_in_netrc_do_not_replace_ours(
    new_client: NewClient, server: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    new_client(credentials=server.oauth2_credentials()).create_post("as ourselves")
    assert len(server.posts) == 1
