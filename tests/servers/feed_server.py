"""A web server on loopback that serves feeds as the wild does: well, badly, or out of spite."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Resource:
    """What one path answers. With an etag or date, conditional requests get 304."""

    body: bytes = b""
    content_type: str | None = "application/rss+xml; charset=utf-8"
    status: int = 200
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        if self._known_to(request):
            request.send_response(304)
            request.end_headers()
            return
        request.send_response(self.status)
        for name, value in self._headers().items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(self.body)

    def _known_to(self, request: BaseHTTPRequestHandler) -> bool:
        asked = request.headers
        return (self.etag is not None and asked.get("If-None-Match") == self.etag) or (
            self.last_modified is not None and asked.get("If-Modified-Since") == self.last_modified
        )

    def _headers(self) -> dict[str, str]:
        known = {
            "Content-Type": self.content_type,
            "ETag": self.etag,
            "Last-Modified": self.last_modified,
            "Content-Length": str(len(self.body)),
        }
        return {name: value for name, value in known.items() if value} | dict(self.headers)


def redirect(to: str, status: int = 302) -> Resource:
    return Resource(status=status, headers={"Location": to})


def compressed(body: bytes, encoding: str = "gzip") -> Resource:
    """`body` as gzip, deflate (with its zlib header) or bare deflate."""
    if encoding == "gzip":
        return Resource(gzip.compress(body), headers={"Content-Encoding": "gzip"})
    squeeze = zlib.compressobj(wbits=15 if encoding == "deflate" else -15)
    packed = squeeze.compress(body) + squeeze.flush()
    return Resource(packed, headers={"Content-Encoding": "deflate"})


def raw(answer: bytes) -> Answer:
    """Exactly these bytes, whether they are HTTP or not."""

    def send(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(answer)

    return send


def endless(piece: bytes) -> Answer:
    """A body without length that goes on until the client has had enough."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(piece)

    return answer


class FeedServer:
    """Serves `resources` by path until the `with` block ends; `requests` are (path, headers)."""

    def __init__(self, resources: Mapping[str, Answer] | None = None) -> None:
        self.resources: dict[str, Answer] = dict(resources or {})
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.closing = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def drip(self, lead: bytes, drop: bytes, every_s: float) -> Answer:
        """Sends `lead`, then one `drop` after another: never silent for long, never done."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(lead)
            while not self.closing.wait(every_s):
                request.wfile.write(drop)

        return answer

    def __enter__(self) -> FeedServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.requests.append((self.path, dict(self.headers)))
                answer = server.resources.get(self.path, Resource(b"nothing here", status=404))
                try:
                    answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the client has had enough

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Nothing: the tests read `requests`."""

        return Handler
