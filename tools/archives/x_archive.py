"""X archives: the posts, long notes and articles of "Download an archive of your data".

Opens the files of posts and the manifest (whose account it is) and nothing else: no messages,
numbers, logins, advertising, likes or deleted posts. Links are written out as the archive knows
them, except those to the post's own pictures, which do not travel with its words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from memory.types import Post, PostKind, Provenance, Reactions
from tools.archives.entries import (
    NO_TEXT,
    NO_TIME,
    REPOST,
    Entry,
    Skipped,
    count_of,
    kind_of,
    plain,
    time_of,
)
from tools.archives.folders import Folder
from tools.archives.json_arrays import elements

TWEETS = (
    *("tweets.js", "tweets-part*.js", "tweet.js", "tweet-part*.js"),
    *("community-tweet.js", "community-tweet-part*.js"),
)
NOTES = ("note-tweet.js", "note-tweet-part*.js")
ARTICLES = ("article.js", "article-part*.js")
ABOUT_ARTICLES = ("article-metadata.js", "article-metadata-part*.js")
MANIFEST = ("manifest.js",)

WITHOUT_WORDS = "a picture or video without words"
SUPERSEDED = "an earlier version of an edited post"
DRAFT = "a draft"
NO_ID = "no id"

_PREFIX = re.compile(r"\s*window\.YTD\.(tweets?|community_tweet|note_tweet|article)\.part\d+\s*=")
_TO = re.compile(r"(?:@\w+\s+)+")
_CUT = re.compile(r"(?:\s*https?://t\.co/\w+)*\s*$")
_ARTICLE_LINK = re.compile(r"/i/article/(\d+)")
_KEY = 24
"""Letters by which a note is looked up: X shows many more before it cuts."""
_SNOWFLAKES = (1_288_834_974_657, 22)
"""Ids made since November 2010 hold milliseconds since this moment, above this many bits."""


class XArchive:
    """The zip or folder with `data/tweets.js`, or some of its files alone."""

    name = "X archive"
    files = (*TWEETS, *NOTES, *ARTICLES, *ABOUT_ARTICLES, *MANIFEST)

    def recognises(self, folder: Folder) -> bool:
        heads = map(folder.head, folder.names(*TWEETS, *NOTES, *ARTICLES))
        return any(_PREFIX.match(head) or not head.strip("\0 \r\n") for head in heads)

    def read(self, folder: Folder) -> Iterator[Entry]:
        """The posts in the archive's order, then notes and articles that belong to none."""
        broken: list[Skipped] = []
        notes = _Notes(_sound(folder, NOTES, broken))
        articles = _Articles(
            _sound(folder, ARTICLES, broken), _sound(folder, ABOUT_ARTICLES, broken)
        )
        yield from broken
        reader = _Reader(_owner(folder), notes, articles)
        for record in _records(folder, TWEETS):
            yield (
                record if isinstance(record, Skipped) else _entry(record, reader.post(record.body))
            )
        for note in notes.left():
            yield _entry(note, reader.note(note))
        for article in articles.left():
            yield _entry(article.record, reader.article(article))


# --------------------------------------------------------------------- records


@dataclass(frozen=True)
class _Record:
    """An object of a file, without the name it is wrapped in."""

    member: str
    number: int
    body: dict[str, Any]


def _records(folder: Folder, patterns: tuple[str, ...]) -> Iterator[_Record | Skipped]:
    for member in folder.names(*patterns):
        for number, found in enumerate(elements(folder.pieces(member)), start=1):
            if isinstance(found, str):
                yield Skipped(number, found, member)
            else:
                (inner,) = found.values() if len(found) == 1 else (found,)
                yield _Record(member, number, inner if isinstance(inner, dict) else {})


def _sound(folder: Folder, patterns: tuple[str, ...], broken: list[Skipped]) -> list[_Record]:
    """The records that can be read; the others go to `broken`."""
    found = list(_records(folder, patterns))
    broken += [one for one in found if isinstance(one, Skipped)]
    return [one for one in found if isinstance(one, _Record)]


def _entry(record: _Record, made: Post | str) -> Entry:
    """The post that was made of a record, or why none was."""
    if isinstance(made, Post):
        return made
    example = record.body.get("full_text") or record.body.get("title") or ""
    return Skipped(record.number, made, record.member, str(example))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


# ----------------------------------------------------------------------- posts


@dataclass(frozen=True)
class _Owner:
    """Whose archive it is; "" where it does not say."""

    id: str = ""
    handle: str = ""

    def is_answered_by(self, tweet: dict[str, Any], text: str) -> bool:
        """Whether a reply goes on with the owner's own post.

        X puts the name of whom one answers first, unless that is oneself.
        """
        if text.startswith("@") and not text.lower().startswith(f"@{self.handle.lower()} "):
            return False
        to = tweet.get("in_reply_to_user_id_str") or tweet.get("in_reply_to_user_id")
        return not self.id or str(to) == self.id


