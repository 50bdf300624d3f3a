"""Units of time, length, weight and storage, so that "90 minutes" meets "an hour and a half".

A unit is read where it follows a figure, and gives its dimension and its size in the
dimension's own unit (days, metres, kilograms, bytes). Units without a fixed size,
such as "a while", are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.auditor.reading.patterns import either, lowered

DAYS = "days"
"""The dimension of durations."""
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Unit:
    """`size` of one such unit in the unit of its dimension."""

    dimension: str
    size: float


_TABLE = {
    (DAYS, 1 / 86_400): "second seconds sec secs",
    (DAYS, 1 / 1_440): "minute minutes min mins",
    (DAYS, 1 / 24): "hour hours hr hrs",
    (DAYS, 1.0): "day days",
    (DAYS, 7.0): "week weeks wk wks",
    (DAYS, 14.0): "fortnight fortnights",
    (DAYS, _YEAR / 12): "month months",
    (DAYS, _YEAR): "year years yr yrs",
    (DAYS, 10 * _YEAR): "decade decades",
    (DAYS, 100 * _YEAR): "century centuries",
    ("metres", 0.001): "mm millimetre millimetres millimeter millimeters",
    ("metres", 0.01): "cm centimetre centimetres centimeter centimeters",
    ("metres", 1.0): "metre metres meter meters",
    ("metres", 1_000.0): "km kilometre kilometres kilometer kilometers",
    ("miles", 1.0): "mile miles",
    ("feet", 1.0): "ft foot feet",
    ("kilograms", 0.001): "g gram grams gramme grammes",
    ("kilograms", 1.0): "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
    ("kilograms", 1_000.0): "tonne tonnes",
    ("litres", 1.0): "litre litres liter liters",
    ("square metres", 10_000.0): "hectare hectares ha",
    ("bytes", 1e3): "kb kilobyte kilobytes",
    ("bytes", 1e6): "mb megabyte megabytes",
    ("bytes", 1e9): "gb gigabyte gigabytes",
    ("bytes", 1e12): "tb terabyte terabytes",
    ("watts", 1e3): "kw kilowatt kilowatts",
    ("watts", 1e6): "mw megawatt megawatts",
    ("watts", 1e9): "gw gigawatt gigawatts",
    ("km/h", 1.0): "km/h kph kmh",
    ("mph", 1.0): "mph",
}
UNITS = {name: Unit(*key) for key, names in _TABLE.items() for name in names.split()}
_NAMES = "|".join(sorted((re.escape(name) for name in UNITS), key=len, reverse=True))
_UNIT = re.compile(rf"[\s-]?(?P<unit>{_NAMES})\b(?![\s-]olds?\b)(?!/)", re.IGNORECASE)
_TIME = either("second minute hour day week fortnight month year decade century")
_WHOLE = re.compile(
    rf"\b(?:(?P<half>half)[\s-](?:an?[\s-])?(?P<halved>{_TIME})"
    rf"|(?P<article>an?|one)\s(?P<one>{_TIME})\sand\s(?:an?\s)?half"
    r"|(?P<bare>an?)\s(?P<single>decade|century|fortnight))\b",
    re.IGNORECASE,
)


def unit_after(text: str, end: int) -> tuple[Unit, int] | None:
    """The unit after a figure that ends at `end`, and where the unit ends; ages are none."""
    match = _UNIT.match(text, end)
    return (UNITS[lowered(match["unit"])], match.end()) if match else None


def in_words(text: str) -> list[tuple[int, int, float, Unit]]:
    """Stretches said without a figure: "half an hour", "a year and a half", "a decade"."""
    found = []
    for match in _WHOLE.finditer(text):
        name = match["halved"] or match["one"] or match["single"]
        times = 0.5 if match["half"] else 1.5 if match["article"] else 1.0
        unit = UNITS[lowered(name)]
        found.append((match.start(), match.end(), times * unit.size, unit))
    return found
