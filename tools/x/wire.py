"""X's own names: routes, parameters, fields; and the posts that are made of them.

X renames things: its description of July 2026 says `post.fields` and `referenced_posts`
where `tweet.fields` and `referenced_tweets` still work. So no other module spells one.
Texts are as the author wrote them: HTML escapes undone, t.co links replaced by what
they stand for.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from memory.types import Reactions, UTCTime, Value

CREATE = "/2/tweets"
POST = "/2/tweets/{id}"
ME = "/2/users/me"
USER = "/2/users/by/username/{username}"
USER_POSTS = "/2/users/{id}/tweets"
MENTIONS = "/2/users/{id}/mentions"
HOME = "/2/users/{id}/timelines/reverse_chronological"
SEARCH = "/2/tweets/search/recent"

FIELDS = {
    "tweet.fields": "author_id,created_at,entities,note_tweet,public_metrics,referenced_tweets"
}
METRICS = {"tweet.fields": "public_metrics"}
OWN_METRICS = {"tweet.fields": "public_metrics,non_public_metrics"}
"""Shown to the author alone, and for 30 days."""
START = "start_time"
SINCE = "since_id"
PAGE_SIZE = "max_results"
PAGE = "pagination_token"
SEARCH_PAGE = "next_token"
SMALLEST_PAGE, LARGEST_PAGE = 5, 100
SMALLEST_SEARCH_PAGE = 10
QUERY = "query"
NO_REPOSTS = {"exclude": "retweets"}

_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
"""Zero of X's post ids (1288834974657 ms): their upper bits count milliseconds."""
_HANDLE = re.compile(r"@?([A-Za-z0-9_]{1,15})")
_ID = re.compile(r"[0-9]{1,19}")
_COUNTS = {
    "likes": ("like_count",),
    "reposts": ("retweet_count", "repost_count"),
    "quotes": ("quote_count",),
    "comments": ("reply_count",),
    "impressions": ("impression_count",),
}
_TIMED_ID = re.compile(r"[0-9]{15,19}")


class XUser(Value):
    id: str
    username: str
    name: str


class XPost(Value):
    """A post as its author wrote it. `short_links` are (t.co, what it stands for)."""

    id: str
    text: str
    posted_at: UTCTime | None = None
    """None when X neither says it nor hides it in the id."""
    author_id: str | None = None
    author_handle: str | None = None
    """Known without paying when an account's own timeline was read, else None."""
    in_reply_to: str | None = None
    quotes: str | None = None
    repost: bool = False
    """Somebody else's post, passed on; X may cut its text short."""
    reactions: Reactions = Reactions()
    short_links: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        return post_url(self.id)


class NewPost(Value):
    """What we want to say: alone, as an answer, with a quotation or with pictures."""

    text: str
    in_reply_to: str | None = None
    quotes: str | None = None
    media_ids: tuple[str, ...] = ()
    replaces: str | None = None
    """Our own post that this is a new version of."""

    def body(self) -> dict[str, Any]:
        """The request to publish it."""
        parts = {
            "reply": self.in_reply_to and {"in_reply_to_tweet_id": self.in_reply_to},
            "quote_tweet_id": self.quotes,
            "media": self.media_ids and {"media_ids": list(self.media_ids)},
            "edit_options": self.replaces and {"previous_post_id": self.replaces},
        }
        return {"text": self.text, **{name: part for name, part in parts.items() if part}}


def post_url(post_id: str) -> str:
    """The post's page; needs no account name, which X would charge for."""
    return f"https://x.com/i/web/status/{post_id}"


def handle(text: str) -> str:
    """The account's name in lower case, without "@". Raises ValueError for what is no name."""
    match = _HANDLE.fullmatch(text)
    if match is None:
        raise ValueError("a name on X is 1 to 15 letters, digits and underscores")
    return match[1].lower()


def made_at(post_id: str) -> datetime | None:
    """When a post was made, by its id; None for ids from before X put the time in."""
    if not _TIMED_ID.fullmatch(post_id):
        return None
    return _EPOCH + timedelta(milliseconds=int(post_id) >> 22)