def _owner(folder: Folder) -> _Owner:
    for record in _sound(folder, MANIFEST, []):
        about = record.body.get("userInfo")
        if isinstance(about, dict):
            return _Owner(str(about.get("accountId") or ""), str(about.get("userName") or ""))
    return _Owner()


class _Reader:
    """Makes posts of the records of one archive."""

    def __init__(self, owner: _Owner, notes: _Notes, articles: _Articles) -> None:
        self._owner = owner
        self._notes = notes
        self._articles = articles

    def post(self, tweet: dict[str, Any]) -> Post | str:
        """An object of `tweets.js`, with its note or article in place of what X cut."""
        shown = _unescaped(str(tweet.get("full_text") or tweet.get("text") or ""))
        identity = str(tweet.get("id_str") or tweet.get("id") or "")
        if shown.startswith("RT @") or "retweeted_status" in tweet:
            return REPOST
        note = self._notes.of(shown, identity)
        if _superseded(tweet, identity):
            return SUPERSEDED
        links = _links(tweet)
        article = self._articles.of(identity, links.values())
        whole = article.text if article else _completed(shown, note) if note else shown
        text = plain(_expanded(whole, links))
        when = time_of(tweet.get("created_at")) or _time_in(identity)
        if not identity or (shown and not text):
            return WITHOUT_WORDS if identity else NO_ID
        return self._made(
            identity,
            text,
            when,
            self._kind(tweet, text, long=bool(note or article)),
            title=article.title if article else None,
            in_reply_to=_replied_to(tweet),
            reactions=Reactions(
                likes=count_of(tweet.get("favorite_count")),
                reposts=count_of(tweet.get("retweet_count")),
            ),
        )

    def note(self, record: _Record) -> Post | str:
        """A note whose post is not in the archive."""
        identity = str(record.body.get("noteTweetId"))
        when = time_of(record.body.get("createdAt")) or _time_in(identity)
        text = _note_text(record)
        return self._made(identity, text, when, PostKind.LONG)

    def article(self, article: _Article) -> Post | str:
        """An article whose post is not in the archive."""
        if article.draft:
            return DRAFT
        when = article.published_at
        url = f"https://x.com/i/article/{article.id}"
        return self._made(article.id, article.text, when, PostKind.LONG, url, title=article.title)

    def _made(
        self,
        identity: str,
        text: str,
        when: datetime | None,
        kind: PostKind,
        url: str = "",
        **more: Any,
    ) -> Post | str:
        if not text or when is None:
            return NO_TEXT if when else NO_TIME
        try:
            return Post(
                id=identity,
                text=text,
                posted_at=when,
                channel="x",
                kind=kind,
                url=url or f"https://x.com/{self._owner.handle or 'i'}/status/{identity}",
                provenance=Provenance.ARCHIVE,
                **more,
            )
        except ValidationError as error:
            return f"not built like a post ({error.errors()[0]['loc'][0]})"

    def _kind(self, tweet: dict[str, Any], text: str, *, long: bool) -> PostKind:
        answers = any(tweet.get(name) for name in ("in_reply_to_status_id_str", *_REPLY_FIELDS))
        if answers and self._owner.is_answered_by(tweet, text):
            return PostKind.THREAD
        kind = kind_of(text, reply=answers)
        return PostKind.LONG if long and kind is not PostKind.REPLY else kind


_REPLY_FIELDS = ("in_reply_to_status_id", "in_reply_to_user_id_str", "in_reply_to_user_id")


def _replied_to(tweet: dict[str, Any]) -> str | None:
    found = tweet.get("in_reply_to_status_id_str") or tweet.get("in_reply_to_status_id")
    return str(found) if found else None


def _superseded(tweet: dict[str, Any], identity: str) -> bool:
    """Whether it was edited later: the archive has each version under an id of its own."""
    info = _object(tweet.get("edit_info"))
    edited = _object(_object(info.get("edit")).get("editControlInitial"))
    versions = (_object(info.get("initial")) or edited).get("editTweetIds")
    return isinstance(versions, list) and identity in versions[:-1]


def _links(body: dict[str, Any]) -> dict[str, str]:
    """What each short link of a post or note stands for; "" for its own pictures."""
    entities = _object(body.get("entities")) or body
    pictures = _object(body.get("extended_entities")) or entities
    links = {str(m["url"]): "" for m in _objects(pictures.get("media")) if m.get("url")}
    for url in _objects(entities.get("urls")):
        if short := url.get("url") or url.get("shortUrl"):
            links[str(short)] = str(url.get("expanded_url") or url.get("expandedUrl") or short)
    return links


