"""RSS, RDF and Atom by feedparser, JSON Feed by json: what the file says, not yet cleaned.

Both readers are given text that is already decoded and return the same raw values.
Whatever the libraries do with hostile input, only NotAFeed comes out, after a time that
grows no faster than the text. That takes limits before feedparser sees a byte, as it
reads everything it is given and some of its patterns are quadratic.
"""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import islice
from typing import Any

MAX_ENTRIES = 500
MAX_TAGS = 100_000
"""Angle brackets; feedparser needs 10 to 20 µs for each."""
MAX_NAMESPACES = 5_000
"""Declarations; feedparser needs half a second for these and four times that for twice as many."""
MAX_BASES = 50
"""xml:base attributes that may build upon each other."""
MAX_PROLOGUE = 20_000
"""Characters before the first element: declarations, comments and entities."""
MAX_AUTHOR = 120
"""Characters of a name."""
EARLIEST = 1990
"""Year. Older dates are a zero or a slip: feeds did not exist."""

_ENTRY_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s{0,9}>", re.IGNORECASE)
_BRACKET = re.compile(r"<(?P<end>/(?:\w{1,20}:)?(?:item|entry)\s{0,9}>)?", re.IGNORECASE)
_LONG_GAP = re.compile(r"\s{20,}")
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,500}>")
_FIRST_ELEMENT = re.compile(r"<\w")
_BASE = re.compile(r"\sxml:base\s{0,9}=\s{0,9}(?:\"[^\"<]*\"|'[^'<]*'|[^\s>\"'<]+)", re.IGNORECASE)
_PLAIN_BASE = re.compile(r"\Wxml:base\W{1,20}https?://.{0,300}", re.IGNORECASE)
_LONG_ENTITY = re.compile(
    r"<!ENTITY\s[^\"'<>]{0,200}(?:\"[^\"<>]{40,}\"|'[^'<>]{40,}')\s*>", re.IGNORECASE
)
_E_MAIL = re.compile(r"[<(]?[^\s<>()]+@[^\s<>()]+[>)]?|[()]")
"""What stands around a name in "desk@quay.example (Ida Marrow)" and the other way round."""
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML forbids; one of them sends feedparser to its slow parser."""


class NotAFeed(Exception):
    """The text is no feed; `str()` says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry as written: `title` and `texts` may be HTML, `links` relative."""

    title: str
    texts: tuple[str, ...]
    links: tuple[str, ...]
    """Best first."""
    author: str
    published: datetime | None
    id: str
    publisher: str = ""
    """The original source's name, when an aggregator gives it."""


@dataclass(frozen=True, slots=True)
class RawFeed:
    title: str
    link: str
    updated: datetime | None
    kind: str
    """For example rss20, atom10, rss10 or json11."""
    entries: tuple[RawEntry, ...]


def read_xml(text: str, base: str) -> RawFeed:
    """The first 500 entries of an RSS, RDF or Atom feed found at `base`. Raises NotAFeed."""
    parsed = _feedparser(_bounded(text), base)
    if not parsed.version:
        raise NotAFeed("it is not RSS, Atom, RDF or JSON Feed")
    feed = parsed.feed
    return RawFeed(
        title=_text(feed, "title"),
        link=_text(feed, "link"),
        updated=_date(feed),
        kind=parsed.version,
        entries=tuple(_xml_entry(entry) for entry in parsed.entries[:MAX_ENTRIES]),
    )


