"""What our loopback platforms share: a port, a log of calls, and answers that get lost.

class MyServer(Loopback):
    def answer(self, call: Call) -> Said: ...

with MyServer() as server:
    server.fail_next("/publish", LOST_AFTER)
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit


def now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Call:
    method: str
    raw_path: str
    """As it was sent, without the query."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    @property
    def path(self) -> str:
        return unquote(self.raw_path)

    @property
    def form(self) -> dict[str, str]:
        return _last(parse_qs(self.body.decode()))

    @property
    def document(self) -> Any:
        return json.loads(self.body)

    @property
    def bearer(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass(frozen=True)
class Said:
    """An answer; `cut` sends half of it."""

    status: int = 200
    body: Any = None
    """JSON, or bytes that go out as they are."""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False

    @property
    def data(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Fault:
    """What happens to a call in place of its answer: `says` nothing means the line goes dead."""

    accepts: bool
    """Whether the platform does what was asked for."""
    says: Said | None = None


LOST_BEFORE = Fault(accepts=False)
LOST_AFTER = Fault(accepts=True)
FAILED_BEFORE = Fault(accepts=False, says=Said(503, b"<html>Sorry</html>"))
FAILED_AFTER = Fault(accepts=True, says=Said(500, b"<html>Sorry</html>"))
CUT_SHORT = Fault(accepts=True, says=Said(200, {"id": "17900000000000000"}, cut=True))
NOT_JSON = Fault(accepts=True, says=Said(200, b"<html>Welcome</html>"))
LOST_ANSWERS = (LOST_BEFORE, LOST_AFTER, FAILED_BEFORE, FAILED_AFTER, CUT_SHORT, NOT_JSON)
"""After these nobody knows, without a look, whether the platform did what was asked for."""
ELSEWHERE = Fault(accepts=False, says=Said(302, b"", {"Location": "/login"}))


class Refused(Exception):
    """The platform's answer to what it does not take."""

    def __init__(self, said: Said) -> None:
        super().__init__(f"{said.status} {said.body}")
        self.said = said


class Loopback:
    """Answers on a loopback port between `with` and its end."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        self.clock = clock
        self.calls: list[str] = []
        """Method and path, with its query, of every call."""
        self._faults: list[tuple[str, Fault]] = []
        self._at: dict[int, Fault] = {}
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        # Callers that are killed leave broken lines, which are no news here.
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def answer(self, call: Call) -> Said:
        """The platform itself; here, one that has nothing. Raises Refused."""
        raise Refused(Said(404, {"path": call.path}))

    def fail_next(self, part: str, fault: Fault, times: int = 1) -> None:
        """The next `times` calls with `part` in method, blank and path suffer `fault`."""
        with self._lock:
            self._faults += [(part, fault)] * times

    def fail_at(self, number: int, fault: Fault) -> None:
        """The call after `number` more suffers `fault`, whatever it is."""
        with self._lock:
            self._at = {len(self.calls) + number: fault}

    def asked(self, part: str) -> int:
        """How many calls had `part` in them."""
        return sum(part in call for call in self.calls)

    def reply(self, call: Call, target: str) -> Said | None:
        """What goes back; None: nothing."""
        with self._lock:  # one call at a time: platforms keep their books in order
            fault = self._at.pop(len(self.calls), None) or self._fault(call)
            self.calls.append(f"{call.method} {target}")
            said = None if fault and not fault.accepts else self._answered(call)
            return fault.says if fault else said

    def _answered(self, call: Call) -> Said:
        try:
            return self.answer(call)
        except Refused as refused:
            return refused.said

    def _fault(self, call: Call) -> Fault | None:
        for entry in self._faults:
            if entry[0] in f"{call.method} {call.path}":
                self._faults.remove(entry)
                return entry[1]
        return None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def _last(given: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: values[-1] for name, values in given.items()}


def _handler(world: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            call = Call(self.command, parts.path, _last(parse_qs(parts.query)), headers, body)
            said = world.reply(call, self.path)
            if said is None:
                self.close_connection = True
                return
            self.send_response(said.status)
            for name, value in {**said.headers, "Content-Length": str(len(said.data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.data[: len(said.data) // 2] if said.cut else said.data)
            self.close_connection = self.close_connection or said.cut

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def do_PUT(self) -> None:
            self._serve()

        def do_DELETE(self) -> None:
            self._serve()

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - its name
            """Quiet: tests read `calls`."""

    return Handler
