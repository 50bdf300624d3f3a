"""Bluesky: once only, whatever is lost on the way, and honest when it cannot tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from memory.errors import (
    ChannelBusy,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ChannelUnknown,
    ConfigError,
    LeaseLost,
)
from memory.types import Reactions
from tests import factory as make
from tests.conftest import Clock
from tests.servers.bluesky_api import HANDLE, POSTS, BlueskyServer
from tests.servers.loopback import (
    CUT_SHORT,
    ELSEWHERE,
    FAILED_BEFORE,
    LOST_AFTER,
    LOST_ANSWERS,
    LOST_BEFORE,
    NOT_JSON,
    Fault,
    Said,
)
from tools.bluesky.channel import BlueskyChannel
from tools.bluesky.keys import record_key

CREATE, GET = "createRecord", "getRecord"
BLIND = [
    LOST_BEFORE,
    FAILED_BEFORE,
    CUT_SHORT,
    NOT_JSON,
    ELSEWHERE,
    Fault(accepts=False, says=Said(200, b" " * 9_000_000)),
    Fault(accepts=False, says=Said(200, {"uri": "at://a/b/c"})),
    Fault(accepts=False, says=Said(403, {"error": "Forbidden", "message": "no"})),
    Fault(accepts=False, says=Said(400, {"error": "InvalidRequest", "message": "no"})),
    Fault(accepts=False, says=Said(404, b"not found")),
]


@pytest.mark.parametrize("fault", LOST_ANSWERS)
def test_a_lost_answer_is_looked_into_at_once(
    channel: BlueskyChannel, server: BlueskyServer, fault: Fault
) -> None:
    given = make.publication("hello")
    server.fail_next(CREATE, fault)
    if fault.accepts:
        assert channel.publish(given, print) == channel.find(given)
    else:
        with pytest.raises(ChannelUnknown, match="may or may not"):
            channel.publish(given, print)
        assert channel.find(given) is None
    assert len(server.posts) == fault.accepts


@pytest.mark.parametrize("blind", BLIND)
def test_without_a_look_it_stays_unknown_and_is_found_later(
    channel: BlueskyChannel, server: BlueskyServer, blind: Fault
) -> None:
    given = make.publication("hello")
    server.fail_next(CREATE, LOST_AFTER)
    server.fail_next(GET, blind)
    with pytest.raises(ChannelUnknown):
        channel.publish(given, print)
    found = channel.find(given)
    assert found is not None
    assert [found.external_id] == list(server.records)


@pytest.mark.parametrize("blind", BLIND)
def test_it_does_not_guess_when_the_record_cannot_be_asked_for(
    channel: BlueskyChannel, server: BlueskyServer, blind: Fault
) -> None:
    server.fail_next(GET, blind)
    with pytest.raises(ChannelUnknown, match="cannot tell whether it is out"):
        channel.find(make.publication("hello"))


def test_it_does_not_guess_without_a_log_in(channel: BlueskyChannel, server: BlueskyServer) -> None:
    server.password = "changed"
    with pytest.raises(ChannelUnknown, match="cannot tell whether it is out"):
        channel.find(make.publication("hello"))


@pytest.mark.parametrize("names_conflicts", [True, False])
def test_however_often_it_is_repeated_there_is_one_post(
    channel: BlueskyChannel, server: BlueskyServer, clock: Clock, names_conflicts: bool
) -> None:
    server.names_conflicts = names_conflicts
    receipts = set()
    for attempt in range(1, 4):
        given = make.publication("hello", attempts=attempt, began_at=clock())
        receipts.add(channel.publish(given, print))
        clock.forward(hours=2)
    assert len(receipts) == 1
    assert len(server.posts) == 1


def test_the_receipt_names_the_record_and_the_page_that_people_read(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    given = make.publication("hello")
    receipt = channel.publish(given, print)
    assert [receipt.external_id] == list(server.records)
    assert receipt.external_id.endswith(f"/{POSTS}/{record_key(given)}")
    assert receipt.url == f"https://bsky.app/profile/{HANDLE}/post/{record_key(given)}"


def test_a_repository_that_moved_on_meanwhile_is_written_to_again(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    moved = Said(400, {"error": "InvalidSwap", "message": "Commit was at bafyreib"})
    server.fail_next(CREATE, Fault(accepts=False, says=moved))
    with pytest.raises(ChannelBusy, match="InvalidSwap"):
        channel.publish(make.publication("hello"), print)
    assert channel.publish(make.publication("hello"), print).external_id in server.records


def test_what_was_refused_is_no_doubt(channel: BlueskyChannel, server: BlueskyServer) -> None:
    no = Said(400, {"error": "InvalidRequest", "message": "Invalid record"})
    server.fail_next(CREATE, Fault(accepts=False, says=no))
    with pytest.raises(ChannelRefused, match="InvalidRequest: Invalid record"):
        channel.publish(make.publication("hello"), print)


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, ChannelUnauthorised), (403, ChannelForbidden), (302, ConfigError), (429, ChannelBusy)],
)
def test_what_proves_that_nothing_was_taken_is_not_looked_into(
    channel: BlueskyChannel, server: BlueskyServer, status: int, error: type[Exception]
) -> None:
    no = Said(status, {"error": "Something", "message": "no"})
    server.fail_next(CREATE, Fault(accepts=False, says=no))
    with pytest.raises(error):
        channel.publish(make.publication("hello"), print)
    assert not server.asked(GET)


def test_a_spent_limit_says_when_to_come_back(
    channel: BlueskyChannel, server: BlueskyServer, clock: Clock
) -> None:
    server.most["com.atproto.repo.createRecord"] = 1
    channel.publish(make.publication("one", key="1"), print)
    server.resets_in = timedelta(minutes=40)
    with pytest.raises(ChannelBusy) as busy:
        channel.publish(make.publication("two", key="2"), print)
    assert busy.value.retry_at == clock() + timedelta(minutes=40)


@pytest.mark.parametrize("reset", [timedelta(minutes=-1), timedelta(days=9)])
def test_a_moment_that_nobody_can_believe_is_not_waited_for(
    channel: BlueskyChannel, server: BlueskyServer, clock: Clock, reset: timedelta
) -> None:
    server.most["com.atproto.repo.createRecord"] = 0
    server.resets_in = reset
    with pytest.raises(ChannelBusy) as busy:
        channel.publish(make.publication("hello"), print)
    assert busy.value.retry_at == clock() + timedelta(minutes=5)


def test_limits_are_told_by_method(channel: BlueskyChannel, clock: Clock) -> None:
    assert channel.limits() == ()
    channel.publish(make.publication("hello"), print)
    limits = {limit.name: limit for limit in channel.limits()}
    created = limits["bluesky: com.atproto.repo.createRecord"]
    assert (created.remaining, created.most) == (2_999, 3_000)
    assert created.resets_at == clock() + timedelta(minutes=5)
    assert limits["bluesky: com.atproto.server.createSession"].remaining == 29


@pytest.mark.parametrize(
    ("remaining", "reset", "told"),
    [("-3", "1795000000", [0]), ("7", "soon", []), ("7", "9" * 30, []), ("", "1795000000", [])],
)
def test_a_limit_is_never_below_nothing_and_none_where_it_cannot_be_read(
    channel: BlueskyChannel, server: BlueskyServer, remaining: str, reset: str, told: list[int]
) -> None:
    headers = {"RateLimit-Limit": "9", "RateLimit-Remaining": remaining, "RateLimit-Reset": reset}
    gone = Said(400, {"error": "RecordNotFound", "message": "Could not locate record"}, headers)
    server.fail_next(GET, Fault(accepts=False, says=gone))
    assert channel.find(make.publication("hello")) is None
    named = [limit.remaining for limit in channel.limits() if GET in limit.name]
    assert named == told


def test_a_server_that_tells_only_in_words_that_it_has_no_record_is_understood(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    words = {"error": "InvalidRequest", "message": "Could not locate record: at://did:plc:a/b/c"}
    server.fail_next(GET, Fault(accepts=False, says=Said(400, words)))
    assert channel.find(make.publication("hello")) is None


def test_what_was_posted_by_another_account_is_not_called_gone(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    theirs = server.foreign_post("3jzfcijpj2z2a")
    with pytest.raises(ChannelRefused, match="Could not find repo"):
        channel.delete(make.publication("hello", external_id=theirs))


def test_nothing_is_asked_for_once_the_row_is_lost(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    def too_slow(_: str) -> None:
        raise LeaseLost("in other hands")

    with pytest.raises(LeaseLost):
        channel.publish(make.publication("hello"), too_slow)
    assert not server.asked(CREATE)


def test_the_key_is_kept_before_the_record_is_made(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    given = make.publication("hello")
    kept: list[tuple[str, int]] = []
    channel.publish(given, lambda word: kept.append((word, len(server.posts))))
    assert kept == [(record_key(given), 0)]


def test_reactions_are_those_that_the_view_counts(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    out = channel.publish(make.publication("hello"), print).external_id
    server.counts[out] = {"likeCount": 4, "repostCount": 3, "quoteCount": 2, "replyCount": 1}
    given = make.publication("hello", external_id=out)
    assert channel.reactions(given) == Reactions(likes=4, reposts=3, quotes=2, comments=1)


def test_a_post_that_the_view_does_not_show_yet_is_looked_at_later(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    given = make.publication("hello")
    out = channel.publish(given, print)
    server.unseen = 1
    assert channel.find(given) == out
    with pytest.raises(ChannelBusy, match="not shown"):
        channel.reactions(make.publication("hello", external_id=out.external_id))


def test_a_lost_deletion_is_in_doubt_and_may_be_repeated(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    out = channel.publish(make.publication("hello"), print).external_id
    server.fail_next("deleteRecord", LOST_AFTER)
    given = make.publication("hello", external_id=out)
    with pytest.raises(ChannelUnknown):
        channel.delete(given)
    channel.delete(given)
    assert server.posts == []
