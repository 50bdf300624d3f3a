"""What one Mastodon server takes, asked once a day and kept in a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from memory.errors import StorageError
from memory.types import UTCTime, Value
from tools.files import replace_file

FRESH = timedelta(days=1)
_QUOTES_SINCE = 7
"""The API version of Mastodon 4.5, whose servers take quotes."""


class Instance(Value):
    """Limits of a server; the defaults are Mastodon's own.

    Source: docs.joinmastodon.org/entities/Instance, read 2026-11-21.
    """

    longest: int = 500
    """Characters of a status."""
    link_length: int = 23
    most_media: int = 4
    largest_picture: int = 16_777_216
    """Bytes."""
    longest_alt: int = 1_500
    """Characters of a picture's description."""
    quotes: bool = False
    asked_at: UTCTime | None = None

    @classmethod
    def told(cls, answer: Any, now: datetime) -> Instance:
        """From /api/v2/instance; what a server does not say is as Mastodon has it."""
        limits = answer.get("configuration") or {}
        statuses = limits.get("statuses") or {}
        media = limits.get("media_attachments") or {}
        versions = answer.get("api_versions") or {}
        given = {
            "longest": statuses.get("max_characters"),
            "link_length": statuses.get("characters_reserved_per_url"),
            "most_media": statuses.get("max_media_attachments"),
            "largest_picture": media.get("image_size_limit"),
            "longest_alt": media.get("description_limit"),
        }
        known = {name: value for name, value in given.items() if isinstance(value, int)}
        quotes = (versions.get("mastodon") or 0) >= _QUOTES_SINCE
        return cls(**known, quotes=quotes, asked_at=now)


class InstanceFile:
    """The newest answer, in a file that all processes read."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self._path = path
        self._clock = clock

    def known(self) -> Instance:
        """What was said last; Mastodon's own limits before anything was."""
        try:
            return Instance.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):  # only a cache: it is asked for again
            return Instance()

    def current(self, ask: Callable[[], Instance]) -> Instance:
        """What was said within a day, or what `ask` says now. Raises StorageError."""
        known = self.known()
        if known.asked_at is not None and self._clock() < known.asked_at + FRESH:
            return known
        told = ask()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, told.model_dump_json())
        except OSError as error:
            raise StorageError(f"{self._path}: cannot keep what Mastodon says: {error}") from error
        return told