def timestamp(moment: datetime) -> str:
    """Whole seconds, as `start_time` wants them, rounded down."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_id(text: str) -> bool:
    """Whether `text` is an id of X, and so may stand in a path."""
    return bool(_ID.fullmatch(text))


def document(body: bytes) -> dict[str, Any]:
    """The answer as an object. Raises ValueError for anything else."""
    try:
        parsed = json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(parsed, dict):
        raise ValueError("not a JSON object")
    return parsed


def created_id(answer: Mapping[str, Any]) -> str:
    """Id of the post just made. Raises ValueError when the answer has none."""
    data = answer.get("data")
    post_id = data.get("id") if isinstance(data, dict) else None
    if not isinstance(post_id, str) or not post_id:
        raise ValueError("no data.id")
    return post_id


def deleted(answer: Mapping[str, Any]) -> bool:
    """Whether X says that it took the post down."""
    data = answer.get("data")
    return isinstance(data, dict) and data.get("deleted") is True


def reactions(answer: Mapping[str, Any]) -> Reactions:
    """Of the one post that was asked for. Raises ValueError."""
    data = answer.get("data")
    if not isinstance(data, dict):
        raise ValueError("no data")
    public, own = data.get("public_metrics"), data.get("non_public_metrics")
    if not isinstance(public, dict):
        raise ValueError("no public_metrics")
    return _reactions({**public, **(own if isinstance(own, dict) else {})})


def user(answer: Mapping[str, Any]) -> XUser:
    """The account that was asked for. Raises ValueError."""
    data = answer.get("data")
    if not isinstance(data, dict):
        raise ValueError("no data")
    return XUser.model_validate({name: data.get(name) for name in ("id", "username", "name")})


def posts(answer: Mapping[str, Any]) -> list[XPost]:
    """The posts of one page, newest first as X sends them. Raises ValueError."""
    data = answer.get("data", [])
    if not isinstance(data, list):
        raise ValueError("data is not a list")
    return [_post(raw) for raw in data]


def one_post(answer: Mapping[str, Any]) -> XPost:
    """The post that was asked for. Raises ValueError."""
    return _post(answer.get("data"))


def problem(answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """What X says in place of the data, under HTTP 200: an unknown or a protected account."""
    problems = answer.get("errors")
    first = problems[0] if isinstance(problems, list) and problems else None
    return first if isinstance(first, dict) and "data" not in answer else None


def next_page(answer: Mapping[str, Any]) -> str | None:
    meta = answer.get("meta")
    token = meta.get("next_token") if isinstance(meta, dict) else None
    return token if isinstance(token, str) and token else None


def _post(raw: Any) -> XPost:
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        raise ValueError("a post without an id")
    note = raw.get("note_tweet")
    whole = note if isinstance(note, dict) and isinstance(note.get("text"), str) else raw
    entities = whole.get("entities")
    links = tuple(_short_links(entities))
    references = dict(_references(raw.get("referenced_tweets") or raw.get("referenced_posts")))
    return XPost(
        id=raw["id"],
        text=_written(str(whole.get("text", "")), links, _pictures(entities)),
        posted_at=_posted_at(raw),
        author_id=raw.get("author_id"),
        in_reply_to=references.get("replied_to"),
        quotes=references.get("quoted"),
        repost="retweeted" in references,
        reactions=_reactions(raw.get("public_metrics")),
        short_links=links,
    )


def _written(text: str, links: Sequence[tuple[str, str]], pictures: Sequence[str] = ()) -> str:
    """`text` with its links spelled out, and without those that stand for its pictures."""
    for picture in pictures:
        text = text.replace(picture, "").rstrip()
    for short, long in links:
        text = text.replace(short, long)
    return html.unescape(text)


def _short_links(entities: Any) -> list[tuple[str, str]]:
    """Short and long form of each link; X's spans are not used, since escaping shifts them."""
    pairs = [(link.get("url"), link.get("expanded_url")) for link in _links(entities)]
    return [(s, e) for s, e in pairs if isinstance(s, str) and isinstance(e, str) and s]


def _pictures(entities: Any) -> list[str]:
    """The short links that X adds to a text for what is attached to it."""
    return [str(link.get("url")) for link in _links(entities) if link.get("media_key")]


def _links(entities: Any) -> list[dict[str, Any]]:
    found = entities.get("urls") if isinstance(entities, dict) else None
    return [link for link in (found if isinstance(found, list) else []) if isinstance(link, dict)]


def _posted_at(raw: Mapping[str, Any]) -> datetime | None:
    """`created_at`, with or without milliseconds; without it, the time inside the id."""
    try:
        moment = datetime.fromisoformat(str(raw.get("created_at")))
    except ValueError:
        return made_at(raw["id"])
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _references(found: Any) -> Iterator[tuple[str, str]]:
    """Kind and id of each post that this one answers, quotes or passes on."""
    for reference in found if isinstance(found, list) else []:
        if isinstance(reference, dict):
            yield str(reference.get("type")), str(reference.get("id"))


def _reactions(metrics: Any) -> Reactions:
    """Counts as they stand now; absent ones are 0."""
    known = metrics if isinstance(metrics, dict) else {}
    counts = {
        ours: next((known[name] for name in theirs if isinstance(known.get(name), int)), 0)
        for ours, theirs in _COUNTS.items()
    }
    return Reactions(**counts)
