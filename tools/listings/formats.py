"""RSS, RDF and Atom by feedparser, JSON Feed by json: what the file says, not yet cleaned.

Both readers are given text that is already decoded and return the same raw values.
Whatever the libraries do with hostile input, only NotAFeed comes out, after a time that
grows no faster than the text (see feed_limits).
"""

from __future__ import annotations

import json
import re
import sys
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from io import BytesIO
from itertools import islice
from typing import Any

from tools.listings.dates import plausible, read_date
from tools.listings.limits import MAX_ENTRIES, NotAFeed, bounded

MAX_AUTHOR = 120
"""Characters of a name."""
MAX_LINKS = 50
"""Of one entry that are looked at."""
MAX_CATEGORIES = 1
"""Of one entry. They are not used, and feedparser compares each with all others."""
BASES_KEPT = 256
"""Addresses seen from another that are remembered: feedparser asks the same at every tag."""

_E_MAIL = re.compile(r"[<(]?[^\s<>()]+@[^\s<>()]+[>)]?|[()]")
"""What stands around a name in "desk@quay.example (Ida Marrow)" and the other way round."""
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[\da-fA-F]+)|(?P<decimal>\d+));?", re.ASCII)
_CHANNEL_OF_CDF = re.compile(r"<channel\s[^>]{0,500}\b(?:href|lastmod|base)\s{0,9}=", re.IGNORECASE)
_DATE_NAME = re.compile(r"date|publish|updated|modified|issued|created|posted|time(?!zone)")
_NO_DATE_OF_IT = re.compile(r"expir|valid|start|end|_parsed$|event|length|duration|^ev_|author")
"""Names under which formats of other trades, mistaken ones too, keep the date; and do not."""
_SHORT_ISO = re.compile(r"\d{2,4}-?\d{2,3}[-\d]*(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?")
"""The rarer shapes of ISO 8601 (03-12-31, 2003-335), which feedparser knows."""
_JSON_ITEM = frozenset({"id", "url"})
"""What an item has at least in a file that does not call itself a JSON Feed."""
_NO_PLACES = frozenset({"self", "edit", "edit-media", "hub", "enclosure", "replies", "next"})
"""Relations of links that lead to something else than the entry's page."""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry as written: `title` and `texts` may be HTML, `links` relative."""

    title: str
    texts: tuple[str, ...]
    links: tuple[str, ...]
    """Best first; the file that is enclosed comes last."""
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
    """For example rss20, atom10, rss10, cdf, json11; "xml" for entries without a known root."""
    entries: tuple[RawEntry, ...]


def read_xml(text: str, base: str) -> RawFeed:
    """The first entries of an RSS, RDF, Atom or CDF feed found at `base`. Raises NotAFeed.

    As tolerant as feedparser: where it finds entries there is a feed, whatever the root.
    """
    text = bounded(text)
    parsed = _feedparser(text, base)
    feed = parsed.feed
    if not (parsed.version or parsed.entries or _text(feed, "title")):
        raise NotAFeed("it is not RSS, Atom, RDF or JSON Feed")
    return RawFeed(
        title=_text(feed, "title"),
        link=_text(feed, "link"),
        updated=_date(feed),
        kind=parsed.version or ("cdf" if _CHANNEL_OF_CDF.search(text) else "xml"),
        entries=tuple(_xml_entry(entry) for entry in parsed.entries[:MAX_ENTRIES]),
    )


def read_json(text: str) -> RawFeed:
    """The first items of a JSON Feed, version 1 or 1.1. Raises NotAFeed.

    Source: jsonfeed.org/version/1.1. Items that are no objects are left out.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"it is not valid JSON ({error})") from error
    listed = feed.get("items") if isinstance(feed, dict) else None
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    found = re.search(r"jsonfeed\.org/version/(\d)(?:\.(\d))?", _text(feed, "version"))
    if not (found and isinstance(listed, list)) and not any(map(_JSON_ITEM.issubset, items)):
        raise NotAFeed("it is JSON, but not a JSON Feed (version and items are missing)")
    return RawFeed(
        title=_text(feed, "title"),
        link=_text(feed, "home_page_url"),
        updated=None,
        kind=f"json{found.group(1)}{found.group(2) or '0'}" if found else "json",
        entries=tuple(_json_entry(item) for item in islice(items, MAX_ENTRIES)),
    )


def _feedparser(text: str, base: str) -> Any:
    try:
        return _mended_or_not(text, base)
    except Exception as error:  # it raises whatever its input provokes
        raise NotAFeed(f"the parser gave up ({type(error).__name__}: {error})") from error


def _mended_or_not(text: str, base: str) -> Any:
    try:
        return _parsed(text, base)
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError):
        return _parsed(_mended(text) or "<nothing/>", base)


