"""Articles: the main text of a page, without its menus, adverts and comments.

trafilatura does the finding; here is what it needs around it: decoded text, a bounded
result, aware times and a reason when there is nothing to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from memory.errors import SourceError
from tools.charsets import decode
from tools.plaintext import evened, first_sentence, one_line, whole_sentences
from tools.urls import canonical_url, host_of
from tools.web import Page

LONGEST_TEXT = 40_000
LONGEST_TITLE = 300
LONGEST_NAME = 120
"""All in characters."""
SHORTEST_TEXT = 80
"""Characters. Less is a caption, a cookie notice or an error page."""

_NOT_PAGES = ("image/", "audio/", "video/", "application/pdf", "application/zip", "font/")


@dataclass(frozen=True, slots=True)
class Article:
    """The main text of a page, one line a paragraph. `url` is canonical where it is a web page."""

    title: str
    text: str
    author: str | None
    published_at: datetime | None
    """Aware UTC; midnight when the page gives a day only."""
    url: str
    publisher: str


def read_article(page: Page) -> Article:
    """The article on `page`. Raises SourceError when there is none."""
    kind = (page.content_type or "").lower()
    if kind.startswith(_NOT_PAGES) or page.body.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise SourceError(f"{page.url}: is {kind or 'no text'}, not a web page; name its article")
    found = _main_text(decode(page.body, page.content_type), page.url)
    text = whole_sentences(evened(found.text or ""), LONGEST_TEXT) if found else ""
    if found is None or len(text) < SHORTEST_TEXT:
        raise SourceError(
            f"{page.url}: has no main text ({len(text)} of at least {SHORTEST_TEXT} characters); "
            "it may need a login or a browser: name another report of the same story"
        )
    return Article(
        title=one_line(found.title or "")[:LONGEST_TITLE] or first_sentence(text, LONGEST_NAME),
        text=text,
        author=one_line(found.author or "")[:LONGEST_NAME] or None,
        published_at=_day(found.date),
        url=_address(found.url, page.url),
        publisher=one_line(found.sitename or "")[:LONGEST_NAME],
    )


def _main_text(html: str, url: str) -> Any:
    """trafilatura's Document, or None."""
    import trafilatura  # half a second that --help need not pay

    try:
        return trafilatura.bare_extraction(
            html, url=url, with_metadata=True, include_comments=False, include_tables=False
        )
    except Exception as error:  # it raises whatever its input provokes
        raise SourceError(
            f"{url}: cannot be read ({type(error).__name__}: {error}); name another page"
        ) from error


def _day(text: str | None) -> datetime | None:
    """trafilatura writes dates as 2026-11-19."""
    try:
        return datetime.fromisoformat(text or "").replace(tzinfo=UTC)
    except ValueError:
        return None


def _address(said: str | None, read_at: str) -> str:
    """What the page says of its own address is believed when it stays on the same host."""
    own = canonical_url(read_at)
    claimed = canonical_url(said or "", own)
    if own is None:
        return claimed or read_at
    return claimed if claimed and host_of(claimed) == host_of(own) else own
