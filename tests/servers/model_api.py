"""An OpenAI-compatible server of ours, for loopback: it does what it is told, badly too.

In a test:

    with ModelServer([says({"text": "Hi"}), error(429, "slow down")]) as server:
        OpenAIChat(base_url=server.url, api_key=server.key, model=server.model, ...)
        ...
        server.assert_done()

From a shell, answering with the script first and then as `good_writer` does:

    python -m tests.servers.model_api --port 8765 --script replies.json

where the script is a JSON list such as
`[{"says": {"content": {"text": "Hi"}}}, {"error": {"status": 429, "message": "slow"}}]`.
The key, the model's name and the response format are checked as a real endpoint would,
before the script is touched.
"""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.servers import model_replies
from tests.servers.good_writer import (
    apologetic_writer,
    good_writer,
    hallucinating_writer,
    injected_writer,
)
from tests.servers.model_replies import ModelRequest, Reply, Writer, error

CHAT = "/v1/chat/completions"
MODELS = "/v1/models"
UNSUPPORTED = "Invalid parameter: 'response_format' of type '{}' is not supported with this model."
"""OpenAI's own words, which langchain-openai looks for."""
STREAM_PIECE = 16
"""Characters per streamed chunk."""


class ModelServer:
    """Answers chat completions from a script, in order, and keeps every request.

    `otherwise` answers when the script is used up; without it such a request gets 500 and
    `assert_done` fails. `formats` are the response formats that it takes; others get 400.
    """

    key = "sk-loopback-0123456789"
    model = "scripted"

    def __init__(
        self,
        script: Sequence[Reply | Writer] = (),
        *,
        otherwise: Writer | None = None,
        formats: Sequence[str] = ("json_schema", "json_object"),
        port: int = 0,
    ) -> None:
        self.requests: list[ModelRequest] = []
        self.unexpected: list[ModelRequest] = []
        self._script = list(script)
        self._otherwise = otherwise
        self._formats = frozenset(formats)
        self._lock = threading.Lock()
        self.closing = threading.Event()
        self._http = _Http(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        """The base URL, as OPENAI_BASE_URL wants it."""
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    @property
    def questions(self) -> list[ModelRequest]:
        """The requests for a chat completion."""
        return [request for request in self.requests if request.path == CHAT]

    def assert_done(self) -> None:
        """Fail when replies were not fetched, or more were asked for than there were."""
        assert not self._script, f"{len(self._script)} scripted replies were never asked for"
        assert not self.unexpected, f"{len(self.unexpected)} requests came after the script's end"

    def answer(self, request: ModelRequest) -> Reply:
        """The reply to `request`; keeps it in the journal."""
        with self._lock:
            self.requests.append(request)
            objection = self._objection(request)
            if objection or request.path == MODELS:
                return objection or Reply({"object": "list", "data": [{"id": self.model}]})
            step = self._script.pop(0) if self._script else self._otherwise
            if step is None:
                self.unexpected.append(request)
                return error(500, "the script has no further reply")
        return step if isinstance(step, Reply) else step(request)

    def _objection(self, request: ModelRequest) -> Reply | None:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return error(401, "Incorrect API key provided.", code="invalid_api_key")
        if (request.method, request.path) not in {("POST", CHAT), ("GET", MODELS)}:
            return error(404, f"Unknown request URL: {request.method} {request.path}.")
        if request.path == MODELS:
            return None
        if request.body.get("model") != self.model:
            return error(404, f"The model `{request.body.get('model')}` does not exist.")
        if not request.body.get("messages"):
            return error(400, "'messages' must not be empty.")
        if request.format and request.format not in self._formats:
            return error(400, UNSUPPORTED.format(request.format))
        return None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def wait(self) -> None:
        """Serve until interrupted."""
        self._thread.join()


class _Http(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, address: tuple[str, int], owner: ModelServer) -> None:
        super().__init__(address, _Handler)
        self.owner = owner


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._respond(self._request({}))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            parsed = json.loads(body)
        except ValueError:
            parsed = {}
        self._respond(self._request(parsed))

    def _request(self, body: dict[str, Any]) -> ModelRequest:
        headers = {name.lower(): value for name, value in self.headers.items()}
        return ModelRequest(self.command, self.path, headers, body)

    def _respond(self, request: ModelRequest) -> None:
        self.close_connection = True
        reply = self.server.owner.answer(request)
        streams = bool(request.body.get("stream")) and reply.status == 200
        pause = self.server.owner.closing.wait
        if reply.silence_s:
            pause(reply.silence_s)
        try:
            for piece in _pieces(_head(reply, streams) + _body(reply, request, streams), reply):
                self.wfile.write(piece)
                if reply.drip_s and pause(reply.drip_s):
                    return
        except OSError:
            return  # the client has gone, as impatient clients do

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet: the journal has it all."""


def _head(reply: Reply, streams: bool) -> bytes:
    kind = "text/event-stream" if streams else "application/json"
    headers = {"Content-Type": kind, "Connection": "close"} | dict(reply.headers)
    if not streams:
        headers["Content-Length"] = str(len(reply.payload))
    lines = [f"HTTP/1.1 {reply.status} Scripted", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def _body(reply: Reply, request: ModelRequest, streams: bool) -> bytes:
    if not streams or not isinstance(reply.body, dict):
        return reply.payload
    with_usage = bool((request.body.get("stream_options") or {}).get("include_usage"))
    events = [json.dumps(event) for event in _events(reply.body, with_usage)]
    return "".join(f"data: {event}\n\n" for event in [*events, "[DONE]"]).encode()


def _events(completion: dict[str, Any], with_usage: bool) -> Iterator[dict[str, Any]]:
    """A chat completion as the chunks of a stream."""
    shared = {k: v for k, v in completion.items() if k not in {"choices", "usage"}}
    shared["object"] = "chat.completion.chunk"
    for choice in completion["choices"]:
        text = choice["message"]["content"] or ""
        for start in range(0, len(text), STREAM_PIECE):
            delta = {"role": "assistant", "content": text[start : start + STREAM_PIECE]}
            yield shared | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        last = {"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}
        yield shared | {"choices": [last]}
    if with_usage:
        yield shared | {"choices": [], "usage": completion.get("usage")}


def _pieces(message: bytes, reply: Reply) -> Iterator[bytes]:
    message = message[: reply.drop_after]
    if not reply.drip_s:
        yield message
        return
    for place in range(len(message)):
        yield message[place : place + 1]


def load_script(path: Path) -> list[Reply | Writer]:
    """The replies in a JSON file: a list of objects, each with one builder's name and values."""
    steps: list[Reply | Writer] = []
    for step in json.loads(path.read_text(encoding="utf-8")):
        ((name, values),) = step.items()
        steps.append(WRITERS[name] if name in WRITERS else BUILDERS[name](**values))
    return steps


WRITERS: dict[str, Writer] = {
    writer.__name__: writer
    for writer in (good_writer, hallucinating_writer, injected_writer, apologetic_writer)
}


BUILDERS = {
    builder.__name__: builder
    for builder in (
        model_replies.says,
        model_replies.truncated,
        model_replies.refuses,
        model_replies.filtered,
        model_replies.no_choices,
        model_replies.html,
        model_replies.error,
        model_replies.silent,
        model_replies.drips,
        model_replies.drops,
        model_replies.floods,
    )
}


def main() -> None:
    """Serve from the command line until interrupted."""
    parser = argparse.ArgumentParser(description="An OpenAI-compatible server for tests.")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--script", type=Path, help="JSON file of replies")
    options = parser.parse_args()
    script = load_script(options.script) if options.script else []
    with ModelServer(script, otherwise=good_writer, port=options.port) as server:
        print(f"OPENAI_BASE_URL={server.url}", flush=True)
        print(f"OPENAI_API_KEY={server.key}", flush=True)
        print(f"UNDERSTUDY_MODEL={server.model}", flush=True)
        try:
            server.wait()
        except KeyboardInterrupt:
            print("bye")


if __name__ == "__main__":
    main()