def _parsed(text: str, base: str) -> Any:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    return _tamed_feedparser().parse(
        BytesIO(text.encode("utf-8", "replace")),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _mended(text: str) -> str:
    """`text` as lxml understands it, well-formed, "" when it understands nothing."""
    from lxml import etree  # needed for one broken feed in thousands

    text = _REFERENCE.sub(_possible, text)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
        return "" if root is None else str(etree.tostring(root, encoding="unicode"))
    except (etree.LxmlError, ValueError):
        return ""


def _possible(reference: re.Match[str]) -> str:
    """The reference, unless it is to a character that cannot be."""
    digits = reference["decimal"] or f"0x{reference['hex']}"
    number = int(digits, 0 if reference["hex"] else 10) if len(digits) < 10 else -1
    surrogate = 0xD800 <= number <= 0xDFFF
    return "" if surrogate or not 32 <= number <= sys.maxunicode else reference.group()


@cache
def _tamed_feedparser() -> Any:
    """feedparser, with two things kept short that take the square of their length.

    It looks for an e-mail address in every author (four seconds for 30,000 letters, an
    hour for a million), and compares each category with those before it. There is no
    public way in; tests hang when these are gone. A third change only saves time, a third
    of it: the feed's address is not joined with itself at every tag.
    """
    import feedparser  # 70 ms that --help need not pay
    from feedparser import mixin

    parser = mixin._FeedParserMixin
    mixin.make_safe_absolute_uri = lru_cache(BASES_KEPT)(mixin.make_safe_absolute_uri)

    look_for_address, add_category = parser._sync_author_detail, parser._add_tag

    def in_short_names_only(self: Any, key: str = "author") -> None:
        context = self._get_context()
        if isinstance(name := dict.get(context, key), str):
            context[key] = name[:MAX_AUTHOR]
        look_for_address(self, key)

    def among_a_few(self: Any, term: Any, scheme: Any, label: Any) -> None:
        if len(dict.get(self._get_context(), "tags") or ()) < MAX_CATEGORIES:
            add_category(self, term, scheme, label)

    parser._sync_author_detail = in_short_names_only
    parser._add_tag = among_a_few
    return feedparser


def _xml_entry(entry: dict[str, Any]) -> RawEntry:
    # dict.get, as feedparser's own look-up answers "updated" with "published" and warns.
    contents = dict.get(entry, "content") or []
    texts = [_text(entry, "summary"), *(_text(content, "value") for content in contents)]
    author = _text(entry, "author") or _text(
        next(iter(dict.get(entry, "authors") or ()), None), "name"
    )
    return RawEntry(
        title=_text(entry, "title"),
        texts=(*texts, _text(entry, "subtitle")),
        links=tuple(_links(entry)),
        author=_E_MAIL.sub("", author).strip(),
        published=_date(entry),
        id=_text(entry, "id"),
        publisher=_text(dict.get(entry, "source"), "title"),
    )


def _links(entry: dict[str, Any]) -> Iterator[str]:
    """Where the entry may be found, best first: its own page before what it encloses."""
    links = [each for each in dict.get(entry, "links") or [] if isinstance(each, dict)][:MAX_LINKS]
    pages = [link for link in links if _text(link, "rel") not in _NO_PLACES]
    others = [link for link in links if _text(link, "rel") in _NO_PLACES]
    yield _text(entry, "feedburner_origlink")
    yield _text(entry, "link")
    yield from (_text(link, "href") for link in pages if _text(link, "rel") == "alternate")
    yield from (_text(link, "href") for link in pages)
    if _looks_like_a_page(identity := _text(entry, "id")):
        yield identity
    yield from (_text(content, "src") for content in dict.get(entry, "content") or [])
    yield from (_text(link, "href") for link in others)
    yield from (_text(content, "url") for content in dict.get(entry, "media_content") or [])


def _looks_like_a_page(identity: str) -> bool:
    """An id may be any text: a bare number seen from the feed's address is no page."""
    return identity.startswith(("http://", "https://", "/"))


def _json_entry(item: dict[str, Any]) -> RawEntry:
    authors = item.get("authors") or [item.get("author")]
    first = authors[0] if isinstance(authors, list) else None
    texts = tuple(_text(item, key) for key in ("summary", "content_html", "content_text"))
    identity = item.get("id")
    files = item.get("attachments")
    attached = [_text(file, "url") for file in files] if isinstance(files, list) else []
    own = [_text(item, key) for key in ("url", "external_url", "id")]
    dates = (read_date(_text(item, key)) for key in ("date_published", "date_modified"))
    return RawEntry(
        title=_text(item, "title"),
        texts=texts,
        links=(*own, *attached),
        author=_text(first, "name"),
        published=next(filter(None, dates), None),
        id=str(identity) if isinstance(identity, str | int | float) else "",
    )


def _text(values: Any, key: str) -> str:
    """The text under `key`, or "" when there is none, or it is no text."""
    value = dict.get(values, key) if isinstance(values, dict) else None
    return value if isinstance(value, str) else ""


def _date(values: dict[str, Any]) -> datetime | None:
    """When it was published, else updated, else created, else what any other date says.

    feedparser's own reading is the last resort, as it takes 10:00 PM for the morning,
    "2023/03/13" for the first of the month it runs in, and zones that it does not know
    for UTC.
    """
    for key in ("published", "updated", "created"):
        text = _text(values, key)
        if found := read_date(text) or _as_feedparser_reads(values, key, text):
            return found
    for key in values:
        if _DATE_NAME.search(key) and not _NO_DATE_OF_IT.search(key):
            text = _text(values, key) or _text(dict.get(values, key), "content")
            if found := read_date(text):
                return found
    return None


def _as_feedparser_reads(values: dict[str, Any], key: str, text: str) -> datetime | None:
    parts = dict.get(values, f"{key}_parsed")
    if not parts or not _SHORT_ISO.fullmatch(text):
        return None
    try:
        found = datetime.fromtimestamp(timegm(parts), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return found if plausible(found) else None
