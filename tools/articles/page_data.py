"""What a page says of itself for machines: schema.org data, meta tags, times.

Only what describes the page as a whole: the articles that it lists beside its own are not
looked at. Never raises; rubbish says nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tools.listings.dates import read_date

MOST_SCRIPTS = 50
LONGEST_SCRIPT = 1_000_000
"""Characters of one block of JSON-LD."""
MOST_NODES = 500
"""Of JSON-LD, over all blocks."""
MOST_TIMES = 40

_POSTS = frozenset({"BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Report"})
_ABOUT_THE_PAGE = ("@graph", "mainEntity", "mainEntityOfPage")
_TIME_METAS = frozenset(
    {"article:published_time", "og:article:published_time", "og:published_time", "date", "pubdate"}
    | {"article.published", "publishdate", "publish-date", "publication_date", "datepublished"}
    | {"dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "parsely-pub-date"}
    | {"sailthru.date", "cxenseparse:recs:publishtime"}
)
_LOCKED_TIERS = frozenset({"locked", "premium", "paid"})
_WITH_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](?!00:00(?::00(?:\.0+)?)?(?:[^\d:]|$))\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class PageData:
    """`times` are as written, most telling first."""

    is_article: bool = False
    """Whether it declares itself one."""
    is_site: bool = False
    """Whether it declares itself the front of a site, and no article."""
    locked: bool = False
    """Whether it says that some of it is for subscribers only."""
    words: int | None = None
    """How many the whole article is said to have."""
    publisher: str = ""
    times: tuple[str, ...] = ()


def page_data(tree: Any) -> PageData:
    """What lxml's `tree` of a page says of the page."""
    nodes = list(_nodes(tree))
    articles = [node for node in nodes if _is_article(node)]
    metas = list(_metas(tree))
    kinds = [value.lower() for name, value in metas if name == "og:type"]
    times = [_string(node.get("datePublished")) for node in articles]
    times += [value for name, value in metas if name in _TIME_METAS]
    times += _marked_times(tree)
    is_article = bool(articles) or "article" in kinds
    return PageData(
        is_article=is_article,
        is_site=not is_article and "website" in kinds,
        locked=any(map(_is_locked, articles)) or any(_locks(*meta) for meta in metas),
        publisher=next(filter(None, map(_publisher, articles)), ""),
        words=max((count for node in articles if (count := _count(node))), default=None),
        times=tuple(time for time in times if time)[:MOST_TIMES],
    )


def is_guess(day: str | None, html: str) -> bool:
    """Whether the page names no January 1st: then `day` is the year of some sentence of it."""
    if not day or not day.endswith("-01-01"):
        return False
    year, first = day[:4], r"0?1(?!\d)(?:st|er|º|\.)?"
    named = (
        rf"{year}[-/. ]?0?1[-/. ]?0?1(?!\d)|(?<!\d)0?1[-/. ]0?1[-/. ]{year}"
        rf"|(?<!\d){first}(?: de)? [^\W\d]{{3,10}}\.?,?(?: de)? {year}"
        rf"|[^\W\d]{{3,10}}\.? {first},? {year}|{year}年1月1日"
    )
    return re.search(named, html) is None


def moment(day: str | None, times: tuple[str, ...]) -> datetime | None:
    """`day` (2026-11-19) with the hour that one of `times` gives it; else its midnight, UTC.

    A time counts when its date, as written or in UTC, is `day`, and when it is not
    midnight where it was written: that is a day without an hour.
    """
    try:
        wanted = date.fromisoformat(day or "")
    except ValueError:
        return None
    for text in times:
        written = _WITH_TIME.match(text.strip())
        found = read_date(text.strip()) if written else None
        if written and found and wanted.isoformat() in (written[1], found.date().isoformat()):
            return found
    return datetime(wanted.year, wanted.month, wanted.day, tzinfo=UTC)


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of JSON-LD that describe the page, in order."""
    waiting: list[Any] = []
    for number, script in enumerate(tree.iterfind('.//script[@type="application/ld+json"]')):
        text = script.text or ""
        if number < MOST_SCRIPTS and len(text) <= LONGEST_SCRIPT:
            waiting.append(_parsed(text))
    waiting.reverse()
    seen = 0
    while waiting and seen < MOST_NODES:
        node = waiting.pop()
        seen += 1
        if isinstance(node, list):
            waiting += reversed(node[:MOST_NODES])
        elif isinstance(node, dict):
            yield node
            waiting += [node[key] for key in _ABOUT_THE_PAGE if key in node]


def _parsed(text: str) -> Any:
    try:
        return json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):  # a bomb of brackets is the latter
        return None


def _is_article(node: Mapping[str, Any]) -> bool:
    kinds = node.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(
        isinstance(kind, str) and (kind.endswith("Article") or kind in _POSTS) for kind in named
    )


def _is_locked(node: Mapping[str, Any]) -> bool:
    parts = node.get("hasPart")
    whole = [node, *(parts if isinstance(parts, list) else [parts])]
    return any(
        isinstance(part, dict) and _says_no(part.get("isAccessibleForFree")) for part in whole
    )


def _says_no(value: Any) -> bool:
    return value is False or (isinstance(value, str) and _last_word(value) == "false")


def _last_word(value: str) -> str:
    """ "false" of "http://schema.org/False"."""
    return value.strip().rpartition("/")[2].lower()


def _locks(name: str, value: str) -> bool:
    if name == "isaccessibleforfree":
        return _last_word(value) == "false"
    return name == "article:content_tier" and value.strip().lower() in _LOCKED_TIERS


def _count(node: Mapping[str, Any]) -> int | None:
    value = str(node.get("wordCount", ""))[:9]
    return int(value) if value.isascii() and value.isdigit() else None


def _metas(tree: Any) -> Iterator[tuple[str, str]]:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        yield name.lower(), (meta.get("content") or "")[:500]


def _marked_times(tree: Any) -> list[str]:
    """Times in the page itself, those that are marked as its own first."""
    own: list[str] = []
    others: list[str] = []
    for number, element in enumerate(tree.iter("time", "abbr", "span")):
        if number > 5_000:
            break
        when = element.get("datetime") or element.get("content") or ""
        if not when or len(when) > 64:
            continue
        marked = "datePublished" in (element.get("itemprop") or "") or "pubdate" in element.attrib
        (own if marked else others).append(when)
    return own + others


def _publisher(node: Mapping[str, Any]) -> str:
    publisher = node.get("publisher")
    return _string(publisher.get("name")) if isinstance(publisher, dict) else ""


def _string(value: Any) -> str:
    return value[:100] if isinstance(value, str) else ""
