"""Whatever can list news: a feed, a page that names its feed, a sitemap, or a page of headlines.

Says what is in the bytes, or where to read instead; it fetches nothing itself. Anything
else is a SourceError that says what was found.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from memory.errors import SourceError
from tools.charsets import decode
from tools.listings.feeds import Feed, feed_in, has_entries, is_page
from tools.listings.headlines import headlines_of
from tools.listings.limits import MAX_PROLOGUE, readable
from tools.listings.pages import named_feed
from tools.listings.sitemaps import newest_child, sitemap_of
from tools.urls import canonical_url, is_remote

MAX_UNPACKED = 50_000_000
"""Bytes of a gzipped sitemap, unpacked. Source: the limit of sitemaps.org."""

_GZIP = b"\x1f\x8b"
_ROOT = re.compile(r"<(?:\w{1,20}:)?(?P<name>urlset|sitemapindex|opml)[\s>]", re.IGNORECASE)
_LINK = re.compile(r"<(?:html|head|a\s|link\s)", re.IGNORECASE)
_OUTLINE = re.compile(r"\bxmlUrl\s{0,9}=\s{0,9}[\"']([^\"'<>]{1,2000})[\"']", re.IGNORECASE)
_NAMED_IN_ERROR = 3
"""Feeds of a list that are told as examples."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The news are not here but at `url`: the feed of a page, a part of a sitemap."""

    url: str


def read_listing(body: bytes, place: str, content_type: str | None = None) -> Feed | Elsewhere:
    """The feed, sitemap (kind "sitemap") or headlines (kind "page") in `body`, read at `place`.

    A page that names its feed and a sitemap of sitemaps are answered with Elsewhere; that
    may be Elsewhere again, so count. Raises SourceError.
    """
    text = decode(unpacked(body, place), content_type)
    root = _ROOT.search(text, 0, MAX_PROLOGUE)
    if root and not is_page(text):
        return _known_list(root["name"].lower(), readable(text), place)
    if is_page(text):
        return _page(text, place)
    try:
        return feed_in(text, place)
    except SourceError as error:
        if not _LINK.search(text, 0, MAX_PROLOGUE):
            raise
        try:
            return _page(text, place)
        except SourceError:
            raise error from None  # what was tried first says more


def unpacked(body: bytes, place: str) -> bytes:
    """`body`, out of its gzip where it is in one. Raises SourceError."""
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(body, MAX_UNPACKED + 1)
    except zlib.error as error:
        raise SourceError(f"{place}: is gzip, but broken ({error}); try again later") from error
    if len(plain) > MAX_UNPACKED:
        raise SourceError(f"{place}: unpacks to more than {MAX_UNPACKED:,} bytes; use a part of it")
    return plain


def _known_list(root: str, text: str, place: str) -> Feed | Elsewhere:
    if root == "urlset":
        return sitemap_of(text, place)
    if root == "sitemapindex":
        return Elsewhere(newest_child(text, place))
    addresses = dict.fromkeys(_OUTLINE.findall(text))
    if not addresses:
        raise SourceError(f"{place}: is an OPML list, but lists no feeds; use another")
    some = ", ".join([*addresses][:_NAMED_IN_ERROR])
    raise SourceError(
        f"{place}: lists {len(addresses)} feeds (OPML) and is none itself; "
        f"add each by `python main.py sources add ADDRESS`: {some}"
    )


def _page(text: str, place: str) -> Feed | Elsewhere:
    feed = named_feed(text, place)
    if feed and feed != (canonical_url(place) if is_remote(place) else None):
        return Elsewhere(feed)
    if has_entries(text):
        return feed_in(text, place)
    return headlines_of(text, place)
