"""Text as Mastodon counts it, and as it shows it. Pure."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

from memory.types import Description
from tools.lengths import length
from tools.platforms.publications import bare
from tools.x_text import urls

_HANDLE = re.compile(r"(?<![=/\w])@([a-zA-Z0-9_]+(?:[.-]+[a-zA-Z0-9_]+)*)@\w+(?:[.-]+\w+)*")
"""A handle, which is ASCII always, with the domain of its server."""
_QUOTED = "quote-inline"
"""Class of what the server puts before the words of a quote, for older readers."""
_BLOCKS = frozenset({"p", "br", "li", "blockquote", "pre"})


def counted(text: str, place: Description) -> int:
    """Length as Mastodon counts: graphemes, links alike, handles without their domain.

    Source: docs.joinmastodon.org/user/posting, "Text", read 2026-11-21.
    """
    return length(_short_handles(text), place)


def same_text(written: str, shown: str) -> bool:
    """Whether the HTML in `shown` says `written`, whatever Mastodon did to links and blanks."""
    return _plain(written) == _plain(words(shown))


def words(html: str) -> str:
    """The text of a status: its links in full, its paragraphs and breaks as blanks."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.pieces)


def _plain(text: str) -> str:
    """One form for what is written and what is shown."""
    blank = bare(_short_handles(text))
    pieces, end = [], 0
    for link in urls(blank):
        pieces += [blank[end : link.start], unquote(link.value).rstrip("/")]
        end = link.end
    return "".join([*pieces, blank[end:]])


def _short_handles(text: str) -> str:
    return _HANDLE.sub(r"@\1", text)


class _Reader(HTMLParser):
    """Takes the address of a shortened link, and the words of everything else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = ""
        """The tag whose inside is passed over; empty outside of one."""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden:
            self._depth += tag == self._hidden
            return
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag == "a" and not {"mention", "hashtag"} & set(classes) and given.get("href"):
            self.pieces.append(given["href"] or "")
            self._hide(tag)
        elif _QUOTED in classes:
            self._hide(tag)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden == tag:
            self._depth -= 1
            if not self._depth:
                self._hidden = ""
        elif not self._hidden and tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)

    def _hide(self, tag: str) -> None:
        self._hidden, self._depth = tag, 1
