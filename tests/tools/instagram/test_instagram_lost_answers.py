"""Instagram: what becomes of lost answers, and when a look tells nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from memory.database import Database
from memory.errors import ChannelBusy, ChannelRefused, ChannelUnknown
from memory.outbox import Outbox
from memory.types import PublicationState
from tests import factory as make
from tests.conftest import Clock
from tests.contract.channels.delivering import delivered
from tests.servers.instagram_api import InstagramServer, problem
from tests.servers.loopback import (
    CUT_SHORT,
    FAILED_AFTER,
    FAILED_BEFORE,
    LOST_AFTER,
    LOST_ANSWERS,
    LOST_BEFORE,
    NOT_JSON,
    Fault,
)
from tests.tools.instagram.rows import PUBLISH, CardRow, picture
from tools.instagram.channel import InstagramChannel


@pytest.mark.parametrize(
    "fault",
    [
        *LOST_ANSWERS,
        Fault(accepts=True, says=problem(4, 2207051, "Action is blocked", 403).said),
        Fault(accepts=True, says=problem(2, 0, "Try later", is_transient=True).said),
    ],
)
def test_after_a_lost_answer_the_container_tells_whether_it_is_out(
    channel: InstagramChannel,
    server: InstagramServer,
    row: Callable[..., CardRow],
    fault: Fault,
) -> None:
    one = row("hello")
    server.fail_next(PUBLISH, fault)
    with pytest.raises(ChannelUnknown):
        one.sent_by(channel)
    found = channel.find(one.publication)
    assert (found is not None) == fault.accepts
    assert [post.id for post in server.posts] == ([found.external_id] if found else [])


@pytest.mark.parametrize("fault", [LOST_BEFORE, LOST_AFTER, FAILED_AFTER, CUT_SHORT, NOT_JSON])
def test_before_a_container_is_kept_nothing_can_be_out(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow], fault: Fault
) -> None:
    one = row("hello")
    server.fail_next("/media", fault)
    with pytest.raises(ChannelBusy, match="nothing was"):
        one.sent_by(channel)
    asked = len(server.calls)
    if not one.publication.kept:
        assert channel.find(one.publication) is None
        assert len(server.calls) == asked
    assert server.posts == []


@pytest.mark.parametrize(
    "fault",
    [
        LOST_BEFORE,
        FAILED_BEFORE,
        NOT_JSON,
        Fault(accepts=False, says=problem(190, 463, "Session has expired").said),
        Fault(accepts=False, says=problem(100, 33, "Object does not exist").said),
        Fault(accepts=False, says=problem(4, 0, "Application request limit reached", 403).said),
        Fault(accepts=False, says=problem(10, 0, "No permission", 403).said),
    ],
)
def test_it_does_not_guess_when_the_container_cannot_be_read(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow], fault: Fault
) -> None:
    one = row("hello")
    one.sent_by(channel)
    server.fail_next(f"GET /v25.0/{one.kept.container}", fault)
    with pytest.raises(ChannelUnknown, match="cannot tell whether publication 1 is out"):
        channel.find(one.publication)


def test_what_was_kept_by_somebody_else_is_in_doubt_and_never_sent(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
) -> None:
    theirs = row("hello", kept="container:17")
    with pytest.raises(ChannelUnknown, match="cannot tell"):
        channel.find(theirs.publication)
    with pytest.raises(ChannelRefused, match="another version"):
        theirs.sent_by(channel)
    assert server.calls == []


def test_a_post_that_is_out_and_not_shown_yet_is_in_doubt(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
) -> None:
    one = row("hello")
    one.sent_by(channel)
    server.hide_newest = 1
    with pytest.raises(ChannelUnknown, match=r"is out.*does not show it yet"):
        channel.find(one.publication)


def test_an_older_post_with_the_same_caption_is_not_taken_for_it(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow], clock: Clock
) -> None:
    row("good morning").sent_by(channel)
    clock.forward(hours=1)
    one = row("good morning")
    one.sent_by(channel)
    found = channel.find(one.publication)
    assert found is not None
    assert found.external_id == server.posts[1].id


def test_the_first_of_two_with_the_same_caption_is_taken_for_it(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow], clock: Clock
) -> None:
    one = row("hello")
    mine = one.sent_by(channel)
    by_hand = replace(server.posts[0], id="99", at=clock() + timedelta(minutes=5))
    server.posts.append(by_hand)
    found = channel.find(one.publication)
    assert found is not None
    assert found.external_id == mine


@pytest.mark.parametrize(("behind", "is_found"), [(120, True), (121, False)])
def test_instagram_s_clock_may_be_a_little_behind(
    channel: InstagramChannel,
    server: InstagramServer,
    row: Callable[..., CardRow],
    clock: Clock,
    behind: int,
    is_found: bool,
) -> None:
    server.clock = lambda: clock() - timedelta(seconds=behind)
    one = row("hello")
    mine = one.sent_by(channel)
    if is_found:
        found = channel.find(one.publication)
        assert found is not None
        assert found.external_id == mine
    else:
        with pytest.raises(ChannelUnknown, match="does not show it yet"):
            channel.find(one.publication)


def test_more_posts_than_it_looks_through_leave_it_in_doubt(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
) -> None:
    one = row("hello")
    one.sent_by(channel)
    (mine,) = server.posts
    server.posts += [replace(mine, id=str(number), caption="by hand") for number in range(200)]
    with pytest.raises(ChannelUnknown, match="over 200 posts"):
        channel.find(one.publication)


def test_what_is_older_is_not_looked_through(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow], clock: Clock
) -> None:
    one = row("hello")
    mine = one.sent_by(channel)
    old = replace(server.posts[0], at=clock() - timedelta(days=1))
    server.posts = [*(replace(old, id=str(n)) for n in range(300)), *server.posts]
    found = channel.find(one.publication)
    assert found is not None
    assert found.external_id == mine
    assert server.asked("/media?") == 1


def test_it_is_found_behind_many_others(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
) -> None:
    server.quota = 1_000
    one = row("hello")
    one.sent_by(channel)
    for number in range(60):
        row(f"other {number}").sent_by(channel)
    found = channel.find(one.publication)
    assert found is not None
    assert found.external_id == server.posts[0].id
    assert server.asked("after=50") == 1


@pytest.mark.parametrize("fault", LOST_ANSWERS)
def test_whichever_answer_is_lost_a_carousel_is_out_once(
    channel: InstagramChannel, server: InstagramServer, clock: Clock, tmp_path: Path, fault: Fault
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'understudy.sqlite'}")
    outbox = Outbox(database, timedelta(seconds=60))
    server.slow_reads, server.stale_reads = 1, 2
    for number in range(13):
        posting = make.posting(f"k{number}", f"Charts, {number}.", channel="instagram")
        server.fail_at(number, fault)
        done = delivered(
            outbox, channel, posting.model_copy(update={"media": (picture(1), picture(2))}), clock
        )
        assert done.state is PublicationState.SENT
        out = [post.id for post in server.posts if post.caption == f"Charts, {number}."]
        assert out == [done.external_id]
    database.close()
