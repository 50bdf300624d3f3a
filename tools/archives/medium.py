"""Medium: what the account's export holds under posts/, an HTML page for each story and response.

Drafts are in the same folder; they were never published and are passed over. A response carries
no title of its own: Medium takes one from its first words. Nothing but posts/ is opened: the rest
is the account, its readers, and what it liked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from memory.errors import SourceError
from memory.types import Post, PostKind, Provenance
from tools.archives.entries import (
    DRAFT,
    NO_TEXT,
    Entry,
    Skipped,
    content_id,
    time_of,
)
from tools.archives.folders import Folder
from tools.archives.markup import first_with, has_class, take_out, tree_of, words_of

LOOKED_AT = 5
"""Members whose heads are looked at to recognise an export."""

_ENTRY = re.compile(r"<article\s[^>]*\bh-entry\b")
_STORY = re.compile(r"medium\.com/p/([0-9a-f]{6,16})$")


class Medium:
    """The export that Medium sends as a zip."""

    name = "Medium export"
    files: tuple[str, ...] = ("posts/*.html",)

    def recognises(self, folder: Folder) -> bool:
        return any(_ENTRY.search(folder.head(name)) for name in folder.names()[:LOOKED_AT])

    def read(self, folder: Folder) -> Iterator[Entry]:
        """Each story and response, each once."""
        texts: dict[str, str] = {}
        for name in folder.names():
            entry = _entry(folder, name)
            if isinstance(entry, Post) and entry.id in texts:
                entry = _namesake(entry, name, texts)
            if isinstance(entry, Post):
                texts[entry.id] = entry.text
            yield entry


def _namesake(post: Post, name: str, texts: dict[str, str]) -> Entry:
    """What to make of a second page under one id: another post, unless it says the same."""
    if texts[post.id] == post.text:
        return Skipped(0, "a second copy of the same post", name)
    return post.model_copy(update={"id": f"medium-{content_id(post.text, post.posted_at)}"})


def _entry(folder: Folder, name: str) -> Entry:
    if PurePosixPath(name).name.startswith("draft_"):
        return Skipped(0, DRAFT, name)
    try:
        tree = tree_of(folder.text_of(name))
    except SourceError as error:
        return Skipped(0, str(error), name)
    body = None if tree is None else first_with(tree, "e-content")
    if body is None:
        return Skipped(0, "not a page of Medium's export", name)
    published = first_with(tree, "dt-published")
    when = None if published is None else time_of(published.get("datetime"))
    if when is None:
        return Skipped(0, "no date of publication: a draft", name)
    title = _title(tree)
    has_heading = _without_heading(body, title)
    text = words_of(body)
    if not text:
        return Skipped(0, NO_TEXT, name)
    is_response = not has_heading and text.startswith(title.rstrip("….").rstrip() or "\0")
    return Post(
        id=_id(published) or f"medium-{content_id(text, when)}",
        text=text,
        title=None if is_response else title or None,
        posted_at=when,
        channel="medium",
        kind=PostKind.REPLY if is_response else PostKind.LONG,
        url=_address(tree),
        provenance=Provenance.ARCHIVE,
        licence=_licence(tree),
    )


def _title(tree: Any) -> str:
    found = first_with(tree, "p-name")
    return "" if found is None else " ".join(words_of(found).split())


def _without_heading(body: Any, title: str) -> bool:
    """Takes the title out of the text, where it stands once more. Whether it did."""
    heading = first_with(body, "graf--title")
    if heading is None or " ".join(words_of(heading).split()) != title:
        return False
    take_out(heading)
    return True


def _id(published: Any) -> str:
    link = published.getparent()
    found = _STORY.search((link.get("href") or "") if link is not None else "")
    return f"medium-{found[1]}" if found else ""


def _address(tree: Any) -> str | None:
    link = first_with(tree, "p-canonical")
    address = "" if link is None else link.get("href") or ""
    return address if address.startswith(("http://", "https://")) else None


def _licence(tree: Any) -> str:
    """What a link says that is marked as the licence's."""
    for link in tree.iter("a"):
        if "license" in (link.get("rel") or "").split() or has_class(link, "p-license"):
            return str(link.get("href") or "")[:200]
    return ""
