"""Numbers with their units: "$50B", "about half", "two-thirds", "3 weeks", "0.9%".

A `Quantity` is a value, what it counts, and how exactly it was said. Dates are not
quantities; `moments.py` reads those first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from agents.auditor.reading.amounts import amount, hedge_of
from agents.auditor.reading.measures import in_words
from agents.auditor.reading.moments import moments
from agents.auditor.reading.numerals import (
    CURRENCIES,
    FRACTIONS,
    NUMBER_WORDS,
    ONES,
    ORDINALS,
    RANKS,
    SCALES,
)
from agents.auditor.reading.patterns import either, lowered
from agents.auditor.reading.quantity import NTH, Quantity
from agents.auditor.reading.spelled import spelled

_SPACED = r"(?<![\d.,:/-])\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?!\d|[,:/-]\d)"
"""Thousands as much of Europe and the SI set them apart: "41 000", "41’000"."""
_COMMA = r"(?<![\d.,:/-])\d{1,3},\d{1,2}(?![\d,:/-]|\.\d)"
"""A decimal comma: "7,9%"."""
_NUMERAL = re.compile(
    r"(?P<currency>(?:US|C|A|HK)?[$€£¥₹₩₿]|\b(?:USD|EUR|GBP|JPY|CHF|CNY|INR|CAD|AUD)(?=\s?\d))?\s?"
    rf"(?P<digits>{_SPACED}|(?P<comma>{_COMMA})|\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?"
    r"|\d+(?:\.\d+)?|\.\d+)"
    r"(?!\d|st\b|nd\b|rd\b|th\b)"
    r"(?:(?P<scale>(?i:bn|mn|mln|bln|tn|trn|k|m|b|t))\b(?!\$)"
    r"|[\s-]?(?P<scale_word>(?i:hundred|thousand|million|billion|trillion|bn|mn|mln|tn)s?)\b)?",
)
_RANGE = re.compile(r"\s?(?:-|–|to)\s?$")
_AND = re.compile(r",?\s(?:and\s)?")
_STRETCH = either("day night week weekend month year season episode round stage lap")
_RANK = re.compile(
    rf"\b(?:(?P<word>{either(ORDINALS)})|(?P<digits>\d{{1,3}})(?:st|nd|rd|th))"
    rf"[\s-](?:straight\s|consecutive\s|full\s)?(?P<unit>{_STRETCH})\b"
    rf"|\b(?P<named>{_STRETCH})\s(?P<number>\d{{1,3}}|{either(ONES)})\b(?!\s\w+s\b)",
    re.IGNORECASE,
)
"""A rank: "the fourth day", "day four", "season 2". First and second are ordinary words."""
_SMALL = rf"(?:\d{{1,2}}|{either(ONES)})"
_IN = re.compile(
    rf"\b(?P<part>{_SMALL})\sin\s(?:every\s)?(?P<whole>{_SMALL}|100)\b"
    r"(?!\s(?:days|weeks|months|years|hours|minutes))",
    re.IGNORECASE,
)
_PART_OF_SCALE = re.compile(
    r"\b(?:an?\s|(?P<three>three)[\s-])?(?P<part>half|quarters?)\s(?:of\s)?an?\s"
    r"(?P<scale>hundred|thousand|million|billion|trillion)\b",
    re.IGNORECASE,
)
_INHERITS = re.compile(
    r"\b(?:from|to|against|than|and|or|versus)\s+(?:about |around |nearly |some )?$", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity in `text`, in order. "one" and "a" count only before a scale."""
    taken = [(moment.start, moment.end) for moment in moments(text)]
    found: list[Quantity] = []
    for reader in (_ranks, _in_words, _shares, _numerals, spelled):
        found += [q for q in reader(text) if not any(s < q.end and q.start < e for s, e in taken)]
        taken += [(quantity.start, quantity.end) for quantity in found]
    return tuple(_share_units(text, _composed(text, found)))


def _numerals(text: str) -> list[Quantity]:
    return [_numeral(text, match) for match in _NUMERAL.finditer(text)]


def _ranks(text: str) -> list[Quantity]:
    """ "The fourth day" and "day four" alike."""
    found = []
    for match in _RANK.finditer(text):
        raw = lowered(match["digits"] or match["word"] or match["number"])
        value = float(raw) if raw.isdigit() else float(RANKS.get(raw) or NUMBER_WORDS[raw])
        unit = NTH + lowered(match["unit"] or match["named"])
        found.append(Quantity(match[0], match.start(), match.end(), value, unit, "", "", match[0]))
    return found


