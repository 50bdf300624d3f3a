"""Mastodon: once only, whatever is lost on the way, and honest when it cannot tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from memory.errors import (
    ChannelBusy,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ChannelUnknown,
    ChannelUnpaid,
    ConfigError,
    LeaseLost,
)
from memory.types import Reactions
from tests import factory as make
from tests.conftest import Clock
from tests.contract.channels.row import Row
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
from tests.servers.mastodon_api import MastodonServer
from tools.mastodon.channel import MastodonChannel, idempotency_key
from tools.mastodon.client import MOST_PAGES, PAGE

POST, LIST = "POST /api/v1/statuses", "GET /api/v1/accounts/109348684164410893/statuses"
NAMELESS = Fault(accepts=True, says=Said(200, {"url": "an answer without an id"}))


def row_of(text: str, **changes: Any) -> Row:
    return Row(make.publication(text, **changes))


@pytest.mark.parametrize("fault", [*LOST_ANSWERS, NAMELESS])
@pytest.mark.parametrize("earlier", [0, 1])
def test_after_a_lost_answer_it_tells_whether_it_is_out(
    channel: MastodonChannel, server: MastodonServer, fault: Fault, earlier: int
) -> None:
    for number in range(earlier):
        channel.publish(make.publication("hello", key=f"earlier {number}"), print)
    row = row_of("hello")
    server.fail_next(POST, fault)
    with pytest.raises(ChannelUnknown, match="may or may not"):
        channel.publish(row.publication, row.keep)
    found = channel.find(row.publication)
    assert (found is not None) == fault.accepts
    assert len(server.statuses) == earlier + fault.accepts
    if found:
        assert found.external_id == server.statuses[-1].id


@pytest.mark.parametrize(
    "fault",
    [
        *(LOST_BEFORE, FAILED_BEFORE, CUT_SHORT, NOT_JSON, ELSEWHERE),
        *(Fault(accepts=False, says=Said(status, {"error": "no"})) for status in (401, 403, 404)),
        Fault(accepts=False, says=Said(429, {"error": "Too many requests"})),
        Fault(accepts=False, says=Said(200, b" " * 9_000_000)),
        Fault(accepts=False, says=Said(200, [{"content": "a status without an id"}])),
        Fault(accepts=False, says=Said(200, {"error": "no list"})),
    ],
)
@pytest.mark.parametrize("part", ["verify_credentials", LIST])
def test_it_does_not_guess_when_its_statuses_cannot_be_read(
    channel: MastodonChannel, server: MastodonServer, fault: Fault, part: str
) -> None:
    server.fail_next(part, fault)
    with pytest.raises(ChannelUnknown, match="cannot tell whether it is out"):
        channel.find(make.publication("hello", kept="1"))


def test_a_repeat_within_the_hour_is_the_same_status(
    channel: MastodonChannel, server: MastodonServer, clock: Clock
) -> None:
    first = channel.publish(make.publication("hello"), print)
    clock.forward(minutes=59)
    again = make.publication("hello", attempts=2, began_at=clock())
    assert channel.publish(again, print) == first
    assert len(server.statuses) == 1


@pytest.mark.parametrize("change", [{"key": "k2"}, {"persona": "bob"}, {"channel": "elsewhere"}])
def test_another_publication_is_no_repeat(change: dict[str, str]) -> None:
    one, other = make.publication("hello"), make.publication("hello", **change)
    assert idempotency_key(one) != idempotency_key(other)


def test_the_same_words_said_before_are_not_this_publication(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    channel.publish(make.publication("good morning", key="yesterday"), print)
    row = row_of("good morning", key="today")
    server.fail_next(POST, LOST_BEFORE)
    with pytest.raises(ChannelUnknown):
        channel.publish(row.publication, row.keep)
    assert row.publication.kept == server.statuses[0].id
    assert channel.find(row.publication) is None


@pytest.mark.parametrize("behind", [timedelta(hours=-3), timedelta(hours=3)])
def test_a_clock_that_is_wrong_misleads_nobody(
    channel: MastodonChannel, server: MastodonServer, clock: Clock, behind: timedelta
) -> None:
    server.clock = lambda: clock() - behind
    channel.publish(make.publication("good morning", key="before"), print)
    row = row_of("good morning")
    server.fail_next(POST, LOST_AFTER)
    with pytest.raises(ChannelUnknown):
        channel.publish(row.publication, row.keep)
    found = channel.find(row.publication)
    assert found is not None
    assert found.external_id == server.statuses[1].id


def test_the_same_words_elsewhere_in_a_thread_are_another_publication(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    first = channel.publish(make.publication("again", key="t"), print).external_id
    second = make.publication("again", key="t/2", number=2, reply_to=first)
    assert channel.find(second) is None
    receipt = channel.publish(second, print)
    assert channel.find(second) == receipt
    assert server.statuses[1].reply_to == first


def test_without_a_word_kept_only_young_statuses_are_looked_at(
    channel: MastodonChannel, clock: Clock
) -> None:
    channel.publish(make.publication("good morning", key="yesterday"), print)
    clock.forward(days=1)
    today = make.publication("good morning", key="today", began_at=clock())
    assert channel.find(today) is None
    receipt = channel.publish(today, print)
    assert channel.find(today) == receipt


@pytest.mark.parametrize(("behind", "is_found"), [(120, True), (121, False)])
def test_without_a_word_kept_a_server_s_clock_may_be_a_little_behind(
    channel: MastodonChannel, server: MastodonServer, clock: Clock, behind: int, is_found: bool
) -> None:
    server.clock = lambda: clock() - timedelta(seconds=behind)
    given = make.publication("hello", began_at=clock())
    channel.publish(given, print)
    assert (channel.find(given) is not None) == is_found


def test_what_was_only_passed_on_is_not_this_publication(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    row = row_of("hello")
    channel.publish(row.publication, row.keep)
    server.statuses[0].boost = True
    assert channel.find(row.publication) is None


def test_it_is_found_among_many(channel: MastodonChannel, server: MastodonServer) -> None:
    row = row_of("the first of many")
    receipt = channel.publish(row.publication, row.keep)
    for number in range(2 * PAGE):
        channel.publish(make.publication(f"number {number}", key=str(number)), print)
    assert channel.find(row.publication) == receipt
    assert channel.find(row.publication.model_copy(update={"text": "another"})) is None


def test_more_than_it_can_look_at_leaves_it_in_doubt(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    row = row_of("the first of too many")
    receipt = channel.publish(row.publication, row.keep)
    server.say("by hand", PAGE * MOST_PAGES)
    with pytest.raises(ChannelUnknown, match="more than 1000 statuses"):
        channel.find(row.publication)
    server.statuses = server.statuses[:-2]
    assert channel.find(row.publication) == receipt


def test_a_status_that_is_shown_late_is_not_there_yet(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    row = row_of("hello")
    receipt = channel.publish(row.publication, row.keep)
    server.hidden = 1
    assert channel.find(row.publication) is None
    assert channel.describe().settles_s > 0
    server.hidden = 0
    assert channel.find(row.publication) == receipt


def test_nothing_is_asked_for_once_the_row_is_lost(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    def too_slow(_: str) -> None:
        raise LeaseLost("in other hands")

    with pytest.raises(LeaseLost):
        channel.publish(make.publication("hello"), too_slow)
    assert not server.asked(POST)


def test_what_a_status_says_of_itself_is_told(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    receipt = channel.publish(make.publication("hello"), print)
    held = server.statuses[0]
    assert (held.language, held.visibility) == ("en", "public")
    assert receipt.url == f"{server.url}/@nell/{held.id}"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, ChannelUnauthorised),
        (402, ChannelUnpaid),
        (403, ChannelForbidden),
        (422, ChannelRefused),
    ],
)
def test_a_refusal_is_told_apart(
    channel: MastodonChannel, server: MastodonServer, status: int, error: type[Exception]
) -> None:
    server.fail_next(POST, Fault(accepts=False, says=Said(status, {"error": "Some reason"})))
    with pytest.raises(error, match=r"POST /api/v1/statuses: HTTP \d+"):
        channel.publish(make.publication("hello"), print)


def test_nobody_is_followed_elsewhere(channel: MastodonChannel, server: MastodonServer) -> None:
    server.fail_next(POST, ELSEWHERE)
    with pytest.raises(ConfigError, match="UNDERSTUDY_MASTODON_URL"):
        channel.publish(make.publication("hello"), print)
    assert not server.asked("/login")


def test_a_token_that_is_not_accepted_is_named(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    no = Said(401, {"error": "The access token is invalid"})
    server.fail_next(POST, Fault(accepts=False, says=no))
    with pytest.raises(ChannelUnauthorised, match=r"token is invalid; .*UNDERSTUDY_MASTODON_TOKEN"):
        channel.publish(make.publication("hello"), print)


@pytest.mark.parametrize("body", [b"<html>nginx</html>", b"", b"\xff\x00", b'["a list"]'])
def test_whatever_a_refusal_says_it_can_be_told(
    channel: MastodonChannel, server: MastodonServer, body: bytes
) -> None:
    server.fail_next(POST, Fault(accepts=False, says=Said(403, body)))
    with pytest.raises(ChannelForbidden) as refused:
        channel.publish(make.publication("hello"), print)
    assert str(refused.value).isprintable()


def test_a_spent_limit_says_when_to_come_back(
    channel: MastodonChannel, server: MastodonServer, clock: Clock
) -> None:
    server.most["statuses"] = 1
    channel.publish(make.publication("one", key="1"), print)
    with pytest.raises(ChannelBusy) as busy:
        channel.publish(make.publication("two", key="2"), print)
    assert busy.value.retry_at == clock() + timedelta(hours=3)


@pytest.mark.parametrize("reset", ["soon", "", "2026-11-20T08:00:00Z", "2031-01-01T00:00:00Z"])
def test_a_limit_that_nobody_can_believe_disturbs_nothing(
    channel: MastodonChannel, server: MastodonServer, clock: Clock, reset: str
) -> None:
    server.most["statuses"] = 1
    server.reset_header = reset
    channel.publish(make.publication("one", key="1"), print)
    with pytest.raises(ChannelBusy) as busy:
        channel.publish(make.publication("two", key="2"), print)
    assert busy.value.retry_at == clock() + timedelta(minutes=5)


def test_a_moment_without_a_zone_is_in_utc(
    channel: MastodonChannel, server: MastodonServer, clock: Clock
) -> None:
    server.reset_header = "2026-11-20T09:40:00"
    server.most["statuses"] = 0
    with pytest.raises(ChannelBusy) as busy:
        channel.publish(make.publication("hello"), print)
    assert busy.value.retry_at == clock() + timedelta(minutes=40)


def test_a_limit_is_never_below_nothing(channel: MastodonChannel, server: MastodonServer) -> None:
    below = {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "-2",
        "X-RateLimit-Reset": "2026-11-20T12:00:00.000Z",
    }
    server.fail_next(POST, Fault(accepts=False, says=Said(422, {"error": "no"}, below)))
    with pytest.raises(ChannelRefused):
        channel.publish(make.publication("hello"), print)
    limits = {limit.name: limit.remaining for limit in channel.limits()}
    assert limits[f"mastodon: {POST}"] == 0


def test_limits_are_told_by_call(channel: MastodonChannel, clock: Clock) -> None:
    receipt = channel.publish(make.publication("hello"), print)
    channel.reactions(make.publication("hello", external_id=receipt.external_id))
    limits = {limit.name: limit for limit in channel.limits()}
    created = limits[f"mastodon: {POST}"]
    assert (created.remaining, created.most) == (299, 300)
    assert created.resets_at == clock() + timedelta(hours=3)
    assert "mastodon: GET /api/v1/statuses/:id" in limits


def test_reactions_are_those_that_the_server_counts(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    out = channel.publish(make.publication("hello"), print).external_id
    counts = {"favourites_count": 4, "reblogs_count": 3, "quotes_count": 2, "replies_count": 1}
    server.statuses[0].counts = counts
    given = make.publication("hello", external_id=out)
    assert channel.reactions(given) == Reactions(likes=4, reposts=3, quotes=2, comments=1)


def test_reactions_of_what_is_gone_are_refused(channel: MastodonChannel) -> None:
    with pytest.raises(ChannelRefused, match="Record not found"):
        channel.reactions(make.publication("hello", external_id="42"))


@pytest.mark.parametrize("reply_to", ["42", "https://mastodon.example.com/@desk/111", "../42", ""])
def test_only_what_is_there_is_answered(
    channel: MastodonChannel, server: MastodonServer, reply_to: str
) -> None:
    given = make.publication("yes", reply_to=reply_to or "a b")
    with pytest.raises(ChannelRefused, match=r"does not appear to exist|no id of a status"):
        channel.publish(given, print)
    assert server.statuses == []


def test_a_quote_goes_out_where_the_server_knows_quotes_and_is_found(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    row = row_of("indeed", quote_of="111")
    receipt = channel.publish(row.publication, row.keep)
    assert server.statuses[0].quote_of == "111"
    assert channel.find(row.publication) == receipt
    assert channel.describe().quotes


def test_a_server_that_would_leave_the_quote_out_is_not_asked(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    server.version = 6
    with pytest.raises(ChannelRefused, match="knows no quotes"):
        channel.publish(make.publication("indeed", quote_of="111"), print)
    assert server.statuses == []
    assert not channel.describe().quotes


def test_a_lost_deletion_is_in_doubt_and_may_be_repeated(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    out = channel.publish(make.publication("hello"), print).external_id
    given = make.publication("hello", external_id=out)
    server.fail_next("DELETE", LOST_AFTER)
    with pytest.raises(ChannelUnknown):
        channel.delete(given)
    channel.delete(given)
    assert server.statuses == []


def test_what_the_server_remembers_as_gone_is_gone(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    server.fail_next("DELETE", Fault(accepts=False, says=Said(410, {"error": "Gone"})))
    channel.delete(make.publication("hello", external_id="42"))


def test_a_quote_can_be_edited_also_where_none_can_be_made_any_more(
    channel: MastodonChannel, server: MastodonServer, clock: Clock
) -> None:
    receipt = channel.publish(make.publication("indede", quote_of="111"), print)
    server.version = 6
    clock.forward(days=1)
    out = make.publication("indede", quote_of="111", external_id=receipt.external_id)
    assert channel.edit(out, "indeed") == receipt


def test_an_edit_changes_the_words_alone(channel: MastodonChannel, server: MastodonServer) -> None:
    receipt = channel.publish(make.publication("a tpyo", reply_to="111"), print)
    out = make.publication("a tpyo", reply_to="111", external_id=receipt.external_id)
    assert channel.edit(out, "a typo") == receipt
    held = server.statuses[0]
    assert (held.text, held.reply_to, held.edited) == ("a typo", "111", 1)


def test_an_edit_is_held_to_the_same_length(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    receipt = channel.publish(make.publication("short"), print)
    out = make.publication("short", external_id=receipt.external_id)
    with pytest.raises(ChannelRefused, match="501 of 500"):
        channel.edit(out, "x" * 501)
    assert server.statuses[0].text == "short"


def test_what_is_gone_cannot_be_edited(channel: MastodonChannel) -> None:
    with pytest.raises(ChannelRefused, match="Record not found"):
        channel.edit(make.publication("hello", external_id="42"), "hallo")
