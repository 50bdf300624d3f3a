"""The routes of our loopback X, and what can be made to go wrong on each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from tests.servers.x_account import ME, USERNAME, ServerPost
from tests.servers.x_auth import new_tokens, signed
from tests.servers.x_people import Withheld
from tests.servers.x_refusals import (
    Refusal,
    app_only,
    invalid,
    missing_post,
    not_found,
    unauthorized,
    withheld_field,
)
from tests.servers.x_search import check_since, recent

if TYPE_CHECKING:
    from tests.servers.x_api import XServer

Fault = Literal[
    "500_before_accept",
    "500_after_accept",
    "503_on_read",
    "drop_before_accept",
    "drop_after_accept",
    "drop_on_read",
    "drop_on_media",
    "500_on_media",
    "half_an_answer",
    "drop_by_drop",
    "delay_before_accept",
    "delay_after_accept",
    "401",
    "402",
    "403",
    "429",
    "302",
    "not_json",
    "no_id",
    "too_much",
]
"""What goes wrong with the next call it fits: `accept` and `no_id` wait for a new post, `read` for
a GET, `media` for a step of a picture; the others take any call."""
OWN_METRICS_FOR = timedelta(days=30)


class Dropped(Exception):
    """The connection is to be cut without an answer."""


@dataclass
class Call:
    """One request, taken apart."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            raise invalid("The request body is not valid JSON.") from None


