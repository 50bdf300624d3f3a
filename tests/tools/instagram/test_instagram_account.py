"""The account on Instagram: what is left of its day, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest

from memory.errors import ChannelBusy, ChannelUnauthorised, ConfigError
from memory.types import Limit
from tests.conftest import Clock
from tests.contract.channels.instagram import instagram_client
from tests.servers.instagram_api import TOKEN, InstagramServer
from tests.tools.instagram.rows import PATIENCE, CardRow, picture
from tools.instagram.channel import InstagramChannel
from tools.instagram.wire import Insights


def test_a_full_day_puts_it_off_and_the_limits_say_so(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow], clock: Clock
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
    channel: InstagramChannel, row: Callable[..., CardRow]
) -> None:
    assert channel.limits() == (Limit(name="instagram posts a day", remaining=100, most=100),)
    row("hello").sent_by(channel)
    assert channel.limits() == (
        Limit(name="instagram posts a day", remaining=99, most=100),
        Limit(name="instagram calls an hour, percent", remaining=72, most=100),
    )


def test_too_many_calls_come_back_when_instagram_says(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow], clock: Clock
) -> None:
    server.calls_left, server.regain_minutes = 0, 19
    with pytest.raises(ChannelBusy, match="too many calls") as caught:
        row("hello").sent_by(channel)
    assert caught.value.retry_at == clock() + timedelta(minutes=19)


def test_a_token_that_ended_is_named_and_never_shown(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow], clock: Clock
) -> None:
    server.token_ends = clock()
    with pytest.raises(ChannelUnauthorised, match="UNDERSTUDY_INSTAGRAM_TOKEN") as caught:
        row("hello").sent_by(channel)
    assert TOKEN not in str(caught.value)
    assert not any(TOKEN in call for call in server.calls)


def test_reactions_are_counts_and_insights(
    channel: InstagramChannel, server: InstagramServer, row: Callable[..., CardRow]
) -> None:
    post = row("hello").sent_by(channel)
    server.posts[0].counts.update(likes=5, comments=2, views=70, shares=1)
    out = row("hello", external_id=post).publication
    told = channel.reactions(out)
    assert (told.likes, told.comments, told.impressions, told.reposts) == (5, 2, 70, 1)
    server.insights = False
    told = channel.reactions(out)
    assert (told.likes, told.comments, told.impressions, told.reposts) == (5, 2, 0, 0)


def test_an_account_that_is_not_there_is_a_setting_to_mend(
    server: InstagramServer, row: Callable[..., CardRow], clock: Clock
) -> None:
    with closing(instagram_client(server, clock, user="1784140582230")) as other:
        channel = InstagramChannel(lambda: other, PATIENCE)
        for one in (row("one card"), row("two cards", picture(1), picture(2))):
            with pytest.raises(ConfigError, match="UNDERSTUDY_INSTAGRAM_USER"):
                one.sent_by(channel)


def test_insights_come_as_values_or_as_a_total() -> None:
    told = {
        "data": [
            {"name": "views", "total_value": {"value": 70}},
            {"name": "shares", "values": [{"value": 3}]},
            {"name": "saved"},
        ]
    }
    insights = Insights.model_validate(told)
    assert [insights.of(name) for name in ("views", "shares", "saved", "likes")] == [70, 3, 0, 0]
