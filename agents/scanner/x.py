"""X as a source: one place of persona.toml in, signals or the persona's own posts out.

Only what a place promises is read, since X charges for each post, and what was spent is
put down to the place. Reposts are somebody else's words and are left out, but from a
search that asks for them; so are our own posts wherever others are looked for: nothing
that we said ourselves may come back as news.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from agents.scanner.places import kind_of as kind_of_place
from agents.scanner.signals import signal_from_x
from memory.errors import (
    ChannelBusy,
    ChannelError,
    ChannelRefused,
    ConfigError,
    SourceBusy,
    SourceError,
)
from memory.types import Post, Provenance, Signal, SignalKind, Value
from tools.archives.entries import kind_of
from tools.ledger import spent_on
from tools.x import wire
from tools.x.search import full_query

if TYPE_CHECKING:
    from tools.x.wire import XPost

PREFIX = "x:"
FORMS = '"x:mentions", "x:home", "x:own", "x:user/NAME" or "x:search/WORDS"'
_Kind = Literal["mentions", "home", "own", "user", "search"]
_OF_OTHERS = frozenset({"mentions", "home", "search"})
"""Where our own posts turn up among those of others."""
_OWN_MEDIA = re.compile(r"\s*https?://(?:x|twitter)\.com/\w+/status/\d+/(?:photo|video)/\d+$")
"""The link that X puts behind a post with a picture; nobody wrote it."""


class XReader(Protocol):
    """Reads X as `tools.x.client.XClient` does, newest first, only what is younger than
    `since_id`. Raises ChannelError, BudgetExhausted or StorageError."""

    def my_id(self) -> str: ...

    def mentions(self, since_id: str | None = None) -> Sequence[XPost]: ...

    def home_timeline(self, since_id: str | None = None) -> Sequence[XPost]: ...

    def own_timeline(self, since_id: str | None = None) -> Sequence[XPost]: ...

    def user_timeline(self, handle: str, since_id: str | None = None) -> Sequence[XPost]: ...

    def search_recent(self, query: str, since_id: str | None = None) -> Sequence[XPost]: ...


class XPlace(Value):
    """A place on X; `about` is the account's name in lower case, or the words to search for."""

    kind: _Kind
    about: str = ""

    @property
    def place(self) -> str:
        """The same for the same place, however it was written."""
        return f"{PREFIX}{self.kind}/{self.about}" if self.about else f"{PREFIX}{self.kind}"

    @property
    def title(self) -> str:
        match self.kind:
            case "mentions":
                return "X: mentions"
            case "home":
                return "X: home timeline"
            case "own":
                return "X: own posts"
            case "user":
                return f"X: @{self.about}"
            case "search":
                return f"X: search for {self.about}"


class XReading(Value):
    """What a place gave. `youngest` is the id to read from next time."""

    signals: tuple[Signal, ...] = ()
    posts: tuple[Post, ...] = ()
    youngest: str | None = None
    title: str = ""


class XSource:
    """Read one place on X."""

    def __init__(
        self,
        x: XReader,
        clock: Callable[[], datetime],
        not_ours: Callable[[str], bool] = lambda _post_id: True,
    ) -> None:
        """`not_ours` tells by X's id that it was not Understudy who published a post: only
        then is it the persona's own voice."""
        self._x = x
        self._clock = clock
        self._not_ours = not_ours

    def read(self, place: str, since_id: str | None) -> XReading:
        """What is younger than `since_id`; without it the latest, a page at most.

        Raises SourceError, SourceBusy when X says when to come back, BudgetExhausted or
        StorageError.
        """
        try:
            where = parse_place(place)
            with spent_on(f"source:{place}"):
                me = self._x.my_id() if where.kind in _OF_OTHERS else None
                posts = self._posts(where, since_id)
        except ChannelBusy as error:
            if error.retry_at is None:
                raise SourceError(str(error)) from error
            wait = max(error.retry_at - self._clock(), timedelta())
            raise SourceBusy(str(error), wait) from error
        except (ChannelError, ConfigError) as error:
            raise SourceError(str(error)) from error
        known = [since_id] if since_id else []
        youngest = max([*known, *(post.id for post in posts)], key=int, default=None)
        found = XReading(title=where.title, youngest=youngest)
        if where.kind == "own":
            return found.model_copy(update={"posts": tuple(self._own(posts))})
        now = self._clock()
        kind = SignalKind.MENTION if where.kind == "mentions" else SignalKind.TIMELINE
        signals = tuple(
            signal_from_x(post, kind, place, now)
            for post in posts
            if (where.kind == "search" or not post.repost) and (not me or post.author_id != me)
        )
        return found.model_copy(update={"signals": signals})

    def _posts(self, where: XPlace, since_id: str | None) -> Sequence[XPost]:
        match where.kind:
            case "mentions":
                return self._x.mentions(since_id)
            case "home":
                return self._x.home_timeline(since_id)
            case "own":
                return self._x.own_timeline(since_id)
            case "user":
                return self._x.user_timeline(where.about, since_id)
            case "search":
                return self._x.search_recent(where.about, since_id)

    def _own(self, posts: Sequence[XPost]) -> Iterator[Post]:
        for post in posts:
            if self._not_ours(post.id) and (own := own_post(post)):
                yield own


def parse_place(place: str) -> XPlace:
    """What "x:…" means. Raises ConfigError with what to write instead."""
    kind, slash, about = place[len(PREFIX) :].partition("/")
    kind, about = kind.strip().lower(), about.strip()
    shown = f'"{" ".join(place.split())[:80]}"'
    if kind_of_place(place) != "x" or kind not in get_args(_Kind):
        raise ConfigError(f"{shown} is no place on X; write {FORMS}")
    if kind not in {"user", "search"}:
        if slash:
            raise ConfigError(f'{shown}: nothing comes after "x:{kind}"')
        return XPlace.model_validate({"kind": kind})
    try:
        if kind == "user":
            return XPlace(kind="user", about=wire.handle(about))
        full_query(about)
        return XPlace(kind="search", about=" ".join(about.split()))
    except (ValueError, ChannelRefused) as error:
        raise ConfigError(f"{shown}: {error}") from error


def own_post(post: XPost) -> Post | None:
    """What the persona wrote, as a post of their voice; None for what is no text of theirs."""
    text = unicodedata.normalize("NFC", _OWN_MEDIA.sub("", post.text)).strip()
    if not text or post.repost or text.startswith("RT @") or post.posted_at is None:
        return None
    return Post(
        id=post.id,
        text=text,
        posted_at=post.posted_at,
        channel="x",
        kind=kind_of(text, reply=post.in_reply_to is not None),
        url=post.url,
        in_reply_to=post.in_reply_to,
        reactions=post.reactions,
        provenance=Provenance.API,
    )