class Api:
    """Answers one call: authorisation, limits, faults, then the account's rules."""

    def __init__(self, world: XServer, target: str) -> None:
        self._world = world
        self._target = target

    def answer(self, call: Call) -> tuple[int, Any, dict[str, str]]:
        if call.path == "/control/fail":
            wish = call.json()
            self._world.fail_next(wish["fault"], int(wish.get("times", 1)))
            return 200, {}, {}
        if (call.method, call.path) == ("POST", "/2/oauth2/token"):
            self._general_faults()
            authorization = call.headers.get("authorization")
            return 200, new_tokens(self._world.tokens, call.body, authorization), {}
        self._authorise(call)
        limits = self._world.count(f"{call.method} {_route(call.path)}")
        if broken := self._general_faults():
            return *broken, limits
        if call.method == "GET":
            self._read_faults()
        try:
            status, answer = self._route(call)
        except Withheld as withheld:
            status, answer = 200, withheld.body
        return status, answer, limits

    def _route(self, call: Call) -> tuple[int, Any]:
        account, prices = self._world.account, self._world.prices
        match call.method, call.path.split("/")[2:]:
            case "POST", ["tweets"]:
                return self._create(call)
            case "DELETE", ["tweets", post_id]:
                return self._delete(post_id)
            case "GET", ["tweets", post_id] if post_id.isdecimal():
                return 200, self._shown(post_id, call)
            case _, ["media", *path]:
                return self._media(call, path)
            case "GET", ["users", "me"]:
                account.charge(prices.user_read)
                return 200, {"data": {"id": ME, "name": "Nell Harrow", "username": USERNAME}}
            case "GET", ["users", "by", "username", name]:
                person = account.people.named(name)
                account.charge(prices.user_read)
                return 200, {"data": person.shown()}
            case "GET", path:
                posts, price = self._listed(path, call)
                return 200, self._page(call, posts, price)
        raise Refusal(404, "Not Found", f"No such path: {call.path}")

    def _listed(self, path: list[str], call: Call) -> tuple[list[ServerPost], float]:
        """Posts that may be paged through, newest first, and the price of one."""
        account, prices, now = self._world.account, self._world.prices, self._world.clock()
        match path:
            case ["users", user, "tweets"] if user == ME:
                return account.timeline(), prices.owned_read
            case ["users", user, "tweets"]:
                return account.by(account.people.author(user).id), prices.post_read
            case ["users", user, "mentions"] if user == ME:
                return account.mentions(USERNAME), prices.owned_read
            case ["users", user, "timelines", "reverse_chronological"] if user == ME:
                return account.home(), prices.post_read
            case ["tweets", "search", "recent"]:
                if since_id := call.query.get("since_id"):
                    check_since(since_id, now)
                return recent(account.home(), call.query.pop("query", ""), now), prices.post_read
        raise Refusal(404, "Not Found", f"No such path: {call.path}")

    def _create(self, call: Call) -> tuple[int, Any]:
        world, body = self._world, call.json()
        if world.take("500_before_accept"):
            raise Refusal(500, "Internal Server Error", "Internal Server Error")
        if world.take("drop_before_accept"):
            raise Dropped
        world.wait(world.fault_delay_s if world.take("delay_before_accept") else world.delay_s)
        world.account.charge(self._price(body))
        post = world.account.create(body)
        world.wait(world.fault_delay_s if world.take("delay_after_accept") else world.delay_s)
        if world.take("drop_after_accept"):
            raise Dropped
        if world.take("500_after_accept"):
            raise Refusal(500, "Internal Server Error", "Internal Server Error")
        if world.take("no_id"):
            return 201, {"data": {}}
        return 201, {"data": world.account.render(post, set())}

    def _price(self, body: Any) -> float:
        """What X charges for a post, cheaper when somebody else is answered."""
        answered = (body.get("reply") or {}).get("in_reply_to_tweet_id")
        post = self._world.account.post(answered) if answered else None
        summoned = post is not None and post.author != ME
        return self._world.prices.post(str(body.get("text")), summoned=summoned)

    def _delete(self, post_id: str) -> tuple[int, Any]:
        account = self._world.account
        if not account.delete(post_id):
            if account.simulator:
                raise not_found(post_id)
            return 200, {"data": {"deleted": False}}
        account.charge(self._world.prices.manage)
        return 200, {"data": {"deleted": True}}

    def _shown(self, post_id: str, call: Call) -> dict[str, Any]:
        """One post; of our own, and for 30 days, with what others may not see."""
        account, fields = self._world.account, set(call.query.get("tweet.fields", "").split(","))
        post = account.post(post_id)
        if post is None:
            raise Withheld(missing_post(post_id))
        old = post.at < self._world.clock() - OWN_METRICS_FOR
        if "non_public_metrics" in fields and (post.author != ME or old):
            name = "non_public_metrics.impression_count"
            raise Withheld(withheld_field(post_id, name))
        own = post.author == ME
        account.charge(self._world.prices.owned_read if own else self._world.prices.post_read)
        return {"data": account.render(post, fields)}

    def _media(self, call: Call, path: list[str]) -> tuple[int, Any]:
        """Each step of a picture."""
        world, store = self._world, self._world.account.media
        if world.take("500_on_media"):
            raise Refusal(500, "Internal Server Error", "Internal Server Error")
        status, answer = 200, {}
        match call.method, path:
            case "POST", ["upload", "initialize"]:
                answer = store.begin(call.json())
            case "POST", ["upload", media_id, "append"]:
                store.append(media_id, call.json())
                status = 204 if world.account.simulator else 200
            case "POST", ["upload", media_id, "finalize"]:
                answer = store.finalize(media_id)
            case "GET", ["upload"]:
                answer = store.status(call.query.get("media_id", ""))
            case "POST", ["metadata"]:
                world.account.charge(world.prices.alt_text)
                answer = store.describe(call.json())
            case _:
                raise Refusal(404, "Not Found", f"No such path: {call.path}")
        if world.take("drop_on_media"):
            raise Dropped
        return status, b"" if status == 204 else {"data": answer}

    def _page(self, call: Call, posts: list[ServerPost], price: float) -> dict[str, Any]:
        """One page of `posts` as the query wants it; only what X documents is understood."""
        query = dict(call.query)
        fields = set(query.pop("tweet.fields", "").split(","))
        size = int(query.pop("max_results", "10"))
        if not _smallest_page(call.path) <= size <= 100:
            raise invalid(f"The `max_results` query parameter value [{size}] is not valid")
        token = "next_token" if call.path.endswith("recent") else "pagination_token"
        begin = int(query.pop(token, "0"))
        excluded = _excluded(query) if call.path.endswith(("tweets", "chronological")) else set()
        if since_id := query.pop("since_id", None):
            posts = [post for post in posts if int(post.id) > int(since_id)]
        start = query.pop("start_time", None)
        if start and not self._world.account.ignores_start_time:
            since = datetime.strptime(start, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            posts = [post for post in posts if post.at >= since]
        if query:
            raise invalid(f"The query parameter [{min(query)}] is not one we know")
        page = posts[begin : begin + size]
        if "retweets" in excluded:  # afterwards: so X's pages are not always full
            page = [post for post in page if post.reposts is None]
        self._world.account.charge(price * len(page))
        more = {"next_token": str(begin + size)} if len(posts) > begin + size else {}
        rendered = [self._world.account.render(post, fields) for post in page]
        data = {"data": rendered} if rendered else {}
        return {**data, "meta": {"result_count": len(page), **more}}

    def _general_faults(self) -> tuple[int, Any] | None:
        fault = self._world.take("401", "402", "403", "429", "302", "not_json", "too_much")
        match fault:
            case None:
                return None
            case "not_json":
                return 200, b"<html>a hotel's login page</html>"
            case "too_much":
                return 200, b" " * 9_000_000
            case "302":
                return 302, b""
        title = {
            "401": "Unauthorized",
            "402": "CreditsDepleted",
            "403": "Forbidden",
            "429": "Too Many Requests",
        }[fault]
        raise Refusal(int(fault), title, f"{title}: asked for by a test")

    def _read_faults(self) -> None:
        if self._world.take("503_on_read"):
            raise Refusal(503, "Service Unavailable", "Service Unavailable")
        if self._world.take("drop_on_read"):
            raise Dropped

    def _authorise(self, call: Call) -> None:
        kind, _, value = call.headers.get("authorization", "").partition(" ")
        if kind == "Bearer" and self._world.tokens.accepts(value):
            if call.method != "GET" and not self._world.bearer_is_user:
                raise app_only()
            return
        url = self._world.url + self._target
        if kind == "OAuth" and signed(url, call.method, call.headers["authorization"]):
            return
        raise unauthorized()


def _smallest_page(path: str) -> int:
    smallest = {"recent": 10, "reverse_chronological": 1}
    return smallest.get(path.rpartition("/")[2], 5)


def _excluded(query: dict[str, str]) -> set[str]:
    excluded = set(filter(None, query.pop("exclude", "").split(",")))
    if not excluded <= {"replies", "retweets"}:
        raise invalid(f"The `exclude` query parameter value {sorted(excluded)} is not valid")
    return excluded


def _route(path: str) -> str:
    """The path without ids and names: limits are per route."""
    parts = path.split("/")[2:]
    if parts[:-1] == ["users", "by", "username"]:
        parts[-1] = "{username}"
    return "/".join("{id}" if part.isdecimal() else part for part in parts)
