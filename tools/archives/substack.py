"""Substack: posts.csv, which says what each post is, and posts/, which holds their texts.

Only what was published, and no pages such as "About": these are the site's. Who subscribes and
who opened which mail lies beside the posts, and is never opened. The subtitle is Substack's line
under the title and not part of the text; the address is not in the export.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

from memory.errors import SourceError
from memory.types import Post, PostKind, Provenance
from tools.archives.entries import (
    DRAFT,
    NO_TEXT,
    NO_TIME,
    Entry,
    Skipped,
    kind_of,
    time_of,
    truth,
)
from tools.archives.folders import Folder
from tools.archives.markup import text_of, tidy
from tools.archives.tables import rows_of


class Substack:
    """The export that Substack makes in a publication's settings."""

    name = "Substack export"
    files: tuple[str, ...] = ("posts.csv", "posts/*.html")

    def recognises(self, folder: Folder) -> bool:
        heads = (folder.head(name).partition("\n")[0] for name in folder.names("posts.csv"))
        return any("post_id" in head and "is_published" in head for head in heads)

    def read(self, folder: Folder) -> Iterator[Entry]:
        """Each row of posts.csv with its text."""
        members = frozenset(folder.names())
        for table in folder.names("posts.csv"):
            for line, row in rows_of(folder, table):
                if isinstance(row, Skipped):
                    yield row
                    continue
                page = f"{table.removesuffix('posts.csv')}posts/{row.get('postid', '')}.html"
                yield _entry(folder, page if page in members else "", table, line, row)


def _entry(folder: Folder, page: str, table: str, line: int, row: dict[str, str]) -> Entry:
    """The post of a row, whose text is the member `page`, or "" where there is none."""
    reason, when = _objection(row), time_of(row.get("postdate"))
    if reason or when is None:
        return Skipped(line, reason or NO_TIME, table)
    if not page:
        return Skipped(line, "its text is missing from posts/", table, row.get("postid", ""))
    try:
        text = text_of(folder.text_of(page))
    except SourceError as error:
        return Skipped(0, str(error), page)
    if not text:
        return Skipped(0, NO_TEXT, page)
    title = " ".join(tidy(html.unescape(row.get("title", ""))).split())
    return Post(
        id=f"substack-{row['postid'].partition('.')[0]}",
        text=text,
        title=title or None,
        posted_at=when,
        channel="substack",
        kind=_kind(row, text),
        provenance=Provenance.ARCHIVE,
    )


def _objection(row: dict[str, str]) -> str:
    """Why a row is no post, "" when it is one."""
    if not truth(row.get("ispublished")):
        return DRAFT
    return "a page of the site, no post" if row.get("type") == "page" else ""


def _kind(row: dict[str, str], text: str) -> PostKind:
    """A thread opens a discussion in a few words; everything else is sent as a letter."""
    return kind_of(text, reply=False) if row.get("type") == "thread" else PostKind.LONG
