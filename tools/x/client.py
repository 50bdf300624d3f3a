"""The verbs of X that Understudy uses, one account per client.

X charges for each post that it returns, so every reading takes a limit and, where
there is one, the youngest id that is known already. Writes of one account go one
after another.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import requests

from memory.errors import (
    BudgetExhausted,
    ChannelError,
    ChannelRefused,
    ChannelUnknown,
)
from memory.types import Receipt
from tools.x import search, wire
from tools.x.calls import Calls
from tools.x.credentials import Credentials
from tools.x.errors import ChannelMissing
from tools.x.known_users import KnownUsers
from tools.x.prices import Prices
from tools.x.wire import XPost, XUser

if TYPE_CHECKING:
    from agents.seams import Meter

_LOG = logging.getLogger(__name__)

MOST_PAGES = 32
"""X shows at most the 3,200 youngest posts of an account."""
SPARSE_PAGES = 4
"""A page from which X leaves out reposts is not full; this many more are read to fill up."""


@dataclass(frozen=True)
class Listing:
    """A list of posts on X: where it is, what to ask, US dollars for each post."""

    path: str
    price: float
    query: Mapping[str, str] = field(default_factory=dict)
    smallest_page: int = wire.SMALLEST_PAGE
    page: str = wire.PAGE
    """The name of the parameter that asks for the next page."""


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
        """`timeout_s` holds for each step of a call.

        `token_file` itself is used by OAuth 2.0 alone. Beside it, in `x-users.json`, the
        accounts that were looked up are kept.
        """
        self._clock = clock
        self._prices = prices
        self._calls = Calls(
            base_url=base_url,
            credentials=credentials,
            token_file=token_file,
            timeout_s=timeout_s,
            clock=clock,
            meter=meter,
        )
        self._writing = threading.Lock()
        self._me: XUser | None = None
        self._known = KnownUsers(token_file.with_name("x-users.json"), clock)

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
        self._calls.close()

    def whoami(self, *, within_budget: bool = True) -> XUser:
        """The account behind the credentials; asked once per client, since X charges for it."""
        if self._me is None:
            price = self._prices.user_read
            with self._calls.paying(price if within_budget else None, "x: who am I"):
                self._me = self._calls.get(wire.ME, {}, wire.user)
                self._calls.spent("x.user_read", 1, price, "whoami")
        return self._me

    def create_post(self, text: str, in_reply_to: str | None = None) -> Receipt:
        """Publishes `text` once. Raises ChannelUnknown when X may have it and did not say so."""
        price = self._prices.post(text)
        with self._writing, self._calls.paying(price, "x: publish a post"):
            try:
                response = self._calls.send(
                    "POST", wire.CREATE, json=wire.new_post(text, in_reply_to)
                )
                post_id = _created_id(response)
            except ChannelUnknown:
                self._calls.spent("x.create", 1, price, "the answer was lost: counted as charged")
                raise
            self._calls.spent("x.create", 1, price, f"post {post_id}")
        return Receipt(external_id=post_id, url=wire.post_url(post_id))

    def delete_post(self, post_id: str) -> None:
        """Takes our own post down; X does not charge for it."""
        with self._writing:
            self._calls.send("DELETE", wire.DELETE.format(id=_checked_id(post_id)))

    def own_posts(self, since: datetime, *, within_budget: bool = True) -> list[XPost]:
        """Our posts since `since`, newest first, at most the youngest 3,200.

        `within_budget=False` counts the cost and asks nobody: for finding out whether
        a publication that has begun is out, which no budget may leave open.
        """
        since = since.replace(microsecond=0)  # X tells whole seconds
        found: list[XPost] = []
        price = self._prices.owned_read
        path = wire.USER_POSTS.format(id=self.my_id(within_budget=within_budget))
        listing = Listing(path, price, {wire.START: wire.timestamp(since)})
        allow = price * wire.LARGEST_PAGE if within_budget else None
        for page in self._pages(listing, wire.LARGEST_PAGE, allow, MOST_PAGES):
            young = [post for post in page if post.posted_at is None or post.posted_at >= since]
            found += young
            if len(young) < len(page):
                break
        return found

    def mentions(self, since_id: str | None = None, limit: int = 100) -> list[XPost]:
        """Posts that mention us, younger than `since_id`, newest first, at most `limit`."""
        path = wire.MENTIONS.format(id=self.my_id())
        return self._youngest(Listing(path, self._prices.owned_read), since_id, limit)

    def home_timeline(self, since_id: str | None = None, limit: int = 20) -> list[XPost]:
        """Posts of ourselves and of those we follow, without what they pass on.

        Younger than `since_id`, newest first, at most `limit`.
        """
        path = wire.HOME.format(id=self.my_id())
        listing = Listing(path, self._prices.post_read, wire.NO_REPOSTS)
        return self._youngest(listing, since_id, limit)

    def own_timeline(self, since_id: str | None = None, limit: int = 100) -> list[XPost]:
        """What we posted ourselves, younger than `since_id`, newest first, at most `limit`."""
        path = wire.USER_POSTS.format(id=self.my_id())
        listing = Listing(path, self._prices.owned_read, wire.NO_REPOSTS)
        return self._youngest(listing, since_id, limit)

    def user_timeline(
        self, handle: str, since_id: str | None = None, limit: int = 20
    ) -> list[XPost]:
        """What the account `handle` wrote, not what it passed on.

        Younger than `since_id`, newest first, at most `limit`. Once in 30 days the account
        is looked up. Raises ChannelMissing for an account that X does not know, and
        ChannelForbidden for one that shows its posts to followers only.
        """
        user = self._user(handle)
        path = wire.USER_POSTS.format(id=user.id)
        listing = Listing(path, self._prices.post_read, wire.NO_REPOSTS)
        try:
            posts = self._youngest(listing, since_id, limit)
        except ChannelMissing:
            self._known.forget(wire.handle(handle))  # somebody else may have the name by now
            raise
        return [post.model_copy(update={"author_handle": user.username}) for post in posts]

    def search_recent(
        self, query: str, since_id: str | None = None, limit: int = 20
    ) -> list[XPost]:
        """Posts of the last seven days, younger than `since_id`, newest first, at most `limit`.

        `query` is X's query language; reposts come only when it speaks of them.
        """
        asked = {wire.QUERY: search.full_query(query)}
        # Of an id from before these days nothing is missed by leaving it out; X refuses it.
        made = wire.made_at(_checked_id(since_id)) if since_id else None
        young = made is not None and made > self._clock() - search.WINDOW
        listing = Listing(
            wire.SEARCH,
            self._prices.post_read,
            asked,
            smallest_page=wire.SMALLEST_SEARCH_PAGE,
            page=wire.SEARCH_PAGE,
        )
        return self._youngest(listing, since_id if young else None, limit)

    def my_id(self, *, within_budget: bool = True) -> str:
        """Our account's id: free where the keys tell it, else `whoami`."""
        return self._calls.user_id or _checked_id(self.whoami(within_budget=within_budget).id)

    def _youngest(self, listing: Listing, since_id: str | None, limit: int) -> list[XPost]:
        """What has come and is paid for is kept when a later page is refused."""
        size = min(max(limit, listing.smallest_page), wire.LARGEST_PAGE)
        if since_id:
            since = {wire.SINCE: _checked_id(since_id)}
            listing = replace(listing, query={**listing.query, **since})
        most = -(-limit // size) + SPARSE_PAGES
        found: list[XPost] = []
        try:
            for page in self._pages(listing, size, listing.price * size, most):
                found += page
                if len(found) >= limit:
                    break
        except (ChannelError, BudgetExhausted) as error:
            if not found:
                raise
            _LOG.warning("x: %d posts of %s, then: %s", len(found), listing.path, error)
        return found[:limit]

    def _pages(
        self, listing: Listing, size: int, allow: float | None, most: int
    ) -> Iterator[list[XPost]]:
        """At most `most` pages of `size`, each paid for when it has come."""
        query: dict[str, Any] = {**wire.FIELDS, **listing.query, wire.PAGE_SIZE: size}
        token: str | None = None
        for _ in range(most):
            more = {listing.page: token} if token else {}
            with self._calls.paying(allow, f"x: read {listing.path}"):
                page, token = self._calls.get(listing.path, {**query, **more}, _page)
                self._calls.spent("x.read", len(page), listing.price * len(page), listing.path)
            yield page
            if token is None:
                return

    def _user(self, handle: str) -> XUser:
        """The account of that name, from memory or for the price of a look-up."""
        try:
            name = wire.handle(handle)
        except ValueError as error:
            raise ChannelRefused(f"x: {handle[:40]!r}: {error}") from error
        if known := self._known.get(name):
            return known
        price = self._prices.user_read
        with self._calls.paying(price, f"x: look up @{name}"):
            user = self._calls.get(wire.USER.format(username=name), {}, wire.user)
            self._calls.spent("x.user_read", 1, price, f"@{name}")
        _checked_id(user.id)
        self._known.remember(name, user)
        return user


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
