"""One HTTP call to a platform over httpx: made once, bounded in time and size, never redirected.

Whatever goes wrong leaves as one of our own errors. The question that decides is whether
the platform may have published: a call that is `doubtful` and gets no clear answer is
ChannelUnknown, every other one ChannelBusy. What a refusal means only the platform's own
module knows. Nothing here repeats a call, or follows a proxy of the environment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, model_validator

from memory.errors import ConfigError, UnderstudyError
from tools.platforms.bodies import Unbearable, bounded
from tools.platforms.failures import lost, unreachable

_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MISDIRECTED = (httpx.InvalidURL, httpx.UnsupportedProtocol)

Parsed = TypeVar("Parsed", bound=BaseModel)


class Wire(BaseModel):
    """A part of an answer that we read; what else is in it, or null, does not matter."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, told: Any) -> Any:
        if not isinstance(told, dict):
            return told
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer, whole. Header names in lower case."""

    call: str
    """Platform, method and path."""
    status: int
    headers: Mapping[str, str]
    body: bytes


class Refusal(Protocol):
    """The error for a reply that is no success; pure, and it never raises itself."""

    def __call__(self, reply: Reply, *, doubtful: bool, now: datetime) -> UnderstudyError: ...


class Platform:
    """Calls on behalf of one account. All raise ChannelError or ConfigError."""

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        setting: str,
        headers: Mapping[str, str],
        timeout_s: float,
        clock: Callable[[], datetime],
        refusal: Refusal,
    ) -> None:
        """`setting` names where `base_url` comes from; `timeout_s` holds for each step."""
        self._name = name
        self._setting = setting
        self._timeout_s = timeout_s
        self._clock = clock
        self._refusal = refusal
        self._http = httpx.Client(
            base_url=base_url, headers=dict(headers), timeout=timeout_s, trust_env=False
        )

    def close(self) -> None:
        """Gives the connections back."""
        self._http.close()

    def send(self, method: str, url: str, *, doubtful: bool = False, **options: Any) -> Reply:
        """A successful reply. `url` is relative to the base, or whole."""
        call = f"{self._name}: {method} {urlsplit(url).path}"
        try:
            with self._http.stream(method, url, **options) as response:
                headers = {key.lower(): value for key, value in response.headers.items()}
                body = bounded(response.iter_bytes(65_536), self._timeout_s)
        except _MISDIRECTED as error:
            raise ConfigError(f"{call}: {error}; check {self._setting}") from error
        except _UNSENT as error:
            reason = f"no connection ({type(error).__name__}; see {self._setting})"
            raise unreachable(call, reason, self._clock()) from error
        except (httpx.HTTPError, Unbearable) as error:
            reason = f"the answer was lost ({type(error).__name__})"
            raise self._lost(call, reason, doubtful) from error
        reply = Reply(call, response.status_code, headers, body)
        if not 200 <= reply.status < 300:
            raise self._refusal(reply, doubtful=doubtful, now=self._clock())
        return reply

    def ask(
        self, method: str, url: str, model: type[Parsed], *, doubtful: bool = False, **options: Any
    ) -> Parsed:
        """A successful reply, read as `model`."""
        return self.read(self.send(method, url, doubtful=doubtful, **options), model, doubtful)

    def read(self, reply: Reply, model: type[Parsed], doubtful: bool = False) -> Parsed:
        """`reply` as `model`; one that cannot be read is as good as lost."""
        try:
            return model.model_validate_json(reply.body)
        except ValueError as error:
            reason = f"an answer we cannot read: {str(error).splitlines()[0]}"
            raise self._lost(reply.call, reason, doubtful) from error

    def _lost(self, call: str, reason: str, doubtful: bool) -> UnderstudyError:
        return lost(call, reason, writing=doubtful, now=self._clock())
