"""A web server on loopback that serves feeds as the wild does: well, badly, or out of spite."""

from __future__ import annotations

import gzip
import ssl
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier, Event, Lock, Thread
from types import TracebackType

import brotli  # type: ignore[import-untyped]

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
        known = self._known_to(request)
        request.send_response_only(304 if known else self.status)
        for name, value in self._headers(known).items():
            request.send_header(name, value)
        request.end_headers()
        if not known:
            request.wfile.write(self.body)

    def _known_to(self, request: BaseHTTPRequestHandler) -> bool:
        asked = request.headers
        return (self.etag is not None and asked.get("If-None-Match") == self.etag) or (
            self.last_modified is not None and asked.get("If-Modified-Since") == self.last_modified
        )

    def _headers(self, known: bool) -> dict[str, str]:
        usual = {
            "Content-Type": None if known else self.content_type,
            "ETag": self.etag,
            "Last-Modified": self.last_modified,
            "Content-Length": None if known else str(len(self.body)),
        }
        return {name: value for name, value in usual.items() if value} | dict(self.headers)


def redirect(to: str, status: int = 302) -> Resource:
    return Resource(status=status, headers={"Location": to})


def compressed(body: bytes, encoding: str = "gzip") -> Resource:
    """`body` as gzip, br, deflate (with its zlib header) or bare deflate."""
    if encoding == "gzip":
        return Resource(gzip.compress(body), headers={"Content-Encoding": "gzip"})
    if encoding == "br":
        return Resource(brotli.compress(body, quality=5), headers={"Content-Encoding": "br"})
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
    """Serves `resources` by path until the `with` block ends; `requests` are (path, headers).

    With `keep_alive`, a connection may carry several requests, and every answer must say
    how long it is. With `tls`, it speaks https.
    """

    def __init__(
        self,
        resources: Mapping[str, Answer] | None = None,
        *,
        keep_alive: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.resources: dict[str, Answer] = dict(resources or {})
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.connections = 0
        self.busiest = 0
        """The most requests that waited `together` at the same time."""
        self.closing = Event()
        self._busy = 0
        self._counting = Lock()
        self._scheme = "https" if tls else "http"
        handler = self._handler("HTTP/1.1" if keep_alive else "HTTP/1.0")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self._scheme}://{host}:{self._server.server_address[1]}{path}"

    def together(self, number: int, answer: Answer) -> Answer:
        """Answers `number` requests at a time, and none before all of them are there."""
        all_there = Barrier(number, timeout=20)

        def wait(request: BaseHTTPRequestHandler) -> None:
            with self._counting:
                self._busy += 1
                self.busiest = max(self.busiest, self._busy)
            all_there.wait()
            with self._counting:  # before the client knows, and sends the next
                self._busy -= 1
            answer(request)

        return wait

    def hold(self, request: BaseHTTPRequestHandler) -> None:
        """Answers nothing, for as long as the server runs."""
        self.closing.wait()

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

    def _handler(self, protocol: str) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = protocol

            def setup(self) -> None:
                super().setup()
                with server._counting:
                    server.connections += 1

            def handle(self) -> None:
                with suppress(ssl.SSLError, ConnectionError):  # a client that does not trust us
                    super().handle()

            def do_GET(self) -> None:
                server.requests.append((self.path, dict(self.headers)))
                answer = server.resources.get(self.path, Resource(b"nothing here", status=404))
                try:
                    answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the client has had enough

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Nothing: the tests read `requests`."""

        return Handler
