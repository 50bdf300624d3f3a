"""Pictures: sent once, described, and never at the price of a post that goes out twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from memory.errors import BudgetExhausted, ChannelRefused, ChannelUnready, LeaseLost
from memory.types import Media, Publication
from tests import factory as make
from tests.conftest import Clock
from tests.servers.money import Purse
from tests.servers.x_api import XServer
from tests.servers.x_media import LARGEST, LONGEST_ALT, png
from tests.servers.x_routes import Fault
from tests.tools.x.conftest import NewClient
from tools.x import wire_media
from tools.x.channel import XChannel
from tools.x.client import XClient
from tools.x.pictures import MOST_LOOKS

JPEG = b"\xff\xd8\xff\xe0 and so on"


@pytest.fixture
def channel(client: XClient) -> XChannel:
    return XChannel(client)


class Album:
    """Files for posts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, data: bytes, alt: str = "") -> Media:
        path = self._folder / name
        path.write_bytes(data)
        return Media(path=str(path), alt=alt)


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def publication(*media: Media, **changes: Any) -> Publication:
    """Begun at the time at which the `clock` fixture starts."""
    return make.publication("look at this", media=media, **changes)


def steps(server: XServer) -> list[str]:
    """What was called, without ids."""
    words = [call.split("?")[0].split("/")[-1] for call in server.calls]
    return ["status" if word == "upload" else word for word in words]


def test_pictures_go_with_the_post_in_their_order_and_say_what_they_show(
    channel: XChannel, server: XServer, album: Album, purse: Purse
) -> None:
    dot, photo = album.put("dot.png", png(), "A black dot"), album.put("photo.jpg", JPEG)
    channel.publish(publication(dot, photo), print)
    first, second = server.account.media.uploads.values()
    assert (first.kind, first.data, first.alt) == ("image/png", png(), "A black dot")
    assert (second.kind, second.data, second.alt) == ("image/jpeg", JPEG, "")
    assert server.posts[0].media_ids == (first.id, second.id)
    assert [usage.usd for usage in purse.spent] == [0.005, 0.015]


def test_a_large_picture_is_sent_in_parts(channel: XChannel, server: XServer, album: Album) -> None:
    data = png(LARGEST - len(png()))
    channel.publish(publication(album.put("large.png", data)), print)
    [upload] = server.account.media.uploads.values()
    assert upload.data == data
    assert len(upload.parts) == 2


@pytest.mark.parametrize(
    ("data", "alt", "words"),
    [
        (b"GIF89a", "", "neither PNG nor JPEG"),
        (png(LARGEST), "", f"of {LARGEST} bytes; make it smaller"),
        (png(), "x" * (LONGEST_ALT + 1), f"{LONGEST_ALT + 1} of {LONGEST_ALT} characters"),
    ],
)
def test_what_x_would_not_take_is_refused_before_anything_is_sent(
    channel: XChannel, server: XServer, album: Album, data: bytes, alt: str, words: str
) -> None:
    good, bad = album.put("good.png", png()), album.put("bad", data, alt)
    with pytest.raises(ChannelRefused, match=words):
        channel.publish(publication(good, bad), print)
    assert server.calls == []


def test_a_file_that_is_not_there_is_named(channel: XChannel, server: XServer) -> None:
    with pytest.raises(ChannelRefused, match=r"picture /nowhere\.png: cannot be read"):
        channel.publish(publication(Media(path="/nowhere.png", alt="")), print)


def test_four_pictures_and_no_more(channel: XChannel, server: XServer, album: Album) -> None:
    dot = album.put("dot.png", png())
    with pytest.raises(ChannelRefused, match="5 pictures; a post takes 4"):
        channel.publish(publication(*[dot] * 5), print)
    channel.publish(publication(*[dot] * 4), print)
    assert len(server.posts[0].media_ids) == 4


def test_pictures_and_a_quotation_exclude_each_other(
    channel: XChannel, server: XServer, album: Album
) -> None:
    with pytest.raises(ChannelRefused, match="X takes one of the two"):
        channel.publish(publication(album.put("dot.png", png()), quote_of="7"), print)
    assert server.calls == []


def test_we_wait_while_x_works_on_a_picture(
    channel: XChannel, server: XServer, album: Album, clock: Clock
) -> None:
    server.account.media.takes_looks = 3
    begun = clock()
    channel.publish(publication(album.put("dot.png", png())), print)
    assert steps(server).count("status") == 3
    assert clock() - begun == timedelta(seconds=2)  # the third answer is that it is done
    assert len(server.posts) == 1


def test_a_picture_that_takes_too_long_is_looked_at_again_and_not_sent_again(
    channel: XChannel, server: XServer, album: Album, clock: Clock
) -> None:
    server.account.media.takes_looks = 8
    kept: list[str] = []
    given = publication(album.put("dot.png", png(), "A dot"))
    with pytest.raises(ChannelUnready, match="nothing was posted, we come back"):
        channel.publish(given, kept.append)
    assert server.posts == []
    assert clock() - make.NOW <= timedelta(seconds=5)  # X_TIMEOUT of the client
    again = given.model_copy(update={"kept": kept[-1], "began_at": clock()})
    channel.publish(again, kept.append)
    assert len(server.account.media.uploads) == 1
    assert len(server.posts) == 1


