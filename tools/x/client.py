"""The verbs of X that Understudy uses, over tweepy, one account per client.

Every paid call asks the meter first and tells it afterwards what was spent. Nothing
here waits or repeats: a refusal says when to come back, and the caller decides. The
one exception is an access token that has ended, which is renewed once per call;
a 401 proves that nothing was done. Writes of one account go one after another.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import requests
import tweepy

from memory.errors import ChannelBusy, ChannelRefused, ChannelUnknown
from memory.types import Receipt, Usage
from tools.x import wire
from tools.x.credentials import Credentials, OAuth1Keys
from tools.x.errors import TokenRefused
from tools.x.prices import Prices
from tools.x.session import XSession
from tools.x.tokens import Refresher, TokenFile
from tools.x.wire import XPost, XUser

if TYPE_CHECKING:
    from agents.seams import Meter

Parsed = TypeVar("Parsed")

# tweepy writes bearer tokens into its debug log.
logging.getLogger("tweepy.client").setLevel(logging.INFO)

MOST_PAGES = 32
"""X shows at most the 3,200 youngest posts of an account."""


class XClient:
    """One account on X. All verbs raise ChannelError, BudgetExhausted or StorageError."""

    def __init__(
        self,
        *,
        base_url: str,
        credentials: Credentials,
        token_file: Path,
        timeout_s: float,
        clock: Callable[[], datetime],
        meter: Meter,
        prices: Prices,
    ) -> None:
        """`token_file` is used by OAuth 2.0 alone; `timeout_s` holds for each step of a call."""
        self._clock = clock
        self._meter = meter
        self._prices = prices
        self._session = XSession(base_url, timeout_s, clock)
        self._writing = threading.Lock()
        self._me: XUser | None = None
        self._oauth1 = credentials if isinstance(credentials, OAuth1Keys) else None
        self._refresher: Refresher | None = None
        if not isinstance(credentials, OAuth1Keys):
            file = TokenFile(token_file, credentials.seed)
            self._refresher = Refresher(credentials, file, self._session, clock)
        self._tweepy = self._new_tweepy()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connections back."""
        self._session.close()

    def whoami(self, *, within_budget: bool = True) -> XUser:
        """The account behind the credentials; asked once per client, since X charges for it."""
        if self._me is None:
            price = self._prices.user_read
            with self._paying(price if within_budget else None, "x: who am I"):
                self._me = self._read(wire.ME, {}, wire.user)
                self._spent("x.user_read", 1, price, "whoami")
        return self._me

    def create_post(self, text: str, in_reply_to: str | None = None) -> Receipt:
        """Publishes `text` once. Raises ChannelUnknown when X may have it and did not say so."""
        price = self._prices.post(text)
        with self._writing, self._paying(price, "x: publish a post"):
            try:
                response = self._call("POST", wire.CREATE, json=wire.new_post(text, in_reply_to))
                post_id = _created_id(response)
            except ChannelUnknown:
                self._spent("x.create", 1, price, "the answer was lost: counted as charged")
                raise
            self._spent("x.create", 1, price, f"post {post_id}")
        return Receipt(external_id=post_id, url=wire.post_url(post_id))

    def delete_post(self, post_id: str) -> None:
        """Takes our own post down; X does not charge for it."""
        with self._writing:
            self._call("DELETE", wire.DELETE.format(id=_checked_id(post_id)))

    def own_posts(self, since: datetime, *, within_budget: bool = True) -> list[XPost]:
        """Our posts since `since`, newest first, at most the youngest 3,200.

        `within_budget=False` counts the cost and asks nobody: for finding out whether
        a publication that has begun is out, which no budget may leave open.
        """
        since = since.replace(microsecond=0)  # X tells whole seconds
        found: list[XPost] = []
        query = {wire.START: wire.timestamp(since), wire.PAGE_SIZE: wire.LARGEST_PAGE}
        allow = self._prices.owned_read * wire.LARGEST_PAGE if within_budget else None
        for page in self._pages(wire.OWN_POSTS, query, self._prices.owned_read, allow):
            young = [post for post in page if post.posted_at is None or post.posted_at >= since]
            found += young
            if len(young) < len(page):
                break
        return found

    def mentions(self, since_id: str | None = None, limit: int = 100) -> list[XPost]:
        """Posts that mention us, younger than `since_id`, newest first, at most `limit`."""
        return self._youngest(wire.MENTIONS, since_id, limit, self._prices.owned_read)

    def home_timeline(self, since_id: str | None = None, limit: int = 20) -> list[XPost]:
        """Posts of those we follow, younger than `since_id`, newest first, at most `limit`."""
        return self._youngest(wire.HOME, since_id, limit, self._prices.post_read)

    def _youngest(self, route: str, since_id: str | None, limit: int, price: float) -> list[XPost]:
        size = min(max(limit, wire.SMALLEST_PAGE), wire.LARGEST_PAGE)
        since = {wire.SINCE: _checked_id(since_id)} if since_id else {}
        found: list[XPost] = []
        for page in self._pages(route, {wire.PAGE_SIZE: size, **since}, price, price * size):
            found += page
            if len(found) >= limit:
                break
        return found[:limit]

    def _pages(
        self, route: str, query: Mapping[str, Any], price: float, allow: float | None
    ) -> Iterator[list[XPost]]:
        """Page after page, each paid for when it has come."""
        path = route.format(id=self._user_id(within_budget=allow is not None))
        token: str | None = None
        for _ in range(MOST_PAGES):
            more = {wire.PAGE: token} if token else {}
            with self._paying(allow, f"x: read {path}"):
                page, token = self._read(path, {**wire.FIELDS, **query, **more}, _page)
                self._spent("x.read", len(page), price * len(page), path)
            yield page
            if token is None:
                return

    def _user_id(self, *, within_budget: bool) -> str:
        known = self._oauth1.user_id if self._oauth1 else None
        return known or _checked_id(self.whoami(within_budget=within_budget).id)

    def _read(
        self, path: str, query: Mapping[str, Any], parse: Callable[[dict[str, Any]], Parsed]
    ) -> Parsed:
        response = self._call("GET", path, params=query)
        try:
            return parse(wire.document(response.content))
        except ValueError as error:
            reason = str(error).splitlines()[0]
            raise ChannelBusy(f"x: GET {path}: an answer we cannot read: {reason}") from error

    def _call(self, method: str, path: str, **options: Any) -> requests.Response:
        """One call; with OAuth 2.0 a second one, when the access token turns out to have ended."""
        if self._refresher is None:
            return self._request(method, path, options)
        token = self._tweepy.bearer_token = self._refresher.current()
        try:
            return self._request(method, path, options)
        except TokenRefused:
            self._tweepy.bearer_token = self._refresher.renewed(token)
            return self._request(method, path, options)

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

    @contextmanager
    def _paying(self, usd: float | None, what: str) -> Iterator[None]:
        """Holds `usd` while a call is under way; None asks nobody. Raises BudgetExhausted."""
        if usd is None:
            yield
            return
        self._meter.allow(usd, what)
        try:
            yield
        finally:
            self._meter.release()

    def _spent(self, kind: str, quantity: int, usd: float, detail: str) -> None:
        self._meter.record(Usage(kind=kind, quantity=quantity, usd=usd, detail=detail))


def _page(answer: dict[str, Any]) -> tuple[list[XPost], str | None]:
    return wire.posts(answer), wire.next_page(answer)


def _created_id(response: requests.Response) -> str:
    try:
        return wire.created_id(wire.document(response.content))
    except ValueError as error:
        raise ChannelUnknown(
            f"x: POST {wire.CREATE}: HTTP {response.status_code} without a post id ({error}); "
            "it may or may not have been published: look before repeating"
        ) from error


def _checked_id(value: str) -> str:
    """An id that may stand in a path. Raises ChannelRefused."""
    if not (value.isascii() and value.isdecimal() and len(value) <= 19):
        raise ChannelRefused(f"x: {value[:40]!r} is not an id of X: 1 to 19 digits")
    return value
