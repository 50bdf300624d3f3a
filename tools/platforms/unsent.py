"""Whether a request that failed has left at all; for clients that speak through requests."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import requests
from urllib3.exceptions import ConnectTimeoutError


def unsent(error: BaseException) -> BaseException | None:
    """What proves that no byte of the request left, namely that no connection was made."""
    proofs = ConnectTimeoutError, ssl.SSLCertVerificationError, requests.ConnectTimeout
    return next((cause for cause in _causes(error) if isinstance(cause, proofs)), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """`error` and what it wraps, in whichever way requests and urllib3 wrap."""
    waiting, seen = [error], set[int]()
    while waiting:
        cause = waiting.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inside = [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]
        waiting += [inner for inner in inside if isinstance(inner, BaseException)]
