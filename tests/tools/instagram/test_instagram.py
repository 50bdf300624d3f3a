"""Instagram as a channel: containers, what is kept of them, and what becomes of lost answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from memory.database import Database
from memory.errors import (
    ChannelBusy,
    ChannelRefused,
    ChannelUnauthorised,
    ChannelUnknown,
    ConfigError,
)
from memory.outbox import Outbox
from memory.types import Limit, Media, PublicationState
from tests import factory as make
from tests.conftest import Clock
from tests.contract.channels.delivering import delivered
from tests.servers.instagram_api import TOKEN, USER, InstagramServer, problem
from tests.servers.loopback import (
    CUT_SHORT,
    FAILED_AFTER,
    FAILED_BEFORE,
    LOST_AFTER,
    LOST_BEFORE,
    NOT_JSON,
    Fault,
)
from tools.instagram.account import InstagramAccount
from tools.instagram.channel import InstagramChannel, Kept
from tools.instagram.client import InstagramClient
from tools.settings import Settings

PUBLISH = "/media_publish"
LEASE = timedelta(seconds=60)
PATIENCE = timedelta(seconds=30)


def picture(number: int = 1, **changes: object) -> Media:
    card = Media(path=f"{number}.jpg", alt=f"Card {number}.", url=f"https://c.example/{number}.jpg")
    return card.model_copy(update=changes)


CHARTS = (picture(1), picture(2))


class Row:
    """A publication as the outbox holds it: what is kept comes back with the next attempt."""

    def __init__(self, clock: Clock, text: str, *media: Media, **changes: object) -> None:
        at = clock()
        self.clock = clock
        self.publication = make.publication(
            text, media=media or (picture(),), began_at=at, created_at=at, **changes
        )

    def keep(self, kept: str) -> None:
        self.publication = self.publication.model_copy(update={"kept": kept})

    def sent_by(self, channel: InstagramChannel) -> str:
        """One attempt: the id of the post."""
        changes = {"began_at": self.clock()}
        self.publication = self.publication.model_copy(update=changes)
        return channel.publish(self.publication, self.keep).external_id

    @property
    def kept(self) -> Kept:
        return Kept.model_validate_json(self.publication.kept)


@pytest.fixture
def server(clock: Clock) -> Iterator[InstagramServer]:
    with InstagramServer(clock) as running:
        yield running


@pytest.fixture
def client(server: InstagramServer, clock: Clock) -> Iterator[InstagramClient]:
    with InstagramClient(
        base_url=server.api, user_id=USER, token=TOKEN, timeout_s=5.0, clock=clock
    ) as opened:
        yield opened


@pytest.fixture
def channel(client: InstagramClient, clock: Clock) -> InstagramChannel:
    return InstagramChannel(
        lambda: client, PATIENCE, lambda seconds: clock.forward(seconds=seconds)
    )


@pytest.fixture
def row(clock: Clock) -> Callable[..., Row]:
    return partial(Row, clock)


# ---------------------------------------------------------------------- publishing


def test_a_post_is_a_picture_with_its_description_and_the_caption(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    receipt = channel.publish(row("Fees fell 3%. #custody").publication, print)
    (post,) = server.posts
    assert post.caption == "Fees fell 3%. #custody"
    assert post.container.form == {
        "image_url": "https://c.example/1.jpg",
        "alt_text": "Card 1.",
        "caption": "Fees fell 3%. #custody",
    }
    assert receipt.external_id == post.id
    assert receipt.url == f"https://www.instagram.com/p/{post.id}/"


def test_several_pictures_are_a_carousel_in_their_order(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    server.slow_reads = 1
    row("Three charts.", *(picture(n) for n in (1, 2, 3))).sent_by(channel)
    (post,) = server.posts
    items = [server.containers[child].form for child in post.container.children]
    assert post.caption == "Three charts."
    assert [item["image_url"][-5:] for item in items] == ["1.jpg", "2.jpg", "3.jpg"]
    assert [item["alt_text"] for item in items] == ["Card 1.", "Card 2.", "Card 3."]


def test_the_container_is_kept_before_it_is_published(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    one = row("hello")
    server.fail_next(PUBLISH, LOST_BEFORE)
    with pytest.raises(ChannelUnknown):
        one.sent_by(channel)
    assert list(server.containers) == [one.kept.container]


def test_it_waits_until_the_container_is_finished(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row], clock: Clock
) -> None:
    server.slow_reads = 3
    began = clock()
    row("hello").sent_by(channel)
    assert clock() - began == timedelta(seconds=9)
    assert len(server.posts) == 1


def test_a_container_that_takes_longer_is_gone_on_with(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row], clock: Clock
) -> None:
    server.slow_reads = 7
    one = row("hello")
    with pytest.raises(ChannelBusy, match="not ready after 15 s; kept") as caught:
        one.sent_by(channel)
    assert caught.value.retry_at == clock() + timedelta(minutes=1)
    assert channel.find(one.publication) is None
    one.sent_by(channel)
    assert len(server.containers) == len(server.posts) == 1


def test_a_carousel_goes_on_with_the_pictures_that_it_has(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    one = row("Two charts.", picture(1), picture(2))
    server.fail_next(f"POST /v25.0/{USER}/media", LOST_BEFORE)
    with pytest.raises(ChannelBusy):
        one.sent_by(channel)
    server.slow_reads = 9
    with pytest.raises(ChannelBusy, match="not ready"):
        one.sent_by(channel)
    made = one.kept.items
    for each in server.containers.values():
        each.reads_left = 0
    server.slow_reads = 0
    one.sent_by(channel)
    assert server.posts[0].container.children == list(made)
    assert len(server.containers) == 3


def test_a_container_that_expired_is_made_anew(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row], clock: Clock
) -> None:
    one = row("hello")
    server.fail_next(PUBLISH, LOST_BEFORE)
    with pytest.raises(ChannelUnknown):
        one.sent_by(channel)
    expired = one.kept.container
    clock.forward(hours=24)
    assert channel.find(one.publication) is None
    one.sent_by(channel)
    assert one.kept.container != expired
    assert len(server.posts) == 1


def test_a_container_that_is_gone_is_made_anew(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    one = row("hello", kept=Kept(container="17000").model_dump_json())
    one.sent_by(channel)
    assert len(server.posts) == 1


def test_a_container_that_fails_is_made_anew_and_given_up_in_the_end(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    server.breaks = True
    one = row("hello")
    for _ in range(2):
        with pytest.raises(ChannelBusy, match=r"is ERROR.*made anew"):
            one.sent_by(channel)
    with pytest.raises(ChannelRefused, match=r"2207032 \(3 times\).*JPEG"):
        one.sent_by(channel)
    assert len(server.containers) == 3
    assert server.posts == []


def test_a_picture_that_cannot_be_fetched_is_tried_again_and_given_up_in_the_end(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    one = row("hello", picture(1), picture(2))
    server.unreachable.add("https://c.example/2.jpg")
    for _ in range(2):
        with pytest.raises(ChannelBusy, match="must be public"):
            one.sent_by(channel)
    server.unreachable.clear()
    one.sent_by(channel)
    assert len(server.containers) == 3, "the picture that was there is not made again"
    server.unreachable.add("https://c.example/1.jpg")
    other = row("other", kept=Kept(failures=2).model_dump_json())
    with pytest.raises(ChannelRefused, match="public address"):
        other.sent_by(channel)
    assert [post.caption for post in server.posts] == ["hello"]


def test_a_container_that_is_published_already_is_not_published_again(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    one = row("hello")
    server.fail_next(PUBLISH, LOST_AFTER)
    with pytest.raises(ChannelUnknown):
        one.sent_by(channel)
    assert one.sent_by(channel) == server.posts[0].id
    assert len(server.posts) == 1


def test_what_took_too_long_is_not_asked_for_under_this_claim(
    client: InstagramClient, server: InstagramServer, row: Callable[..., Row], clock: Clock
) -> None:
    slow = InstagramChannel(lambda: client, PATIENCE, lambda seconds: clock.forward(seconds=31))
    server.slow_reads = 1
    one = row("hello")
    with pytest.raises(ChannelBusy, match="31 s of 30 s"):
        one.sent_by(slow)
    assert server.posts == []
    one.sent_by(slow)
    assert len(server.containers) == 1


def test_whoever_lost_the_claim_while_waiting_does_not_publish(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    words: list[str] = []

    def taken_over(kept: str) -> None:
        words.append(kept)
        if len(words) == 2:
            raise ChannelUnknown("in other hands")

    with pytest.raises(ChannelUnknown, match="in other hands"):
        channel.publish(row("hello").publication, taken_over)
    assert server.posts == []


def test_a_permalink_that_cannot_be_read_does_not_lose_the_post(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    server.fail_next("GET /v25.0/17900000000000002", FAILED_BEFORE)
    receipt = channel.publish(row("hello").publication, print)
    assert receipt.external_id == server.posts[0].id
    assert receipt.url is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"media": ()}, "0 of 1 to 10 pictures; attach a card"),
        ({"media": tuple(picture(n) for n in range(11))}, "11 of 1 to 10 pictures"),
        ({"media": (picture(url=None),)}, r"no public address for picture 1 \(1.jpg\)"),
        ({"media": (picture(url="file:///1.jpg"),)}, "where Instagram can fetch it"),
        ({"media": (picture(alt="a" * 1_001),)}, "1001 of 1000 characters"),
        ({"text": "a" * 2_201}, "2201 of 2200 characters"),
        ({"text": "#a " * 31}, "31 of 30 # tags"),
        ({"text": "@a " * 21}, "21 of 20 @ tags"),
        ({"reply_to": "1"}, "answers or quotes"),
        ({"quote_of": "1"}, "answers or quotes"),
    ],
)
def test_what_instagram_would_not_take_is_not_even_asked(
    channel: InstagramChannel,
    server: InstagramServer,
    row: Callable[..., Row],
    changes: dict[str, object],
    why: str,
) -> None:
    publication = row("hello").publication.model_copy(update=changes)
    with pytest.raises(ChannelRefused, match=why):
        channel.publish(publication, print)
    assert server.calls == []


def test_the_longest_caption_is_taken(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    text = ("#a " * 30 + "@b " * 20).ljust(2_199, "…") + "🙂"
    row(text).sent_by(channel)
    assert server.posts[0].caption == text


def test_the_limits_of_the_description_are_those_of_the_server(channel: InstagramChannel) -> None:
    told = channel.describe()
    assert (told.longest, told.most_media, told.needs_media) == (2_200, 10, True)
    assert not any((told.threads, told.replies, told.quotes, told.edits, told.deletes))


# ---------------------------------------------------------------------- refusals


def test_a_full_day_puts_it_off_and_the_limits_say_so(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row], clock: Clock
) -> None:
    server.quota = 1
    row("first").sent_by(channel)
    one = row("second")
    with pytest.raises(ChannelBusy, match="maximum number of posts") as caught:
        one.sent_by(channel)
    assert caught.value.retry_at == clock() + timedelta(hours=1)
    assert Limit(name="instagram posts a day", remaining=0, most=1) in channel.limits()
    clock.forward(hours=24)
    one.sent_by(channel)
    assert [post.caption for post in server.posts] == ["first", "second"]


def test_limits_tell_the_posts_and_the_calls_that_are_left(
    channel: InstagramChannel, row: Callable[..., Row]
) -> None:
    assert channel.limits() == (Limit(name="instagram posts a day", remaining=100, most=100),)
    row("hello").sent_by(channel)
    assert channel.limits() == (
        Limit(name="instagram posts a day", remaining=99, most=100),
        Limit(name="instagram calls an hour, percent", remaining=72, most=100),
    )


def test_too_many_calls_come_back_when_instagram_says(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row], clock: Clock
) -> None:
    server.calls_left, server.regain_minutes = 0, 19
    with pytest.raises(ChannelBusy, match="too many calls") as caught:
        row("hello").sent_by(channel)
    assert caught.value.retry_at == clock() + timedelta(minutes=19)


def test_a_token_that_ended_is_named_and_never_shown(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row], clock: Clock
) -> None:
    server.token_ends = clock()
    with pytest.raises(ChannelUnauthorised, match="UNDERSTUDY_INSTAGRAM_TOKEN") as caught:
        row("hello").sent_by(channel)
    assert TOKEN not in str(caught.value)
    assert not any(TOKEN in call for call in server.calls)


# ---------------------------------------------------------------------- lost answers


@pytest.mark.parametrize(
    ("fault", "is_out"),
    [
        (LOST_BEFORE, False),
        (LOST_AFTER, True),
        (FAILED_BEFORE, False),
        (FAILED_AFTER, True),
        (CUT_SHORT, True),
        (NOT_JSON, True),
        (Fault(accepts=True, says=problem(4, 2207051, "Action is blocked", 403).said), True),
        (Fault(accepts=True, says=problem(2, 0, "Try later", is_transient=True).said), True),
    ],
)
def test_after_a_lost_answer_the_container_tells_whether_it_is_out(
    channel: InstagramChannel,
    server: InstagramServer,
    row: Callable[..., Row],
    fault: Fault,
    is_out: bool,
) -> None:
    one = row("hello")
    server.fail_next(PUBLISH, fault)
    with pytest.raises(ChannelUnknown):
        one.sent_by(channel)
    found = channel.find(one.publication)
    assert (found is not None) == is_out
    assert [post.id for post in server.posts] == ([found.external_id] if found else [])


@pytest.mark.parametrize("fault", [LOST_BEFORE, LOST_AFTER, FAILED_AFTER, CUT_SHORT, NOT_JSON])
def test_before_a_container_is_kept_nothing_can_be_out(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row], fault: Fault
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
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row], fault: Fault
) -> None:
    one = row("hello")
    one.sent_by(channel)
    server.fail_next(f"GET /v25.0/{one.kept.container}", fault)
    with pytest.raises(ChannelUnknown, match="cannot tell whether publication 1 is out"):
        channel.find(one.publication)


def test_what_was_kept_by_somebody_else_is_in_doubt(
    channel: InstagramChannel, row: Callable[..., Row]
) -> None:
    with pytest.raises(ChannelUnknown, match="cannot tell"):
        channel.find(row("hello", kept="container:17").publication)


def test_a_post_that_is_out_and_not_shown_yet_is_in_doubt(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    one = row("hello")
    one.sent_by(channel)
    server.hide_newest = 1
    with pytest.raises(ChannelUnknown, match=r"is out.*does not show it yet"):
        channel.find(one.publication)


def test_an_older_post_with_the_same_caption_is_not_taken_for_it(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row], clock: Clock
) -> None:
    row("good morning").sent_by(channel)
    clock.forward(hours=1)
    one = row("good morning")
    one.sent_by(channel)
    found = channel.find(one.publication)
    assert found is not None
    assert found.external_id == server.posts[1].id


def test_it_is_found_behind_many_others(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
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


# ---------------------------------------------------------------------- reactions


def test_reactions_are_counts_and_insights(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., Row]
) -> None:
    post = row("hello").sent_by(channel)
    server.posts[0].counts.update(likes=5, comments=2, views=70, shares=1)
    out = row("hello", external_id=post).publication
    told = channel.reactions(out)
    assert (told.likes, told.comments, told.impressions, told.reposts) == (5, 2, 70, 1)
    server.insights = False
    told = channel.reactions(out)
    assert (told.likes, told.comments, told.impressions, told.reposts) == (5, 2, 0, 0)


# ---------------------------------------------------------------------- with the outbox


@pytest.mark.parametrize("fault", [LOST_BEFORE, LOST_AFTER, FAILED_BEFORE, FAILED_AFTER, NOT_JSON])
def test_whichever_answer_is_lost_a_carousel_is_out_once(
    channel: InstagramChannel, server: InstagramServer, clock: Clock, tmp_path: Path, fault: Fault
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'understudy.sqlite'}")
    outbox = Outbox(database, LEASE)
    server.slow_reads, server.stale_reads = 1, 2
    for number in range(13):
        posting = make.posting(f"k{number}", f"Charts, {number}.", channel="instagram")
        server.fail_at(number, fault)
        done = delivered(outbox, channel, posting.model_copy(update={"media": CHARTS}), clock)
        assert done.state is PublicationState.SENT
        out = [post.id for post in server.posts if post.caption == f"Charts, {number}."]
        assert out == [done.external_id]
    database.close()


# ---------------------------------------------------------------------- settings


def test_the_account_comes_from_the_settings(server: InstagramServer, clock: Clock) -> None:
    settings = Settings(
        UNDERSTUDY_INSTAGRAM_URL=server.api,
        UNDERSTUDY_INSTAGRAM_USER=USER,
        UNDERSTUDY_INSTAGRAM_TOKEN=TOKEN,
    )
    account = InstagramAccount(settings, clock)
    assert account.ready
    assert account.channel.publish(Row(clock, "hello").publication, print).external_id
    account.close()


def test_without_an_account_it_says_what_to_set(clock: Clock) -> None:
    account = InstagramAccount(Settings(UNDERSTUDY_INSTAGRAM_USER=USER), clock)
    assert not account.ready
    assert account.channel.describe().needs_media
    with pytest.raises(ConfigError, match="UNDERSTUDY_INSTAGRAM_TOKEN"):
        account.channel.limits()
    account.close()
