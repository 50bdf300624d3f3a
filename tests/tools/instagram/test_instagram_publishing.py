"""Instagram as a channel: containers, what is kept of them, and what is not even asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from memory.errors import ChannelBusy, ChannelRefused, ChannelUnknown
from tests.conftest import Clock
from tests.servers.instagram_api import USER, InstagramServer
from tests.servers.loopback import FAILED_BEFORE, LOST_AFTER, LOST_BEFORE
from tests.tools.instagram.rows import PATIENCE, PUBLISH, CardRow, picture
from tools.instagram.channel import InstagramChannel, Kept
from tools.instagram.client import InstagramClient


def test_a_post_is_a_picture_with_its_description_and_the_caption(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
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
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
) -> None:
    server.slow_reads = 1
    row("Three charts.", *(picture(n) for n in (1, 2, 3))).sent_by(channel)
    (post,) = server.posts
    items = [server.containers[child].form for child in post.container.children]
    assert post.caption == "Three charts."
    assert [item["image_url"][-5:] for item in items] == ["1.jpg", "2.jpg", "3.jpg"]
    assert [item["alt_text"] for item in items] == ["Card 1.", "Card 2.", "Card 3."]


def test_the_container_is_kept_before_it_is_published(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
) -> None:
    one = row("hello")
    server.fail_next(PUBLISH, LOST_BEFORE)
    with pytest.raises(ChannelUnknown):
        one.sent_by(channel)
    assert list(server.containers) == [one.kept.container]


def test_it_waits_until_the_container_is_finished(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow], clock: Clock
) -> None:
    server.slow_reads = 3
    began = clock()
    row("hello").sent_by(channel)
    assert clock() - began == timedelta(seconds=9)
    assert len(server.posts) == 1


def test_a_container_that_takes_longer_is_gone_on_with(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow], clock: Clock
) -> None:
    server.slow_reads = 7
    one, began = row("hello"), clock()
    with pytest.raises(ChannelBusy, match="not ready after 12 s; kept") as caught:
        one.sent_by(channel)
    assert clock() - began == timedelta(seconds=12)
    assert caught.value.retry_at == clock() + timedelta(minutes=1)
    assert channel.find(one.publication) is None
    one.sent_by(channel)
    assert len(server.containers) == len(server.posts) == 1


def test_a_carousel_goes_on_with_the_pictures_that_it_has(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
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
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow], clock: Clock
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
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
) -> None:
    one = row("hello", kept=Kept(container="17000").model_dump_json())
    one.sent_by(channel)
    assert len(server.posts) == 1


def test_a_container_that_fails_is_made_anew_and_given_up_in_the_end(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
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
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
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
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
) -> None:
    one = row("hello")
    server.fail_next(PUBLISH, LOST_AFTER)
    with pytest.raises(ChannelUnknown):
        one.sent_by(channel)
    assert one.sent_by(channel) == server.posts[0].id
    assert len(server.posts) == 1


def test_what_took_too_long_is_not_asked_for_under_this_claim(
    client: InstagramClient, server: InstagramServer, row: Callable[..., CardRow], clock: Clock
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
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
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
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
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
    row: Callable[..., CardRow],
    changes: dict[str, object],
    why: str,
) -> None:
    publication = row("hello").publication.model_copy(update=changes)
    with pytest.raises(ChannelRefused, match=why):
        channel.publish(publication, print)
    assert server.calls == []


def test_the_longest_caption_is_taken(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
) -> None:
    text = ("#a " * 30 + "@b " * 20).ljust(2_199, "…") + "🙂"
    row(text).sent_by(channel)
    assert server.posts[0].caption == text


def test_the_limits_of_the_description_are_those_of_the_server(channel: InstagramChannel) -> None:
    told = channel.describe()
    assert (told.longest, told.most_media, told.needs_media) == (2_200, 10, True)
    assert not any((told.threads, told.replies, told.quotes, told.edits, told.deletes))
