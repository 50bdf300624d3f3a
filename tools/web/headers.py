"""What the headers of an answer say about time: how long it is fresh, when to come back.

Each function takes headers by lower-case name. Nothing here raises: a value that makes
no sense counts as the standard says, or as absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(days=7)
"""However long a server asks us to stay away, we look again after this."""

LONGEST_VALIDATOR = 500
"""Characters of an ETag or Last-Modified that we are willing to send back."""

_DIRECTIVE = re.compile(r'([a-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,"]*)))?', re.I)


def fresh_for(headers: Mapping[str, str]) -> timedelta | None:
    """How long the answer is as good as a new one, from 0 to 7 days; None when it does not say.

    `no-store` and `no-cache` are 0. `max-age` counts less `Age`, and before `Expires`, which
    counts from the server's own `Date`. One that cannot be read means stale: 0. `s-maxage` is
    for shared caches and not for us. Source: RFC 9111, sections 4.2.1, 5.2 and 5.3.
    """
    asked = _directives(headers.get("cache-control", ""))
    if "no-store" in asked or asked.get("no-cache") == "":  # no-cache="Set-Cookie" is harmless
        return timedelta(0)
    if "max-age" in asked:
        lifetime = _seconds(asked["max-age"]) or timedelta(0)
        return _bounded(lifetime - (_seconds(headers.get("age", "")) or timedelta(0)))
    if "expires" in headers:
        end = _moment(headers["expires"])
        return _bounded(end - _sent(headers)) if end else timedelta(0)
    return None


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """How long the server asks us to stay away, from 0 to 7 days; None when it does not say.

    A date counts from the server's own `Date`. Source: RFC 9110, section 10.2.3.
    """
    value = headers.get("retry-after", "")
    wait = _seconds(value)
    if wait is None and (moment := _moment(value)):
        wait = moment - _sent(headers)
    return None if wait is None else _bounded(wait)


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """The ETag or Last-Modified, when it is fit to be sent back."""
    value = headers.get(name)
    fit = value and len(value) <= LONGEST_VALIDATOR and value.isascii() and value.isprintable()
    return value if fit else None


def _directives(value: str) -> dict[str, str]:
    """By lower-case name; "" for one without a value."""
    return {name.lower(): quoted or plain for name, quoted, plain in _DIRECTIVE.findall(value)}


def _seconds(text: str) -> timedelta | None:
    text = text.strip()
    if not (text.isascii() and text.isdecimal()):
        return None
    digits = text.lstrip("0")
    return timedelta(seconds=int(digits or 0)) if len(digits) < 10 else LONGEST_WAIT


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _sent(headers: Mapping[str, str]) -> datetime:
    """When the server says that it answered, by the clock by which it set its dates."""
    return _moment(headers.get("date", "")) or datetime.now(UTC)


def _bounded(span: timedelta) -> timedelta:
    return min(max(span, timedelta(0)), LONGEST_WAIT)
