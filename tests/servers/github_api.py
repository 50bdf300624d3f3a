"""GitHub's API on loopback, as strict as the real one: paging, ETags that cost nothing, a limit."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.feed_server import FeedServer, Resource

RESET = 1_795_176_000
"""2026-11-20 12:00 UTC."""


def readme(text: str, path: str = "README.md") -> dict[str, Any]:
    """What /readme answers."""
    return {"path": path, "content": base64.b64encode(text.encode()).decode()}


class GitHubServer:
    """Answers `objects` by path; a list goes out in pages. `limit` calls, then none."""

    def __init__(self, objects: Mapping[str, Any], limit: int = 1_000) -> None:
        self.objects: dict[str, Any] = dict(objects)
        self.limit = limit
        self.asked: list[str] = []
        """Paths with their queries, those that cost nothing too."""
        self.tokens: set[str] = set()
        self._server = FeedServer()
        self._server.resources = _Everything(self)

    @property
    def url(self) -> str:
        return self._server.url("")

    def answer(self, request: BaseHTTPRequestHandler) -> Resource:
        parts = urlsplit(request.path)
        self.asked.append(request.path)
        self.tokens.add(request.headers.get("Authorization", ""))
        found = self.objects.get(parts.path)
        body = json.dumps(_page(found, parse_qs(parts.query))).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        if found is not None and request.headers.get("If-None-Match") == etag:
            return self._said(b"", 304, etag)
        if self.limit <= 0:
            return self._said(b'{"message": "API rate limit exceeded"}', 403, "")
        self.limit -= 1
        return self._said(body, 404 if found is None else 200, etag)

    def _said(self, body: bytes, status: int, etag: str) -> Resource:
        limits = {
            "X-RateLimit-Limit": "60",
            "X-RateLimit-Remaining": str(self.limit),
            "X-RateLimit-Reset": str(RESET),
        }
        return Resource(body, "application/json", status, headers=limits | {"ETag": etag})

    def __enter__(self) -> GitHubServer:
        self._server.__enter__()
        return self

    def __exit__(self, *told: Any) -> None:
        self._server.__exit__(*told)


class _Everything(dict[str, Any]):
    """One answer for whatever path is asked."""

    def __init__(self, server: GitHubServer) -> None:
        super().__init__()
        self._server = server

    def get(self, _path: str, _default: Any = None) -> Any:
        return lambda request: self._server.answer(request)(request)


def _page(found: Any, query: Mapping[str, list[str]]) -> Any:
    if not isinstance(found, list):
        return found
    size, number = int(query.get("per_page", ["30"])[0]), int(query.get("page", ["1"])[0])
    return found[size * (number - 1) : size * number]
