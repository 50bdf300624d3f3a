"""X as a channel: what is out and what is not, whatever X shows of it; taking back, changing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.seams import Edits
from memory.errors import (
    BudgetExhausted,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnknown,
    ConfigError,
)
from memory.types import Publication, Reactions
from tests import factory as make
from tests.conftest import Clock
from tests.servers.money import Purse
from tests.servers.x_account import ServerPost
from tests.servers.x_api import XServer
from tests.servers.x_routes import Fault
from tests.tools.x.conftest import NewClient
from tools.settings import Settings
from tools.x.account import XAccount
from tools.x.channel import CLOCK_SKEW, PremiumXChannel, XChannel
from tools.x.client import XClient
from tools.x.errors import ChannelDuplicate, ChannelMissing
from tools.x.matching import same_text
from tools.x.wire import XPost

LINKED = "see https://ledger.example.com/a?b=1&c=2 and https://ledger.example.com/z."


@pytest.fixture
def channel(client: XClient) -> XChannel:
    return XChannel(client)


@pytest.fixture
def premium(client: XClient, server: XServer) -> PremiumXChannel:
    server.account.premium = True
    return PremiumXChannel(client)


def publication(text: str = "hello", **changes: Any) -> Publication:
    """Begun at the time at which the `clock` fixture starts."""
    return make.publication(text, **changes)


def out(text: str, post: ServerPost) -> Publication:
    return publication(text, external_id=post.id)


# ------------------------------------------------------------------ what is out


@pytest.mark.parametrize("text", [LINKED, "a < b && c > d, “quoted”", "cafe\u0301 and café"])
def test_x_takes_the_text_as_it_is(channel: XChannel, server: XServer, text: str) -> None:
    channel.publish(publication(text), print)
    assert [post.text for post in server.posts] == [text]


@pytest.mark.parametrize(
    ("fault", "is_out"),
    [
        ("drop_before_accept", False),
        ("drop_after_accept", True),
        ("500_before_accept", False),
        ("500_after_accept", True),
        ("half_an_answer", True),
    ],
)
def test_after_a_lost_answer_x_tells_whether_it_is_out(
    channel: XChannel, server: XServer, fault: Fault, is_out: bool
) -> None:
    server.fail_next(fault)
    with pytest.raises(ChannelUnknown):
        channel.publish(publication(LINKED), print)
    found = channel.find(publication(LINKED))
    assert (found is not None) == is_out
    assert [post.id for post in server.posts] == ([found.external_id] if found else [])


@pytest.mark.parametrize("fault", ["302", "401", "402", "403", "429", "503_on_read", "not_json"])
def test_x_does_not_guess_when_its_timeline_cannot_be_read(
    channel: XChannel, server: XServer, fault: Fault
) -> None:
    server.fail_next(fault)
    with pytest.raises(ChannelUnknown, match="cannot tell whether it is out"):
        channel.find(publication())


def test_x_is_asked_what_is_out_whatever_the_budget_says(channel: XChannel, purse: Purse) -> None:
    receipt = channel.publish(publication(), print)
    purse.left = 0.0
    assert channel.find(publication()) == receipt


def test_a_late_timeline_shows_it_in_the_end(
    channel: XChannel, server: XServer, clock: Clock
) -> None:
    server.account.settles = timedelta(seconds=channel.describe().settles_s)
    receipt = channel.publish(publication(), print)
    clock.forward(seconds=10)
    assert channel.find(publication()) is None
    clock.forward(seconds=5)
    assert channel.find(publication()) == receipt


def test_a_duplicate_that_the_timeline_hides_is_in_doubt_after_an_earlier_attempt(
    channel: XChannel, server: XServer
) -> None:
    server.account.create({"text": "hello"})
    server.account.hide_newest = 1
    with pytest.raises(ChannelUnknown, match="does not show it yet"):
        channel.publish(publication(attempts=2), print)
    with pytest.raises(ChannelDuplicate, match="posted this text before"):
        channel.publish(publication(attempts=1), print)


def test_a_duplicate_of_an_attempt_long_ago_leads_to_it(
    channel: XChannel, server: XServer, clock: Clock
) -> None:
    first = server.account.create({"text": "hello"})
    clock.forward(hours=2)
    again = publication(attempts=2, began_at=clock())
    assert channel.find(again) is None
    assert channel.publish(again, print).external_id == first.id


def test_an_older_post_with_the_same_text_is_not_this_publication(
    channel: XChannel, server: XServer, clock: Clock
) -> None:
    clock.forward(seconds=-CLOCK_SKEW.total_seconds() - 1)
    server.account.create({"text": "good morning"})
    clock.forward(minutes=10)
    assert channel.find(publication("good morning")) is None


def test_a_post_that_another_publication_became_is_not_this_one(
    client: XClient, server: XServer
) -> None:
    first = server.account.create({"text": "1/2"})
    channel = XChannel(client, known=lambda post_id: post_id == first.id)
    assert channel.find(publication("1/2")) is None
    assert XChannel(client).find(publication("1/2")) is not None


def test_of_equal_posts_the_one_nearest_in_time_is_it(
    channel: XChannel, server: XServer, clock: Clock
) -> None:
    server.account.simulator = True  # X itself refuses the second
    clock.forward(seconds=-90)
    server.account.create({"text": "again"})
    clock.forward(seconds=91)
    second = server.account.create({"text": "again"})
    clock.forward(seconds=200)
    server.account.create({"text": "again"})
    found = channel.find(publication("again"))
    assert found is not None
    assert found.external_id == second.id


def test_an_answer_to_somebody_else_is_not_this_answer(channel: XChannel, server: XServer) -> None:
    ours = server.account.receive("@nell_harrow why?")
    other = server.account.receive("@nell_harrow how?")
    server.account.create({"text": "so", "reply": {"in_reply_to_tweet_id": other.id}})
    assert channel.find(publication("so", reply_to=ours.id)) is None
    assert channel.find(publication("so")) is None
    assert channel.find(publication("so", reply_to=other.id)) is not None


def test_what_says_whom_it_answers_goes_before_what_is_nearer_in_time(
    channel: XChannel, server: XServer, clock: Clock
) -> None:
    question = server.account.receive("@nell_harrow why?")
    server.account.simulator = True
    server.account.create({"text": "so"})
    server.account.simulator = False
    clock.forward(seconds=30)
    answer = {"reply": {"in_reply_to_tweet_id": question.id}}
    made = server.account.create({"text": "so ", **answer})
    found = channel.find(publication("so", reply_to=question.id))
    assert found is not None
    assert found.external_id == made.id


def test_an_answer_is_found_where_x_forgets_whom_it_answers(
    channel: XChannel, server: XServer
) -> None:
    server.account.simulator = True
    question = server.account.receive("why?")
    given = publication("because", reply_to=question.id)
    receipt = channel.publish(given, print)
    assert server.posts[0].in_reply_to is None
    assert channel.find(given) == receipt


def test_names_that_x_puts_before_an_answer_are_no_part_of_it(
    channel: XChannel, server: XServer
) -> None:
    server.account.puts_answered_first = True
    question = server.account.receive("@nell_harrow why?")
    given = publication("because of @desk", reply_to=question.id)
    receipt = channel.publish(given, print)
    assert channel.find(given) == receipt
    assert channel.find(publication("of @desk", reply_to=question.id)) is None


def test_a_quotation_is_found_with_the_link_that_x_puts_behind_it(
    channel: XChannel, server: XServer
) -> None:
    server.account.tier = "enterprise"
    quoted, other = server.account.receive("news"), server.account.receive("old news")
    given = publication("look at this https://ledger.example.com/z", quote_of=quoted.id)
    receipt = channel.publish(given, print)
    assert server.posts[0].quotes == quoted.id
    assert channel.find(given) == receipt
    assert channel.find(given.model_copy(update={"quote_of": other.id})) is None


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        ("read this: http://Ledger.example.com/a", True),
        ("read this: https://t.co/a1B2c3", True),
        ("read this: https://ledger.example.com/b", False),
        ("read that: https://ledger.example.com/a", False),
        ("read this: https://ledger.example.com/a https://ledger.example.com/a", False),
        ("@ida read this: https://ledger.example.com/a", False),
        ("read this:", False),
    ],
)
def test_a_link_may_be_shown_in_another_form_and_not_be_another_link(
    shown: str, same: bool
) -> None:
    ours = "read this: https://ledger.example.com/a/"
    assert same_text(ours, XPost(id="1", text=shown)) == same


@pytest.mark.parametrize(
    ("ours", "shown"),
    [
        ("cafe\u0301 au lait", "café au lait"),
        ("https://example.com/caf%C3%A9", "https://example.com/café"),
        ("first\n\n second ", "first second"),
        ("R&D", "R&amp;D"),
    ],
)
def test_a_text_is_the_same_in_another_form(ours: str, shown: str) -> None:
    assert same_text(ours, XPost(id="1", text=shown))


@pytest.mark.parametrize(
    ("shown", "more", "same"),
    [
        ("@ida @bo read this", {"in_reply_to": "7"}, True),
        ("@ida @bo read this", {}, False),
        ("@ida @bo read that", {"in_reply_to": "7"}, False),
        ("read this https://x.com/ida/status/7", {"quotes": "7"}, True),
        ("read this https://x.com/ida/status/8", {"quotes": "7"}, False),
        ("https://x.com/ida/status/7 read this", {"quotes": "7"}, False),
        ("read this https://x.com/ida/status/7 and that", {"quotes": "7"}, False),
        ("read this https://x.com/ida/status/7", {}, False),
    ],
)
def test_only_what_x_adds_is_passed_over(shown: str, more: dict[str, str], same: bool) -> None:
    assert same_text("read this", XPost(id="1", text=shown, **more)) == same


# ------------------------------------------------------------------ what it costs


def test_an_answer_to_a_mention_is_cheaper_than_a_post_and_than_our_own_thread(
    client: XClient, server: XServer, purse: Purse
) -> None:
    first = XChannel(client).publish(publication("one"), print)
    channel = XChannel(client, known=lambda post_id: post_id == first.external_id)
    question = server.account.receive("@nell_harrow why?")
    channel.publish(publication("because", reply_to=question.id), print)
    forgetful = XChannel(client)
    forgetful.publish(publication("two", reply_to=first.external_id, number=2), print)
    channel.publish(publication("three", reply_to=first.external_id), print)
    channel.publish(publication("see example.com", reply_to=question.id), print)
    assert [usage.usd for usage in purse.spent] == [0.015, 0.010, 0.015, 0.015, 0.200]


# ------------------------------------------------------------------ reactions


def test_reactions_are_read_for_the_price_of_an_own_post(
    channel: XChannel, server: XServer, purse: Purse
) -> None:
    post = server.account.create({"text": "hello"})
    server.account.metrics[post.id] = {
        "like_count": 5,
        "retweet_count": 4,
        "quote_count": 3,
        "reply_count": 2,
        "impression_count": 90,
        "own_impressions": 100,
    }
    assert channel.reactions(out("hello", post)) == Reactions(
        likes=5, reposts=4, quotes=3, comments=2, impressions=100
    )
    assert [usage.usd for usage in purse.spent] == [0.001]


def test_after_a_month_only_what_everybody_sees_is_asked_for(
    channel: XChannel, server: XServer, clock: Clock
) -> None:
    post = server.account.create({"text": "hello"})
    server.account.metrics[post.id] = {"impression_count": 90, "own_impressions": 100}
    clock.forward(days=31)
    assert channel.reactions(out("hello", post)).impressions == 90
    assert len(server.calls) == 1


def test_where_x_tells_an_author_no_more_what_everybody_sees_is_taken(
    channel: XChannel, server: XServer
) -> None:
    post = server.account.receive("not ours after all")
    server.account.metrics[post.id] = {"like_count": 7}
    assert channel.reactions(out("hello", post)).likes == 7
    assert len(server.calls) == 2


def test_what_was_taken_down_has_no_reactions(channel: XChannel, server: XServer) -> None:
    post = server.account.create({"text": "hello"})
    server.account.delete(post.id)
    with pytest.raises(ChannelMissing, match="Could not find tweet"):
        channel.reactions(out("hello", post))


# ------------------------------------------------------------------ taking down


@pytest.mark.parametrize("simulator", [False, True])
def test_taking_down_costs_once_and_works_without_money(
    channel: XChannel, server: XServer, purse: Purse, simulator: bool
) -> None:
    server.account.simulator = simulator
    post = server.account.create({"text": "too early"})
    purse.left = 0.0
    channel.delete(out("too early", post))
    channel.delete(out("too early", post))
    assert server.posts == []
    assert [usage.usd for usage in purse.spent] == [0.005]


def test_what_is_not_out_is_neither_taken_down_nor_counted(channel: XChannel) -> None:
    with pytest.raises(ChannelRefused, match="publication 1 is sending, not out"):
        channel.delete(publication())
    with pytest.raises(ChannelRefused, match="not out"):
        channel.reactions(publication())


def test_what_x_did_not_take_down_is_not_gone(
    channel: XChannel, server: XServer, purse: Purse
) -> None:
    post = server.account.receive("not ours")
    with pytest.raises(ChannelRefused, match="delete it by hand"):
        channel.delete(out("not ours", post))
    assert [usage.usd for usage in purse.spent] == [0.001]


def test_a_host_that_knows_nothing_of_x_has_not_taken_it_down(
    new_client: NewClient, server: XServer
) -> None:
    lost = XChannel(new_client(base_url=f"{server.url}/elsewhere"))
    post = server.account.create({"text": "still there"})
    with pytest.raises(ConfigError, match="check X_BASE_URL"):
        lost.delete(out("still there", post))


# ------------------------------------------------------------------ Premium


def test_premium_decides_what_an_account_can_do(
    server: XServer, purse: Purse, clock: Clock, tmp_path: Path
) -> None:
    for premium in (False, True):
        more = {"X_PREMIUM": str(premium), "UNDERSTUDY_VAR": str(tmp_path)}
        settings = Settings(**{**server.environment, **more})  # type: ignore[arg-type]
        account = XAccount(settings, "nell", clock, purse)
        described = account.channel.describe()
        assert described.longest == (25_000 if premium else 280)
        assert described.edits == isinstance(account.channel, Edits) == premium
        account.close()


def test_an_account_hands_on_what_is_known(
    server: XServer, purse: Purse, clock: Clock, tmp_path: Path
) -> None:
    given = {**server.environment, "UNDERSTUDY_VAR": str(tmp_path)}
    settings = Settings(**given)  # type: ignore[arg-type]
    known = [server.account.create({"text": "hello"}).id]
    account = XAccount(settings, "nell", clock, purse, known.__contains__)
    assert account.channel.find(publication()) is None
    known.clear()
    assert account.channel.find(publication()) is not None
    account.close()


def test_an_edit_is_a_post_in_place_of_the_old_one(
    premium: PremiumXChannel, server: XServer, purse: Purse
) -> None:
    old = server.account.create({"text": "a tpyo"})
    receipt = premium.edit(out("a tpyo", old), "a typo")
    assert [(post.id, post.text, post.history) for post in server.posts] == [
        (receipt.external_id, "a typo", (old.id,))
    ]
    assert [usage.usd for usage in purse.spent] == [0.015]


def test_after_half_an_hour_x_lets_nothing_be_edited(
    premium: PremiumXChannel, server: XServer, clock: Clock
) -> None:
    old = server.account.create({"text": "a tpyo"})
    clock.forward(minutes=31)
    with pytest.raises(ChannelForbidden, match="not eligible to be edited"):
        premium.edit(out("a tpyo", old), "a typo")


def test_a_post_with_pictures_is_not_edited(premium: PremiumXChannel, server: XServer) -> None:
    old = out("a tpyo", server.account.create({"text": "a tpyo"}))
    pictured = old.model_copy(update={"media": ({"path": "a.png", "alt": ""},)})
    with pytest.raises(ChannelRefused, match="an edit would lose"):
        premium.edit(pictured, "a typo")
    assert server.calls == []


def test_a_long_post_goes_out_with_premium_alone(
    channel: XChannel, premium: PremiumXChannel, server: XServer
) -> None:
    text = "word " * 1_000 + "end"
    premium.publish(publication(text), print)
    server.account.premium = False
    with pytest.raises(ChannelRefused, match="too long"):
        channel.publish(publication(f"{text}!"), print)


def test_without_money_nothing_is_published(
    channel: XChannel, server: XServer, purse: Purse
) -> None:
    purse.left = 0.0
    with pytest.raises(BudgetExhausted):
        channel.publish(publication(), print)
    assert server.calls == []
