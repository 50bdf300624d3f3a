"""X's own names for pictures: how they are sent, and what X says of them.

Source: X's OpenAPI description 2.159 (July 2026), `/2/media/…`.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from memory.types import Value

INITIALIZE = "/2/media/upload/initialize"
APPEND = "/2/media/upload/{id}/append"
FINALIZE = "/2/media/upload/{id}/finalize"
STATUS = "/2/media/upload"
METADATA = "/2/media/metadata"

LARGEST_IMAGE = 5_000_000
"""Bytes. Source: X's documentation of media, read 2026-11-21: "Image: 5 MB"."""
LONGEST_ALT = 1_000
"""Characters."""
MOST = 4
"""Pictures of one post."""
LONGEST_LIFE = 86_400
"""Seconds for which X keeps a picture that no post has."""
SEGMENT = 3_000_000
"""Bytes sent at a time; a third more as base64."""


class XMedia(Value):
    """A picture at X."""

    id: str
    lives_s: int = 0
    """Seconds for which it may be attached; 0 where X does not say."""
    failed: bool = False
    wait_s: int = 0
    """Seconds until we should ask again, while X still works on it; 0 when it is ready."""


def begin(size: int, kind: str) -> dict[str, Any]:
    """Body that announces a picture of `size` bytes, `kind` such as "image/png"."""
    return {"media_category": "tweet_image", "media_type": kind, "total_bytes": size}


def segment(number: int, data: bytes) -> dict[str, Any]:
    """Body with a part of it, counted from 0."""
    return {"media": base64.b64encode(data).decode(), "segment_index": number}


def status(media_id: str) -> dict[str, str]:
    """Query that asks how far X is."""
    return {"command": "STATUS", "media_id": media_id}


def metadata(media_id: str, alt: str) -> dict[str, Any]:
    """Body that says what a picture shows."""
    return {"id": media_id, "metadata": {"alt_text": {"text": alt}}}


def media(answer: Mapping[str, Any]) -> XMedia:
    """What X says of one picture. Raises ValueError."""
    data = answer.get("data")
    if not isinstance(data, dict):
        raise ValueError("no data")
    info = data.get("processing_info")
    work = info if isinstance(info, dict) else {"state": "succeeded"}
    state = work.get("state", "succeeded")
    working = state not in ("succeeded", "failed")
    return XMedia(
        id=str(data.get("id")),
        lives_s=_seconds(data.get("expires_after_secs")),
        failed=state == "failed",
        wait_s=max(_seconds(work.get("check_after_secs")), 1) if working else 0,
    )


def _seconds(said: Any) -> int:
    """What X says of a time, within reason; 0 for nothing."""
    return min(max(said, 0), LONGEST_LIFE) if isinstance(said, int) else 0
