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
import base64
import hashlib
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, get_args
from urllib.parse import parse_qs, urlsplit

from oauthlib.oauth1 import RequestValidator, ResourceEndpoint

from tests.servers.x_account import (
    ME,
    Account,
    Refusal,
    ServerPost,
    TokenStore,
    invalid,
    unauthorized,
)
from tools.x.credentials import OAuth1Keys, OAuth2App, OAuth2Keys, OAuth2Seed
from tools.x.prices import Prices

Fault = Literal[
    "500_before_accept",
    "500_after_accept",
    "503_on_read",
    "drop_before_accept",
    "drop_after_accept",
    "drop_on_read",
    "half_an_answer",
    "delay_before_accept",
    "delay_after_accept",
    "401",
    "402",
    "403",
    "429",
    "302",
    "not_json",
    "no_id",
    "too_much",
]
"""What goes wrong with the next call it fits: `accept` and `no_id` wait for a new post, `read` for
a GET; the others take any call."""

USERNAME = "nell_harrow"
KEYS = OAuth1Keys("consumer-key", "consumer-secret", f"{ME}-access-token", "access-token-secret")
APP = OAuth2App("client-id", "client-secret")


class _Dropped(Exception):
    """The connection is to be cut without an answer."""


class XServer:
    """The API on a loopback port, alive between `with` and its end."""

    def __init__(
        self,
        *,
        port: int = 0,
        journal: Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        delay_s: float = 0.0,
    ) -> None:
        """`delay_s` before and after each accepted post, so that a kill can fall anywhere."""
        self.clock = clock
        self.account = Account(clock, journal)
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


class _SignatureRules(RequestValidator):  # type: ignore[misc]  # oauthlib has no types
    """One consumer and one user; oauthlib does the cryptography."""

    enforce_ssl = False
    dummy_client = "dummy-client-key"
    dummy_access_token = "dummy-access-token"
    client_key_length = access_token_length = nonce_length = (5, 100)

    def check_client_key(self, client_key: str) -> bool:
        return True

    def check_access_token(self, request_token: str) -> bool:
        return True

    def check_nonce(self, nonce: str) -> bool:
        return True

    def validate_client_key(self, client_key: str, request: Any) -> bool:
        return client_key == KEYS.consumer_key

    def validate_access_token(self, client_key: str, token: str, request: Any) -> bool:
        return token == KEYS.access_token

    def get_client_secret(self, client_key: str, request: Any) -> str:
        return KEYS.consumer_secret

    def get_access_token_secret(self, client_key: str, token: str, request: Any) -> str:
        return KEYS.access_token_secret

    def validate_timestamp_and_nonce(self, *arguments: Any, **more: Any) -> bool:
        return True

    def validate_realms(self, *arguments: Any, **more: Any) -> bool:
        return True


