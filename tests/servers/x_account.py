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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from tests.servers.x_media import MediaStore
from tests.servers.x_people import STRANGER, People
from tests.servers.x_refusals import out_of_credits
from tests.servers.x_rules import Wish, check, mentioned, wish
from tools.x_text import LIMIT, PREMIUM_LIMIT, urls

ME = "1072250532645998596"
USERNAME = "nell_harrow"
_EPOCH_MS = 1_288_834_974_657


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
    quotes: str | None = None
    media_ids: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    """Ids of its earlier versions, oldest first."""
    first_at: datetime | None = None
    """When the first version was made."""
    links: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        """The text with X's short links, and behind it those of what is attached."""
        text = self.text
        for short, long in self.links:
            text = text.replace(long, short)
        return " ".join([text, *(link["url"] for link in self.attached)])

    @property
    def attached(self) -> list[dict[str, Any]]:
        """The links that X adds for a quotation, or for all pictures together."""
        if self.quotes:
            where = f"https://twitter.com/somebody/status/{self.quotes}"
            return [{"url": f"https://t.co/q{self.id[-8:]}", "expanded_url": where}]
        if self.media_ids:
            photo = f"https://x.com/{USERNAME}/status/{self.id}/photo/1"
            link = {"url": f"https://t.co/m{self.id[-8:]}", "expanded_url": photo}
            return [{**link, "media_key": f"3_{self.media_ids[0]}"}]
        return []


