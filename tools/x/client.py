"""The verbs of X that Understudy uses, one account per client.

X charges for each post that it returns, so every reading takes a limit and, where
there is one, the youngest id that is known already. What is written is in
`tools/x/writing.py`, pictures are in `tools/x/pictures.py`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from memory.errors import BudgetExhausted, ChannelError, ChannelRefused, ConfigError
from memory.types import Limit, Reactions, Receipt
from tools.x import search, wire
from tools.x.calls import Calls
from tools.x.credentials import Credentials
from tools.x.errors import ChannelMissing, FieldWithheld
from tools.x.known_users import KnownUsers
from tools.x.pictures import Pictures
from tools.x.prices import Prices
from tools.x.wire import NewPost, XPost, XUser
from tools.x.writing import Writing, checked_id

if TYPE_CHECKING:
    from agents.seams import Meter

_LOG = logging.getLogger(__name__)

MOST_PAGES = 32
"""X shows at most the 3,200 youngest posts of an account."""
OWN_METRICS_FOR = timedelta(days=30) - timedelta(minutes=5)
"""How long X tells the author more of a post; five minutes for the clocks to differ."""
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
    """One account on X. All verbs raise ChannelError, BudgetExhausted or ConfigError."""

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
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        """`timeout_s` holds for each step of a call.

        `token_file` itself is used by OAuth 2.0 alone. Beside it, in `x-users.json`, the
        accounts that were looked up are kept. `pause` waits while X works on a picture.
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
        self._writing = Writing(self._calls, prices)
        # A delivery's lease lasts two calls (tools/settings.py): one is left for the post.
        self.pictures = Pictures(self._calls, prices, clock, timedelta(seconds=timeout_s), pause)
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

    def limits(self) -> tuple[Limit, ...]:
        """What X still allows, by what it said last; asks nobody."""
        return self._calls.limits()

    def create_post(self, post: NewPost | str, *, summoned: bool = False) -> Receipt:
        """Publishes `post`, or a text alone, once; `summoned`: it answers a mention of us.

        Raises ChannelUnknown when X may have it and did not say so.
        """
        new = post if isinstance(post, NewPost) else NewPost(text=post)
        return self._writing.create(new, summoned=summoned)

    def delete_post(self, post_id: str) -> None:
        """Takes our own post down; fine when it was gone before."""
        self._writing.delete(post_id)

    def reactions(self, post_id: str) -> Reactions:
        """What our own post has brought until now. Raises ChannelMissing when it is gone."""
        path = wire.POST.format(id=checked_id(post_id))
        price = self._prices.owned_read
        made = wire.made_at(post_id)
        own = made is not None and made > self._clock() - OWN_METRICS_FOR
        with self._calls.paying(price, f"x: read {path}"):
            found = self._reactions(path, own=own)
            self._calls.spent("x.read", 1, price, path)
        return found

    def _reactions(self, path: str, *, own: bool) -> Reactions:
        if own:
            try:
                return self._calls.get(path, wire.OWN_METRICS, wire.reactions)
            except FieldWithheld as error:
                _LOG.info("x: %s, so only what everybody sees", error)
        return self._calls.get(path, wire.METRICS, wire.reactions)

    def post(self, post_id: str) -> XPost:
        """Anybody's post. Raises ChannelMissing when it is gone, or hidden from us."""
        path = wire.POST.format(id=checked_id(post_id))
        price = self._prices.post_read
        with self._calls.paying(price, f"x: read {path}"):
            found = self._calls.get(path, wire.FIELDS, wire.one_post)
            self._calls.spent("x.read", 1, price, path)
        return found

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
        made = wire.made_at(checked_id(since_id)) if since_id else None
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
        return self._calls.user_id or checked_id(self.whoami(within_budget=within_budget).id)

    def _youngest(self, listing: Listing, since_id: str | None, limit: int) -> list[XPost]:
        """What has come and is paid for is kept when a later page is refused."""
        size = min(max(limit, listing.smallest_page), wire.LARGEST_PAGE)
        if since_id:
            since = {wire.SINCE: checked_id(since_id)}
            listing = replace(listing, query={**listing.query, **since})
        most = -(-limit // size) + SPARSE_PAGES
        found: list[XPost] = []
        try:
            for page in self._pages(listing, size, listing.price * size, most):
                found += page
                if len(found) >= limit:
                    break
        except (ChannelError, BudgetExhausted, ConfigError) as error:
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
        checked_id(user.id)
        self._known.remember(name, user)
        return user


def _page(answer: dict[str, Any]) -> tuple[list[XPost], str | None]:
    return wire.posts(answer), wire.next_page(answer)
