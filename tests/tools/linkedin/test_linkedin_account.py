"""The author on LinkedIn: what is refused."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest

from memory.errors import (
    ChannelBusy,
    ChannelForbidden,
    ChannelUnauthorised,
    ConfigError,
)
from tests.conftest import Clock
from tests.contract.channels.linkedin import linkedin_client
from tests.servers.linkedin_api import TOKEN, LinkedInServer
from tests.tools.linkedin.rows import row
from tools.linkedin.channel import LinkedInChannel


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
    with closing(linkedin_client(server, clock, version="202401")) as old:
        channel = LinkedInChannel(lambda: old, timedelta(seconds=30))
        with pytest.raises(ConfigError, match=r"202401 is not active.*UNDERSTUDY_LINKEDIN_VERSION"):
            channel.publish(row(clock), print)


def test_somebody_else_s_name_is_forbidden(server: LinkedInServer, clock: Clock) -> None:
    with (
        closing(linkedin_client(server, clock, author="urn:li:organization:1")) as other,
        pytest.raises(ChannelForbidden, match="UNDERSTUDY_LINKEDIN_AUTHOR"),
    ):
        LinkedInChannel(lambda: other, timedelta(seconds=30)).publish(row(clock), print)
