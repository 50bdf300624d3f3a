"""A quantity: a value, what it counts, and how exactly it was said."""

from __future__ import annotations

from dataclasses import dataclass

from agents.auditor.reading.measures import DAYS

NTH = "nth "
"""Begins the unit of a rank, as in "nth day"."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` in units of `unit`, at `text[start:end]`.

    `unit` is a currency code, a dimension ("days"), "%", "points", "times", or "" for plain
    counts, whose `noun` is the stem of what is counted. `hedge` is "", "about", "below", "above"
    or "cap" ("up to").
    """

    raw: str
    start: int
    end: int
    value: float
    unit: str
    noun: str
    hedge: str
    label: str = ""
    """The figure with the noun it counts, as written."""
    size: float = 1.0
    """What one of the unit as written is worth: 7 for weeks, whose `value` is in days."""

    @property
    def duration(self) -> bool:
        return self.unit == DAYS

    @property
    def rank(self) -> bool:
        return self.unit.startswith(NTH)
