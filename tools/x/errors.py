"""What an answer of X that is no success means for us, as one of our own errors.

Pure: status, headers and body in, exception out. It never raises itself, whatever
the platform sends. The question that decides is whether a write may have happened:
only then is the error ChannelUnknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from memory.errors import (
    ChannelBusy,
    ChannelError,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ChannelUnknown,
    ChannelUnpaid,
    ConfigError,
    UnderstudyError,
)

DEFAULT_WAIT = timedelta(minutes=15)
"""X's rate-limit window, used when the headers say nothing credible."""
LONGEST_WAIT = timedelta(hours=25)
"""Resets further away are not believed: X's longest window is a day."""
_DETAIL_LIMIT = 300
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_OF_THE_APP = frozenset({"client-forbidden", "oauth1-permissions", "unsupported-authentication"})
"""Kinds of HTTP 403 that no post of ours will get past. Source: X's OpenAPI description 2.159."""
_BARRED = re.compile(r"\baccount (?:is|has been) (?:temporarily )?(?:suspended|locked)\b", re.I)
"""X's words for its errors 64 and 326, which come without a kind."""
_NOT_NOW = re.compile(r"\b(?:over daily|daily limit|might be automated)\b", re.I)
"""X's words for its errors 185, 344 and 226: the account has done too much, or too fast."""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer that is not a success. Header names in lower case."""

    call: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class ChannelDuplicate(ChannelRefused):
    """HTTP 403 for a text that the account has posted already; it says nothing of the account."""


class ChannelMissing(ChannelRefused):
    """There is no such account or post (any more)."""


class FieldWithheld(ChannelForbidden):
    """X shows the post, and not all that was asked about it."""


class TokenRefused(ChannelUnauthorised):
    """HTTP 401: the keys or the token are not accepted, so nothing was done."""


def failure(answer: Answer, *, writing: bool, now: datetime) -> UnderstudyError:
    """The error to raise for `answer`; `writing`: the call would have changed something."""
    said = detail(answer.body)
    where = f"x: {answer.call}: HTTP {answer.status}"
    match answer.status:
        case 401:
            return TokenRefused(
                f"{where}: {said}; check the X keys and this machine's clock, or authorise again"
            )
        case 402:
            return ChannelUnpaid(f"{where}: {said}; buy credits in X's developer console")
        case 403 if _is_of_x(answer.body):
            return _forbidden(answer, f"{where}: {said}", now)
        case 404 if _kind(answer.body) == "resource-not-found":
            return ChannelMissing(f"{where}: {said}; it is not there (any more)")
        case 429:
            return _later(f"{where}: rate limit", answer.headers, now)
        case status if status < 400 or status in {403, 404}:
            return ConfigError(
                f"{where}: {said}; this is not X's API, or not the way to it: check X_BASE_URL "
                "and the network"
            )
        case status if status >= 500 or status == 408:
            return _server_error(f"{where}: {said}", writing, now)
        case _:
            return ChannelRefused(f"{where}: {said}; it will not be accepted as it is")


def _later(told: str, headers: Mapping[str, str], now: datetime) -> ChannelBusy:
    until = retry_at(headers, now)
    return ChannelBusy(f"{told}; we come back at {until:%H:%M:%S} UTC", until)


def _forbidden(answer: Answer, told: str, now: datetime) -> ChannelError:
    """HTTP 403 is about money, this text, the app, the account or the moment, or this post."""
    said, kind = detail(answer.body), _kind(answer.body)
    if kind == "credits":
        return ChannelUnpaid(f"{told}; raise the spending limit in X's developer console")
    if "duplicate" in said.lower():
        return ChannelDuplicate(f"{told}; the account has posted this text before")
    if kind in _OF_THE_APP:
        return ChannelUnauthorised(f"{told}; check the app's permissions and the access tier")
    if _BARRED.search(said):
        return ChannelUnauthorised(f"{told}; log in at x.com and see what X asks for")
    if _NOT_NOW.search(said):
        return _later(told, answer.headers, now)
    return ChannelForbidden(f"{told}; check the app's permissions and the access tier")


def withheld(call: str, problem: Mapping[str, object]) -> ChannelError:
    """The error for HTTP 200 with a problem where the data should be."""
    where = f"x: {call}: {_told(_words(dict(problem)))}"
    match _last_part(problem.get("type")):
        case "not-authorized-for-resource":
            return ChannelForbidden(
                f"{where}; the account shows its posts to followers only: follow it from ours, "
                "or take it out of the sources"
            )
        case "not-authorized-for-field":
            return FieldWithheld(f"{where}; ask for less")
        case "resource-not-found":
            return ChannelMissing(
                f"{where}; check the spelling: it may be renamed, closed or suspended"
            )
        case _:
            return ChannelRefused(f"{where}; it will not be shown as it is")


def _kind(body: bytes) -> str:
    """The kind of a problem document, told at its top or in its first error; "" for none."""
    parsed = _parsed(body)
    problem = parsed if isinstance(parsed, dict) else {}
    return _last_part(problem.get("type") or _of_first(problem, "type"))


def _is_of_x(body: bytes) -> bool:
    """Whether X's API speaks, and not a proxy, a guard or a hotel's login page before it."""
    return isinstance(_parsed(body), dict)


def _last_part(kind: object) -> str:
    return str(kind or "").rpartition("/")[2]


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def lost(call: str, reason: str, *, writing: bool, now: datetime) -> ChannelError:
    """The error for a call that may have arrived and was never answered in full."""
    return _server_error(f"x: {call}: {reason}", writing, now)


def unreachable(call: str, reason: str, now: datetime) -> ChannelBusy:
    """The error for a call of which nothing was sent."""
    return ChannelBusy(
        f"x: {call}: {reason}; nothing was sent; check the network and X_BASE_URL",
        now + timedelta(minutes=1),
    )


def _server_error(message: str, writing: bool, now: datetime) -> ChannelError:
    if writing:
        return ChannelUnknown(f"{message}; it may or may not have been done: look before repeating")
    return ChannelBusy(f"{message}; nothing was changed, we try again", now + timedelta(minutes=1))


def detail(body: bytes) -> str:
    """X's own words, in one bounded line; empty bodies say so."""
    words = _words(_parsed(body)) or body[: 4 * _DETAIL_LIMIT].decode("utf-8", "replace")
    return _told(words)