@dataclass
class Account:
    """Everything that happened to the account under test."""

    clock: Callable[[], datetime]
    journal: Path | None = None
    tier: Literal["self-serve", "enterprise"] = "self-serve"
    premium: bool = False
    simulator: bool = False
    """Behaves as X's public simulator: forgets links between posts, knows no duplicates."""
    puts_answered_first: bool = False
    """Shows a reply with the name of whom it answers, as X does for some."""
    credits_usd: float | None = None
    escape_html: bool = False
    ignores_start_time: bool = False
    hide_newest: int = 0
    """How many of the youngest posts the timeline does not show yet."""
    settles: timedelta = timedelta()
    """How old a post is when the timeline first shows it."""
    metrics: dict[str, dict[str, int]] = field(default_factory=dict)
    """What posts have brought, by id: `like_count` and so on; what is not there is 0."""
    posts: list[ServerPost] = field(default_factory=list)
    others: list[ServerPost] = field(default_factory=list)
    people: People = field(default_factory=People)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.media = MediaStore(lambda: self.clock())
        if self.journal and self.journal.exists():
            whole, _, _ = self.journal.read_bytes().rpartition(b"\n")
            for line in whole.splitlines():
                self._replay(json.loads(line))

    @property
    def limit(self) -> int:
        """Units of text in one post."""
        return PREMIUM_LIMIT if self.premium else LIMIT

    def create(self, body: Any) -> ServerPost:
        """Takes a post, or raises Refusal, as POST /2/tweets does."""
        wanted = wish(body)
        with self.lock:
            check(self, wanted)
            post = self._wished(wanted)
            self._add(post)
            self._write(_record(post))
        return post

    def post(self, post_id: str) -> ServerPost | None:
        """Ours or somebody else's, as it stands now."""
        return next((post for post in [*self.posts, *self.others] if post.id == post_id), None)

    def engaged(self, post: ServerPost) -> bool:
        """Whether we may answer `post`: it is ours, or its author mentioned or quoted us."""
        ours = {own.id for own in self.posts}
        return post.author == ME or mentioned(post, USERNAME) or post.quotes in ours

    def receive(self, text: str, author: str = STRANGER, quotes: str | None = None) -> ServerPost:
        """Somebody else posts `text`: seen in the home timeline, and in mentions if it has one."""
        with self.lock:
            post = self._made(text, author, quotes=quotes)
            self.others.append(post)
        return post

    def repost(self, original: ServerPost, author: str = STRANGER) -> ServerPost:
        """`author`, perhaps we, passes on what somebody has posted; X cuts the text short."""
        with self.lock:
            made = self._made(f"RT @somebody: {original.text}"[:140], author)
            post = replace(made, reposts=original.id)
            (self.posts if author == ME else self.others).append(post)
        return post

    def delete(self, post_id: str) -> bool:
        with self.lock:
            found = [post for post in self.posts if post.id == post_id]
            self.posts = [post for post in self.posts if post.id != post_id]
            self._write({"deleted": post_id})
        return bool(found)

    def timeline(self) -> list[ServerPost]:
        """Own posts, newest first."""
        shown = len(self.posts) - self.hide_newest
        settled = self.clock() - self.settles
        return [post for post in reversed(self.posts[: max(shown, 0)]) if post.at <= settled]

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
        text = self._answered_first(post) + post.shown
        text = html.escape(text, quote=False) if self.escape_html else text
        answer: dict[str, Any] = {
            "id": post.id,
            "text": text,
            "edit_history_tweet_ids": [*post.history, post.id],
        }
        if "created_at" in fields:
            answer["created_at"] = post.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        if "author_id" in fields:
            answer["author_id"] = post.author
        links = [*(_link(short, long) for short, long in post.links), *post.attached]
        if "entities" in fields and links:
            answer["entities"] = {"urls": links}
        references = {
            "replied_to": post.in_reply_to,
            "retweeted": post.reposts,
            "quoted": post.quotes,
        }
        found = [{"type": kind, "id": other} for kind, other in references.items() if other]
        if "referenced_tweets" in fields and found:
            answer["referenced_tweets"] = found
        known = self.metrics.get(post.id, {})
        if "public_metrics" in fields:
            names = ("like", "retweet", "quote", "reply", "impression")
            counts = {f"{name}_count": known.get(f"{name}_count", 0) for name in names}
            answer["public_metrics"] = counts
        if "non_public_metrics" in fields:
            answer["non_public_metrics"] = {"impression_count": known.get("own_impressions", 0)}
        return answer

    def _answered_first(self, post: ServerPost) -> str:
        answered = self.post(post.in_reply_to) if post.in_reply_to else None
        if not self.puts_answered_first or answered is None or answered.author == post.author:
            return ""
        name = self.people.author(answered.author).username
        return "" if mentioned(post, name) else f"@{name} "

    def _wished(self, wanted: Wish) -> ServerPost:
        """Our post as X makes it of a wish."""
        linked = not self.simulator
        post = self._made(
            wanted.text,
            ME,
            in_reply_to=wanted.in_reply_to if linked else None,
            quotes=wanted.quotes if linked else None,
            media_ids=wanted.media_ids,
        )
        before = self.post(wanted.replaces) if wanted.replaces and linked else None
        if before is None:
            return post
        history = (*before.history, before.id)
        return replace(
            post, history=history, first_at=before.first_at, in_reply_to=before.in_reply_to
        )

    def _add(self, post: ServerPost) -> None:
        """`post` in place of its earlier versions."""
        self.posts = [other for other in self.posts if other.id not in post.history]
        self.posts.append(post)

    def _made(self, text: str, author: str, **more: Any) -> ServerPost:
        at = self.clock().astimezone(UTC)
        last = max((int(post.id) for post in [*self.posts, *self.others]), default=0)
        stamp = (int(at.timestamp() * 1000) - _EPOCH_MS) << 22
        post_id = str(max(stamp, last + 1))
        post = ServerPost(post_id, text.strip(), author, at, first_at=at, **more)
        links = tuple(
            (f"https://t.co/{post.id[-8:]}{number:02}", link.value)
            for number, link in enumerate(urls(post.text))
        )
        return replace(post, links=links)

    def _write(self, record: dict[str, Any]) -> None:
        if self.journal is None:
            return
        with self.journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()

    def _replay(self, record: dict[str, Any]) -> None:
        if gone := record.get("deleted"):
            self.posts = [post for post in self.posts if post.id != gone]
        else:
            self._add(_from_journal(record))


def _record(post: ServerPost) -> dict[str, Any]:
    moments = {"at": post.at.isoformat(), "first_at": (post.first_at or post.at).isoformat()}
    return {**post.__dict__, **moments}


def _from_journal(record: dict[str, Any]) -> ServerPost:
    links = tuple((short, long) for short, long in record.pop("links"))
    at = datetime.fromisoformat(record.pop("at"))
    first_at = datetime.fromisoformat(record.pop("first_at"))
    record["media_ids"], record["history"] = tuple(record["media_ids"]), tuple(record["history"])
    return ServerPost(**record, at=at, first_at=first_at, links=links)


def _link(short: str, long: str) -> dict[str, Any]:
    full = long if long.startswith(("http://", "https://")) else f"http://{long}"
    return {"url": short, "expanded_url": full, "display_url": long.split("://")[-1][:27]}