def _in_words(text: str) -> list[Quantity]:
    """ "Half an hour", "a decade"."""
    return [
        Quantity(
            text[s:e], s, e, value, unit.dimension, "", hedge_of(text[:s]), text[s:e], unit.size
        )
        for s, e, value, unit in in_words(text)
    ]


def _shares(text: str) -> list[Quantity]:
    """ "One in five" as 20%, "a quarter of a million" as 250,000."""
    found = []
    for match in _IN.finditer(text):
        part, whole = (_small(match[name]) for name in ("part", "whole"))
        if 0 < part < whole:
            start, end, raw = match.start(), match.end(), match.group()
            found.append(
                Quantity(raw, start, end, 100 * part / whole, "%", "", hedge_of(text[:start]), raw)
            )
    for match in _PART_OF_SCALE.finditer(text):
        value = FRACTIONS[lowered(match["part"])] * SCALES[lowered(match["scale"])]
        value *= 3 if match["three"] else 1
        found.append(amount(text, match.start(), match.end(), value, ""))
    return found


def _small(word: str) -> float:
    return float(word) if word.isdigit() else NUMBER_WORDS[lowered(word)]


def _composed(text: str, found: list[Quantity]) -> list[Quantity]:
    """ "4 hours and 20 minutes" as one duration."""
    result: list[Quantity] = []
    for quantity in sorted(found, key=lambda q: q.start):
        last = result[-1] if result else None
        joined = last and last.duration and quantity.duration and quantity.size < last.size
        if last and joined and _AND.fullmatch(text[last.end : quantity.start]):
            raw = text[last.start : quantity.end]
            result[-1] = replace(
                last,
                raw=raw,
                end=quantity.end,
                value=last.value + quantity.value,
                label=raw,
                size=quantity.size,
            )
        else:
            result.append(quantity)
    return result


def _numeral(text: str, match: re.Match[str]) -> Quantity:
    value = float(
        re.sub(r"[^\d.]", "", match["digits"].replace(",", "." if match["comma"] else ""))
    )
    scale = lowered(match["scale"] or match["scale_word"] or "")
    value *= SCALES.get(scale, SCALES.get(scale.rstrip("s"), 1))
    symbol = (match["currency"] or "").lower()
    unit = CURRENCIES.get(symbol, CURRENCIES.get(symbol[-1:], ""))
    return amount(text, match.start("currency" if symbol else "digits"), match.end(), value, unit)


def _share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """In "3 to 5%" and "$3-5 million" both ends have the unit of the range."""
    ordered = sorted(found, key=lambda quantity: quantity.start)
    result = list(ordered)
    for i in range(len(ordered) - 1):
        low, high = ordered[i], ordered[i + 1]
        between = text[low.end : high.start] if low.end <= high.start else " "
        if _RANGE.fullmatch(between) and not low.unit and high.unit:
            scaled = high.value / high.size
            factor = high.size * (scaled / _bare_value(high.raw) if scaled > 1e3 else 1.0)
            result[i] = replace(
                low,
                value=low.value * factor,
                unit=high.unit,
                noun=high.noun,
                label=low.raw,
                size=high.size,
            )
        elif _lends(low) and not high.unit and not high.noun and _inherits(text, low, high):
            result[i + 1] = replace(high, value=high.value * low.size, unit=low.unit, size=low.size)
    return result


def _lends(quantity: Quantity) -> bool:
    """Whether a bare figure after this one can share its unit."""
    return bool(quantity.unit) and quantity.unit not in {"times", "points"} and not quantity.rank


def _inherits(text: str, low: Quantity, high: Quantity) -> bool:
    """Whether a bare figure is of the kind before it: "340 euros, up from 310"."""
    between = text[low.end : high.start]
    scaled = low.value / low.size > 1e3 and not re.search(r"\d{4}|,\d{3}", low.raw)
    share = low.unit == "%" and high.value > 1e3  # "rose 6% to 14.2 million"
    ended = re.search(r"[.;!?]\s", between)
    return bool(_INHERITS.search(between)) and not scaled and not share and not ended


def _bare_value(raw: str) -> float:
    digits = re.search(r"[\d.,]*\d", raw)
    return float(digits.group().replace(",", "")) if digits else 1.0
