"""Entries: what every archive reader hands out, and the small questions that all of them ask."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from memory.types import Post, PostKind

REPOST = "a repost: somebody else's words"
NO_TEXT = "no text"
NO_TIME = "no readable time"
DRAFT = "a draft, never published"
OTHERS = "by somebody else"
KNOWN = "known already, and not fetched again"

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
"""With its semicolon: the "&copy=2" of an address is none."""
_HALF = re.compile(r"[\ud800-\udfff]")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_ZONE = re.compile(r"(:\d\d(?:\.\d+)?) ?(UTC|GMT|Z|[+-]\d\d:?\d\d)$")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Skipped:
    """Something of an archive that is no post, and why.

    Reasons that differ only in a detail count as different: the detail belongs in `example`.
    """

    line: int
    """From 1; 0 where there are no lines."""
    reason: str
    member: str = ""
    """The file within the archive."""
    example: str = ""
    """What it looks like, cut short by who shows it."""


Entry = Post | Skipped
"""One thing of an archive: a post, or why it is none."""


def kind_of(text: str, *, reply: bool) -> PostKind:
    """What kind of post `text` is; `reply` when it is known to answer somebody."""
    if reply or text.startswith("@"):
        return PostKind.REPLY
    if "https://" in text or "http://" in text:
        return PostKind.COMMENT
    return PostKind.QUESTION if text.endswith("?") else PostKind.STATEMENT


def clean(value: Any) -> str:
    """`value` as the text of a post: HTML entities undone once, NFC, trimmed; "" if no text."""
    return plain(_ENTITY.sub(_character, value)) if isinstance(value, str) else ""


def plain(text: str) -> str:
    """`text` in NFC, trimmed, without what no database takes: NULs and halves of letters."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _HALF.sub("\ufffd", text))
    return text.replace("\0", "").strip()


def _character(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


def time_of(value: Any) -> datetime | None:
    """Aware UTC from ISO 8601, RFC 2822, X's own format or seconds or milliseconds since 1970.

    A naive time is taken as UTC; None for what is no time after 1970.
    """
    if isinstance(value, str) and _EPOCH.fullmatch(value):
        value = float(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        seconds = value / 1000 if value >= 1e11 else value
        return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 1e11 else None
    if not isinstance(value, str):
        return None
    value = _ZONE.sub(_iso_zone, value.strip())
    for read in (datetime.fromisoformat, _x_time, parsedate_to_datetime):
        try:
            found = read(value)
            found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, IndexError, OverflowError):
            continue
        return found if found.year >= 1970 else None
    return None


def _iso_zone(zone: re.Match[str]) -> str:
    """The time of day with its zone as fromisoformat wants it: "10:30:00 UTC" and the like."""
    return f"{zone[1]}{'+00:00' if zone[2].isalpha() else zone[2]}"


def _x_time(value: str) -> datetime:
    """ "Mon May 04 10:30:00 +0000 2026"; strptime would take as long as all the rest."""
    _, month, day, clock, zone, year = value.split(" ")
    number = _MONTHS.index(month) + 1
    return datetime.fromisoformat(f"{year}-{number:02}-{day:0>2}T{clock}{zone}")


def count_of(value: Any) -> int:
    try:
        return max(0, int(float(value)))
    except (TypeError, ValueError, OverflowError):
        return 0


def truth(value: Any) -> bool:
    return value is True or str(value).lower() in {"true", "1", "yes"}


def content_id(text: str, when: datetime) -> str:
    return hashlib.sha256(f"{when.isoformat()}\n{text}".encode()).hexdigest()[:16]
