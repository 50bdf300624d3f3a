"""Time in headers: how long an answer is fresh, and when to come back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.web.headers import LONGEST_WAIT, fresh_for, retry_after, validator

NOON = "Fri, 20 Nov 2026 12:00:00 GMT"
ONE = "Fri, 20 Nov 2026 13:00:00 GMT"
HOUR = timedelta(hours=1)
NAMES = ["cache-control", "age", "expires", "date", "retry-after", "etag"]


@pytest.mark.parametrize(
    ("headers", "span"),
    [
        ({}, None),
        ({"cache-control": "public"}, None),
        ({"cache-control": "max-age=3600"}, HOUR),
        ({"cache-control": 'public, Max-Age="3600"'}, HOUR),
        ({"cache-control": "s-maxage=60, max-age=3600"}, HOUR),
        ({"cache-control": "s-maxage=60"}, None),
        ({"cache-control": "max-age=4000", "age": "400"}, HOUR),
        ({"cache-control": "max-age=60", "age": "400"}, timedelta(0)),
        ({"cache-control": "max-age=soon"}, timedelta(0)),
        ({"cache-control": "max-age=99999999999999999999"}, LONGEST_WAIT),
        ({"cache-control": "no-store, max-age=3600"}, timedelta(0)),
        ({"cache-control": "no-cache"}, timedelta(0)),
        ({"cache-control": 'no-cache="Set-Cookie", max-age=3600'}, HOUR),
        ({"cache-control": "max-age=3600", "expires": NOON, "date": NOON}, HOUR),
        ({"expires": ONE, "date": NOON}, HOUR),
        ({"expires": NOON, "date": ONE}, timedelta(0)),
        ({"expires": "0"}, timedelta(0)),
        ({"expires": "-1", "date": NOON}, timedelta(0)),
        ({"expires": "Fri, 20 Nov 2099 12:00:00 GMT"}, LONGEST_WAIT),
    ],
)
def test_how_long_an_answer_is_fresh(headers: dict[str, str], span: timedelta | None) -> None:
    assert fresh_for(headers) == span


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "3600"}, HOUR),
        ({"retry-after": " 0 "}, timedelta(0)),
        ({"retry-after": "9" * 5_000}, LONGEST_WAIT),
        ({"retry-after": ONE, "date": NOON}, HOUR),
        ({"retry-after": NOON, "date": ONE}, timedelta(0)),
        ({"retry-after": "Fri, 20 Nov 2099 12:00:00 GMT"}, LONGEST_WAIT),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "\u0661\u0662"}, None),
    ],
)
def test_when_to_come_back(headers: dict[str, str], wait: timedelta | None) -> None:
    assert retry_after(headers) == wait


def test_without_a_date_of_the_server_our_own_clock_counts() -> None:
    soon = (datetime.now(UTC) + timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    for span in (retry_after({"retry-after": soon}), fresh_for({"expires": soon})):
        assert span is not None
        assert timedelta(hours=23) < span <= timedelta(days=1)


@pytest.mark.parametrize("value", ["", "x" * 501, '"\x01"', '"caf\u00e9"'])
def test_a_validator_that_cannot_be_sent_back_is_dropped(value: str) -> None:
    assert validator({"etag": value}, "etag") is None


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40) | st.just(NOON)))
def test_no_header_can_break_us(headers: dict[str, str]) -> None:
    for span in (fresh_for(headers), retry_after(headers)):
        assert span is None or timedelta(0) <= span <= LONGEST_WAIT
