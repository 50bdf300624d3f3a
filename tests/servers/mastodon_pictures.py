"""Pictures on our loopback Mastodon: uploaded, worked at, described, held by one status."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

from tests.servers.loopback import Call, Loopback, Refused, Said


def refused(status: int, message: str) -> Refused:
    return Refused(Said(status, {"error": message}))


@dataclass
class Upload:
    """A picture; `looks` more until it is ready."""

    kind: str
    size: int
    alt: str
    looks: int
    attached: bool = False


class Pictures:
    """`held` by id."""

    def __init__(self, server: Loopback) -> None:
        self.held: dict[str, Upload] = {}
        self.looks = 0
        """How many looks a new picture takes until it is ready."""
        self._server = server

    def attach(self, media: list[str]) -> None:
        for media_id in media:
            upload = self.held.get(media_id)
            if upload is None or upload.attached:
                raise refused(422, f"Media with ids {media_id} not found or already used")
            if upload.looks:
                raise refused(
                    422,
                    "Cannot attach files that have not finished processing. Try again in a moment!",
                )
        for media_id in media:
            self.held[media_id].attached = True

    def upload(self, call: Call) -> Said:
        parts = _multipart(call)
        kind, data = parts["file"]
        alt = parts.get("description", ("", b""))[1].decode()
        if kind not in {"image/jpeg", "image/png"}:
            raise refused(422, "Validation failed: File content type is invalid")
        if len(alt) > 1_500:
            raise refused(422, "Validation failed: Description is too long")
        media_id = str(len(self.held) + 1)
        self.held[media_id] = Upload(kind, len(data), alt, self.looks)
        return Said(202 if self.looks else 200, self._media(media_id))

    def looked_at(self, media_id: str) -> Said:
        upload = self.held[media_id]
        upload.looks = max(upload.looks - 1, 0)
        return Said(206 if upload.looks else 200, self._media(media_id))

    def _media(self, media_id: str) -> dict[str, Any]:
        upload = self.held[media_id]
        url = None if upload.looks else f"{self._server.url}/media/{media_id}"
        return {"id": media_id, "type": "image", "url": url, "description": upload.alt}


def _multipart(call: Call) -> dict[str, tuple[str, bytes]]:
    """Content type and bytes of each part, by its name."""
    head = f"Content-Type: {call.headers['content-type']}\r\n\r\n".encode()
    whole = message_from_bytes(head + call.body)
    parts = {}
    for part in whole.get_payload():
        assert not isinstance(part, str)
        name = str(part.get_param("name", header="content-disposition"))
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        parts[name] = part.get_content_type(), payload
    return parts
