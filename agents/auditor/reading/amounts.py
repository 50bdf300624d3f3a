"""Amounts: what a figure counts and how exactly, read off the words around it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest

from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.measures import unit_after
from agents.auditor.reading.numerals import CURRENCIES, HEDGES, WHOLES
from agents.auditor.reading.quantity import Quantity
from agents.auditor.reading.words import words

HEDGE_REACH = 60
"""Characters before a figure in which its hedge stands."""
_CAPS = re.compile(r"\b(?:up to|as (?:much|many|high) as|a maximum of|at most)\s*$", re.IGNORECASE)
_MORE = re.compile(r"\bmore than\s*(?:a\s*)?$", re.IGNORECASE)
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|pct\b)", re.IGNORECASE)
_POINTS = re.compile(
    r"\s?(?:%|percent|percentage|per cent|pct)[\s-]*points?\b|\s?pp\b|\s?pps\b", re.IGNORECASE
)
_BARE_POINTS = re.compile(r"[\s-]points?\b", re.IGNORECASE)
"""Points of a hundred, where the text speaks of percent."""
_BEHIND = word_set("in at on by from to for with is are was were has have had")
"""After one of these no noun of the figure follows: "a team of five in Tallinn"."""
_BASIS = re.compile(r"\s?(?:basis[\s-]points?\b|bps?\b)", re.IGNORECASE)
_TIMES = re.compile(r"\s?(?:x\b|-?fold\b|times\b)", re.IGNORECASE)


def amount(text: str, start: int, end: int, value: float, unit: str) -> Quantity:
    """Read the unit or noun that follows, and the hedge that stands before."""
    noun, last, size = "", end, 1.0
    if not unit:
        unit, value, end = _suffix(text, end, value)
    if not unit and (measured := unit_after(text, end)):
        unit, size, end = measured[0].dimension, measured[0].size, measured[1]
        value *= size
    if not unit:
        unit, noun, end, last = _counted(text, end)
    if unit in {"cent", "pence"}:
        unit, value = WHOLES[unit], value / 100
    label = " ".join(text[start : max(end, last)].split())
    hedge = hedge_of(text[:start])
    return Quantity(text[start:end], start, end, value, unit, noun, hedge, label, size)


def _suffix(text: str, end: int, value: float) -> tuple[str, float, int]:
    for pattern, unit, factor in (
        (_POINTS, "points", 1.0),
        (_BASIS, "points", 0.01),
        (_BARE_POINTS if _speaks_of_percent(text) else _POINTS, "points", 1.0),
        (_PERCENT, "%", 1.0),
        (_TIMES, "times", 1.0),
    ):
        if match := pattern.match(text, end):
            return unit, value * factor, match.end()
    return "", value, end


@lru_cache(maxsize=256)
def _speaks_of_percent(text: str) -> bool:
    return bool(_PERCENT.search(text))


def _counted(text: str, end: int) -> tuple[str, str, int, int]:
    """(currency, noun, end of the figure, end of the noun) after a bare number.

    The noun is looked for in the phrase only; after "two of …" it is left open.
    """
    following = re.split(r"[.,;:!?()\n]", text[end : end + 60], maxsplit=1)[0]
    if re.match(r"\s+(?:out\s+)?of\b", following):
        return "", "", end, end
    near = words(following)[:3]
    for word, after in zip_longest(near, near[1:]):
        if word.lower in _BEHIND:
            break
        if word.capital and after and after.content and after.raw[0].islower():
            continue  # "twelve Vantor planes" are planes
        if word.lower in CURRENCIES and word.raw != "won":
            return CURRENCIES[word.lower], "", end + word.end, end
        if word.content:
            return "", word.stem, end, end + word.end
    return "", "", end, end


def hedge_of(before: str) -> str:
    before = before[-HEDGE_REACH:]
    if _CAPS.search(before):
        return "cap"
    if _MORE.search(before):
        return "above"
    for word in reversed(words(before[-24:])[-2:]):
        if word.lower in HEDGES and not (word.lower == "some" and not before.endswith("some ")):
            return HEDGES[word.lower]
    return "about" if before.rstrip().endswith("~") else ""
