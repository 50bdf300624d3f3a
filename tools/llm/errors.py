"""What went wrong at an OpenAI-compatible endpoint, told in our errors.

Which failures cost nothing and may be tried again, and for each one a sentence with
what the endpoint said and the next step. Imports the OpenAI client; only `wire.py` may
import it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx2
import openai
from langchain_core.exceptions import ContextOverflowError

from memory.errors import ConfigError, ModelRefused, ModelUnavailable, UnderstudyError
from tools.llm.answers import quoted

if TYPE_CHECKING:
    from tools.llm.wire import Endpoint

SHORTEST_SECRET = 8
"""Characters; a shorter key is a word such as "none", and hiding it would garble messages."""


class AnswerLost(ModelUnavailable):
    """The question went out and no whole answer came back: it may have to be paid for."""


def costs_nothing(error: openai.APIError) -> bool:
    """Whether the same question may be asked again at once without paying twice."""
    if isinstance(error, openai.APIStatusError):
        return error.status_code == 429 or error.status_code >= 500
    return _never_reached(error)


def retry_after(error: openai.APIError) -> float:
    """Seconds that the endpoint asks us to wait; 0 when it says nothing we understand."""
    if not isinstance(error, openai.APIStatusError):
        return 0
    asked = re.fullmatch(r"[0-9]{1,6}", error.response.headers.get("retry-after", ""))
    return float(asked[0]) if asked else 0


def is_too_long(error: Exception) -> bool:
    """Whether the model has no room for the question; no other way of asking helps."""
    told = isinstance(error, openai.APIError) and error.code == "context_length_exceeded"
    return told or isinstance(error, ContextOverflowError)


def translated(error: Exception, endpoint: Endpoint) -> UnderstudyError:
    """Our error for a foreign one, with what was said and the next step."""
    if is_too_long(error):
        return ModelRefused(
            f"{endpoint.model} at {endpoint.host} finds the question too long "
            f"({_said(error, endpoint)}); choose a model with a larger context"
        )
    if isinstance(error, openai.APIStatusError):
        return _status_error(error, endpoint)
    if isinstance(error, openai.APIConnectionError | TimeoutError):
        return _connection_error(error, endpoint)
    return ModelRefused(f"{endpoint.host} cannot be understood: {_said(error, endpoint)}")


def _status_error(error: openai.APIStatusError, endpoint: Endpoint) -> UnderstudyError:
    status, host = error.status_code, endpoint.host
    came = f"{status}: {_said(error, endpoint)}"
    match status:
        case 401 | 403:
            return ConfigError(
                f"OPENAI_API_KEY was refused by {host} ({came}); check the key, its project's "
                "rights, and that OPENAI_BASE_URL is where it belongs"
            )
        case 402:
            return ConfigError(
                f"{host} wants to be paid ({came}); add credits there, or empty "
                "UNDERSTUDY_MODEL to write offline"
            )
        case 404:
            return ConfigError(
                f'model "{endpoint.model}" was not found at {endpoint.base_url} ({came}); check '
                "UNDERSTUDY_MODEL, and OPENAI_BASE_URL, which usually ends in /v1"
            )
        case 429:
            wait = f" after {seconds:.0f} s" if (seconds := retry_after(error)) else ""
            return ModelUnavailable(f"{host} is at its rate limit ({came}); try again{wait}")
        case 408 | 409 | 425:
            return ModelUnavailable(f"{host} asks to try again later ({came})")
        case _ if status >= 500:
            return ModelUnavailable(f"{host} is in trouble ({came}); try again later")
        case _:
            return ModelRefused(f"{host} refuses the question ({came})")


def _connection_error(error: Exception, endpoint: Endpoint) -> ModelUnavailable:
    root = list(_causes(error))[-1]
    why = quoted(str(root) or type(root).__name__)
    if _never_reached(error):
        return ModelUnavailable(
            f"{endpoint.host} cannot be reached ({why}); is it running, and is OPENAI_BASE_URL "
            "right?"
        )
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return AnswerLost(
            f"{endpoint.host} gave no whole answer within {endpoint.timeout_s:g} s; try again "
            "later, or raise UNDERSTUDY_MODEL_TIMEOUT"
        )
    return AnswerLost(
        f"{endpoint.host} broke off before its answer was whole ({why}); try again later"
    )


def _said(error: Exception, endpoint: Endpoint) -> str:
    """The endpoint's own words, without our key should it repeat that."""
    body = error.body if isinstance(error, openai.APIError) else None
    words = str((body.get("message") if isinstance(body, dict) else None) or error)
    secret = endpoint.api_key
    return quoted(words.replace(secret, "…") if len(secret) >= SHORTEST_SECRET else words)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _never_reached(error: BaseException) -> bool:
    unreached = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError)
    return any(isinstance(cause, unreached) for cause in _causes(error))
