"""HTML pages as trees: what they call themselves, and the feed that they name.

Nothing is fetched. A page that cannot be read at all has no tree.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from tools.urls import canonical_url, is_remote

LONGEST_PAGE = 5_000_000
"""Characters of a page that are looked at."""
_MOST_LINKS = 1_000
"""<link> elements that are looked at."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FEED_TYPE = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|text/(?:rss|atom)\+?(?:xml)?"
)
_SIDE_FEED = re.compile(r"comment|kommentar|commentaire|comentario|podcast", re.IGNORECASE)


def named_feed(page: str, place: str) -> str | None:
    """The address of the feed that a page names by <link rel=alternate>; its main one first."""
    root = page_tree(page)
    if root is None:
        return None
    base = base_of(root, place)
    found: list[tuple[bool, str]] = []
    for link in islice(root.iter("link"), _MOST_LINKS):
        kind, address = (link.get("type") or "").lower().strip(), link.get("href") or ""
        is_feed = _FEED_TYPE.match(kind) or (kind == "application/json" and "feed.json" in address)
        if is_feed and "alternate" in (link.get("rel") or "").lower().split():
            written = canonical_url(address, base)
            if written and written != place:
                aside = _SIDE_FEED.search(f"{link.get('title') or ''} {address}")
                found.append((bool(aside), written))
    return min(found, key=lambda each: each[0], default=(False, None))[1]


def page_tree(page: str) -> Any:
    """lxml's tree of a page, or None."""
    from lxml import etree  # loaded when the first page is read

    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(_FORBIDDEN.sub("", page[:LONGEST_PAGE]), parser)
    except (etree.LxmlError, ValueError):
        return None


def base_of(root: Any, place: str) -> str | None:
    """Where relative links are seen from: <base href>, the address, or what the page calls it."""
    here = place if is_remote(place) else None
    for base in islice(root.iter("base"), 1):
        here = canonical_url(base.get("href") or "", here) or here
    if here is None:
        for link in islice(root.iter("link"), _MOST_LINKS):
            if (link.get("rel") or "").lower() == "canonical":
                here = canonical_url(link.get("href") or "")
    return here