def read_json(text: str) -> RawFeed:
    """The first 500 items of a JSON Feed, version 1 or 1.1. Raises NotAFeed.

    Source: jsonfeed.org/version/1.1. Items that are no objects are left out.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"it is not valid JSON ({error})") from error
    version = _text(feed, "version") if isinstance(feed, dict) else ""
    found = re.search(r"jsonfeed\.org/version/(\d)(?:\.(\d))?", version)
    if not found or not isinstance(feed.get("items"), list):
        raise NotAFeed("it is JSON, but not a JSON Feed (version and items are missing)")
    items = (item for item in feed["items"] if isinstance(item, dict))
    return RawFeed(
        title=_text(feed, "title"),
        link=_text(feed, "home_page_url"),
        updated=None,
        kind=f"json{found.group(1)}{found.group(2) or '0'}",
        entries=tuple(_json_entry(item) for item in islice(items, MAX_ENTRIES)),
    )


def _bounded(text: str) -> str:
    """`text` with at most MAX_ENTRIES entries and MAX_TAGS tags, ready for feedparser."""
    text = _UNREADABLE.sub("", _LONG_GAP.sub("\n", text))
    if declaration := _DECLARATION.match(text):
        text = text[declaration.end() :]
    first = _FIRST_ELEMENT.search(text)
    if first is None:
        raise NotAFeed("it has no XML element")
    if first.start() > MAX_PROLOGUE:
        raise NotAFeed(f"its first element comes after more than {MAX_PROLOGUE:,} characters")
    # One reference of a few letters could otherwise stand for thousands.
    text = _LONG_ENTITY.sub("", text[: first.start()]) + text[first.start() :]
    if text.count("<") > MAX_TAGS or len(_ENTRY_END.findall(text)) > MAX_ENTRIES:
        text = _head_of(text)
    if text.count("xmlns") > MAX_NAMESPACES:
        raise NotAFeed(f"it declares more than {MAX_NAMESPACES:,} namespaces")
    if text.count("xml:base") > MAX_BASES:
        text = _BASE.sub(_harmless_base, text)
    return "<?xml version='1.0' encoding='utf-8'?>\n" + text.lstrip()


def _harmless_base(attribute: re.Match[str]) -> str:
    """The attribute, unless it builds upon the one around it: a thousand of those never end."""
    return attribute.group() if _PLAIN_BASE.fullmatch(attribute.group()) else ""


def _head_of(text: str) -> str:
    """The first entries of `text` that keep within the limits; its end tags go missing."""
    end = entries = 0
    for bracket in islice(_BRACKET.finditer(text), MAX_TAGS):
        if bracket["end"]:
            end, entries = bracket.end(), entries + 1
        if entries == MAX_ENTRIES:
            break
    if not end:
        raise NotAFeed(f"it has more than {MAX_TAGS:,} tags before its first entry ends")
    return text[:end]


def _feedparser(text: str, base: str) -> Any:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    try:
        return _tamed_feedparser().parse(
            BytesIO(text.encode("utf-8", "replace")),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it raises whatever its input provokes
        raise NotAFeed(f"the parser gave up ({type(error).__name__}: {error})") from error


@cache
def _tamed_feedparser() -> Any:
    """feedparser, with one quadratic pattern kept from long texts.

    It looks for an e-mail address in every author: four seconds for 30,000 letters, an
    hour for a million. There is no public way in; a test hangs when this one is gone.
    """
    import feedparser  # 70 ms that --help need not pay
    from feedparser.mixin import _FeedParserMixin as Mixin

    look_for_address = Mixin._sync_author_detail

    def in_short_names_only(self: Any, key: str = "author") -> None:
        context = self._get_context()
        if isinstance(name := dict.get(context, key), str):
            context[key] = name[:MAX_AUTHOR]
        look_for_address(self, key)

    Mixin._sync_author_detail = in_short_names_only
    return feedparser


def _xml_entry(entry: dict[str, Any]) -> RawEntry:
    # dict.get, as feedparser's own look-up answers "updated" with "published" and warns.
    contents = dict.get(entry, "content") or []
    links = [dict.get(link, "href") for link in dict.get(entry, "links") or []]
    named = [_text(entry, key) for key in ("feedburner_origlink", "link", "id")]
    return RawEntry(
        title=_text(entry, "title"),
        texts=(_text(entry, "summary"), *(_text(content, "value") for content in contents)),
        links=tuple(link for link in (*named[:2], *links, named[2]) if isinstance(link, str)),
        author=_E_MAIL.sub("", _text(entry, "author")).strip(),
        published=_date(entry),
        id=_text(entry, "id"),
        publisher=_text(dict.get(entry, "source"), "title"),
    )


def _json_entry(item: dict[str, Any]) -> RawEntry:
    authors = item.get("authors") or [item.get("author")]
    first = authors[0] if isinstance(authors, list) else None
    texts = tuple(_text(item, key) for key in ("summary", "content_html", "content_text"))
    identity = item.get("id")
    return RawEntry(
        title=_text(item, "title"),
        texts=texts,
        links=tuple(_text(item, key) for key in ("url", "external_url", "id")),
        author=_text(first, "name"),
        published=next(filter(None, map(_iso, _dates_of(item))), None),
        id=str(identity) if isinstance(identity, str | int | float) else "",
    )


def _dates_of(item: dict[str, Any]) -> Iterator[str]:
    yield _text(item, "date_published")
    yield _text(item, "date_modified")


def _text(values: Any, key: str) -> str:
    """The text under `key`, or "" when there is none, or it is no text."""
    value = dict.get(values, key) if isinstance(values, dict) else None
    return value if isinstance(value, str) else ""


def _date(values: dict[str, Any]) -> datetime | None:
    """When it was published, else updated, else created: as feedparser read it, in UTC."""
    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        parts = dict.get(values, key)
        if not parts:
            continue
        try:
            found = datetime.fromtimestamp(timegm(parts), UTC)
        except (TypeError, ValueError, OverflowError, OSError):
            continue
        if found.year >= EARLIEST:
            return found
    return None


def _iso(text: str) -> datetime | None:
    """A moment as RFC 3339 writes it; without a zone it is taken for UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year >= EARLIEST else None
