"""What an answer of a platform that is no success means for us, as one of our own errors.

Pure: facts in, exception out. The question that decides is whether a write may have
happened: only then is the error ChannelUnknown.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from memory.errors import (
    ChannelBusy,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ChannelUnknown,
    ChannelUnpaid,
    ConfigError,
    UnderstudyError,
)
from memory.types import UTCTime, Value

DEFAULT_WAIT = timedelta(minutes=5)
"""Used after a 429 that names no credible moment: the usual window of Mastodon and Bluesky."""
SHORT_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=25)
"""Moments further away are not believed: the longest window that we know is a day."""
_DETAIL_LIMIT = 300
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class Answer(Value):
    """An HTTP answer that is no success."""

    call: str
    """Platform, method and path."""
    status: int
    said: str = ""
    """The platform's own words."""
    resets_at: UTCTime | None = None
    """When it says that the limit is over."""
    settings: str
    """The keys to look at when it does not accept ours."""


def failure(answer: Answer, *, writing: bool, now: datetime) -> UnderstudyError:
    """The error to raise for `answer`; `writing`: the call would have published or changed."""
    where = f"{answer.call}: HTTP {answer.status}"
    said = told(answer.said)
    match answer.status:
        case 401:
            return ChannelUnauthorised(f"{where}: {said}; check {answer.settings}")
        case 402:
            return ChannelUnpaid(f"{where}: {said}; pay what the server asks for")
        case 403:
            return ChannelForbidden(f"{where}: {said}; check the account and what it may do")
        case 429:
            until = _credible(answer.resets_at, now)
            return ChannelBusy(f"{where}: rate limit; we come back at {until:%H:%M:%S} UTC", until)
        case status if status >= 500:
            return lost(answer.call, f"HTTP {status}: {said}", writing=writing, now=now)
        case status if status >= 400:
            return ChannelRefused(f"{where}: {said}; it will not be accepted as it is")
        case _:
            return ConfigError(f"{where}: not an answer of its API; check {answer.settings}")


def lost(call: str, reason: str, *, writing: bool, now: datetime) -> UnderstudyError:
    """The error for a call that may have arrived and was not answered as it should be."""
    if writing:
        return ChannelUnknown(
            f"{call}: {reason}; it may or may not have been done: look before repeating"
        )
    return ChannelBusy(f"{call}: {reason}; nothing was changed, we try again", now + SHORT_WAIT)


def unreachable(call: str, reason: str, now: datetime) -> ChannelBusy:
    """The error for a call of which nothing was sent."""
    return ChannelBusy(f"{call}: {reason}; nothing was sent; check the network", now + SHORT_WAIT)


def told(words: str) -> str:
    """A platform's words as one bounded line; empty ones say so."""
    line = _CONTROL.sub(" ", words).strip(" .")
    return f"it says: {line[:_DETAIL_LIMIT]}" if line else "it gave no reason"


def _credible(moment: datetime | None, now: datetime) -> datetime:
    if moment is not None and now < moment <= now + LONGEST_WAIT:
        return moment
    return now + DEFAULT_WAIT
