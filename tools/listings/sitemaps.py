"""XML sitemaps, with the news extension, as lists of entries.

Sources: sitemaps.org/protocol.html, and Google's documentation of news sitemaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from memory.errors import SourceError
from memory.types import DatedBy
from tools.listings.dates import date_in_address, read_date
from tools.listings.feeds import LONGEST_NAME, LONGEST_TITLE, Entry, Feed
from tools.listings.limits import MAX_ENTRIES
from tools.plaintext import one_line
from tools.urls import canonical_url, host_of, is_remote, title_in_address

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NEWS = re.compile(r"news|latest|recent|today", re.IGNORECASE)
_NO_ARTICLES = re.compile(
    r"(?:image|video|photo|author|categor|tag|page|topic|product|taxonom|attachment|static)s?\b"
    r"|(?:image|video|author|category|tag|page|product)s?[-_]sitemap",
    re.IGNORECASE,
)
"""Parts of a site that list no articles."""


def sitemap_of(text: str, place: str) -> Feed:
    """The newest entries of a urlset, newest first. Raises SourceError when it has none.

    Without news:title the title is made from the address; without news:publication_date
    the date in the address counts, then lastmod, which may be the day of a correction.
    """
    # Only what is kept is cleaned: a sitemap may list 50,000 addresses.
    found = sorted(_children(text, "url"), key=_newest_first)[:MAX_ENTRIES]
    base = place if is_remote(place) else None
    entries = tuple(filter(None, (_entry(values, base) for values in found)))
    if not entries:
        raise SourceError(f"{place}: is a sitemap, but lists no articles; use another")
    names = dict.fromkeys(entry.publisher for entry in entries if entry.publisher)
    site = host_of(place) or host_of(entries[0].link or "")
    return Feed(title=next(iter(names), site), kind="sitemap", entries=entries)


def newest_child(text: str, place: str) -> str:
    """The sitemap of a sitemap index where the news are: a news sitemap, else the newest."""
    children = list(_sitemaps(text, place))
    if not children:
        raise SourceError(f"{place}: is a sitemap index, but names no sitemap; use another")
    return max(children, key=_promise)[0]


def pages_of(text: str, place: str) -> list[str]:
    """Every address that a urlset lists, newest first, whether it can be given a title or not."""
    base = place if is_remote(place) else None
    found = sorted(_children(text, "url"), key=_newest_first)
    return [link for values in found if (link := canonical_url(values["loc"], base))]


def child_sitemaps(text: str, place: str) -> list[str]:
    """Every sitemap of a sitemap index that may list articles, the most promising first."""
    children = sorted(_sitemaps(text, place), key=_promise, reverse=True)
    return [address for address, _ in children if not _NO_ARTICLES.search(_path(address))]


def _sitemaps(text: str, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    base = place if is_remote(place) else None
    for values in _children(text, "sitemap"):
        address = canonical_url(values["loc"], base)
        if address and address != place:
            yield address, values


def _promise(child: tuple[str, dict[str, str]]) -> tuple[bool, bool, datetime]:
    address, values = child
    path = _path(address)
    changed = read_date(values.get("lastmod", "")) or date_in_address(address) or _LONG_AGO
    return bool(_NEWS.search(path)), not _NO_ARTICLES.search(path), changed


def _path(address: str) -> str:
    return address.partition("://")[2].partition("/")[2]


def _children(text: str, name: str) -> Iterator[dict[str, str]]:
    """The texts below each element `name` that has an address, by names without prefix."""
    from lxml import etree  # loaded when the first sitemap is read

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True
    )
    declaration = re.compile(r"\s*<\?xml[^>]{0,500}>").match(text)
    text = text[declaration.end() :] if declaration else text
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return
    for element in () if root is None else root.iterchildren("{*}" + name):
        values = {_local(part): (part.text or "").strip() for part in element.iterdescendants()}
        if values.get("loc"):
            yield values


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _newest_first(values: dict[str, str]) -> float:
    moment, _ = _dated(values, values["loc"])
    return -(moment or datetime(1970, 1, 1, tzinfo=UTC)).timestamp()


def _dated(values: dict[str, str], address: str) -> tuple[datetime | None, DatedBy]:
    if moment := read_date(values.get("publication_date", "")):
        return moment, "entry"
    if moment := date_in_address(address):
        return moment, "url"
    moment = read_date(values.get("lastmod", ""))
    return moment, "entry" if moment else "seen"


def _entry(values: dict[str, str], base: str | None) -> Entry | None:
    link = canonical_url(values["loc"], base)
    title = one_line(values.get("title", ""))[:LONGEST_TITLE] or title_in_address(link or "")
    if not link or not title:
        return None
    published, dated_by = _dated(values, link)
    return Entry(
        id=link,
        title=title,
        text="",
        link=link,
        author=None,
        published_at=published,
        dated_by=dated_by,
        publisher=one_line(values.get("name", ""))[:LONGEST_NAME],
    )
