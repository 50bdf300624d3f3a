"""What a refusal of LinkedIn means for us, as one of our own errors.

Pure: status, headers and body in, exception out. It never raises itself, whatever the
platform sends. Source: learn.microsoft.com, LinkedIn, "Error Handling", "Rate Limiting" and
"API Versioning", read 2026-11-21; the body of a duplicate as seen in public bug reports.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from memory.errors import (
    ChannelBusy,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ConfigError,
    UnderstudyError,
)
from tools.linkedin.wire import Problem
from tools.platforms.failures import LONGEST_WAIT, lost, told
from tools.platforms.http import Reply
from tools.web.headers import retry_after

WINDOW = timedelta(hours=1)
"""LinkedIn counts calls by the day, which ends at midnight UTC; within it, we ask hourly."""
_URN = re.compile(r"urn:li:(?:share|ugcPost):\d{1,30}")


class LinkedInDuplicate(ChannelRefused):
    """The author has posted this text before; `urn` is that post, where LinkedIn names it."""

    def __init__(self, message: str, urn: str | None) -> None:
        super().__init__(message)
        self.urn = urn


class PostMissing(ChannelRefused):
    """There is no such post (any more)."""


def refusal(reply: Reply, *, doubtful: bool, now: datetime) -> UnderstudyError:
    """The error for `reply`; `doubtful`: the call would have published."""
    problem = _parsed(reply.body)
    where = f"{reply.call}: HTTP {reply.status}: {told(problem.message)}"
    if reply.status in {409, 422} and "DUPLICATE_POST" in problem.codes:
        urn = _URN.search(problem.message)
        return LinkedInDuplicate(f"{where}; change the words", urn[0] if urn else None)
    match reply.status:
        case 401:
            return ChannelUnauthorised(
                f"{where}; a token lasts 60 days: get a new one in LinkedIn's developer portal "
                "and put it into UNDERSTUDY_LINKEDIN_TOKEN"
            )
        case 403:
            return ChannelForbidden(
                f"{where}; check the token's permissions (w_member_social for a person, "
                "w_organization_social for a page; r_member_social or r_organization_social to "
                "read) and UNDERSTUDY_LINKEDIN_AUTHOR"
            )
        case 404:
            return PostMissing(f"{where}; it is gone, or was never there")
        case 426:
            return ConfigError(
                f"{where}; each version of the API ends after a year: set "
                "UNDERSTUDY_LINKEDIN_VERSION to one of this year, such as 202611"
            )
        case 429:
            until = now + _wait_asked(reply.headers)
            return ChannelBusy(f"{where}; we come back at {until:%H:%M:%S} UTC", until)
        case status if status >= 500:
            return lost(where, "a failure of the server", writing=doubtful, now=now)
        case status if status >= 400:
            return ChannelRefused(f"{where}; it will not be accepted as it is")
        case _:
            return ConfigError(
                f"{where}; that is no answer of LinkedIn: check UNDERSTUDY_LINKEDIN_URL"
            )


def _wait_asked(headers: Mapping[str, str]) -> timedelta:
    asked = retry_after(headers)
    return asked if asked and asked <= LONGEST_WAIT else WINDOW


def _parsed(body: bytes) -> Problem:
    try:
        return Problem.model_validate_json(body)
    except ValueError:
        return Problem()
