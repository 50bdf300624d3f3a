"""LinkedIn as a channel: what it is sent, what becomes of lost answers, and of duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from memory.database import Database
from memory.errors import (
    ChannelBusy,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ChannelUnknown,
    ConfigError,
)
from memory.outbox import Outbox
from memory.types import Media, Publication, PublicationState
from tests import factory as make
from tests.conftest import Clock
from tests.contract.channels.delivering import delivered
from tests.servers.linkedin_api import AUTHOR, TOKEN, LinkedInServer, refused
from tests.servers.loopback import (
    CUT_SHORT,
    FAILED_AFTER,
    FAILED_BEFORE,
    LOST_AFTER,
    LOST_BEFORE,
    NOT_JSON,
    Fault,
    Said,
)
from tools.linkedin.account import LinkedInAccount
from tools.linkedin.channel import LinkedInChannel
from tools.linkedin.client import LinkedInClient
from tools.linkedin.errors import LinkedInDuplicate, PostMissing
from tools.settings import Settings

CREATE = "POST /rest/posts"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "78da63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""A white PNG of one pixel."""


@pytest.fixture
def server(clock: Clock) -> Iterator[LinkedInServer]:
    with LinkedInServer(clock) as running:
        yield running


def client_of(server: LinkedInServer, clock: Clock, version: str = "202607") -> LinkedInClient:
    return LinkedInClient(
        base_url=server.url,
        author=AUTHOR,
        token=TOKEN,
        version=version,
        timeout_s=5.0,
        clock=clock,
    )


@pytest.fixture
def client(server: LinkedInServer, clock: Clock) -> Iterator[LinkedInClient]:
    with client_of(server, clock) as opened:
        yield opened


@pytest.fixture
def channel(client: LinkedInClient) -> LinkedInChannel:
    return LinkedInChannel(lambda: client, timedelta(seconds=30))


def row(clock: Clock, text: str = "hello", **changes: object) -> Publication:
    at = clock()
    return make.publication(text, began_at=at, created_at=at, **changes)


def pictures(folder: Path, count: int) -> tuple[Media, ...]:
    made = []
    for number in range(count):
        path = folder / f"{number}.png"
        path.write_bytes(PIXEL)
        made.append(Media(path=str(path), alt=f"Card {number}."))
    return tuple(made)


# ---------------------------------------------------------------------- publishing


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
    assert set(server.pictures.values()) == {PIXEL}


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


# ---------------------------------------------------------------------- refusals


def test_too_many_calls_come_back_when_linkedin_says(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    server.calls_left, server.retry_after = 0, "120"
    with pytest.raises(ChannelBusy, match="throttle") as caught:
        channel.publish(row(clock), print)
    assert caught.value.retry_at == clock() + timedelta(minutes=2)


def test_a_token_that_ended_is_named_and_never_shown(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    server.token_ends = clock()
    with pytest.raises(ChannelUnauthorised, match="UNDERSTUDY_LINKEDIN_TOKEN") as caught:
        channel.publish(row(clock), print)
    assert TOKEN not in str(caught.value)


def test_a_version_that_ended_is_a_setting_to_mend(server: LinkedInServer, clock: Clock) -> None:
    with client_of(server, clock, version="202401") as old:
        channel = LinkedInChannel(lambda: old, timedelta(seconds=30))
        with pytest.raises(ConfigError, match=r"202401 is not active.*UNDERSTUDY_LINKEDIN_VERSION"):
            channel.publish(row(clock), print)


def test_somebody_else_s_name_is_forbidden(server: LinkedInServer, clock: Clock) -> None:
    with (
        LinkedInClient(
            base_url=server.url,
            author="urn:li:organization:1",
            token=TOKEN,
            version="202607",
            timeout_s=5.0,
            clock=clock,
        ) as other,
        pytest.raises(ChannelForbidden, match="UNDERSTUDY_LINKEDIN_AUTHOR"),
    ):
        LinkedInChannel(lambda: other, timedelta(seconds=30)).publish(row(clock), print)


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
        (Fault(accepts=True, says=Said(201)), True),
    ],
)
def test_after_a_lost_answer_the_author_s_posts_tell_whether_it_is_out(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock, fault: Fault, is_out: bool
) -> None:
    server.fail_next(CREATE, fault)
    with pytest.raises(ChannelUnknown):
        channel.publish(row(clock, "a (b) #c"), print)
    found = channel.find(row(clock, "a (b) #c"))
    assert (found is not None) == is_out
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


def test_it_is_found_behind_many_others(
    channel: LinkedInChannel, server: LinkedInServer, clock: Clock
) -> None:
    mine = channel.publish(row(clock, "mine"), print)
    for number in range(60):
        channel.publish(row(clock, f"other {number}"), print)
    assert channel.find(row(clock, "mine")) == mine
    assert server.asked("start=50") == 1


# ---------------------------------------------------------------------- duplicates


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


# ---------------------------------------------------------------------- afterwards


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


# ---------------------------------------------------------------------- with the outbox


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


# ---------------------------------------------------------------------- settings


def test_the_account_comes_from_the_settings(server: LinkedInServer, clock: Clock) -> None:
    settings = Settings(
        UNDERSTUDY_LINKEDIN_URL=server.url,
        UNDERSTUDY_LINKEDIN_AUTHOR=AUTHOR,
        UNDERSTUDY_LINKEDIN_TOKEN=TOKEN,
    )
    account = LinkedInAccount(settings, clock)
    assert account.ready
    assert account.channel.publish(row(clock), print).external_id
    account.close()


def test_without_an_author_it_says_what_to_set(clock: Clock) -> None:
    account = LinkedInAccount(Settings(UNDERSTUDY_LINKEDIN_TOKEN=TOKEN), clock)
    assert not account.ready
    with pytest.raises(ConfigError, match="UNDERSTUDY_LINKEDIN_AUTHOR"):
        account.channel.publish(row(clock), print)
    with pytest.raises(ChannelUnknown, match="UNDERSTUDY_LINKEDIN_AUTHOR"):
        account.channel.find(row(clock))
    assert account.channel.describe().longest == 3_000
    account.close()
