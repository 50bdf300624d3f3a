"""Pictures on our loopback X: announced, sent in parts, finished, described, attached."""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.servers.x_refusals import Refusal, invalid

LARGEST = 5_000_000
LONGEST_ALT = 1_000
LIVES = timedelta(hours=24)
FIRST_ID = 1_880_028_106_020_515_840
_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


@dataclass
class Upload:
    """One picture on its way, or there."""

    id: str
    kind: str
    size: int
    until: datetime
    parts: dict[int, bytes] = field(default_factory=dict)
    alt: str = ""
    finished: bool = False
    looks_left: int = 0
    """How often it is still found unfinished by those who look."""

    @property
    def data(self) -> bytes:
        return b"".join(self.parts[number] for number in sorted(self.parts))


@dataclass
class MediaStore:
    """All that was uploaded."""

    clock: Callable[[], datetime]
    takes_looks: int = 0
    """How many questions it takes until X is done with a picture."""
    working: str = "in_progress"
    uploads: dict[str, Upload] = field(default_factory=dict)

    def begin(self, body: Any) -> dict[str, Any]:
        """POST /2/media/upload/initialize."""
        kind, size = body.get("media_type"), body.get("total_bytes")
        if body.get("media_category") != "tweet_image" or kind not in _SIGNATURES:
            raise invalid("$.media_type: does not have a value in the enumeration")
        if not isinstance(size, int) or not 0 < size <= LARGEST:
            raise Refusal(400, "Invalid Request", f"Image file size exceeds {LARGEST} bytes")
        upload = Upload(str(FIRST_ID + len(self.uploads)), kind, size, self.clock() + LIVES)
        self.uploads[upload.id] = upload
        return self._shown(upload)

    def append(self, media_id: str, body: Any) -> None:
        """POST /2/media/upload/{id}/append."""
        upload, number = self._known(media_id), body.get("segment_index")
        if not isinstance(number, int) or not 0 <= number <= 999:
            raise invalid("$.segment_index: is out of range")
        try:
            upload.parts[number] = base64.b64decode(body.get("media", ""), validate=True)
        except (binascii.Error, TypeError):
            raise invalid("$.media: is no base64") from None

    def finalize(self, media_id: str) -> dict[str, Any]:
        """POST /2/media/upload/{id}/finalize."""
        upload = self._known(media_id)
        if len(upload.data) != upload.size:
            raise invalid("Segments do not add up to provided total file size.")
        if not upload.data.startswith(_SIGNATURES[upload.kind]):
            raise invalid("Unsupported raw media category: the file is not of its media_type.")
        upload.finished, upload.looks_left = True, self.takes_looks
        return self._shown(upload)

    def status(self, media_id: str) -> dict[str, Any]:
        """GET /2/media/upload?command=STATUS."""
        upload = self._known(media_id)
        upload.looks_left = max(0, upload.looks_left - 1)
        return self._shown(upload)

    def describe(self, body: Any) -> dict[str, Any]:
        """POST /2/media/metadata."""
        upload = self._known(str(body.get("id")))
        alt = body["metadata"]["alt_text"]["text"]
        if not alt or len(alt) > LONGEST_ALT:
            raise invalid(
                f"$.metadata.alt_text.text: must be at most {LONGEST_ALT} characters long"
            )
        upload.alt = alt
        return {"id": upload.id, "associated_metadata": {"alt_text": {"text": alt}}}

    def attach(self, media_ids: Sequence[str]) -> None:
        """Raises Refusal unless all of them are ready to go with a post."""
        ready = [
            upload.id
            for upload in self.uploads.values()
            if upload.finished and not upload.looks_left and upload.until > self.clock()
        ]
        if not 1 <= len(media_ids) <= 4 or not set(media_ids) <= set(ready):
            raise invalid("Your media IDs are invalid.")

    def _known(self, media_id: str) -> Upload:
        if media_id not in self.uploads:
            raise invalid("BadRequest: Not found")
        return self.uploads[media_id]

    def _shown(self, upload: Upload) -> dict[str, Any]:
        left = int((upload.until - self.clock()).total_seconds())
        shown: dict[str, Any] = {
            "id": upload.id,
            "media_key": f"3_{upload.id}",
            "expires_after_secs": left,
            "size": upload.size,
        }
        if upload.finished and upload.looks_left:
            shown["processing_info"] = {"state": self.working, "check_after_secs": 1}
        return shown


def png(extra: int = 0) -> bytes:
    """A PNG of one black dot, with `extra` bytes after its end."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    chunks = {b"IHDR": header, b"IDAT": zlib.compress(b"\0\0"), b"IEND": b""}
    body = b"".join(_chunk(name, data) for name, data in chunks.items())
    return _SIGNATURES["image/png"] + body + bytes(extra)


def _chunk(name: bytes, data: bytes) -> bytes:
    checked = name + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))
