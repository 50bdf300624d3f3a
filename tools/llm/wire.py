"""One exchange with an OpenAI-compatible endpoint, through langchain-openai.

The only module that imports it, and heavy for that reason: import it when a model is
first asked. Foreign exceptions stop here. There is one deadline for everything that an
exchange does (connecting, waiting, reading, pausing, trying again), which also ends
answers that drip; answers are read up to a limit of bytes. Only what costs nothing is
tried again: refused connections, 429 and 5xx, never an answer that was lost on the way.
Nothing is traced: LangSmith's environment variables and LangGraph's callbacks do not
reach in here.
"""

from __future__ import annotations

import asyncio
import contextvars
import warnings
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai
from langchain_core.exceptions import LangChainException
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from langsmith import tracing_context
from pydantic import BaseModel, SecretStr

from tools.llm.answers import quoted
from tools.llm.errors import costs_nothing, is_too_long, retry_after, translated

MAX_ANSWER_BYTES = 2_000_000
"""After decompression; 800 tokens are about 4,000 bytes."""
MAX_PLAUSIBLE_TOKENS = 10_000_000
"""A larger count in one answer is a fault of the endpoint, not a bill."""
CONNECT_S = 5.0
"""Longest wait for a connection, so that a dead host is told from a slow answer."""

Format = dict[str, Any] | None
"""A value for `response_format`; None sends none."""


@dataclass(frozen=True)
class Endpoint:
    """Where the model lives and how it is asked."""

    model: str
    base_url: str
    api_key: str
    timeout_s: float
    max_tokens: int
    temperature: float | None
    pauses_s: tuple[float, ...]
    """Pause before each further try; as many tries as pauses."""

    @property
    def host(self) -> str:
        """Name and port, for messages."""
        return urlsplit(self.base_url).netloc

    @property
    def limit_field(self) -> str:
        """The request field that bounds the answer: OpenAI's own, or what everyone else reads."""
        is_openai = urlsplit(self.base_url).hostname == "api.openai.com"
        return "max_completion_tokens" if is_openai else "max_tokens"


@dataclass(frozen=True)
class Reply:
    """What an endpoint answered with status 200. Token counts are None when not reported."""

    text: str
    finish: str = ""
    refusal: str = ""
    unreadable: str = ""
    """The beginning of what is no chat completion at all; empty for one that is."""
    tokens_in: int | None = None
    tokens_out: int | None = None
    format: int = 0
    """Index of the `response_format` that the endpoint took."""


def formats_for(answer: type[BaseModel]) -> tuple[Format, ...]:
    """What to ask for, best first: the JSON schema, any JSON object, nothing."""
    function = openai.pydantic_function_tool(answer)["function"]
    schema = {"name": function["name"], "schema": function["parameters"], "strict": True}
    return ({"type": "json_schema", "json_schema": schema}, {"type": "json_object"}, None)


def exchange(endpoint: Endpoint, system: str, user: str, formats: Sequence[Format]) -> Reply:
    """Ask once; `formats` are tried in turn while the endpoint answers 400 or 422.

    Must be called from a thread without a running event loop. Raises ConfigError,
    ModelUnavailable (AnswerLost when it may cost money) or ModelRefused.
    """
    messages = [SystemMessage(_sendable(system)), HumanMessage(_sendable(user))]
    asking = _Asking(endpoint, messages)
    with asyncio.Runner() as runner:
        return runner.run(asking.before_the_deadline(formats), context=contextvars.Context())


