"""What an account says and takes back on X, one call after another.

A lost answer to a new post leaves it open whether it is out; that is told apart from
every refusal, and nothing here repeats it.
"""

from __future__ import annotations

import threading

import requests

from memory.errors import ChannelRefused, ChannelUnknown
from memory.types import Receipt
from tools.x import wire
from tools.x.calls import Calls
from tools.x.errors import ChannelMissing
from tools.x.prices import Prices
from tools.x.wire import NewPost


class Writing:
    """The writes of one account. All raise ChannelError, BudgetExhausted or ConfigError."""

    def __init__(self, calls: Calls, prices: Prices) -> None:
        self._calls = calls
        self._prices = prices
        self._one_at_a_time = threading.Lock()

    def create(self, post: NewPost, *, summoned: bool) -> Receipt:
        """Publishes `post` once. Raises ChannelUnknown when X may have it and did not say so."""
        price = self._prices.post(post.text, summoned=summoned)
        with self._one_at_a_time, self._calls.paying(price, "x: publish a post"):
            try:
                post_id = _created_id(self._calls.send("POST", wire.CREATE, json=post.body()))
            except ChannelUnknown:
                self._calls.spent("x.create", 1, price, "the answer was lost: counted as charged")
                raise
            self._calls.spent("x.create", 1, price, f"post {post_id}")
        return Receipt(external_id=post_id, url=wire.post_url(post_id))

    def delete(self, post_id: str) -> None:
        """Takes our own post down, whatever the budget says; fine when it was gone before."""
        path = wire.POST.format(id=checked_id(post_id))
        with self._one_at_a_time:
            try:
                deleted = _deleted(self._calls.send("DELETE", path))
            except ChannelMissing:
                return
            if deleted:
                self._calls.spent("x.manage", 1, self._prices.manage, f"took down {post_id}")
                return
        self._surely_gone(path)

    def _surely_gone(self, path: str) -> None:
        """X did not take it down: that is fine only when it is not there."""
        try:
            self._calls.get(path, wire.METRICS, wire.reactions)
        except ChannelMissing:
            return
        self._calls.spent("x.read", 1, self._prices.owned_read, path)
        raise ChannelRefused(f"x: DELETE {path}: X did not take it down; delete it by hand")


def checked_id(value: str) -> str:
    """An id that may stand in a path. Raises ChannelRefused."""
    if not wire.is_id(value):
        raise ChannelRefused(f"x: {value[:40]!r} is not an id of X: 1 to 19 digits")
    return value


def _created_id(response: requests.Response) -> str:
    try:
        return wire.created_id(wire.document(response.content))
    except ValueError as error:
        raise ChannelUnknown(
            f"x: POST {wire.CREATE}: HTTP {response.status_code} without a post id ({error}); "
            "it may or may not have been published: look before repeating"
        ) from error


def _deleted(response: requests.Response) -> bool:
    try:
        return wire.deleted(wire.document(response.content))
    except ValueError:
        return False
