"""Feeds: from the bytes of RSS, Atom, RDF or JSON Feed to clean, dated, linked entries.

Nothing is fetched and nothing that an entry says is acted upon. Whatever the bytes
are, the answer is a Feed or a SourceError that says what was found instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from memory.errors import SourceError
from tools.charsets import decode
from tools.feed_formats import NotAFeed, RawEntry, RawFeed, read_json, read_xml
from tools.plaintext import first_sentence, one_line, summary
from tools.urls import canonical_url
from tools.web import is_remote

LONGEST_TEXT = 4_000
LONGEST_TITLE = 300
LONGEST_MADE_TITLE = 120
LONGEST_NAME = 120
LONGEST_ID = 1_000
"""All in characters; LONGEST_MADE_TITLE is for titles taken from the text."""

_HEAD = 200_000
"""Characters of an HTML page within which its feed must be named."""
_HTML_START = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^<>]{1,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, clean and bounded. `link` is canonical and absolute.

    `published_at` is aware UTC; `dated_by` says whether the entry or only the feed as a
    whole gave it, or, when it is None, that the moment of seeing it must do.
    """

    id: str
    title: str
    text: str
    link: str | None
    author: str | None
    published_at: datetime | None
    dated_by: Literal["entry", "feed", "seen"]
    publisher: str = ""
    """Who wrote it, when an aggregator names them."""


@dataclass(frozen=True, slots=True)
class Feed:
    """`kind` names the format, for example rss20, atom10 or json11."""

    title: str
    kind: str
    entries: tuple[Entry, ...]


def parse_feed(body: bytes, place: str, content_type: str | None = None) -> Feed:
    """The feed in `body`, read at `place`, at most 500 entries. Raises SourceError.

    Relative links are seen from `place`, or from the feed's own page when it is a file.
    An entry without title gets one from its first sentence; one with neither title nor
    text is kept, so that counts agree, and is for the caller to skip.
    """
    text = decode(body, content_type)
    if not text.strip():
        raise SourceError(f"{place}: is empty; check the address in a browser")
    if _is_html(text):
        raise _html(text, place)
    try:
        is_json = text.lstrip().startswith(("{", "["))
        raw = read_json(text) if is_json else read_xml(text, place if is_remote(place) else "")
    except NotAFeed as error:
        if "<html" in text[:_HEAD].lower():
            raise _html(text, place) from error
        raise SourceError(f"{place}: {error}; check the address in a browser") from error
    base = place if is_remote(place) else raw.link
    return Feed(
        title=one_line(raw.title)[:LONGEST_NAME],
        kind=raw.kind,
        entries=tuple(_entry(entry, raw, base) for entry in raw.entries),
    )


def _entry(raw: RawEntry, feed: RawFeed, base: str) -> Entry:
    texts = [summary(text, LONGEST_TEXT) for text in dict.fromkeys(raw.texts) if text]
    text = max(texts, key=len, default="")
    title = one_line(raw.title)[:LONGEST_TITLE] or first_sentence(text, LONGEST_MADE_TITLE)
    links = (canonical_url(link, base or None) for link in raw.links if link)
    return Entry(
        id=raw.id[:LONGEST_ID],
        title=title,
        text=text,
        link=next(filter(None, links), None),
        author=one_line(raw.author)[:LONGEST_NAME] or None,
        published_at=raw.published or feed.updated,
        dated_by="entry" if raw.published else "feed" if feed.updated else "seen",
        publisher=one_line(raw.publisher)[:LONGEST_NAME],
    )


def _is_html(text: str) -> bool:
    """Whether a page begins here, after comments and the XML declaration."""
    head = text[:_HEAD].lstrip()
    while head.startswith(("<!--", "<?xml")):
        head = head.partition("-->" if head.startswith("<!--") else ">")[2].lstrip()
    return bool(_HTML_START.match(head))


def _html(page: str, place: str) -> SourceError:
    address = _named_feed(page, place)
    advice = f"it names its feed: use {address}" if address else "it names no feed: use another"
    return SourceError(f"{place}: is an HTML page, not a feed; {advice}")


def _named_feed(page: str, place: str) -> str | None:
    """The feed that a page names by <link rel=alternate>."""
    for tag in _LINK.findall(page[:_HEAD]):
        found = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag)}
        is_feed = found.get("type", "").lower() in _FEED_TYPES
        if is_feed and "alternate" in found.get("rel", "").lower():
            return canonical_url(found.get("href", ""), place if is_remote(place) else None)
    return None
