"""What the loopback model server can be told to answer: one function per behaviour."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

Content = str | BaseModel | Mapping[str, Any]


@dataclass(frozen=True)
class ModelRequest:
    """One request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def system(self) -> str:
        """Every system (or developer) message, joined."""
        return self._said_by("system", "developer")

    @property
    def user(self) -> str:
        """Every user message, joined."""
        return self._said_by("user")

    @property
    def format(self) -> str | None:
        """The type of `response_format`; None when none was sent."""
        asked = self.body.get("response_format")
        return asked["type"] if asked else None

    def _said_by(self, *roles: str) -> str:
        said = (m["content"] for m in self.body.get("messages", ()) if m["role"] in roles)
        return "\n".join(str(words) for words in said)


@dataclass(frozen=True)
class Reply:
    """One answer, with the ways in which it may arrive."""

    body: object
    """A JSON value, or bytes that are sent as they are."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    silence_s: float = 0
    """Before the first byte of the head."""
    drip_s: float = 0
    """Between two bytes, head included; 0 sends all at once."""
    drop_after: int | None = None
    """Bytes, head included, after which the connection is cut."""

    @property
    def payload(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Writer = Callable[[ModelRequest], Reply]


def says(
    content: Content | None,
    *,
    finish: str = "stop",
    refusal: str | None = None,
    tokens: tuple[int, int] | None = (120, 40),
) -> Reply:
    """A chat completion; a model or mapping as `content` is sent as JSON text.

    `tokens` are the prompt's and the answer's, as `usage` reports them; None leaves
    `usage` out.
    """
    message = {"role": "assistant", "content": _text(content), "refusal": refusal}
    completion: dict[str, object] = {
        "id": "chatcmpl-loopback",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
    }
    if tokens is not None:
        spent = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
        completion["usage"] = spent | {"total_tokens": sum(tokens)}
    return Reply(completion)


def truncated(content: Content) -> Reply:
    """The first half of `content`, cut off by the token limit."""
    text = _text(content) or ""
    return says(text[: len(text) // 2], finish="length")


def refuses(words: str = "I'm sorry, I can't help with that.") -> Reply:
    """A refusal in the field that OpenAI has for it."""
    return says(None, refusal=words)


def filtered(content: Content = "") -> Reply:
    """An answer that the provider's content filter stopped."""
    return says(content, finish="content_filter")


def no_choices() -> Reply:
    """A chat completion with an empty list of choices."""
    return Reply({"id": "chatcmpl-loopback", "object": "chat.completion", "choices": []})


def html(status: int = 200) -> Reply:
    """A web page where JSON belongs, such as a captive portal's."""
    page = b"<!doctype html><title>Sign in</title><p>Please sign in to the network."
    return Reply(page, status=status, headers={"Content-Type": "text/html; charset=utf-8"})


def error(
    status: int, message: str = "", *, code: str = "", retry_after: str | int | None = None
) -> Reply:
    """An error in OpenAI's format."""
    problem = {"message": message, "type": "error", "param": None, "code": code or None}
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Reply({"error": problem}, status=status, headers=headers)


def silent(seconds: float) -> Reply:
    """A good answer that comes too late; the server's end cuts the wait short."""
    return replace(says({"text": "too late"}), silence_s=seconds)


def drips(content: Content, seconds: float = 0.05) -> Reply:
    """A good answer, one byte every `seconds`: no read ever times out."""
    return replace(says(content), drip_s=seconds)


def drops(after: int = 0) -> Reply:
    """A connection that is cut after `after` bytes."""
    return replace(says({"text": "never arrives"}), drop_after=after)


def floods(size: int = 5_000_000) -> Reply:
    """A good answer of at least `size` bytes."""
    return says({"text": "x" * size})


def _text(content: Content | None) -> str | None:
    match content:
        case BaseModel():
            return content.model_dump_json()
        case Mapping():
            return json.dumps(content, ensure_ascii=False)
        case _:
            return content
