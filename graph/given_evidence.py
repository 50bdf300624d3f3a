"""Given evidence: what a human names to check a text against, as the signals of a story.

A text file, an HTML page, a feed, or the address of a page or feed. What it is shows in its
bytes, not in its name. What cannot be read is a SourceError: a text that was checked against
less than was named would look better or worse than it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from agents.scanner.reading import read_signals
from agents.scanner.signals import fingerprint, signal_from_article
from graph.outlook import source_path
from memory.errors import SourceError
from memory.types import Signal
from tools.articles.article import read_article
from tools.charsets import decode
from tools.hostile.detector import is_hostile
from tools.listings.listing import Elsewhere
from tools.plaintext import evened, whole_sentences
from tools.urls import host_of, is_remote

if TYPE_CHECKING:
    from graph.team import Team
    from tools.web.fetcher import Page

PART = 30_000
"""Characters that count as one source: the auditor reads no more of one."""
HEAD = 4_000
"""Characters in which a feed or page says what it is."""

_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]|\"version\"\s*:\s*\"https?://jsonfeed\.org", re.I)
_PAGE = re.compile(r"<!doctype html|<(?:html|head|body|article|div|p)[\s>]", re.I)
_NO_TEXT = ("image/", "audio/", "video/", "application/pdf", "application/zip", "font/")
_BEGINS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"GIF8", b"\x1f\x8b")


def signals_in(team: Team, place: str) -> tuple[Signal, ...]:
    """What stands at a file or address. Raises SourceError."""
    page = team.fetcher.read(source_path(place))
    now = team.clock()
    text = text_of(page.body, place, page.content_type)
    if _FEED.search(text[:HEAD]):
        return _of_feed(page, place, now)
    if _PAGE.search(text[:HEAD]) or (page.content_type or "").startswith("text/html"):
        return _of_article(page, now)
    name = unquote(Path(urlsplit(page.url).path).name) or place
    publisher = host_of(page.url) if is_remote(page.url) else name
    url = page.url if is_remote(page.url) else None
    return text_signals(evened(text), publisher, now, url=url)


def text_of(body: bytes, place: str, content_type: str | None = None) -> str:
    """The text in some bytes. Raises SourceError for what is empty or no text at all."""
    text = decode(body, content_type)
    broken = "\0" in text[:HEAD] or "\ufffd" in text[:HEAD]
    if (content_type or "").startswith(_NO_TEXT) or body.startswith(_BEGINS) or broken:
        raise SourceError(f"{place}: is no text; give a text file, a page, a feed or an address")
    if not re.search(r"\w", text):
        raise SourceError(f"{place}: is empty; nothing can be checked with it")
    return text


def text_signals(
    text: str, publisher: str, now: datetime, *, url: str | None = None
) -> tuple[Signal, ...]:
    """A plain text as signals of one publisher, true as of `now`; a long one in parts."""
    name = sha256(f"{publisher}\n{text}".encode()).hexdigest()[:16]
    base = Signal(
        id=name,
        source=url or publisher,
        publisher=publisher,
        title="",
        text=text,
        url=url,
        published_at=now,
        dated_by="seen",
        seen_at=now,
        as_of=now,
        fingerprint=fingerprint("", text, now),
        hostile=is_hostile(text),
    )
    return _in_parts(base, text)


def _of_feed(page: Page, place: str, now: datetime) -> tuple[Signal, ...]:
    listing = read_signals(page.body, page.content_type, page.url, place, now)
    if isinstance(listing, Elsewhere) or not listing.signals:
        raise SourceError(f"{place}: is a feed without items; name another")
    return listing.signals


def _of_article(page: Page, now: datetime) -> tuple[Signal, ...]:
    article = read_article(page)
    return _in_parts(signal_from_article(article, now), article.text)


def _in_parts(signal: Signal, text: str) -> tuple[Signal, ...]:
    parts = cut(text)
    return tuple(
        signal.model_copy(update={"id": f"{signal.id}.{n}" if n > 1 else signal.id, "text": part})
        for n, part in enumerate(parts, 1)
    )


def cut(text: str) -> Sequence[str]:
    """`text` in stretches of `PART` characters, which end where sentences or words end."""
    found = []
    while text:
        part = whole_sentences(text, PART)
        if not text.startswith(part):  # cut between two words, and marked so
            part = part.removesuffix("…")
        found.append(part)
        text = text[max(1, len(part)) :].lstrip()
    return found
