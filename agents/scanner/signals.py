"""From what was read to Signals: identity, fingerprint, times, and a mark on hostile text.

All pure: the same entry gives the same signal, whenever and however often it is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha1
from typing import TYPE_CHECKING

from agents.scanner.places import is_live
from memory.types import Article, Signal, SignalKind
from tools.hostile.detector import is_hostile
from tools.listings.feeds import LONGEST_MADE_TITLE, Entry, Feed
from tools.plaintext import first_sentence, visible, whole_sentences
from tools.urls import host_of, is_remote, url_key

if TYPE_CHECKING:
    from tools.x.wire import XPost

FINGERPRINT_TEXT = 200
"""Characters of the text, after levelling, that count beside the title."""
ENOUGH_TEXT = 40
"""Characters below which a text says too little to tell two days' "Morning briefing" apart."""

LONGEST_TEXT = 12_000
"""Characters of an article that a signal carries through a turn; all of it is in the library."""

_NO_WORD = re.compile(r"[\W_]+")
_ADDRESSED = re.compile(r"\s*(?:@\w{1,15}\s+)+")
"""Whom a reply on X is addressed to."""
_LINK = re.compile(r"https?://\S+")


def signals_of(feed: Feed, place: str, now: datetime) -> tuple[Signal, ...]:
    """One signal for each entry that says something, duplicates within the feed left out.

    A live source is true now; a file was true when its newest entry was published.
    """
    as_of = now if is_live(place) else _newest(feed, now)
    shared = _shared_links(feed)
    found: dict[str, Signal] = {}
    for entry in feed.entries:
        if entry.title:
            signal = _from_entry(entry, feed, place, now, as_of, shared)
            found.setdefault(signal.id, signal)
    return tuple(found.values())


def signal_from_article(article: Article, now: datetime) -> Signal:
    """A page that a human asked about, as news; undated pages count as of now."""
    published = min(article.published_at or now, now)
    return Signal(
        id=_digest(url_key(article.url)),
        source=article.url,
        publisher=article.publisher or host_of(article.url) or "file",
        title=article.title,
        text=whole_sentences(article.text, LONGEST_TEXT),
        url=article.url if is_remote(article.url) else None,
        author=article.author,
        published_at=published,
        dated_by="entry" if article.published_at else "seen",
        seen_at=now,
        as_of=now,
        fingerprint=fingerprint(article.title, article.text, published),
        hostile=article.hostile,
    )


def signal_from_x(post: XPost, kind: SignalKind, place: str, now: datetime) -> Signal:
    """A post on X, with its short links written out.

    The author is "@name" where that is known, else X's number for them.
    """
    text = post.text
    for short, long in post.short_links:
        text = text.replace(short, long)
    text = visible(text).strip()
    return Signal(
        id=x_signal_id(post.id),
        kind=kind,
        source=place,
        publisher="X",
        title=_headline_of(text),
        text=text,
        url=post.url,
        author=f"@{post.author_handle}" if post.author_handle else post.author_id,
        published_at=min(post.posted_at or now, now),
        dated_by="entry" if post.posted_at else "seen",
        seen_at=now,
        as_of=now,
        # Two people may write the same words: a post is the same only as itself.
        fingerprint=x_signal_id(post.id),
        hostile=is_hostile(text),
    )


def x_signal_id(post_id: str) -> str:
    """The id of the signal that a post on X is, wherever it was seen."""
    return _digest(f"x:{post_id}")


def fingerprint(title: str, text: str, day: datetime) -> str:
    """The same for the same story under two addresses: title and beginning, levelled.

    With hardly any text the day counts too, as columns repeat their titles.
    """
    start = _levelled(text)[:FINGERPRINT_TEXT]
    dated = "" if len(start) >= ENOUGH_TEXT else day.date().isoformat()
    return _digest(f"{_levelled(title)}\n{start}\n{dated}")


def _from_entry(
    entry: Entry, feed: Feed, place: str, now: datetime, as_of: datetime, shared: frozenset[str]
) -> Signal:
    published = min(entry.published_at or as_of, now)
    print_of_it = fingerprint(entry.title, entry.text, published)
    key = url_key(entry.link) if entry.link else ""
    if not key or key in shared:  # a link that many entries share tells none from another
        key = f"{key} {entry.id or print_of_it}"
    elif "/" not in key:  # nor does a front page, whatever stands on it today
        key = f"{key} {_levelled(entry.title)}"
    return Signal(
        id=_digest(key),
        source=place,
        publisher=entry.publisher or feed.title or host_of(entry.link or "") or place,
        title=entry.title,
        text=entry.text,
        url=entry.link,
        author=entry.author,
        published_at=published,
        dated_by=entry.dated_by,
        seen_at=now,
        as_of=as_of,
        fingerprint=print_of_it,
        hostile=is_hostile(entry.title, entry.text),
    )


def _headline_of(text: str) -> str:
    """The first sentence of a post, without the names before it and the links in it."""
    words = _LINK.sub(" ", _ADDRESSED.sub("", text, count=1) if text.startswith("@") else text)
    return first_sentence(words, LONGEST_MADE_TITLE) or "(no words)"


def _shared_links(feed: Feed) -> frozenset[str]:
    """Keys of links under which the feed lists several different things."""
    things = {(url_key(e.link), e.id, e.title) for e in feed.entries if e.link}
    counts = Counter(key for key, _, _ in things)
    return frozenset(key for key, count in counts.items() if count > 1)


def _newest(feed: Feed, now: datetime) -> datetime:
    return min(max(_dates(feed), default=now), now)


def _dates(feed: Feed) -> Iterator[datetime]:
    return (e.published_at for e in feed.entries if e.published_at is not None)


def _levelled(text: str) -> str:
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _digest(text: str) -> str:
    data = text.encode("utf-8", "replace")
    return sha1(data, usedforsecurity=False).hexdigest()[:16]
