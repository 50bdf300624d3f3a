"""LinkedIn: shares, comments and articles out of the data export.

Only these three are opened. Connections, messages, invitations, phone numbers, addresses and
logins lie beside them and never are.

How LinkedIn writes a share of several lines is its own: each line stands in quotation marks, with
the quotation marks of the text doubled, within a field that is quoted like any other. Comments
instead have a backslash before a quotation mark. Both are undone only where all of a text agrees.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from memory.errors import SourceError
from memory.types import Post, PostKind, Provenance
from tools.archives.entries import (
    NO_TEXT,
    NO_TIME,
    Entry,
    Skipped,
    content_id,
    kind_of,
)
from tools.archives.folders import Folder
from tools.archives.markup import first_with, take_out, tidy, tree_of, words_of
from tools.archives.tables import rows_in, rows_of
from tools.listings.dates import read_date

NOT_FOR_ALL = frozenset({"CONNECTIONS", "CONNECTIONS_ONLY", "CONTAINER", "ONLY_ME", "PRIVATE"})
"""Visibilities of what was told to a circle, and is not for a public voice."""
COMMENTS_BYTES = 64 * 2**20

_URN = re.compile(r"urn:li:\w+:(\d{5,25})")
_LONE_LINE_END = re.compile(r'(?<!")\n|\n(?!")')
_ODD_QUOTES = re.compile(r'(?<!")"(?:"")*(?!")')
_ESCAPED_QUOTE = re.compile(r'\\"(?!\s*\Z|\r?\n\d{4}-\d\d-\d\d)')
"""Not a quotation mark after which the row ends: there the text ends with a backslash."""
_TITLE_LINE = re.compile(r"<p class=\"(?:created|published)\">")


class LinkedIn:
    """The archive that LinkedIn's settings give out."""

    name = "LinkedIn export"
    files: tuple[str, ...] = (
        *("Shares.csv", "Shares_*.csv", "Comments.csv", "Comments_*.csv"),
        *("Articles/*.html", "articles/*.html"),
    )

    def recognises(self, folder: Folder) -> bool:
        heads = [folder.head(name).partition("\n")[0] for name in folder.names("*.csv")]
        pages = folder.names("*.html")
        return any("ShareCommentary" in h or h.strip() == "Date,Link,Message" for h in heads) or (
            bool(pages) and _TITLE_LINE.search(folder.head(pages[0])) is not None
        )

    def read(self, folder: Folder) -> Iterator[Entry]:
        """Shares, then comments, then articles."""
        for name in folder.names("Shares*.csv"):
            for line, row in rows_of(folder, name):
                yield row if isinstance(row, Skipped) else _share(row, line, name)
        for name in folder.names("Comments*.csv"):
            yield from _comments(folder, name)
        for name in folder.names("*.html"):
            yield _article(folder, name)


def _share(row: dict[str, str], line: int, name: str) -> Entry:
    text = tidy(unquoted(html.unescape(row.get("sharecommentary", ""))))
    when = read_date(row.get("date", ""))
    if not text:
        return Skipped(line, "a repost without a word of their own", name)
    if when is None:
        return Skipped(line, NO_TIME, name, row.get("date", ""))
    if row.get("visibility", "").upper() in NOT_FOR_ALL:
        return Skipped(line, "not for everybody to see", name, row["visibility"])
    link = row.get("sharelink", "")
    urn = _URN.search(unquote(link))
    return Post(
        id=f"linkedin-{urn[1] if urn else content_id(text, when)}",
        text=text,
        posted_at=when,
        channel="linkedin",
        kind=PostKind.COMMENT if row.get("sharedurl") else kind_of(text, reply=False),
        url=link or None,
        provenance=Provenance.ARCHIVE,
    )


def unquoted(text: str) -> str:
    """A share as it was written, from what its field holds."""
    text = text.replace("\r\n", "\n")
    if "\n" in text and not _LONE_LINE_END.search(text):
        text = text.replace('"\n"', "\n").replace('"\n"', "\n")
    elif not (text.startswith('""') and text.endswith('""')):
        return text
    return text if _ODD_QUOTES.search(text) else text.replace('""', '"')


def _comments(folder: Folder, name: str) -> Iterator[Entry]:
    try:
        table = folder.text_of(name, COMMENTS_BYTES)
    except SourceError as error:
        yield Skipped(0, str(error), name)
        return
    lines = iter(_ESCAPED_QUOTE.sub('""', table).splitlines(keepends=True))
    for line, row in rows_in(lines, name):
        yield row if isinstance(row, Skipped) else _comment(row, line, name)


def _comment(row: dict[str, str], line: int, name: str) -> Entry:
    text = tidy(unquoted(html.unescape(row.get("message", ""))))
    when = read_date(row.get("date", ""))
    if not text:
        return Skipped(line, NO_TEXT, name)
    if when is None:
        return Skipped(line, NO_TIME, name, row.get("date", ""))
    return Post(
        id=f"linkedin-{content_id(text, when)}",
        text=text,
        posted_at=when,
        channel="linkedin",
        kind=PostKind.REPLY,
        url=row.get("link") or None,
        in_reply_to=row.get("link") or None,
        provenance=Provenance.ARCHIVE,
    )


def _article(folder: Folder, name: str) -> Entry:
    try:
        tree = tree_of(folder.text_of(name))
    except SourceError as error:
        return Skipped(0, str(error), name)
    heading = None if tree is None else tree.find(".//h1")
    if heading is None:
        return Skipped(0, "not a page of LinkedIn's export", name)
    when = _time(first_with(tree, "published"))
    if when is None:
        return Skipped(0, "no date of publication: a draft", name)
    link = heading.find(".//a")
    title = take_out(heading)
    for element in (first_with(tree, "created"), first_with(tree, "published")):
        if element is not None:
            take_out(element)
    text = words_of(tree)
    if not text:
        return Skipped(0, NO_TEXT, name)
    address = "" if link is None else link.get("href") or ""
    return Post(
        id=f"linkedin-{address.rstrip('/').rpartition('/')[2] or content_id(text, when)}",
        text=text,
        title=title or None,
        posted_at=when,
        channel="linkedin",
        kind=PostKind.LONG,
        url=address or None,
        provenance=Provenance.ARCHIVE,
    )


def _time(element: Any) -> Any:
    """When "Published on 2026-02-24 00:09" says it was."""
    return None if element is None else read_date(words_of(element).rpartition(" on ")[2])
