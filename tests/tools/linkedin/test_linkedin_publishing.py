"""LinkedIn as a channel: what it is sent, what it is not even asked, and what comes after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from memory.errors import ChannelBusy, ChannelForbidden, ChannelRefused, ChannelUnknown
from memory.types import Media
from tests.conftest import Clock
from tests.servers.linkedin_api import LinkedInServer, refused
from tests.servers.loopback import FAILED_AFTER, LOST_AFTER, LOST_BEFORE, Fault
from tests.servers.x_media import png
from tests.tools.linkedin.rows import CREATE, pictures, row
from tools.linkedin.channel import LinkedInChannel
from tools.linkedin.client import may_have_our_token
from tools.linkedin.errors import PostMissing


@pytest.mark.parametrize(
    "text",
    [
        "Fees fell 3% (again) {or so} [at last] <b> @desk | a*b_c~d #custody, C:\\temp",
        "two\n\nlines 🙂",
        "(" * 3_000,
    ],
)
def test_people_see_what_was_written(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock, text: str
) -> None:
    receipt = channel.publish(row(clock, text), print)
    (post,) = server.posts
    assert post.shown == text
    assert receipt.external_id == post.urn
    assert receipt.url == f"https://www.linkedin.com/feed/update/{post.urn}/"
    assert channel.find(row(clock, text)) == receipt


def test_one_picture_is_its_media_and_several_are_a_multi_image(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock, tmp_path: Path
) -> None:
    channel.publish(row(clock, "one", media=pictures(tmp_path, 1)), print)
    channel.publish(row(clock, "two", media=pictures(tmp_path, 2)), print)
    first, *others = list(server.pictures)
    one, two = server.posts
    assert one.content == {"media": {"id": first, "altText": "Card 0."}}
    assert two.content == {
        "multiImage": {"images": [{"id": o, "altText": f"Card {n}."} for n, o in enumerate(others)]}
    }
    assert set(server.pictures.values()) == {png()}


def test_what_was_uploaded_serves_the_next_attempt(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock, tmp_path: Path
) -> None:
    kept: list[str] = []
    publication = row(clock, media=pictures(tmp_path, 2))
    server.fail_next(CREATE, LOST_BEFORE)
    with pytest.raises(ChannelUnknown):
        channel.publish(publication, kept.append)
    channel.publish(publication.model_copy(update={"kept": kept[-1]}), kept.append)
    assert len(server.pictures) == 2
    assert [i["id"] for i in server.posts[0].content["multiImage"]["images"]] == kept[-1].split()


@pytest.mark.parametrize("fault", [LOST_BEFORE, LOST_AFTER, FAILED_AFTER])
@pytest.mark.parametrize("step", ["/rest/images", "PUT /dms-uploads"])
def test_a_picture_that_is_lost_on_its_way_publishes_nothing(
    channel: LinkedInChannel,
    server: LinkedInServer,
    clock: Clock,
    tmp_path: Path,
    step: str,
    fault: Fault,
) -> None:
    server.fail_next(step, fault)
    with pytest.raises(ChannelBusy, match="nothing was"):
        channel.publish(row(clock, media=pictures(tmp_path, 1)), print)
    assert server.asked(CREATE) == 0


def test_the_token_goes_to_no_foreign_host(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock, tmp_path: Path
) -> None:
    server.upload_host = "https://www.linkedin.com.evil.example"
    with pytest.raises(ChannelRefused, match="not LinkedIn's"):
        channel.publish(row(clock, media=pictures(tmp_path, 1)), print)
    assert server.posts == []


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://www.linkedin.com/dms-uploads/x", True),
        ("https://api.linkedin.test:8443/x", True),
        ("http://api.linkedin.test:8443/x", False),
        ("https://api.linkedin.test/x", False),
        ("http://www.linkedin.com/x", False),
        ("https://linkedin.com.evil.example/x", False),
        ("https://evillinkedin.com/x", False),
        ("https://[www.linkedin.com/x", False),
        ("", False),
    ],
)
def test_the_token_goes_to_linkedin_and_to_the_host_of_the_settings_alone(
    url: str, safe: bool
) -> None:
    assert may_have_our_token(url, "https://api.linkedin.test:8443") is safe


def test_what_took_too_long_is_not_asked_for_under_this_claim(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    late = row(clock)
    clock.forward(seconds=31)
    with pytest.raises(ChannelBusy, match="31 s of 30 s"):
        channel.publish(late, print)
    assert server.calls == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"text": "a" * 3_001}, "3001 of 3000 characters"),
        ({"text": " \n"}, "has no text"),
        ({"reply_to": "urn:li:share:1"}, "answers or quotes"),
        ({"quote_of": "urn:li:share:1"}, "answers or quotes"),
        ({"media": (Media(path="none.png", alt="?"),) * 21}, "21 of 20"),
        ({"media": (Media(path="none.png", alt="?"),)}, "cannot be read"),
    ],
)
def test_what_linkedin_would_not_take_is_not_even_asked(
    channel: LinkedInChannel,
    server: LinkedInServer,
    clock: Clock,
    changes: dict[str, object],
    why: str,
) -> None:
    with pytest.raises(ChannelRefused, match=why):
        channel.publish(row(clock).model_copy(update=changes), print)
    assert server.calls == []


def test_the_description_says_what_it_can(channel: LinkedInChannel) -> None:
    told = channel.describe()
    assert (told.longest, told.most_media, told.longest_alt) == (3_000, 20, 4_086)
    assert (told.edits, told.deletes, told.threads) == (True, True, False)
    assert channel.limits() == ()


def test_a_post_can_be_edited_and_taken_down_and_taken_down_again(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    receipt = channel.publish(row(clock, "a typpo (here)"), print)
    out = row(clock, external_id=receipt.external_id)
    assert channel.edit(out, "a typo (here)") == receipt
    assert [post.shown for post in server.posts] == ["a typo (here)"]
    with pytest.raises(ChannelRefused, match="3001 of 3000"):
        channel.edit(out, "a" * 3_001)
    channel.delete(out)
    channel.delete(out)
    assert server.posts == []
    server.fail_next("DELETE /rest/posts", Fault(accepts=False, says=refused(404, "Gone").said))
    channel.delete(out)
    with pytest.raises(PostMissing):
        channel.edit(out, "gone")


def test_reactions_are_counted_where_they_may_be_read(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    receipt = channel.publish(row(clock), print)
    (post,) = server.posts
    out = row(clock, external_id=receipt.external_id)
    assert channel.reactions(out).likes == 0
    server.posts = [replace(post, likes=3, loves=2, comments=4)]
    told = channel.reactions(out)
    assert (told.likes, told.comments) == (5, 4)
    server.readable = False
    with pytest.raises(ChannelForbidden, match="r_member_social"):
        channel.reactions(out)
