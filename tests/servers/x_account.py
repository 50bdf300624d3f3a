"""The rules of our loopback X: accounts, posts, limits, credits; no HTTP in here.

Status codes, titles and details are those of X API v2, as recorded answers and X's
documentation have them.
"""

from __future__ import annotations

import html
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.servers.x_people import STRANGER, People
from tools.x_text import LIMIT, urls, weighted_length

ME = "1072250532645998596"
USERNAME = "nell_harrow"
_EPOCH_MS = 1_288_834_974_657


class Refusal(Exception):
    """An answer that is no success: status, X's title and detail."""

    def __init__(self, status: int, title: str, detail: str, kind: str = "about:blank") -> None:
        super().__init__(detail)
        self.status = status
        self.body: dict[str, Any] = {"title": title, "detail": detail, "type": kind}
        if kind == "about:blank":
            self.body["status"] = status


def unauthorized() -> Refusal:
    return Refusal(401, "Unauthorized", "Unauthorized")


def invalid(detail: str) -> Refusal:
    return Refusal(
        400, "Invalid Request", detail, "https://api.twitter.com/2/problems/invalid-request"
    )


def out_of_credits() -> Refusal:
    return Refusal(
        402,
        "CreditsDepleted",
        "Your enrolled account [1] does not have any credits to fulfill this request.",
        "https://api.twitter.com/2/problems/credits",
    )


@dataclass(frozen=True)
class ServerPost:
    """A post as the server took it: `text` is what was sent, `shown` what X makes of it."""

    id: str
    text: str
    author: str
    at: datetime
    in_reply_to: str | None = None
    reposts: str | None = None
    """The post that this one passes on."""
    links: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        text = self.text
        for short, long in self.links:
            text = text.replace(long, short)
        return text


@dataclass
class Account:
    """Everything that happened to the account under test."""

    clock: Callable[[], datetime]
    journal: Path | None = None
    limit: int = LIMIT
    credits_usd: float | None = None
    escape_html: bool = False
    ignores_start_time: bool = False
    hide_newest: int = 0
    """How many of the youngest posts the timeline does not show yet."""
    posts: list[ServerPost] = field(default_factory=list)
    others: list[ServerPost] = field(default_factory=list)
    people: People = field(default_factory=People)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        if self.journal and self.journal.exists():
            whole, _, _ = self.journal.read_bytes().rpartition(b"\n")
            self.posts += [_from_journal(json.loads(line)) for line in whole.splitlines()]

    def create(self, body: Any) -> ServerPost:
        """Takes a post, or raises Refusal, as POST /2/tweets does."""
        text = body.get("text") if isinstance(body, dict) else None
        if not isinstance(text, str) or not text.strip():
            raise invalid("One or more parameters to your request was invalid.")
        with self.lock:
            self._check(text)
            post = self._made(text, ME, (body.get("reply") or {}).get("in_reply_to_tweet_id"))
            self.posts.append(post)
            self._write(post)
        return post

    def receive(self, text: str, author: str = STRANGER) -> ServerPost:
        """Somebody else posts `text`: seen in the home timeline, and in mentions if it has one."""
        with self.lock:
            post = self._made(text, author, None)
            self.others.append(post)
        return post

    def repost(self, original: ServerPost, author: str = STRANGER) -> ServerPost:
        """`author`, perhaps we, passes on what somebody has posted; X cuts the text short."""
        with self.lock:
            made = self._made(f"RT @somebody: {original.text}"[:140], author, None)
            post = replace(made, reposts=original.id)
            (self.posts if author == ME else self.others).append(post)
        return post

    def delete(self, post_id: str) -> bool:
        with self.lock:
            found = [post for post in self.posts if post.id == post_id]
            self.posts = [post for post in self.posts if post.id != post_id]
        return bool(found)

    def timeline(self) -> list[ServerPost]:
        """Own posts, newest first."""
        shown = len(self.posts) - self.hide_newest
        return list(reversed(self.posts[: max(shown, 0)]))

    def by(self, author: str) -> list[ServerPost]:
        """Somebody else's posts, newest first."""
        return [post for post in reversed(self.others) if post.author == author]

    def mentions(self, username: str) -> list[ServerPost]:
        return [post for post in reversed(self.others) if f"@{username}" in post.text]

    def home(self) -> list[ServerPost]:
        both = [*self.others, *self.posts]
        return sorted(both, key=lambda post: int(post.id), reverse=True)

    def charge(self, usd: float) -> None:
        """Takes `usd` from the credits, or raises 402."""
        if self.credits_usd is None:
            return
        with self.lock:
            if self.credits_usd < usd:
                raise out_of_credits()
            self.credits_usd -= usd

    def render(self, post: ServerPost, fields: set[str]) -> dict[str, Any]:
        """The post as JSON with the fields that were asked for."""
        text = html.escape(post.shown, quote=False) if self.escape_html else post.shown
        answer: dict[str, Any] = {"id": post.id, "text": text, "edit_history_tweet_ids": [post.id]}
        if "created_at" in fields:
            answer["created_at"] = post.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        if "author_id" in fields:
            answer["author_id"] = post.author
        if "conversation_id" in fields:
            answer["conversation_id"] = post.in_reply_to or post.id
        if "entities" in fields and post.links:
            answer["entities"] = {"urls": [_link(short, long) for short, long in post.links]}
        references = {"replied_to": post.in_reply_to, "retweeted": post.reposts}
        found = [{"type": kind, "id": other} for kind, other in references.items() if other]
        if "referenced_tweets" in fields and found:
            answer["referenced_tweets"] = found
        if "public_metrics" in fields:
            names = ("like", "retweet", "quote", "reply", "impression")
            answer["public_metrics"] = dict.fromkeys((f"{name}_count" for name in names), 0)
        return answer

    def _check(self, text: str) -> None:
        if weighted_length(text) > self.limit:
            raise invalid("Your Tweet text is too long.")
        if any(post.text == text for post in self.posts):
            detail = "You are not allowed to create a Tweet with duplicate content."
            raise Refusal(403, "Forbidden", detail)

    def _made(self, text: str, author: str, in_reply_to: str | None) -> ServerPost:
        at = self.clock().astimezone(UTC)
        last = max((int(post.id) for post in [*self.posts, *self.others]), default=0)
        stamp = (int(at.timestamp() * 1000) - _EPOCH_MS) << 22
        post = ServerPost(str(max(stamp, last + 1)), text.strip(), author, at, in_reply_to)
        links = tuple(
            (f"https://t.co/{post.id[-8:]}{number:02}", link.value)
            for number, link in enumerate(urls(post.text))
        )
        return replace(post, links=links)

    def _write(self, post: ServerPost) -> None:
        if self.journal is None:
            return
        record = {**post.__dict__, "at": post.at.isoformat()}
        with self.journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()


def _from_journal(record: dict[str, Any]) -> ServerPost:
    links = tuple((short, long) for short, long in record.pop("links"))
    at = datetime.fromisoformat(record.pop("at"))
    return ServerPost(**record, at=at, links=links)


def _link(short: str, long: str) -> dict[str, Any]:
    full = long if long.startswith(("http://", "https://")) else f"http://{long}"
    return {"url": short, "expanded_url": full, "display_url": long.split("://")[-1][:27]}
