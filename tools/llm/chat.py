"""A language model behind any OpenAI-compatible endpoint, asked for typed answers.

An answer is whole, strictly valid and paid for, or an exception: a refusal, a filtered,
truncated, empty or unreadable text never becomes content. Money is asked for before
the call at its upper bound, and counted after it by what the endpoint reports, or by
an estimate that says so. Nothing heavy is imported before the first question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel

from memory.errors import ConfigError, ModelRefused, ModelUnreadable
from memory.types import Usage
from tools.llm.answers import quoted, read_answer, shape_in_words

if TYPE_CHECKING:
    from agents.seams import Meter
    from tools.llm.wire import Reply

Answer = TypeVar("Answer", bound=BaseModel)

OPENAI_URL = "https://api.openai.com/v1"
CHARACTERS_PER_TOKEN = 4
"""Of English text, OpenAI's rule of thumb; used when the endpoint reports no usage."""
FRAME_TOKENS = 32
"""More than the roles and separators around two messages take."""
_UNFINISHED = frozenset({"length", "max_tokens", "model_length"})
_NOT_AN_ANSWER = frozenset({"content_filter", "tool_calls", "function_call", "error"})


class OpenAIChat:
    """A chat model with a deadline, a price and a meter; safe to share between threads.

    `timeout_s` bounds a whole `ask`, retries and pauses included; `max_tokens` bounds an
    answer that needs no more; prices are US dollars per million tokens; `pauses_s` are the
    pauses in seconds before each further try after a 429, a 5xx or a refused connection.
    `temperature` None leaves it to the model, as some demand.
    """

    def __init__(
        self,
        *,
        model: str,
        base_url: str,
        api_key: str,
        timeout_s: float,
        max_tokens: int,
        usd_per_mtok_in: float,
        usd_per_mtok_out: float,
        meter: Meter,
        temperature: float | None = None,
        pauses_s: tuple[float, ...] = (0.5, 1.0),
    ) -> None:
        self._model = model
        self._base_url = checked_url(base_url or OPENAI_URL)
        self._api_key = checked_key(api_key, self._base_url)
        self._timeout_s = timeout_s
        self._max_tokens = max_tokens
        self._usd_per_token = usd_per_mtok_in / 1e6, usd_per_mtok_out / 1e6
        self._meter = meter
        self._temperature = temperature
        self._pauses_s = pauses_s
        self._format = 0

    @property
    def name(self) -> str:
        return self._model

    def ask(self, system: str, user: str, answer: type[Answer], *, tokens: int = 0) -> Answer:
        """The model's answer, checked against its type to the last field.

        It is bounded by `max_tokens`, or by `tokens` where it needs more: a thread, say.
        The setting stays the smaller bound, since a model that thinks first needs it larger.

        Raises BudgetExhausted before anything is sent; ConfigError for a refused key,
        account or model name; ModelUnavailable when the same question may be answered
        later; ModelRefused for everything that came and is no answer (ModelUnreadable when it
        is not even a refusal).
        """
        system = f"{system}\n\n{shape_in_words(answer)}"
        most = max(tokens, self._max_tokens)
        self._meter.allow(self._dearest(system, user, most), f"an answer of {self.name}")
        try:
            reply = self._exchange(system, user, answer, most)
            self._count(reply, system, user, most)
        finally:
            self._meter.release()
        self._object(reply, most)
        return read_answer(reply.text, answer)

    def _exchange(self, system: str, user: str, answer: type[Answer], most: int) -> Reply:
        """Ask for the JSON schema first; what the endpoint took is remembered."""
        from tools.llm import wire
        from tools.llm.errors import AnswerLost

        endpoint = wire.Endpoint(
            model=self._model,
            base_url=self._base_url,
            api_key=self._api_key,
            timeout_s=self._timeout_s,
            max_tokens=most,
            temperature=self._temperature,
            pauses_s=self._pauses_s,
        )
        known = self._format
        try:
            reply = wire.exchange(endpoint, system, user, wire.formats_for(answer)[known:])
        except AnswerLost:
            self._record(_estimate(system, user), most, "answer lost, at most")
            raise
        self._format = max(self._format, known + reply.format)
        return reply

    def _object(self, reply: Reply, most: int) -> None:
        """Raise ModelRefused for a reply that is no whole, willing answer."""
        if reply.unreadable:
            raise ModelUnreadable(
                f"{self.name}: no chat completion came, but {reply.unreadable}; does "
                f"OPENAI_BASE_URL {self._base_url} lead to one?"
            )
        if reply.refusal:
            raise ModelRefused(f"{self.name} refuses: it said {quoted(reply.refusal)}")
        if reply.finish in _UNFINISHED:
            raise ModelUnreadable(
                f"{self.name}: the answer was cut off at {most} tokens; raise "
                f"UNDERSTUDY_MODEL_MAX_TOKENS; it said {quoted(reply.text)}"
            )
        if reply.finish in _NOT_AN_ANSWER:
            raise ModelRefused(
                f"{self.name}: the answer ended with {reply.finish}; it said {quoted(reply.text)}"
            )
        if not reply.text.strip():
            raise ModelUnreadable(f"{self.name}: the answer is empty")

    def _dearest(self, system: str, user: str, most: int) -> float:
        """US dollars that one answer can cost at most: a token is at least one byte."""
        question = len((system + user).encode(errors="replace")) + FRAME_TOKENS
        return self._cost(question, most)

    def _count(self, reply: Reply, system: str, user: str, most: int) -> None:
        if reply.unreadable:
            self._record(_estimate(system, user), most, "unreadable answer, at most")
            return
        known = reply.tokens_in is not None and reply.tokens_out is not None
        tokens_in = _estimate(system, user) if reply.tokens_in is None else reply.tokens_in
        tokens_out = _estimate(reply.text) if reply.tokens_out is None else reply.tokens_out
        self._record(tokens_in, tokens_out, "" if known else "estimated from characters")

    def _record(self, tokens_in: int, tokens_out: int, remark: str) -> None:
        detail = f"{self.name} ({remark})" if remark else self.name
        for kind, tokens, usd in (
            ("model_tokens_in", tokens_in, self._cost(tokens_in, 0)),
            ("model_tokens_out", tokens_out, self._cost(0, tokens_out)),
        ):
            self._meter.record(Usage(kind=kind, quantity=tokens, usd=usd, detail=detail))

    def _cost(self, tokens_in: int, tokens_out: int) -> float:
        return tokens_in * self._usd_per_token[0] + tokens_out * self._usd_per_token[1]


def _estimate(*texts: str) -> int:
    """Tokens in `texts`, rounded up."""
    return -(-sum(map(len, texts)) // CHARACTERS_PER_TOKEN)


def checked_url(url: str) -> str:
    """`url` without a slash at its end. Raises ConfigError for what can be no base URL."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or "@" in url or any(c.isspace() for c in url):
        raise ConfigError(
            "OPENAI_BASE_URL is no plain http:// or https:// address (keys go into "
            "OPENAI_API_KEY); write for example http://localhost:11434/v1"
        )
    return url.rstrip("/")


def checked_key(key: str, base_url: str) -> str:
    """`key`, or "none" for an endpoint that wants none. Raises ConfigError, without the key."""
    if not key and base_url == OPENAI_URL:
        raise ConfigError(
            "OPENAI_API_KEY is empty; set it, or set OPENAI_BASE_URL to an endpoint without keys"
        )
    if not key.isascii() or not (key or "x").isprintable() or " " in key:
        raise ConfigError(
            "OPENAI_API_KEY holds a space or a character that no key has; copy it again"
        )
    return key or "none"