def test_x_is_not_asked_for_ever(new_client: NewClient, server: XServer, album: Album) -> None:
    server.account.media.takes_looks = 1_000
    channel = XChannel(new_client(pause=lambda _: None))  # time stands still
    with pytest.raises(ChannelUnready, match="X is not done with it"):
        channel.publish(publication(album.put("dot.png", png())), print)
    assert steps(server).count("status") == MOST_LOOKS


def test_a_picture_that_x_cannot_read_is_refused(
    channel: XChannel, server: XServer, album: Album
) -> None:
    server.account.media.takes_looks, server.account.media.working = 1, "failed"
    with pytest.raises(ChannelRefused, match="X cannot read this picture"):
        channel.publish(publication(album.put("dot.png", png())), print)
    assert server.posts == []


def test_an_id_that_is_none_does_not_get_into_a_path(
    channel: XChannel, server: XServer, album: Album
) -> None:
    server.account.media.begin = lambda _: {"id": "../../tweets?"}  # type: ignore[assignment]
    with pytest.raises(ChannelUnready, match="is no id of a picture"):
        channel.publish(publication(album.put("dot.png", png())), print)
    assert steps(server) == ["initialize"]


def test_after_a_slow_upload_nothing_is_posted_that_somebody_else_may_post_meanwhile(
    channel: XChannel, server: XServer, album: Album, clock: Clock
) -> None:
    given = publication(album.put("dot.png", png()))
    clock.forward(seconds=5.1)
    with pytest.raises(ChannelUnready, match="took 5 of 5 s"):
        channel.publish(given, print)
    assert server.posts == []


@pytest.mark.parametrize("fault", ["drop_on_media", "500_on_media", "half_an_answer", "429"])
@pytest.mark.parametrize("step", range(8))
def test_wherever_it_breaks_the_next_attempt_goes_on_with_what_x_has(
    channel: XChannel, server: XServer, album: Album, purse: Purse, fault: Fault, step: int
) -> None:
    media = album.put("a.png", png(), "A"), album.put("b.png", png(1), "B")
    kept = [""]
    to_come = _break_at(server, step, fault)
    with pytest.raises(ChannelUnready):
        channel.publish(publication(*media), kept.append)
    assert server.posts == []
    to_come.clear()
    channel.publish(publication(*media, kept=kept[-1]), kept.append)
    [post] = server.posts
    uploads = server.account.media.uploads
    assert [uploads[media_id].alt for media_id in post.media_ids] == ["A", "B"]
    assert len(uploads) <= 3  # at most the one that broke off is sent again
    assert sum(usage.usd for usage in purse.spent) == pytest.approx(0.025)


def _break_at(server: XServer, step: int, fault: Fault) -> list[int]:
    """Lets `step` calls pass, and then the next one fail, until the list is empty."""
    left = [step]
    take = server.take

    def counting(*faults: Fault) -> Fault | None:
        if left and fault in faults:
            left[0] -= 1
            return fault if left[0] < 0 else None
        return take(*faults)

    server.take = counting  # type: ignore[method-assign]
    return left


def test_pictures_that_x_will_soon_forget_are_sent_again(
    channel: XChannel, server: XServer, album: Album, clock: Clock
) -> None:
    kept: list[str] = []
    dot = album.put("dot.png", png())
    channel.publish(publication(dot), kept.append)
    for minutes, text, uploads in [(23 * 60 + 49, "again", 1), (2, "and again", 2)]:
        clock.forward(minutes=minutes)
        later = publication(dot, kept=kept[0], began_at=clock())
        channel.publish(later.model_copy(update={"text": text}), kept.append)
        assert len(server.account.media.uploads) == uploads


def test_what_another_channel_kept_is_no_picture(
    channel: XChannel, server: XServer, album: Album
) -> None:
    channel.publish(publication(album.put("dot.png", png()), kept="container:17"), print)
    assert len(server.posts[0].media_ids) == 1


def test_who_lost_the_lease_meanwhile_posts_nothing(
    channel: XChannel, server: XServer, album: Album
) -> None:
    def taken_over(word: str) -> None:
        raise LeaseLost("somebody else has it")

    with pytest.raises(LeaseLost):
        channel.publish(publication(album.put("dot.png", png())), taken_over)
    assert server.posts == []


def test_without_money_for_its_description_a_picture_does_not_go_out(
    channel: XChannel, server: XServer, album: Album, purse: Purse
) -> None:
    purse.left = 0.004
    with pytest.raises(BudgetExhausted):
        channel.publish(publication(album.put("dot.png", png(), "A dot")), print)
    assert server.posts == []


def test_what_x_says_of_a_picture_is_read() -> None:
    def one(**data: Any) -> wire_media.XMedia:
        return wire_media.media({"data": {"id": "7", **data}})

    assert one() == wire_media.XMedia(id="7")
    assert one(expires_after_secs=60).lives_s == 60
    assert one(processing_info={"state": "pending", "check_after_secs": 3}).wait_s == 3
    assert one(processing_info={"state": "processing"}).wait_s == 1
    assert one(processing_info={"state": "succeeded", "check_after_secs": 3}).wait_s == 0
    assert one(processing_info={"state": "failed"}).failed
    assert one(processing_info={"state": ["odd"], "check_after_secs": 10**400}).wait_s == 86_400
    assert one(expires_after_secs=-(10**400)).lives_s == 0
    with pytest.raises(ValueError, match="no data"):
        wire_media.media({"errors": []})
