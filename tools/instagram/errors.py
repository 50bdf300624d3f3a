"""What a refusal of Instagram means for us, as one of our own errors.

Pure: status, headers and body in, exception out. It never raises itself, whatever the
platform sends. Codes: Meta, "Error Codes" of the Instagram Platform and "Rate Limits" of
the Graph API, read 2026-11-21. Most refusals come as HTTP 400, so that only the code and
its subcode tell them apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from memory.errors import (
    ChannelBusy,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ConfigError,
    UnderstudyError,
)
from tools.instagram.wire import Problem, Refused
from tools.platforms.failures import LONGEST_WAIT, SHORT_WAIT, lost, told
from tools.platforms.http import Reply

WINDOW = timedelta(hours=1)
"""Calls are counted over a rolling hour, and posts over a rolling day of which we do not know
the oldest: in both cases an hour later is a good time to ask again."""
LITTLE_WHILE = timedelta(seconds=30)
"""A container that is not ready is seldom more than seconds away from it."""

SERVER = frozenset({-1, 1, 2})
THROTTLED = frozenset({4, 17, 32, 613, 80002})
TOKEN = frozenset({102, 190, 463, 467})
QUOTA = 2207042
BLOCKED = 2207051
NOT_READY = 2207027
NOT_FETCHED = frozenset({2207003, 2207052})
GONE = frozenset({33, 2207006, 2207008, 2207020})
"""A container or medium that is not there (any more), or that this token may not see."""


class ContainerGone(ChannelBusy):
    """There is no such container: it is over, or Instagram cannot find it just now."""


class MediaNotFetched(ChannelBusy):
    """Instagram could not fetch a picture from its address."""


def refusal(reply: Reply, *, doubtful: bool, now: datetime) -> UnderstudyError:
    """The error for `reply`; `doubtful`: the call would have published."""
    problem = _parsed(reply.body)
    numbers = f"code {problem.code}" + (f"/{problem.error_subcode}" * bool(problem.error_subcode))
    said = told(problem.error_user_msg or problem.message)
    where = f"{reply.call}: HTTP {reply.status}, {numbers}: {said}"
    return (
        _about_limits(where, reply, problem, doubtful, now)
        or _about_leave(where, reply.status, problem)
        or _about_media(where, problem.error_subcode, now)
        or _other(where, reply.status, problem, doubtful, now)
    )


def _about_leave(where: str, status: int, problem: Problem) -> ChannelForbidden | None:
    if problem.code in TOKEN or status == 401:
        return ChannelUnauthorised(
            f"{where}; a long-lived token lasts 60 days, and can be refreshed from its second day "
            "until its last (graph.instagram.com/refresh_access_token): put a new one into "
            "UNDERSTUDY_INSTAGRAM_TOKEN"
        )
    if status == 403 or problem.code in {3, 10, 25} or 200 <= problem.code < 300:
        return ChannelForbidden(
            f"{where}; check the app's permissions (instagram_business_basic and "
            "instagram_business_content_publish), and sign in to see whether the account is asked "
            "for something"
        )
    return None


def _about_limits(
    where: str, reply: Reply, problem: Problem, doubtful: bool, now: datetime
) -> UnderstudyError | None:
    if doubtful and problem.error_subcode == BLOCKED:
        # Seen with posts that were out all the same, so that only the container can tell.
        return lost(where, "it may have been taken before", writing=True, now=now)
    if problem.code == 9 or problem.error_subcode == QUOTA:
        return ChannelBusy(f"{where}; the day's posts are used up, we ask again", now + WINDOW)
    if problem.code in THROTTLED or reply.status == 429:
        until = now + wait_asked(reply.headers)
        return ChannelBusy(f"{where}; we come back at {until:%H:%M:%S} UTC", until)
    return None


def _about_media(where: str, sub: int, now: datetime) -> ChannelBusy | None:
    if sub == NOT_READY:
        return ChannelBusy(f"{where}; we wait for the container", now + LITTLE_WHILE)
    if sub in GONE:
        return ContainerGone(f"{where}; it is made anew", now + LITTLE_WHILE)
    if sub in NOT_FETCHED:
        return MediaNotFetched(f"{where}; the picture's address must be public", now + SHORT_WAIT)
    return None


def _other(
    where: str, status: int, problem: Problem, doubtful: bool, now: datetime
) -> UnderstudyError:
    if status >= 500 or problem.is_transient or problem.code in SERVER:
        return lost(where, "a failure of the server", writing=doubtful, now=now)
    if status >= 400:
        return ChannelRefused(f"{where}; it will not be accepted as it is")
    return ConfigError(f"{where}; that is no answer of Instagram: check UNDERSTUDY_INSTAGRAM_URL")


def wait_asked(headers: Mapping[str, str]) -> timedelta:
    """How long the usage headers ask us to stay away; an hour when they do not say.

    `X-Business-Use-Case-Usage` holds, for each account, `estimated_time_to_regain_access` in
    minutes.
    """
    minutes = [entry.get("estimated_time_to_regain_access") for entry in _usages(headers)]
    waits = [timedelta(minutes=m) for m in minutes if isinstance(m, int) and 0 < m < 10_000]
    credible = [wait for wait in waits if wait <= LONGEST_WAIT]
    return max(credible, default=WINDOW)


def used(headers: Mapping[str, str]) -> int | None:
    """Percent of the calls of the hour that are used up, 0 to 100; None when it does not say."""
    names = ("call_count", "total_cputime", "total_time")
    shares = [entry.get(name) for entry in _usages(headers) for name in names]
    known = [share for share in shares if isinstance(share, int)]
    return min(max(*known, 0), 100) if known else None


def _usages(headers: Mapping[str, str]) -> list[dict[str, Any]]:
    """What both usage headers say, one entry for each limit."""
    of_app = _json(headers.get("x-app-usage", ""))
    of_accounts = _json(headers.get("x-business-use-case-usage", ""))
    entries = [of_app]
    for listed in of_accounts.values():
        entries += listed if isinstance(listed, list) else []
    return [entry for entry in entries if isinstance(entry, dict)]


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _parsed(body: bytes) -> Problem:
    try:
        return Refused.model_validate_json(body).error
    except ValueError:
        return Problem()
