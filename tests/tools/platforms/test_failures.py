"""What an answer means: whether something may have happened decides first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from memory.errors import (
    ChannelBusy,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ChannelUnknown,
    ChannelUnpaid,
    ConfigError,
)
from tests import factory as make
from tools.platforms.failures import LONGEST_WAIT, Answer, failure, told, unreachable


def answer(status: int, **changes: object) -> Answer:
    return Answer.model_validate(
        {"call": "here: POST /posts", "status": status, "settings": "HERE_TOKEN", **changes}
    )


@pytest.mark.parametrize(
    ("status", "writing", "error"),
    [
        (400, True, ChannelRefused),
        (401, True, ChannelUnauthorised),
        (402, True, ChannelUnpaid),
        (403, True, ChannelForbidden),
        (404, True, ChannelRefused),
        (422, False, ChannelRefused),
        (429, True, ChannelBusy),
        (500, True, ChannelUnknown),
        (500, False, ChannelBusy),
        (599, True, ChannelUnknown),
        (302, True, ConfigError),
        (101, True, ConfigError),
    ],
)
def test_each_status_has_its_meaning(status: int, writing: bool, error: type[Exception]) -> None:
    given = failure(answer(status, said="Some reason."), writing=writing, now=make.NOW)
    assert type(given) is error
    assert str(given).startswith("here: POST /posts: HTTP") or status == 429


def test_a_key_that_is_not_accepted_is_named() -> None:
    assert "HERE_TOKEN" in str(failure(answer(401), writing=True, now=make.NOW))


@pytest.mark.parametrize(
    ("after", "waits"),
    [
        (timedelta(seconds=1), timedelta(seconds=1)),
        (LONGEST_WAIT, LONGEST_WAIT),
        (LONGEST_WAIT + timedelta(seconds=1), timedelta(minutes=5)),
        (timedelta(0), timedelta(minutes=5)),
        (timedelta(hours=-1), timedelta(minutes=5)),
        (None, timedelta(minutes=5)),
    ],
)
def test_only_a_credible_moment_is_waited_for(after: timedelta | None, waits: timedelta) -> None:
    resets_at = None if after is None else make.NOW + after
    busy = failure(answer(429, resets_at=resets_at), writing=True, now=make.NOW)
    assert isinstance(busy, ChannelBusy)
    assert busy.retry_at == make.NOW + waits


def test_what_was_never_sent_is_tried_again_soon() -> None:
    busy = unreachable("here: POST /posts", "no connection", make.NOW)
    assert busy.retry_at == make.NOW + timedelta(minutes=1)
    assert "nothing was sent" in str(busy)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("", "it gave no reason"),
        (" . ", "it gave no reason"),
        ("Too\nlong.", "it says: Too long"),
        ("\x00\x1b[31mred", "it says: [31mred"),
        ("x" * 500, f"it says: {'x' * 300}"),
    ],
)
def test_what_a_platform_says_is_one_bounded_line(words: str, line: str) -> None:
    assert told(words) == line
