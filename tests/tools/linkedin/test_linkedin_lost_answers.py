"""LinkedIn: what becomes of lost answers, and of duplicates."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from memory.database import Database
from memory.errors import ChannelUnknown
from memory.outbox import Outbox
from memory.types import PublicationState
from tests import factory as make
from tests.conftest import Clock
from tests.contract.channels.delivering import delivered
from tests.servers.linkedin_api import LinkedInServer, refused
from tests.servers.loopback import (
    CUT_SHORT,
    FAILED_AFTER,
    FAILED_BEFORE,
    LOST_AFTER,
    LOST_ANSWERS,
    LOST_BEFORE,
    NOT_JSON,
    Fault,
    Said,
)
from tests.tools.linkedin.rows import CREATE, pictures, row
from tools.linkedin.channel import LinkedInChannel
from tools.linkedin.errors import LinkedInDuplicate


@pytest.mark.parametrize("fault", [*LOST_ANSWERS, Fault(accepts=True, says=Said(201))])
def test_after_a_lost_answer_the_author_s_posts_tell_whether_it_is_out(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock, fault: Fault
) -> None:
    server.fail_next(CREATE, fault)
    with pytest.raises(ChannelUnknown):
        channel.publish(row(clock, "a (b) #c"), print)
    found = channel.find(row(clock, "a (b) #c"))
    assert (found is not None) == fault.accepts
    assert [post.urn for post in server.posts] == ([found.external_id] if found else [])


@pytest.mark.parametrize(
    "fault",
    [
        LOST_BEFORE,
        FAILED_BEFORE,
        NOT_JSON,
        CUT_SHORT,
        Fault(accepts=False, says=refused(401, "Expired access token").said),
        Fault(accepts=False, says=refused(403, "Not enough permissions").said),
        Fault(accepts=False, says=refused(404, "Nobody").said),
        Fault(accepts=False, says=refused(426, "Not active").said),
        Fault(accepts=False, says=refused(429, "Throttled").said),
    ],
)
def test_it_does_not_guess_when_the_author_s_posts_cannot_be_read(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock, fault: Fault
) -> None:
    server.fail_next("GET /rest/posts", fault)
    with pytest.raises(ChannelUnknown, match="cannot tell whether publication 1 is out"):
        channel.find(row(clock))


def test_an_older_post_and_one_with_other_words_are_not_taken_for_it(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    channel.publish(row(clock, "good morning"), print)
    clock.forward(hours=1)
    channel.publish(row(clock, "good evening"), print)
    assert channel.find(row(clock, "good morning")) is None


@pytest.mark.parametrize("state", ["DRAFT", "PUBLISH_FAILED"])
def test_a_post_that_nobody_sees_is_not_out(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock, state: str
) -> None:
    channel.publish(row(clock), print)
    server.posts = [replace(post, state=state) for post in server.posts]
    assert channel.find(row(clock)) is None


def test_a_post_on_its_way_out_is_in_doubt(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    channel.publish(row(clock), print)
    server.posts = [replace(post, state="PUBLISH_REQUESTED") for post in server.posts]
    with pytest.raises(ChannelUnknown, match="is PUBLISH_REQUESTED"):
        channel.find(row(clock))


def test_a_post_without_a_time_is_not_taken_for_an_old_one(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    timeless = {"elements": [{"id": "urn:li:share:1", "commentary": "hello"}]}
    server.fail_next("GET /rest/posts", Fault(accepts=False, says=Said(200, timeless)))
    with pytest.raises(ChannelUnknown, match="cannot tell"):
        channel.find(row(clock))


def test_the_first_of_two_with_the_same_words_is_taken_for_it(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    mine = channel.publish(row(clock), print)
    later = clock() + timedelta(minutes=5)
    server.posts.append(replace(server.posts[0], urn="urn:li:share:99", at=later))
    assert channel.find(row(clock)) == mine


def test_more_posts_than_it_looks_through_leave_it_in_doubt(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    channel.publish(row(clock), print)
    (mine,) = server.posts
    by_hand = [
        replace(mine, urn=f"urn:li:share:{number}", commentary="by hand") for number in range(200)
    ]
    server.posts += by_hand
    with pytest.raises(ChannelUnknown, match="over 200 posts"):
        channel.find(row(clock))


def test_what_is_older_is_not_looked_through(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    mine = channel.publish(row(clock), print)
    old = replace(server.posts[0], at=clock() - timedelta(days=1))
    server.posts = [
        *(replace(old, urn=f"urn:li:share:{n}") for n in range(300)),
        *server.posts,
    ]
    assert channel.find(row(clock)) == mine
    assert server.asked("GET /rest/posts") == 1


def test_it_is_found_behind_many_others(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    mine = channel.publish(row(clock, "mine"), print)
    for number in range(60):
        channel.publish(row(clock, f"other {number}"), print)
    assert channel.find(row(clock, "mine")) == mine
    assert server.asked("start=50") == 1


def test_a_first_attempt_at_a_text_that_is_out_already_is_refused(
    channel: LinkedInChannel, clock: Clock
) -> None:
    channel.publish(row(clock), print)
    with pytest.raises(LinkedInDuplicate, match="change the words"):
        channel.publish(row(clock), print)


@pytest.mark.parametrize("readable", [True, False])
def test_a_later_attempt_is_told_of_the_earlier_one(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock, readable: bool
) -> None:
    server.fail_next(CREATE, LOST_AFTER)
    with pytest.raises(ChannelUnknown):
        channel.publish(row(clock), print)
    server.readable = readable
    receipt = channel.publish(row(clock, attempts=2), print)
    assert [post.urn for post in server.posts] == [receipt.external_id]


def test_a_duplicate_without_a_name_is_looked_for(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    first = channel.publish(row(clock), print)
    server.names_duplicates = False
    assert channel.publish(row(clock, attempts=2), print) == first
    server.hide_newest = 1
    with pytest.raises(ChannelUnknown, match="do not show it"):
        channel.publish(row(clock, attempts=2), print)


def test_linkedin_s_clock_may_be_a_little_behind(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    server.clock = lambda: clock() - timedelta(minutes=2)
    server.fail_next(CREATE, LOST_AFTER)
    with pytest.raises(ChannelUnknown):
        channel.publish(row(clock), print)
    receipt = channel.publish(row(clock, attempts=2), print)
    assert [post.urn for post in server.posts] == [receipt.external_id]


def test_a_post_that_is_older_than_the_publication_is_not_its_own(
    channel: LinkedInChannel, clock: Clock
) -> None:
    channel.publish(row(clock), print)
    clock.forward(hours=1)
    with pytest.raises(LinkedInDuplicate):
        channel.publish(row(clock, attempts=2), print)


def test_a_post_that_linkedin_remembers_and_does_not_show_is_in_doubt(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    receipt = channel.publish(row(clock), print)
    channel.delete(row(clock, external_id=receipt.external_id))
    with pytest.raises(ChannelUnknown, match="is not shown"):
        channel.publish(row(clock, attempts=2), print)
    server.fail_next("GET /rest/posts/", LOST_BEFORE)
    with pytest.raises(ChannelUnknown, match="is unclear"):
        channel.publish(row(clock, attempts=2), print)


@pytest.mark.parametrize("readable", [True, False])
def test_whichever_answer_is_lost_a_post_is_out_once(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock, tmp_path: Path, readable: bool
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'understudy.sqlite'}")
    outbox = Outbox(database, timedelta(seconds=60))
    media = pictures(tmp_path, 1)
    server.readable = readable
    ends: list[PublicationState] = []
    for fault in (LOST_BEFORE, LOST_AFTER, FAILED_BEFORE, FAILED_AFTER):
        for number in range(4):
            text = f"Post {len(ends)}."
            posting = make.posting(text, text, channel="linkedin", media=media)
            server.fail_at(number, fault)
            done = delivered(outbox, channel, posting, clock)
            out = [post.urn for post in server.posts if post.shown == text]
            ends.append(done.state)
            if done.state is PublicationState.SENT:
                assert out == [done.external_id]
            else:
                assert len(out) <= 1
    database.close()
    in_doubt = ends.count(PublicationState.UNKNOWN)
    assert in_doubt == (0 if readable else 4), "only a lost answer to the post itself is in doubt"
    assert ends.count(PublicationState.SENT) == len(ends) - in_doubt
