"""WordPress: posts and pages out of a WXR file, the XML of Tools → Export.

Published ones of one author, whoever wrote most of them unless somebody is named; nobody's
comments. Read piece by piece, so that the size of a file costs no memory. A file that declares
entities of its own is refused: no export does, and bombs are made of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from memory.errors import SourceError
from memory.types import Post, PostKind, Provenance
from tools.archives.entries import (
    DRAFT,
    NO_TEXT,
    NO_TIME,
    OTHERS,
    Entry,
    Skipped,
    kind_of,
    time_of,
)
from tools.archives.folders import Folder
from tools.archives.markup import text_of
from tools.urls import url_key

LOOKED_AT = 5
"""Members whose heads are looked at to recognise an export."""
ITEM_BYTES = 32 * 2**20
"""Between the ends of two items. WordPress itself takes no post of this size."""

_PIECE = 64 * 1024
_FORBIDDEN = bytes([*range(9), 11, 12, *range(14, 32)])
"""Bytes that XML has no place for, and that old posts hold all the same."""
_WXR = re.compile(r"wordpress\.org/export/\d")
_KINDS = frozenset({"post", "page"})
_FIELDS = (
    *("title", "link", "guid", "pubDate", "creator", "content"),
    *("post_id", "post_date", "post_date_gmt", "status", "post_type", "post_password"),
)
"""What is taken of an item, by local names; the text is "content"."""
_SHORTCODE = re.compile(r"\[/?(?:audio|caption|embed|gallery|playlist|video|wp_caption)\b[^\]]*\]")
"""What WordPress itself puts a picture or a player in place of."""


class WordPress:
    """WXR files, one or as many as a large site was cut into."""

    name = "WordPress export (WXR)"
    files: tuple[str, ...] = ("*.xml",)

    def __init__(self, author: str = "") -> None:
        """`author` is a login name; "" is whoever wrote the most."""
        self._author = author

    def recognises(self, folder: Folder) -> bool:
        return any(_WXR.search(folder.head(name)) for name in folder.names()[:LOOKED_AT])

    def read(self, folder: Folder) -> Iterator[Entry]:
        """The published posts and pages of one author."""
        author = self._author or _most_frequent_author(folder)
        for name in folder.names():
            for item in _items(folder, name, watched=True):
                yield item if isinstance(item, Skipped) else _entry(item, author, name)


def _most_frequent_author(folder: Folder) -> str:
    """ "" where nobody is named."""
    authors = Counter(
        item["creator"]
        for name in folder.names()
        for item in _items(folder, name, watched=False)
        if not isinstance(item, Skipped) and _is_published(item) and item["creator"]
    )
    return max(sorted(authors), key=lambda name: authors[name], default="")


def _entry(item: dict[str, str], author: str, name: str) -> Entry:
    if reason := _objection(item, author):
        return Skipped(0, reason, name, item["title"])
    when = time_of(item["post_date_gmt"]) or time_of(item["pubDate"]) or time_of(item["post_date"])
    if when is None:
        return Skipped(0, NO_TIME, name, item["title"])
    content = item["content"]
    try:
        # Only the editor of before 2018 leaves it to the line breaks where paragraphs end.
        is_classic = "<!-- wp:" not in content
        text = text_of(_SHORTCODE.sub("", content), line_breaks=is_classic)
        title = " ".join(text_of(item["title"]).split())
    except SourceError as error:
        return Skipped(0, str(error), name, item["title"])
    if not text:
        return Skipped(0, NO_TEXT, name, title)
    return Post(
        id=url_key(item["link"] or item["guid"]) or f"wordpress-{item['post_id']}",
        text=text,
        title=title or None,
        posted_at=when,
        channel="blog",
        kind=PostKind.LONG if title else kind_of(text, reply=False),
        url=item["link"] or None,
        provenance=Provenance.ARCHIVE,
    )


def _objection(item: dict[str, str], author: str) -> str:
    """Why an item is no post of `author`, "" when it is one."""
    if item["post_type"] not in _KINDS:
        return f"of type {item['post_type'] or 'unknown'}, no post"
    if item["status"] != "publish":
        return DRAFT if item["status"] == "draft" else "not published"
    if item["post_password"]:
        return "behind a password"
    return "" if item["creator"] in {author, ""} else OTHERS


def _is_published(item: dict[str, str]) -> bool:
    return item["post_type"] in _KINDS and item["status"] == "publish"


def _items(folder: Folder, name: str, *, watched: bool) -> Iterator[dict[str, str] | Skipped]:
    """The items of a WXR file, or why the rest of them cannot be read."""
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=("rss", "item", "{*}comment"),
        recover=True,
        resolve_entities=False,
        no_network=True,
    )
    try:
        yield from _parsed(parser, folder, name, watched=watched)
    except (SourceError, etree.LxmlError) as error:
        yield Skipped(0, "the rest could not be read", name, str(error))


def _parsed(
    parser: Any, folder: Folder, name: str, *, watched: bool
) -> Iterator[dict[str, str] | Skipped]:
    since_last, is_whole = 0, False
    with folder.stream(name, watched=watched) as source:
        while piece := source.read(_PIECE):
            parser.feed(piece.translate(None, _FORBIDDEN))
            since_last += len(piece)
            for event, element in parser.read_events():
                if event == "start":
                    _refuse_entities(element)
                    continue
                if element.tag == "item":
                    since_last = 0
                    yield _fields(element)
                    _forget(element)
                elif element.tag == "rss":
                    is_whole = True
                else:
                    element.clear()  # comments: other people's words
            if since_last > ITEM_BYTES:
                raise SourceError(f"holds an item of more than {ITEM_BYTES:,} bytes")
    if not is_whole:
        yield Skipped(0, "breaks off before its end; export it again", name)


def _refuse_entities(element: Any) -> None:
    if element.tag == "rss" and element.getroottree().docinfo.internalDTD is not None:
        raise SourceError("declares entities of its own (DOCTYPE), which no export does")


def _forget(element: Any) -> None:
    """Frees an item, and what came before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _fields(item: Any) -> dict[str, str]:
    """What an item says of itself, by the names of _FIELDS."""
    found = dict.fromkeys(_FIELDS, "")
    for part in item.iterchildren("{*}*"):
        space, _, name = part.tag.rpartition("}")
        if name == "encoded":
            name = "content" if "content" in space else "excerpt"
        if name in found:
            found[name] = (part.text or "").strip()
    return found
