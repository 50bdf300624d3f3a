"""What X's refusals become: pure, total, and with X's own words in them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.errors import (
    ChannelBusy,
    ChannelError,
    ChannelForbidden,
    ChannelUnauthorised,
    ChannelUnknown,
    ChannelUnpaid,
    ConfigError,
    UnderstudyError,
)
from tools.x.errors import (
    DEFAULT_WAIT,
    LONGEST_WAIT,
    Answer,
    ChannelDuplicate,
    ChannelMissing,
    detail,
    failure,
    retry_at,
)

NOW = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
PROBLEMS = "https://api.twitter.com/2/problems/"


def epoch(wait: timedelta) -> str:
    return str(int((NOW + wait).timestamp()))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"title":"Forbidden","detail":"Not this one."}', "X says: Not this one"),
        (b'{"error":"invalid_request","error_description":"No good"}', "X says: No good"),
        (b'{"errors":[{"code":88,"message":"Rate limit"}]}', "X says: Rate limit"),
        (
            b'{"errors":[{"message":"[a] is not one of [b]"}],"detail":"Invalid"}',
            "X says: Invalid [a] is not one of [b]",
        ),
        (b'{"errors":[{"detail":"Could not find it.","type":"x"}]}', "X says: Could not find it"),
        (b"<html>Bad\nGateway</html>", "X says: <html>Bad Gateway</html>"),
        (b"", "X gave no reason"),
        (b"[]", "X says: []"),
        (b'{"detail":null}', 'X says: {"detail":null}'),
        (b"\xff\xfe", "X says: \ufffd\ufffd"),
        (
            b'{"detail":"half of a smile \\ud83d\\u0000, that is"}',
            "X says: half of a smile  , that is",
        ),
    ],
)
def test_x_own_words_are_found_in_every_form_of_error(body: bytes, words: str) -> None:
    assert detail(body) == words


def test_long_words_are_cut() -> None:
    assert len(detail(json.dumps({"detail": "x" * 10_000}).encode())) < 350


def test_deep_nesting_is_no_trouble() -> None:
    assert detail(b"[" * 100_000).startswith("X says: [[[")


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-rate-limit-reset": epoch(timedelta(minutes=4))}, timedelta(minutes=4)),
        ({"x-rate-limit-reset": epoch(-timedelta(seconds=1))}, DEFAULT_WAIT),
        ({"x-rate-limit-reset": epoch(timedelta(days=9))}, DEFAULT_WAIT),
        ({"x-rate-limit-reset": "never", "retry-after": "30"}, timedelta(seconds=30)),
        ({"retry-after": "Thu, 19 Nov 2026 08:05:00 GMT"}, timedelta(minutes=5)),
        ({"retry-after": "Thu, 19 Nov 2026 08:05:00 -0000"}, timedelta(minutes=5)),
        ({"retry-after": "-3"}, DEFAULT_WAIT),
        ({"retry-after": "1" * 400}, DEFAULT_WAIT),
        ({}, DEFAULT_WAIT),
        (
            {
                "x-rate-limit-reset": epoch(timedelta(minutes=4)),
                "x-user-limit-24hour-remaining": "0",
                "x-user-limit-24hour-reset": epoch(timedelta(hours=20)),
            },
            timedelta(hours=20),
        ),
        (
            {
                "x-rate-limit-reset": epoch(timedelta(minutes=4)),
                "x-user-limit-24hour-remaining": "7",
                "x-user-limit-24hour-reset": epoch(timedelta(hours=20)),
            },
            timedelta(minutes=4),
        ),
    ],
)
def test_coming_back_follows_the_most_credible_header(
    headers: dict[str, str], wait: timedelta
) -> None:
    assert retry_at(headers, NOW) == NOW + wait


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "x-rate-limit-reset",
                "retry-after",
                "x-app-limit-24hour-reset",
                "x-app-limit-24hour-remaining",
            ]
        ),
        st.text() | st.integers().map(str) | st.just("0"),
    )
)
def test_no_header_makes_us_wait_for_ever_or_not_at_all(headers: dict[str, str]) -> None:
    assert NOW < retry_at(headers, NOW) <= NOW + LONGEST_WAIT


@pytest.mark.parametrize(
    ("status", "body", "missing"),
    [
        (404, b'{"type":"https://api.twitter.com/2/problems/resource-not-found"}', True),
        (
            404,
            b'{"errors":[{"type":"https://api.twitter.com/2/problems/resource-not-found"}]}',
            True,
        ),
        (404, b'{"type":"about:blank","title":"Not Found"}', False),
        (404, b"no such path", False),
        (400, b'{"type":"https://api.twitter.com/2/problems/resource-not-found"}', False),
    ],
)
def test_what_x_says_is_not_there_is_told_from_a_path_that_is_not_there(
    status: int, body: bytes, missing: bool
) -> None:
    error = failure(Answer("DELETE /2/tweets/7", status, {}, body), writing=True, now=NOW)
    assert isinstance(error, ChannelMissing) == missing


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {"detail": "You are not allowed to create a Tweet with duplicate content."},
            ChannelDuplicate,
        ),
        ({"detail": "Reply to this conversation is not allowed because …"}, ChannelForbidden),
        ({"detail": "You are not permitted to perform this action."}, ChannelForbidden),
        ({"title": "SpendCapReached", "type": f"{PROBLEMS}credits"}, ChannelUnpaid),
        ({"title": "Client Forbidden", "type": f"{PROBLEMS}client-forbidden"}, ChannelUnauthorised),
        ({"title": "Forbidden", "type": f"{PROBLEMS}oauth1-permissions"}, ChannelUnauthorised),
        ({"errors": [{"type": f"{PROBLEMS}unsupported-authentication"}]}, ChannelUnauthorised),
        ({"detail": "Your account is suspended and is not permitted to …"}, ChannelUnauthorised),
        ({"errors": [{"message": "… this account is temporarily locked. …"}]}, ChannelUnauthorised),
        ({"detail": "User is over daily status update limit."}, ChannelBusy),
        ({"detail": "You have reached your daily limit for sending posts."}, ChannelBusy),
        ({"detail": "This request looks like it might be automated. …"}, ChannelBusy),
    ],
)
def test_a_refusal_of_the_account_is_told_from_one_of_the_post(
    said: object, expected: type[ChannelError]
) -> None:
    body = json.dumps(said).encode()
    error = failure(Answer("POST /2/tweets", 403, {}, body), writing=True, now=NOW)
    assert type(error) is expected


@pytest.mark.parametrize("status", [301, 302, 403, 404])
def test_what_is_no_answer_of_x_costs_no_post(status: int) -> None:
    answer = Answer("POST /2/tweets", status, {}, b"<html>Just a moment...</html>")
    assert isinstance(failure(answer, writing=True, now=NOW), ConfigError)


@settings(deadline=None)
@given(st.integers(300, 999), st.binary(), st.booleans())
def test_every_refusal_becomes_one_of_our_errors(status: int, body: bytes, writing: bool) -> None:
    error = failure(Answer("POST /2/tweets", status, {}, body), writing=writing, now=NOW)
    in_doubt = status >= 500 or status == 408
    assert isinstance(error, UnderstudyError)
    assert isinstance(error, ChannelUnknown) == (writing and in_doubt)
    assert isinstance(error, ChannelBusy) == (status == 429 or (in_doubt and not writing))
    assert "\n" not in str(error)
