"""Feeds: from the bytes of RSS, Atom, RDF or JSON Feed to clean, dated, linked entries.

Nothing is fetched and nothing that an entry says is acted upon. Whatever the bytes
are, the answer is a Feed or a SourceError that says what was found instead.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime

from memory.errors import SourceError
from memory.types import DatedBy
from tools.charsets import decode
from tools.listings.dates import date_in_address
from tools.listings.formats import RawEntry, RawFeed, read_json, read_xml
from tools.listings.limits import NotAFeed
from tools.listings.pages import named_feed
from tools.plaintext import first_sentence, one_line, summary
from tools.urls import canonical_url, is_remote, title_in_address

LONGEST_TEXT = 4_000
LONGEST_TITLE = 300
LONGEST_MADE_TITLE = 120
LONGEST_NAME = 120
LONGEST_ID = 1_000
"""All in characters; LONGEST_MADE_TITLE is for titles taken from the text."""

_HEAD = 200_000
"""Characters of an HTML page within which its feed must be named."""
_HTML_START = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|pre)\b", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_SHOWN_START = re.compile(r"&lt;(?:\?xml\s|rss\b|feed\b|rdf:RDF\b)", re.IGNORECASE)
_SHOWN_ENDS = ("&lt;/rss&gt;", "&lt;/feed&gt;", "&lt;/rdf:RDF&gt;")
"""Around a feed in a page that shows its source."""
_NO_SCHEME = re.compile(r"www\.[\w-]+\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, clean and bounded. `link` is canonical and absolute.

    `published_at` is aware UTC, as the feed says it, in the future too; `dated_by` says
    whether the entry itself, the date in its link or only the feed as a whole gave it, or,
    when it is None, that the moment of seeing it must do.
    """

    id: str
    title: str
    text: str
    link: str | None
    author: str | None
    published_at: datetime | None
    dated_by: DatedBy
    publisher: str = ""
    """Who wrote it, when an aggregator names them."""


@dataclass(frozen=True, slots=True)
class Feed:
    """`kind` names the format, for example rss20, atom10, json11, sitemap or page."""

    title: str
    kind: str
    entries: tuple[Entry, ...]


def parse_feed(body: bytes, place: str, content_type: str | None = None) -> Feed:
    """The feed in `body`, read at `place`, at most MAX_ENTRIES entries. Raises SourceError.

    Relative links are seen from `place`, or from the feed's own page when it is a file.
    An entry without title gets one from its first sentence or its link; one that has
    neither is kept, so that counts agree, and is for the caller to skip. So are entries
    that repeat each other.
    """
    return feed_in(decode(body, content_type), place)


def feed_in(text: str, place: str) -> Feed:
    """The feed that `text` is. Raises SourceError."""
    if not text.strip():
        raise SourceError(f"{place}: is empty; check the address in a browser")
    if is_page(text):
        if shown := _shown_feed(text):
            text = html.unescape(shown)
        elif not has_entries(text):
            raise _html(text, place)
    try:
        is_json = text.lstrip().startswith(("{", "["))
        raw = read_json(text) if is_json else read_xml(text, place if is_remote(place) else "")
    except NotAFeed as error:
        if "<html" in text[:_HEAD].lower():
            raise _html(text, place) from error
        raise SourceError(f"{place}: {error}; check the address in a browser") from error
    return _clean(raw, place)


def is_page(text: str) -> bool:
    """Whether an HTML page begins here, after comments and the XML declaration."""
    head = text[:_HEAD].lstrip()
    while head.startswith(("<!--", "<?xml")):
        head = head.partition("-->" if head.startswith("<!--") else ">")[2].lstrip()
    return bool(_HTML_START.match(head))


def has_entries(page: str) -> bool:
    """Whether a feed stands in a page, as it is or shown."""
    return bool(_ENTRY.search(page) or _shown_feed(page))


def _shown_feed(page: str) -> str:
    """The source of the feed that a page shows, "" when it shows none."""
    start = _SHOWN_START.search(page)
    ends = [page.rfind(mark) + len(mark) for mark in _SHOWN_ENDS if mark in page]
    return page[start.start() : max(ends)] if start and ends else ""


def _clean(raw: RawFeed, place: str) -> Feed:
    base = place if is_remote(place) else raw.link
    # An undated entry is not younger than the feed, whose newest entry dates it as well.
    dates = (entry.published for entry in raw.entries if entry.published)
    of_the_feed = raw.updated or max(dates, default=None)
    return Feed(
        title=one_line(raw.title)[:LONGEST_NAME],
        kind=raw.kind,
        entries=tuple(_entry(entry, base, of_the_feed) for entry in raw.entries),
    )


def _entry(raw: RawEntry, base: str, of_the_feed: datetime | None) -> Entry:
    text = _longest(raw.texts)
    links = (canonical_url(_with_scheme(link, base), base or None) for link in raw.links if link)
    link = next(filter(None, links), None)
    title = one_line(raw.title)[:LONGEST_TITLE] or first_sentence(text, LONGEST_MADE_TITLE)
    published, dated_by = _dated(raw, link, of_the_feed)
    return Entry(
        id=raw.id[:LONGEST_ID],
        title=title or title_in_address(link or ""),
        text=text,
        link=link,
        author=one_line(raw.author)[:LONGEST_NAME] or None,
        published_at=published,
        dated_by=dated_by,
        publisher=one_line(raw.publisher)[:LONGEST_NAME],
    )


def _longest(texts: tuple[str, ...]) -> str:
    """The longest of `texts` when they are read as a reader would."""
    best = ""
    for text in sorted(dict.fromkeys(filter(None, texts)), key=len, reverse=True):
        if len(best) >= min(len(text), LONGEST_TEXT):
            break  # reading it cannot make it longer
        best = max(best, summary(text, LONGEST_TEXT), key=len)
    return best


def _dated(
    raw: RawEntry, link: str | None, of_the_feed: datetime | None
) -> tuple[datetime | None, DatedBy]:
    if raw.published:
        return raw.published, "entry"
    if in_link := date_in_address(link or ""):
        return in_link, "url"
    return of_the_feed, "feed" if of_the_feed else "seen"


def _with_scheme(link: str, base: str) -> str:
    """ "www.quay.example/a" is meant for an address, not for a file beside the feed."""
    written = link.strip().removeprefix(base.rpartition("/")[0] + "/")
    return f"https://{written}" if _NO_SCHEME.match(written) else link


def _html(page: str, place: str) -> SourceError:
    address = named_feed(page[:_HEAD], place)
    advice = f"it names its feed: use {address}" if address else "it names no feed: use another"
    return SourceError(f"{place}: is an HTML page, not a feed; {advice}")
