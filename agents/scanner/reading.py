"""Reading: from a page's bytes to the signals of a source. Runs in other processes too.

Everything that costs time for each item happens here: parsing, cleaning, dating, and
the look for hostile text.
"""

from __future__ import annotations

from datetime import datetime

from agents.scanner.signals import signals_of
from memory.types import Signal, Value
from tools.listings.listing import Elsewhere, read_listing


class Listing(Value):
    """What a source lists now; `kind` is a feed's format, "sitemap" or "page"."""

    title: str
    kind: str
    signals: tuple[Signal, ...]


def read_signals(
    body: bytes, content_type: str | None, address: str, place: str, now: datetime
) -> Listing | Elsewhere:
    """The signals on a page read at `address` for the source `place`. Raises SourceError."""
    feed = read_listing(body, address, content_type)
    if isinstance(feed, Elsewhere):
        return feed
    return Listing(title=feed.title, kind=feed.kind, signals=signals_of(feed, place, now))
