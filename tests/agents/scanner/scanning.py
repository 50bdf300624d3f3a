"""Feeds written in a line, and a scan of them by a new process, as far as the scanner can tell."""

from __future__ import annotations

from datetime import UTC, datetime

from agents.scanner.pages import Pages
from agents.scanner.reading import read_signals
from agents.scanner.scanner import Scanner, ScanReport
from agents.scanner.x import XSource
from memory.store import Store
from tools.parsing import ParserPool
from tools.web.fetcher import Fetcher

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LIMIT = 100_000


def item(name: str, *, link: str | None = None, text: str = "", title: str | None = None) -> str:
    text = text or f"The board decided about {name} after a long debate on Thursday evening."
    link = f"https://quay.example/{name}" if link is None else link
    return (
        f"<item><title>{title or f'About {name}'}</title><link>{link}</link>"
        f"<guid isPermaLink='false'>{name}</guid><description>{text}</description>"
        "<pubDate>Thu, 19 Nov 2026 08:00:00 GMT</pubDate></item>"
    )


def feed(*items: str, title: str = "Quay Courier") -> bytes:
    head = f"<rss version='2.0'><channel><title>{title}</title>"
    return (head + "".join(items) + "</channel></rss>").encode()


def scan(
    store: Store,
    *places: str,
    persona: str = "nell",
    now: datetime = NOW,
    force: bool = True,
    x: XSource | None = None,
) -> ScanReport:
    """One scan by a new process, as far as the scanner can tell."""
    pool = ParserPool(read_signals)
    with Fetcher(timeout_s=5, max_bytes=LIMIT, allow_private_hosts=True) as fetcher:
        scanner = Scanner(store, Pages(fetcher, pool), lambda: now, x)
        try:
            return scanner.scan(persona, places, force=force)
        finally:
            pool.close()


def titles(report: ScanReport) -> list[str]:
    return [signal.title for signal in report.signals]


def words(report: ScanReport) -> list[str]:
    return [result.said for result in report.places]
