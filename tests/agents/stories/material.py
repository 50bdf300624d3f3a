"""Signals of two events, for the tests of stories."""

from __future__ import annotations

from datetime import timedelta

from tests.factory import NOW, signal

THEFT = signal(
    "a1",
    publisher="Ledgerwire",
    title="Brackwater Custody halts withdrawals after $64m leaves two hot wallets",
    text="Brackwater Custody stopped all withdrawals after $64m left two of its hot wallets.",
    published_at=NOW - timedelta(hours=9),
)
CHIPS = signal(
    "d1",
    publisher="Northbridge Tech",
    title="Ferrowick delays its next AI chip by 5 months",
    text="Chip designer Ferrowick has delayed its F7 accelerator because of poor yields.",
    published_at=NOW - timedelta(hours=3),
)
