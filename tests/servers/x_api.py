"""A loopback X API v2: real paths, real OAuth 1.0a signatures and bearer tokens, faults on demand.

    with XServer() as server:
        client = XClient(base_url=server.url, credentials=server.credentials, ...)
        server.fail_next("drop_after_accept")
        server.posts            # what was accepted

In a process of its own, for tests that kill: `python -m tests.servers.x_api --port 8801
--journal posts.jsonl [--delay-s 0.2]`; the journal is read again at a restart, and
`POST /control/fail {"fault": …, "times": …}` sets faults from outside.
"""

from __future__ import annotations

import argparse
import json
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self, get_args
from urllib.parse import parse_qs, urlsplit

from tests.servers.x_account import Account, ServerPost
from tests.servers.x_auth import APP, KEYS, TokenStore
from tests.servers.x_refusals import Refusal
from tests.servers.x_routes import Api, Call, Dropped, Fault
from tools.x.credentials import OAuth1Keys, OAuth2Keys, OAuth2Seed
from tools.x.prices import Prices


class XServer:
    """The API on a loopback port, alive between `with` and its end."""

    def __init__(
        self,
        *,
        port: int = 0,
        journal: Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        delay_s: float = 0.0,
        simulator: bool = False,
    ) -> None:
        """`delay_s` before and after each accepted post, so that a kill can fall anywhere.

        `simulator`: as X's public local simulator of its API behaves, not as X does.
        """
        self.clock = clock
        self.account = Account(clock, journal, simulator=simulator)
        if simulator:
            self.account.media.takes_looks = 3
            self.account.media.working = "processing"
        self.bearer_is_user = not simulator
        """Whether a bearer token speaks for a user; the simulator wants to be told."""
        self.tokens = TokenStore(clock)
        self.prices = Prices()
        self.delay_s = delay_s
        self.fault_delay_s = 5.0
        self.rate_limit = 300
        """Calls per route and 15 minutes."""
        self.reset_header: str | None = None
        """Replaces x-rate-limit-reset; an empty text leaves it out."""
        self.retry_after: str | None = None
        self.more_headers: dict[str, str] = {}
        self.calls: list[str] = []
        """Method and path of every call, with its query."""
        self.stopping = threading.Event()
        self._faults: list[Fault] = []
        self._used: dict[str, int] = {}
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._http = _Http(("127.0.0.1", port), _Handler, self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def posts(self) -> list[ServerPost]:
        """Accepted posts, oldest first."""
        return self.account.posts

    @property
    def credentials(self) -> OAuth1Keys:
        return KEYS

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to use this server."""
        return {
            "X_BASE_URL": self.url,
            "X_CONSUMER_KEY": KEYS.consumer_key,
            "X_CONSUMER_SECRET": KEYS.consumer_secret,
            "X_ACCESS_TOKEN": KEYS.access_token,
            "X_ACCESS_TOKEN_SECRET": KEYS.access_token_secret,
        }

    def oauth2_credentials(self) -> OAuth2Keys:
        """A fresh pair of tokens for the same account."""
        issued = self.tokens.issue()
        return OAuth2Keys(APP, OAuth2Seed(issued["access_token"], issued["refresh_token"]))

    def fail_next(self, fault: Fault, times: int = 1) -> None:
        """The next `times` calls that `fault` fits will suffer it."""
        with self._lock:
            self._faults += [fault] * times

    def take(self, *faults: Fault) -> Fault | None:
        """The first waiting fault among `faults`, now used up."""
        with self._lock:
            found = next((fault for fault in self._faults if fault in faults), None)
            if found:
                self._faults.remove(found)
            return found

    def count(self, route: str) -> dict[str, str]:
        """One call more on `route`: X's rate-limit headers. Raises Refusal past the limit."""
        with self._lock:
            self._used[route] = used = self._used.get(route, 0) + 1
        if used > self.rate_limit:
            raise Refusal(429, "Too Many Requests", "Too Many Requests")
        return self.limit_headers(self.rate_limit - used)

    def limit_headers(self, remaining: int) -> dict[str, str]:
        reset = str(int((self.clock() + timedelta(minutes=15)).timestamp()))
        headers = {
            "x-rate-limit-limit": str(self.rate_limit),
            "x-rate-limit-remaining": str(remaining),
            "x-rate-limit-reset": reset if self.reset_header is None else self.reset_header,
        }
        if not headers["x-rate-limit-reset"]:
            del headers["x-rate-limit-reset"]
        return headers

    def wait(self, seconds: float) -> None:
        """A delay that ends with the server."""
        if seconds:
            self.stopping.wait(seconds)

    def track(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def untrack(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        with self._lock:
            still_open = list(self._open)
        for connection in still_open:
            _hang_up(connection)
        self._http.server_close()

    def serve_forever(self) -> None:
        """In this thread, until the process ends."""
        self._http.serve_forever()


class _Http(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close waits for the handlers
    request_queue_size = 64

    def __init__(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], world: XServer
    ) -> None:
        super().__init__(address, handler)
        self.world = world

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that are killed or time out leave broken pipes; those are no news here."""


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other side was faster
        return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def setup(self) -> None:
        super().setup()
        self.server.world.track(self.connection)

    def finish(self) -> None:
        self.server.world.untrack(self.connection)
        super().finish()

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - its name
        """Quiet."""

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def _serve(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(method, parts.path, query, body, headers)
        world = self.server.world
        world.calls.append(f"{method} {self.path}")
        try:
            status, answer, limits = Api(world, self.path).answer(call)
        except Dropped:
            self.close_connection = True
            return
        except Refusal as refusal:
            status, answer, limits = refusal.status, refusal.body, world.limit_headers(0)
        if status == 429 and world.retry_after is not None:
            limits["retry-after"] = world.retry_after
        if status == 302:
            limits["location"] = f"{world.url}/2/users/me"
        self._send(status, answer, {**limits, **world.more_headers})

    def _send(self, status: int, answer: Any, headers: dict[str, str]) -> None:
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        kind = "application/problem+json" if status >= 400 else "application/json"
        self.send_header("content-type", f"{kind}; charset=utf-8")
        self.send_header("content-length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.server.world.take("half_an_answer"):
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
            return
        if self.server.world.take("drop_by_drop"):
            for drop in data:
                self.wfile.write(bytes([drop]))
                self.server.world.wait(0.05)
            return
        self.wfile.write(data)


def main() -> None:
    """The server in a process of its own, until it is killed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--journal", type=Path, required=True)
    parser.add_argument("--delay-s", type=float, default=0.0)
    parser.add_argument("--simulator", action="store_true")
    parser.add_argument("--fail-next", choices=get_args(Fault), action="append", default=[])
    options = parser.parse_args()
    server = XServer(
        port=options.port,
        journal=options.journal,
        delay_s=options.delay_s,
        simulator=options.simulator,
    )
    for fault in options.fail_next:
        server.fail_next(fault)
    print(server.url, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