@dataclass
class _Call:
    """One request, taken apart."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            raise invalid("The request body is not valid JSON.") from None


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
        call = _Call(method, parts.path, query, body, headers)
        world = self.server.world
        world.calls.append(f"{method} {self.path}")
        try:
            status, answer, limits = _Api(world, self.path).answer(call)
        except _Dropped:
            self.close_connection = True
            return
        except Refusal as refusal:
            status, answer, limits = refusal.status, refusal.body, world.limit_headers(0)
        if status == 429 and world.retry_after is not None:
            limits["retry-after"] = world.retry_after
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
        self.wfile.write(data)


class _Api:
    """Answers one call: authorisation, limits, faults, then the account's rules."""

    def __init__(self, world: XServer, target: str) -> None:
        self._world = world
        self._target = target

    def answer(self, call: _Call) -> tuple[int, Any, dict[str, str]]:
        if call.path == "/control/fail":
            wish = call.json()
            self._world.fail_next(wish["fault"], int(wish.get("times", 1)))
            return 200, {}, {}
        if (call.method, call.path) == ("POST", "/2/oauth2/token"):
            self._general_faults()
            return 200, self._new_tokens(call), {}
        self._authorise(call)
        limits = self._world.count(f"{call.method} {_route(call.path)}")
        if broken := self._general_faults():
            return *broken, limits
        if call.method == "GET":
            self._read_faults()
        status, answer = self._route(call)
        return status, answer, limits

    def _route(self, call: _Call) -> tuple[int, Any]:
        account = self._world.account
        match call.method, call.path.split("/")[2:]:
            case "POST", ["tweets"]:
                return self._create(call)
            case "DELETE", ["tweets", post_id]:
                return 200, {"data": {"deleted": account.delete(post_id)}}
            case "GET", ["users", "me"]:
                self._world.account.charge(self._world.prices.user_read)
                return 200, {"data": {"id": ME, "name": "Nell Harrow", "username": USERNAME}}
            case "GET", ["users", user, "tweets"] if user == ME:
                return 200, self._page(call, account.timeline(), self._world.prices.owned_read)
            case "GET", ["users", user, "mentions"] if user == ME:
                posts = account.mentions(USERNAME)
                return 200, self._page(call, posts, self._world.prices.owned_read)
            case "GET", ["users", user, "timelines", "reverse_chronological"] if user == ME:
                return 200, self._page(call, account.home(), self._world.prices.post_read)
        raise Refusal(404, "Not Found", f"No such path: {call.path}")

    def _create(self, call: _Call) -> tuple[int, Any]:
        world, body = self._world, call.json()
        if world.take("500_before_accept"):
            raise Refusal(500, "Internal Server Error", "Internal Server Error")
        if world.take("drop_before_accept"):
            raise _Dropped
        world.wait(world.fault_delay_s if world.take("delay_before_accept") else world.delay_s)
        world.account.charge(world.prices.post(str(body.get("text"))))
        post = world.account.create(body)
        world.wait(world.fault_delay_s if world.take("delay_after_accept") else world.delay_s)
        if world.take("drop_after_accept"):
            raise _Dropped
        if world.take("500_after_accept"):
            raise Refusal(500, "Internal Server Error", "Internal Server Error")
        if world.take("no_id"):
            return 201, {"data": {}}
        return 201, {"data": world.account.render(post, set())}

    def _page(self, call: _Call, posts: list[ServerPost], price: float) -> dict[str, Any]:
        """One page of `posts` as the query wants it; only what X documents is understood."""
        query = dict(call.query)
        fields = set(query.pop("tweet.fields", "").split(","))
        size = int(query.pop("max_results", "10"))
        if not (1 if call.path.endswith("reverse_chronological") else 5) <= size <= 100:
            raise invalid(f"The `max_results` query parameter value [{size}] is not valid")
        begin = int(query.pop("pagination_token", "0"))
        if since_id := query.pop("since_id", None):
            posts = [post for post in posts if int(post.id) > int(since_id)]
        if start := query.pop("start_time", None):
            since = datetime.strptime(start, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            posts = [post for post in posts if post.at >= since]
        if query:
            raise invalid(f"The query parameter [{min(query)}] is not one we know")
        page = posts[begin : begin + size]
        self._world.account.charge(price * len(page))
        more = {"next_token": str(begin + size)} if len(posts) > begin + size else {}
        rendered = [self._world.account.render(post, fields) for post in page]
        data = {"data": rendered} if rendered else {}
        return {**data, "meta": {"result_count": len(page), **more}}

    def _general_faults(self) -> tuple[int, Any] | None:
        fault = self._world.take("401", "402", "403", "429", "302", "not_json", "too_much")
        match fault:
            case None:
                return None
            case "not_json":
                return 200, b"<html>a hotel's login page</html>"
            case "too_much":
                return 200, b" " * 9_000_000
            case "302":
                return 302, b""
        title = {
            "401": "Unauthorized",
            "402": "CreditsDepleted",
            "403": "Forbidden",
            "429": "Too Many Requests",
        }[fault]
        raise Refusal(int(fault), title, f"{title}: asked for by a test")

    def _read_faults(self) -> None:
        if self._world.take("503_on_read"):
            raise Refusal(503, "Service Unavailable", "Service Unavailable")
        if self._world.take("drop_on_read"):
            raise _Dropped

    def _authorise(self, call: _Call) -> None:
        kind, _, value = call.headers.get("authorization", "").partition(" ")
        if kind == "Bearer" and self._world.tokens.accepts(value):
            return
        if kind == "OAuth" and self._signed(call):
            return
        raise unauthorized()

    def _signed(self, call: _Call) -> bool:
        headers = {"Authorization": call.headers["authorization"]}
        valid, _ = ResourceEndpoint(_SignatureRules()).validate_protected_resource_request(
            self._world.url + self._target, call.method, None, headers
        )
        return bool(valid)

    def _new_tokens(self, call: _Call) -> dict[str, Any]:
        form = {name: values[0] for name, values in parse_qs(call.body.decode()).items()}
        basic = base64.b64encode(f"{APP.client_id}:{APP.client_secret}".encode()).decode()
        public = form.get("client_id") == APP.client_id
        if call.headers.get("authorization") != f"Basic {basic}" and not public:
            raise unauthorized()
        tokens = self._world.tokens
        match form.get("grant_type"):
            case "refresh_token" if form.get("refresh_token") in tokens.refresh:
                tokens.refresh.remove(form["refresh_token"])
                return tokens.issue()
            case "authorization_code" if form.get("code") in tokens.codes:
                proof = hashlib.sha256(form["code_verifier"].encode()).digest()
                challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
                if tokens.codes.pop(form["code"]) == challenge:
                    return tokens.issue()
        refusal = invalid("")
        refusal.body = {
            "error": "invalid_request",
            "error_description": "Value passed for the token was invalid.",
        }
        raise refusal


def _route(path: str) -> str:
    """The path without ids: limits are per route."""
    return "/".join("{id}" if part.isdecimal() else part for part in path.split("/")[2:])


def main() -> None:
    """The server in a process of its own, until it is killed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--journal", type=Path, required=True)
    parser.add_argument("--delay-s", type=float, default=0.0)
    parser.add_argument("--fail-next", choices=get_args(Fault), action="append", default=[])
    options = parser.parse_args()
    server = XServer(port=options.port, journal=options.journal, delay_s=options.delay_s)
    for fault in options.fail_next:
        server.fail_next(fault)
    print(server.url, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
