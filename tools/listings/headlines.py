"""A page of a news site without a feed: its headlines, as entries.

Made for front pages and sections. It prefers to say that it finds no headlines over
taking a menu for news. Time grows with the length of the page, which is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from memory.errors import SourceError
from memory.types import DatedBy
from tools.listings.dates import date_in_address, read_date
from tools.listings.feeds import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, Entry, Feed
from tools.listings.pages import base_of, page_tree
from tools.plaintext import evened
from tools.urls import canonical_url, host_of, url_key

FEWEST = 3
"""Headlines below which a page lists no news."""
ENOUGH = 10
"""Headlines in headings or articles beyond which links in mere lists and tables are left out."""
MOST = 300
"""Headlines of one page."""
_WORDS = 4
_IDEOGRAMS = 10
"""What a headline has at least, in languages with and without spaces between words."""
_AROUND = 4
"""Levels above a headline within which its time and its teaser are looked for."""
_NEARBY = 120
"""Elements of such a level that are looked at."""
_SHORTEST_TEASER = 40

_APART = frozenset({"nav", "footer", "aside", "form", "script", "style", "noscript", "template"})
_APART_ROLE = re.compile(r"navigation|contentinfo|search|menu|complementary", re.IGNORECASE)
_APART_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|sidebar|breadcrumbs?|share|sharing|social"
    r"|comments?|cookies?|consent|newsletter|legal|login|paginat\w+|tags?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_GAP_BEFORE_STOP = re.compile(r" ([,.](?:\s|$))")
"""Left where a tag ends before a comma."""
_IDEOGRAM = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class _Headline:
    title: str
    link: str
    element: Any
    prominent: bool
    """In a heading or an article, rather than only in a list or a table."""


def headlines_of(page: str, place: str) -> Feed:
    """One entry for each headline that links to an article of the same site, in order.

    `dated_by` is "entry" where a <time> stands beside it, "url" where the address has a
    date. Raises SourceError when there are fewer than three.
    """
    root = page_tree(page)
    found = [] if root is None else list(islice(_headlines(root, base_of(root, place)), 10 * MOST))
    prominent = [headline for headline in found if headline.prominent]
    chosen: dict[str, _Headline] = {}
    for headline in prominent if len(prominent) >= ENOUGH else found:
        before = chosen.setdefault(url_key(headline.link), headline)
        if len(headline.title) > len(before.title):
            chosen[url_key(headline.link)] = headline
    if root is None or len(chosen) < FEWEST:
        raise SourceError(
            f"{place}: is an HTML page that names no feed and has {len(chosen)} headlines of "
            f"the {FEWEST} that make a list; use its feed, its sitemap or another page"
        )
    title = " ".join((root.findtext(".//title") or "").split())[:LONGEST_NAME]
    entries = tuple(_entry(headline) for headline in islice(chosen.values(), MOST))
    return Feed(title=title or host_of(place), kind="page", entries=entries)


def _headlines(root: Any, base: str | None) -> Iterator[_Headline]:
    from lxml import etree

    site = _site(base or "")
    links = sum(1 for _ in root.iter("a"))
    inside = 0  # headings and articles that are open
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start" and _is_apart(element) and not _is_most(element, links):
            walk.skip_subtree()
        elif tag in _HEADINGS or tag == "article":
            inside += 1 if event == "start" else -1
        elif event == "start" and tag == "a" and (link := _article(element, base, site)):
            heading = next(element.iter(*_HEADINGS), None)
            title = _words(element if heading is None else heading)
            if _is_headline(title) and not (heading is None and _is_in_prose(element, title)):
                yield _Headline(title, link, element, inside > 0 or heading is not None)


def _is_apart(element: Any) -> bool:
    """Whether this is no part of what the page is about."""
    if element.tag in {"html", "body", "main", "article", "a"}:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    return (
        element.tag in _APART
        or bool(_APART_ROLE.search(element.get("role") or ""))
        or bool(_APART_NAME.search(names))
    )


def _is_most(element: Any, links: int) -> bool:
    """Whether most links of the page are in it: then its name says nothing."""
    return element.tag not in _APART and 2 * sum(1 for _ in element.iter("a")) > links


def _article(element: Any, base: str | None, site: str) -> str | None:
    """The canonical address of a link to a page of this site that can be an article."""
    from courlan import is_navigation_page, is_not_crawlable

    link = canonical_url(element.get("href") or "", base)
    if link is None or (site and _site(link) != site):
        return None
    path = link.partition("://")[2].partition("/")[2]
    if len(path) < 2 or link == base or is_navigation_page(link) or is_not_crawlable(link):
        return None
    return link


def _site(address: str) -> str:
    """The registered domain, which a site's sections share; the host where there is none."""
    from courlan import extract_domain

    return extract_domain(address, fast=True) or host_of(address)


def _words(element: Any) -> str:
    pieces = islice(element.itertext(), _NEARBY)
    words = " ".join(evened(" ".join(pieces)).split())
    return _GAP_BEFORE_STOP.sub(r"\1", words)[:LONGEST_TITLE]


def _is_headline(title: str) -> bool:
    return len(title.split()) >= _WORDS or len(_IDEOGRAM.findall(title)) >= _IDEOGRAMS


def _is_in_prose(element: Any, title: str) -> bool:
    """Whether a link is some words of a paragraph that says more."""
    paragraph = next((each for each in islice(element.iterancestors(), 3) if each.tag == "p"), None)
    return paragraph is not None and len(_words(paragraph)) > 2 * len(title)


def _entry(headline: _Headline) -> Entry:
    published, dated_by = _dated(headline)
    return Entry(
        id=headline.link,
        title=headline.title,
        text=_teaser(headline),
        link=headline.link,
        author=None,
        published_at=published,
        dated_by=dated_by,
    )


def _dated(headline: _Headline) -> tuple[datetime | None, DatedBy]:
    for element in _beside(headline):
        if element.tag == "time" and (moment := read_date(element.get("datetime") or "")):
            return moment, "entry"
    moment = date_in_address(headline.link)
    return moment, "url" if moment else "seen"


def _teaser(headline: _Headline) -> str:
    for element in _beside(headline):
        if element.tag == "p" and len(words := _words(element)) >= _SHORTEST_TEASER:
            return words[:LONGEST_TEXT] if words != headline.title else ""
    return ""


def _beside(headline: _Headline) -> Iterator[Any]:
    """The elements around a headline, as far as no other headline begins."""
    for level in islice(headline.element.iterancestors(), _AROUND):
        near = list(islice(level.iter(), _NEARBY))
        others = sum(element.tag in _HEADINGS or element.tag == "article" for element in near)
        if others > 2 or level.tag in {"body", "main"}:
            return
        yield from near
