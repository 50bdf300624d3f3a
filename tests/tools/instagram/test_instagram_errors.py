"""What Instagram's refusals mean for a publication."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.errors import (
    ChannelBusy,
    ChannelError,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ChannelUnknown,
    ConfigError,
)
from tests.factory import NOW
from tools.instagram.errors import ContainerGone, MediaNotFetched, refusal, used, wait_asked
from tools.platforms.http import Reply

CALL = "instagram: POST /1/media_publish"


def reply(code: int, sub: int = 0, status: int = 400, **more: Any) -> Reply:
    error = {"message": "In their words", "code": code, "error_subcode": sub, **more}
    return Reply(CALL, status, {}, json.dumps({"error": error}).encode())


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(190, 463), ChannelUnauthorised),
        (reply(190, status=401), ChannelUnauthorised),
        (reply(10, status=403), ChannelForbidden),
        (reply(200), ChannelForbidden),
        (reply(25, 2207050), ChannelForbidden),
        (reply(4, status=403), ChannelBusy),
        (reply(80002), ChannelBusy),
        (reply(0, status=429), ChannelBusy),
        (reply(9, 2207042), ChannelBusy),
        (reply(9007, 2207027), ChannelBusy),
        (reply(100, 33), ContainerGone),
        (reply(24, 2207008), ContainerGone),
        (reply(-2, 2207020), ContainerGone),
        (reply(9004, 2207052), MediaNotFetched),
        (reply(36004, 2207010), ChannelRefused),
        (reply(100, 2207028), ChannelRefused),
        (reply(0, status=302), ConfigError),
        (Reply(CALL, 404, {}, b"<html>"), ChannelRefused),
    ],
)
def test_a_refusal_says_what_becomes_of_it(answer: Reply, kind: type[Exception]) -> None:
    error = refusal(answer, doubtful=True, now=NOW)
    assert type(error) is kind
    assert CALL in str(error)


@pytest.mark.parametrize(
    "answer",
    [reply(2), reply(1, 99), reply(-1, 2207001), reply(0, status=502), reply(5, is_transient=True)],
)
def test_a_failure_of_theirs_is_in_doubt_only_where_something_may_be_out(answer: Reply) -> None:
    assert type(refusal(answer, doubtful=True, now=NOW)) is ChannelUnknown
    assert type(refusal(answer, doubtful=False, now=NOW)) is ChannelBusy


def test_a_block_is_in_doubt_once_the_post_was_asked_for() -> None:
    assert type(refusal(reply(4, 2207051), doubtful=True, now=NOW)) is ChannelUnknown
    assert type(refusal(reply(4, 2207051), doubtful=False, now=NOW)) is ChannelBusy


def test_a_token_that_ended_names_its_setting_and_how_long_one_lasts() -> None:
    said = str(refusal(reply(190, 463), doubtful=False, now=NOW))
    assert "UNDERSTUDY_INSTAGRAM_TOKEN" in said
    assert "60 days" in said


def usage(*minutes: int) -> str:
    limits = {str(n): [{"estimated_time_to_regain_access": m}] for n, m in enumerate(minutes)}
    return json.dumps(limits)


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        (usage(19), timedelta(minutes=19)),
        (usage(5, 7, 0), timedelta(minutes=7)),
        (usage(0), timedelta(hours=1)),
        (usage(9_000), timedelta(hours=1)),
        (usage(), timedelta(hours=1)),
        ("[1]", timedelta(hours=1)),
        ("not json", timedelta(hours=1)),
    ],
)
def test_the_headers_say_when_to_come_back(told: str, wait: timedelta) -> None:
    headers = {"x-business-use-case-usage": told}
    assert wait_asked(headers) == wait
    error = refusal(Reply(CALL, 429, headers, b""), doubtful=True, now=NOW)
    assert isinstance(error, ChannelBusy)
    assert error.retry_at == NOW + wait


def test_the_share_of_calls_is_the_largest_that_is_named() -> None:
    of_app = {"x-app-usage": '{"call_count": 12, "total_time": 40}'}
    assert used(of_app) == 40
    assert used({**of_app, "x-business-use-case-usage": '{"1": [{"call_count": 130}]}'}) == 100
    assert used({}) is None


@given(st.integers(100, 599), st.binary(max_size=60), st.booleans())
def test_whatever_is_sent_an_error_of_ours_comes_out(
    status: int, body: bytes, doubtful: bool
) -> None:
    error = refusal(Reply(CALL, status, {}, body), doubtful=doubtful, now=NOW)
    assert isinstance(error, ChannelError | ConfigError)
