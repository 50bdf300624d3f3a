"""Entries: what every archive reader hands out, and the small questions that all of them ask."""

from __future__ import annotations

import hashlib
import html
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from memory.types import Post, PostKind


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
    return (
        unicodedata.normalize("NFC", html.unescape(value)).strip()
        if value and isinstance(value, str)
        else ""
    )


def time_of(value: Any) -> datetime | None:
    """Aware UTC from ISO 8601, RFC 2822 or X's own format; a naive time is taken as UTC."""
    if isinstance(value, (int, float)) and 0 < value < 1e11:
        return datetime.fromtimestamp(value, UTC)
    if not isinstance(value, str):
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime, _x_time):
        try:
            found = read(value.strip())
        except (ValueError, IndexError, OverflowError):
            continue
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _x_time(value: str) -> datetime:
    return datetime.strptime(value, "%a %b %d %H:%M:%S %z %Y")


def count_of(value: Any) -> int:
    try:
        return max(0, int(float(value)))
    except (TypeError, ValueError, OverflowError):
        return 0


def truth(value: Any) -> bool:
    return value is True or str(value).lower() in {"true", "1", "yes"}


def content_id(text: str, when: datetime) -> str:
    return hashlib.sha256(f"{when.isoformat()}\n{text}".encode()).hexdigest()[:16]
