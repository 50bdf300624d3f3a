"""One call to X at a time, over tweepy: signed, paid for, and read to its end.

Every paid call asks the meter first and tells it afterwards what was spent. Nothing
here waits or repeats: a refusal says when to come back, and the caller decides. The
one exception is an access token that has ended, which is renewed once per call;
a 401 proves that nothing was done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import requests
import tweepy

from memory.errors import ChannelBusy
from memory.types import Limit, Usage
from tools.x import errors, wire
from tools.x.credentials import Credentials, OAuth1Keys
from tools.x.errors import TokenRefused
from tools.x.session import XSession
from tools.x.tokens import Refresher, TokenFile

if TYPE_CHECKING:
    from agents.seams import Meter

Parsed = TypeVar("Parsed")

# tweepy writes bearer tokens into its debug log.
logging.getLogger("tweepy.client").setLevel(logging.INFO)


class Calls:
    """Calls on behalf of one account. All raise ChannelError or ConfigError."""

    def __init__(
        self,
        *,
        base_url: str,
        credentials: Credentials,
        token_file: Path,
        timeout_s: float,
        clock: Callable[[], datetime],
        meter: Meter,
    ) -> None:
        """`token_file` is used by OAuth 2.0 alone; `timeout_s` holds for each step of a call."""
        self._meter = meter
        self._session = XSession(base_url, timeout_s, clock)
        self._oauth1 = credentials if isinstance(credentials, OAuth1Keys) else None
        self._refresher: Refresher | None = None
        if not isinstance(credentials, OAuth1Keys):
            file = TokenFile(token_file, credentials.seed)
            self._refresher = Refresher(credentials, file, self._session, clock)
        self._tweepy = self._new_tweepy()

    def close(self) -> None:
        """Gives the connections back."""
        self._session.close()

    def limits(self) -> tuple[Limit, ...]:
        """What X still allows, by what it said last."""
        return self._session.limits.standing()

    @property
    def user_id(self) -> str | None:
        """The account's id where the keys themselves tell it."""
        return self._oauth1.user_id if self._oauth1 else None

    def get(
        self, path: str, query: Mapping[str, Any], parse: Callable[[dict[str, Any]], Parsed]
    ) -> Parsed:
        """The answer, parsed; what cannot be read is ChannelBusy: nothing was changed."""
        return self.parsed("GET", path, parse, params=query)

    def parsed(
        self, method: str, path: str, parse: Callable[[dict[str, Any]], Parsed], **options: Any
    ) -> Parsed:
        """As `get`, for any call of which no reader sees anything."""
        response = self.send(method, path, **options)
        try:
            answer = wire.document(response.content)
            if problem := wire.problem(answer):
                raise errors.withheld(f"{method} {path}", problem)
            return parse(answer)
        except ValueError as error:
            reason = str(error).splitlines()[0]
            raise ChannelBusy(f"x: {method} {path}: an answer we cannot read: {reason}") from error

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """One call; with OAuth 2.0 a second one, when the access token turns out to have ended."""
        if self._refresher is None:
            return self._request(method, path, options)
        token = self._tweepy.bearer_token = self._refresher.current()
        try:
            return self._request(method, path, options)
        except TokenRefused:
            self._tweepy.bearer_token = self._refresher.renewed(token)
            return self._request(method, path, options)

    @contextmanager
    def paying(self, usd: float | None, what: str) -> Iterator[None]:
        """Holds `usd` while a call is under way; None asks nobody. Raises BudgetExhausted."""
        if usd is None:
            yield
            return
        self._meter.allow(usd, what)
        try:
            yield
        finally:
            self._meter.release()

    def spent(self, kind: str, quantity: int, usd: float, detail: str) -> None:
        """Tells the meter of `usd` US dollars for `quantity` of `kind`."""
        self._meter.record(Usage(kind=kind, quantity=quantity, usd=usd, detail=detail))

    def _request(self, method: str, path: str, options: dict[str, Any]) -> requests.Response:
        user_auth = self._oauth1 is not None
        response: requests.Response = self._tweepy.request(
            method, path, user_auth=user_auth, **options
        )
        return response

    def _new_tweepy(self) -> tweepy.Client:
        keys = self._oauth1
        client = tweepy.Client(
            consumer_key=keys.consumer_key if keys else None,
            consumer_secret=keys.consumer_secret if keys else None,
            access_token=keys.access_token if keys else None,
            access_token_secret=keys.access_token_secret if keys else None,
            wait_on_rate_limit=False,
        )
        client.session.close()
        client.session = self._session
        return client
