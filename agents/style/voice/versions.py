"""Versions of a voice: measured anew when the posts have changed, and kept.

A profile belongs to the posts that it was measured on: a digest of all that is counted in
them, of the time zone and of how we count says whether a kept one still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from agents.style.voice.profile import MEASURE, VoiceProfile
from memory.errors import ConfigError
from memory.types import Post
from memory.voices import VoiceStore, VoiceVersion


class Measured(NamedTuple):
    """One version of a voice."""

    version: int
    measured_at: datetime
    profile: VoiceProfile


class VoiceVersions:
    """The measured voices of one persona."""

    def __init__(
        self, persona: str, store: VoiceStore, clock: Callable[[], datetime], zone: ZoneInfo
    ) -> None:
        self._persona = persona
        self._store = store
        self._clock = clock
        self._zone = zone

    def current(self, posts: Sequence[Post]) -> Measured:
        """The version of these `posts`; measured now, and kept, when there is none."""
        digest = digest_of(posts, self._zone)
        kept = self._store.find(self._persona, digest)
        found = _read(kept) if kept else None
        if found is None:
            profile = VoiceProfile.measure(posts, zone=self._zone)
            body = profile.model_dump(mode="json")
            kept = self._store.add(self._persona, digest, body, self._clock())
            found = Measured(kept.version, kept.measured_at, profile)
        return found

    def version(self, number: int) -> Measured:
        """One of the past. Raises ConfigError when there is none that we can read."""
        kept = self._store.version(self._persona, number)
        found = _read(kept) if kept else None
        if found is None:
            there = ", ".join(str(one.version) for one in self.history()) or "none yet"
            state = "is not there" if kept is None else "was counted in another way than today"
            raise ConfigError(
                f"voice of {self._persona}: version {number} {state}; there is {there}"
            )
        return found

    def history(self) -> tuple[Measured, ...]:
        """Oldest first; those that an earlier release counted in another way are left out."""
        versions = map(_read, self._store.history(self._persona))
        return tuple(found for found in versions if found is not None)


def digest_of(posts: Sequence[Post], zone: ZoneInfo) -> str:
    """SHA-256 over all that is measured of `posts`, whatever their order."""
    digest = hashlib.sha256(f"{MEASURE} {zone.key}".encode())
    for post in sorted(posts, key=lambda one: one.id):
        counted = (post.id, post.text, post.kind, post.channel, post.topics)
        line = json.dumps([*counted, post.posted_at.isoformat()])
        digest.update(line.encode())
    return digest.hexdigest()


def _read(kept: VoiceVersion) -> Measured | None:
    try:
        profile = VoiceProfile.model_validate(kept.body)
    except ValidationError:
        return None
    return Measured(kept.version, kept.measured_at, profile)