def _told(words: str) -> str:
    line = _UNREADABLE.sub(" ", words).strip(" .")
    return f"X says: {line[:_DETAIL_LIMIT]}" if line else "X gave no reason"


def _words(parsed: object) -> str:
    """The most telling text of a problem document, an OAuth error or a v1.1 error list."""
    if not isinstance(parsed, dict):
        return ""
    message = _of_first(parsed, "message")
    for key in ("detail", "error_description", "message", "title", "error"):
        if isinstance(value := parsed.get(key), str) and value:
            return f"{value} {message}" if message else value
    return message or _of_first(parsed, "detail")


def _of_first(parsed: dict[str, object], key: str) -> str:
    """What the first of the listed errors says under `key`."""
    errors = parsed.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    value = first.get(key) if isinstance(first, dict) else None
    return value if isinstance(value, str) else ""


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """When to come back after a 429: a credible reset, else Retry-After, else 15 minutes.

    A spent daily limit outlasts the window of `x-rate-limit-reset`, so the latest of
    the limits that are spent counts. Credible: in the future and at most 25 hours away.
    """
    spent = [
        f"x-{scope}-limit-24hour-reset"
        for scope in ("user", "app")
        if headers.get(f"x-{scope}-limit-24hour-remaining") == "0"
    ]
    resets = [epoch(headers.get(name)) for name in ("x-rate-limit-reset", *spent)]
    credible = [reset for reset in resets if reset and now < reset <= now + LONGEST_WAIT]
    if credible:
        return max(credible)
    after = _retry_after(headers.get("retry-after"), now)
    return after if after and now < after <= now + LONGEST_WAIT else now + DEFAULT_WAIT


def epoch(value: str | None) -> datetime | None:
    """Seconds since 1970 as a time; None for anything else."""
    try:
        return datetime.fromtimestamp(int(value or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _retry_after(value: str | None, now: datetime) -> datetime | None:
    """Seconds or an HTTP date (RFC 9110, 10.2.3)."""
    try:
        return now + timedelta(seconds=int(value or ""))
    except (ValueError, OverflowError):
        pass
    try:
        date = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
