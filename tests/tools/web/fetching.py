"""A small feed, and fetchers that read no more than a little of anything."""

from __future__ import annotations

from pathlib import Path

from tools.web.fetcher import Fetcher

LIMIT = 100_000
FEED = b"<rss version='2.0'><channel><title>Ledger</title></channel></rss>"


def fetcher(*, timeout_s: float = 10, private: bool = True) -> Fetcher:
    return Fetcher(timeout_s=timeout_s, max_bytes=LIMIT, allow_private_hosts=private)


def trusting(authorities: Path) -> Fetcher:
    return Fetcher(timeout_s=10, max_bytes=LIMIT, allow_private_hosts=True, authorities=authorities)
