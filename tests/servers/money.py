"""Meters for tests: one that pays and remembers, one that has nothing to spend."""

from __future__ import annotations

from memory.errors import BudgetExhausted
from memory.types import Usage


class Purse:
    """Allows up to `usd` in all; `spent` is what was recorded."""

    def __init__(self, usd: float = 100.0) -> None:
        self.left = usd
        self.held = 0.0
        self.asked: list[float] = []
        self.spent: list[Usage] = []

    def allow(self, usd: float, what: str) -> None:
        self.asked.append(usd)
        if usd > self.left:
            raise BudgetExhausted(f"{what}: ${usd:.3f} asked, ${self.left:.3f} left")
        self.held = usd

    def record(self, usage: Usage) -> None:
        self.left -= usage.usd
        self.spent.append(usage)

    def release(self) -> None:
        self.held = 0.0