def _expanded(text: str, links: dict[str, str]) -> str:
    """`text` with its links written out; the longest first, as one may begin another."""
    for short in sorted(links, key=len, reverse=True):
        text = text.replace(short, links[short])
    return text


def _unescaped(text: str) -> str:
    """X escapes these three and no more; the ampersand last, so that nothing is undone twice."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _time_in(identity: str) -> datetime | None:
    """When an id was made; None for one that does not say."""
    began, bits = _SNOWFLAKES
    made = int(identity) >> bits if identity.isdecimal() and len(identity) < 20 else 0
    return datetime.fromtimestamp((began + made) / 1000, UTC) if made else None


# ----------------------------------------------------------- notes and articles


class _Notes:
    """Long posts in full. The archive does not say whose place each takes: its words do."""

    def __init__(self, records: list[_Record]) -> None:
        self._by_key: dict[str, list[_Record]] = defaultdict(list)
        self._taken: set[tuple[str, int]] = set()
        for record in records:
            self._by_key[_squeezed(_note_text(record))[:_KEY]].append(record)

    def of(self, shown: str, identity: str) -> str | None:
        """The note that begins as a cut post does; of several, the one made nearest to it."""
        if "…" not in shown or not identity.isdecimal():
            return None
        cut = _squeezed(_CUT.sub("", shown))
        if not cut.endswith("…"):
            return None
        for begin in (cut[:-1].strip(), _TO.sub("", cut[:-1], count=1).strip()):
            fitting = [
                record
                for record in self._by_key.get(begin[:_KEY], ())
                if _squeezed(_note_text(record)).startswith(begin)
            ]
            if fitting:
                nearest = min(fitting, key=lambda r: abs(_number(r) - int(identity)))
                self._taken.add((nearest.member, nearest.number))
                return _note_text(nearest)
        return None

    def left(self) -> Iterator[_Record]:
        """Those that took no post's place."""
        for records in self._by_key.values():
            yield from (r for r in records if (r.member, r.number) not in self._taken)


def _note_text(record: _Record) -> str:
    core = _object(record.body.get("core"))
    return plain(_expanded(str(core.get("text") or ""), _links(core)))


def _number(record: _Record) -> int:
    identity = str(record.body.get("noteTweetId"))
    return int(identity) if identity.isdecimal() else 0


def _squeezed(text: str) -> str:
    return " ".join(plain(text).split())


def _completed(shown: str, note: str) -> str:
    """The note with the names that the post begins with and the links that it ends with.

    X shows these two around the note: whom it answers, and what it quotes.
    """
    names, links = _TO.match(shown), _CUT.search(shown)
    before = names[0] if names and not note.startswith("@") else ""
    after = links[0] if links else ""
    return f"{before}{note}{after}"


@dataclass(frozen=True)
class _Article:
    record: _Record
    id: str
    title: str
    text: str
    published_at: datetime | None
    draft: bool


class _Articles:
    """Articles, to which their posts only link."""

    def __init__(self, records: list[_Record], about: list[_Record]) -> None:
        """`about` says more of each, without its id; in the same order, so far as we know."""
        told = [record.body for record in about] if len(about) == len(records) else []
        self._all: dict[str, _Article] = {}
        self._of_post: dict[str, str] = {}
        self._taken: set[str] = set()
        for place, record in enumerate(records):
            more = told[place] if told else {}
            article = _article(record, more)
            self._all[article.id] = article
            self._of_post[str(more.get("tweetId"))] = article.id

    def of(self, post: str, links: Iterable[str]) -> _Article | None:
        """The article that a post announces."""
        linked = [found[1] for found in map(_ARTICLE_LINK.search, links) if found]
        for identity in (self._of_post.get(post, ""), *linked):
            if identity in self._all:
                self._taken.add(identity)
                return self._all[identity]
        return None

    def left(self) -> Iterator[_Article]:
        """Those that no post announces."""
        yield from (article for article in self._all.values() if article.id not in self._taken)


def _article(record: _Record, more: dict[str, Any]) -> _Article:
    identity = str(record.body.get("id"))
    blocks = _objects(_object(record.body.get("content")).get("blocks"))
    state = _object(_object(more.get("lifecycleState")).get("lifecycle")).get("name")
    return _Article(
        record,
        identity,
        plain(str(record.body.get("title") or "")),
        plain("\n\n".join(text for block in blocks if (text := plain(str(block.get("text")))))),
        time_of(more.get("firstPublishedAtMs")) or _time_in(identity),
        draft=state == "Draft",
    )