class _Asking:
    """One question to one endpoint, over one connection, against one deadline."""

    def __init__(self, endpoint: Endpoint, messages: list[BaseMessage]) -> None:
        self._endpoint = endpoint
        self._messages = messages
        self._client = _BoundedClient()
        self._ends_at = 0.0
        self._chat = ChatOpenAI(
            model=endpoint.model,
            base_url=endpoint.base_url,
            api_key=SecretStr(endpoint.api_key),
            temperature=endpoint.temperature,
            timeout=httpx2.Timeout(
                endpoint.timeout_s, connect=min(CONNECT_S, endpoint.timeout_s / 4)
            ),
            max_retries=0,
            use_responses_api=False,
            openai_proxy=None,
            http_async_client=self._client,
        )

    async def before_the_deadline(self, formats: Sequence[Format]) -> Reply:
        """The reply; raises our errors only, AnswerLost when time is up."""
        self._ends_at = asyncio.get_running_loop().time() + self._endpoint.timeout_s
        try:
            async with asyncio.timeout_at(self._ends_at), self._client:
                with tracing_context(enabled=False), warnings.catch_warnings():
                    # Advice to programmers on a 400 that we handle. Filters are shared by all
                    # threads: at worst one that ends late leaves this one line in force.
                    warnings.filterwarnings("ignore", message=".*OpenAI's structured output")
                    return await self._negotiate(formats)
        except (openai.OpenAIError, LangChainException, TimeoutError) as error:
            raise translated(error, self._endpoint) from error

    async def _negotiate(self, formats: Sequence[Format]) -> Reply:
        *offers, last = enumerate(formats)
        for index, offer in offers:
            try:
                return await self._ask(index, offer)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if is_too_long(error):
                    raise
        return await self._ask(*last)

    async def _ask(self, index: int, offer: Format) -> Reply:
        """The first reply with status 200."""

        async def once() -> AIMessage:
            return await self._chat.ainvoke(self._messages, extra_body=self._extras(offer))

        try:
            return _reply(await self._persist(once), index)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            came = self._client.last_body.decode(errors="replace")
            return Reply("", unreadable=quoted(came), format=index)

    def _extras(self, offer: Format) -> dict[str, Any]:
        """Fields that langchain-openai would mishandle if it knew of them.

        With `response_format` it raises on a truncated or filtered answer and loses the
        usage that we have to count; `max_tokens` it renames for every host to the field
        that OpenAI wants, and that Ollama, llama.cpp and others ignore.
        """
        extras: dict[str, Any] = {self._endpoint.limit_field: self._endpoint.max_tokens}
        return extras if offer is None else extras | {"response_format": offer}

    async def _persist(self, once: Callable[[], Awaitable[AIMessage]]) -> AIMessage:
        for pause in self._endpoint.pauses_s:
            try:
                return await once()
            except openai.APIError as error:
                wait = max(pause, retry_after(error))
                if not costs_nothing(error) or not self._leaves_time_after(wait):
                    raise
            await asyncio.sleep(wait)
        return await once()

    def _leaves_time_after(self, seconds: float) -> bool:
        return asyncio.get_running_loop().time() + seconds < self._ends_at


class _BoundedClient(openai.DefaultAsyncHttpxClient):
    """An HTTP client that reads MAX_ANSWER_BYTES of an answer and keeps what it read."""

    last_body = b""

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        response = await super().send(request, **(options | {"stream": True}))
        try:
            self.last_body = await bounded_body(response)
        finally:
            await response.aclose()
        about_the_body = {"content-encoding", "content-length", "transfer-encoding"}
        return httpx2.Response(
            response.status_code,
            headers=[h for h in response.headers.multi_items() if h[0] not in about_the_body],
            content=self.last_body,
            request=request,
        )


async def bounded_body(response: httpx2.Response) -> bytes:
    """The body, or its beginning, which no longer is JSON."""
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            break
    return bytes(body[:MAX_ANSWER_BYTES])


def _sendable(text: str) -> str:
    """`text` with a question mark for each unpaired surrogate, which JSON cannot carry."""
    return text.encode(errors="replace").decode()


def _reply(message: AIMessage, index: int) -> Reply:
    usage = message.usage_metadata
    return Reply(
        text=str(message.text),
        finish=str(message.response_metadata.get("finish_reason") or ""),
        refusal=str(message.additional_kwargs.get("refusal") or ""),
        tokens_in=_count(usage["input_tokens"]) if usage else None,
        tokens_out=_count(usage["output_tokens"]) if usage else None,
        format=index,
    )


def _count(tokens: object) -> int | None:
    """A reported count, or None for one that cannot be true (absent counts come as 0)."""
    if isinstance(tokens, int) and 0 < tokens <= MAX_PLAUSIBLE_TOKENS:
        return int(tokens)
    return None
