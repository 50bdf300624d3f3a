"""What LinkedIn's refusals mean for a publication."""

from __future__ import annotations

import json
from datetime import timedelta

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
from tools.linkedin.errors import LinkedInDuplicate, PostMissing, refusal
from tools.platforms.http import Reply

CALL = "linkedin: POST /rest/posts"


def reply(status: int, message: str = "In their words", code: str = "", **headers: str) -> Reply:
    body = {"status": status, "message": message, "code": code}
    return Reply(CALL, status, headers, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("answer", "kind", "advice"),
    [
        (reply(401, code="EXPIRED_ACCESS_TOKEN"), ChannelUnauthorised, "60 days.*LINKEDIN_TOKEN"),
        (reply(403, code="ACCESS_DENIED"), ChannelForbidden, "w_member_social"),
        (reply(404), PostMissing, "gone"),
        (reply(426, code="NONEXISTENT_VERSION"), ConfigError, "UNDERSTUDY_LINKEDIN_VERSION"),
        (reply(422, code="FIELD_LENGTH_TOO_LONG"), ChannelRefused, "as it is"),
        (reply(409), ChannelRefused, "as it is"),
        (reply(409, code="DUPLICATE_POST"), LinkedInDuplicate, "change the words"),
        (reply(303), ConfigError, "UNDERSTUDY_LINKEDIN_URL"),
        (Reply(CALL, 400, {}, b"<html>"), ChannelRefused, "gave no reason"),
    ],
)
def test_a_refusal_says_what_becomes_of_it(
    answer: Reply, kind: type[Exception], advice: str
) -> None:
    error = refusal(answer, doubtful=True, now=NOW)
    assert type(error) is kind
    with pytest.raises(kind, match=advice):
        raise error
    assert CALL in str(error)


def test_a_failure_of_theirs_is_in_doubt_only_where_something_may_be_out() -> None:
    assert type(refusal(reply(500), doubtful=True, now=NOW)) is ChannelUnknown
    assert type(refusal(reply(503), doubtful=False, now=NOW)) is ChannelBusy


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ({"retry-after": "120"}, timedelta(minutes=2)),
        ({}, timedelta(hours=1)),
        ({"retry-after": "soon"}, timedelta(hours=1)),
        ({"retry-after": "900000"}, timedelta(hours=1)),
    ],
)
def test_a_rate_limit_says_when_to_come_back(asked: dict[str, str], wait: timedelta) -> None:
    error = refusal(Reply(CALL, 429, asked, b""), doubtful=True, now=NOW)
    assert isinstance(error, ChannelBusy)
    assert error.retry_at == NOW + wait


@pytest.mark.parametrize(
    ("message", "urn"),
    [
        ("…: Content is a duplicate of urn:li:share:714113", "urn:li:share:714113"),
        ("Content is a duplicate of urn:li:ugcPost:5.", "urn:li:ugcPost:5"),
        ("Content is a duplicate", None),
    ],
)
def test_a_duplicate_names_the_post_that_was_there_first(message: str, urn: str | None) -> None:
    inner = {"inputErrors": [{"code": "DUPLICATE_POST", "description": "found"}]}
    body = json.dumps({"message": message, "errorDetails": inner, "status": 422}).encode()
    error = refusal(Reply(CALL, 422, {}, body), doubtful=True, now=NOW)
    assert isinstance(error, LinkedInDuplicate)
    assert error.urn == urn


@given(st.integers(100, 599), st.binary(max_size=60), st.booleans())
def test_whatever_is_sent_an_error_of_ours_comes_out(
    status: int, body: bytes, doubtful: bool
) -> None:
    error = refusal(Reply(CALL, status, {}, body), doubtful=doubtful, now=NOW)
    assert isinstance(error, ChannelError | ConfigError)
