"""Numbers with their units: "$50B", "about half", "two-thirds", "3 weeks", "0.9%".

A `Quantity` is a value, what it counts, and how exactly it was said. Dates are not
quantities; `moments.py` reads those first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from agents.auditor.reading.measures import DAYS, in_words, unit_after
from agents.auditor.reading.moments import moments
from agents.auditor.reading.numerals import (
    CURRENCIES,
    FRACTIONS,
    HEDGES,
    MULTIPLES,
    NUMBER_WORDS,
    ONES,
    ORDINALS,
    RANKS,
    SCALES,
    WHOLES,
)
from agents.auditor.reading.words import Word, is_heading, words

_CAPS = re.compile(r"\b(?:up to|as (?:much|many|high) as|a maximum of|at most)\s*$", re.IGNORECASE)
HEDGE_REACH = 60
"""Characters before a figure in which its hedge stands."""
_MORE = re.compile(r"\bmore than\s*(?:a\s*)?$", re.IGNORECASE)

_NUMERAL = re.compile(
    r"(?P<sign>(?<![\w)])[-−])?"
    r"(?P<currency>(?:US|C|A|HK)?[$€£¥₹₩₿]|\b(?:USD|EUR|GBP|JPY|CHF|CNY|INR|CAD|AUD)(?=\s?\d))?\s?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?!\d|st\b|nd\b|rd\b|th\b)"
    r"(?:(?P<scale>(?i:bn|mn|mln|bln|tn|trn|k|m|b|t))\b(?!\$)"
    r"|[\s-]?(?P<scale_word>(?i:hundred|thousand|million|billion|trillion|bn|mn|mln|tn)s?)\b)?",
)
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|pct\b)", re.IGNORECASE)
_POINTS = re.compile(
    r"\s?(?:%|percent|percentage|per cent|pct)[\s-]*points?\b|\s?pp\b|\s?pps\b", re.IGNORECASE
)
_BARE_POINTS = re.compile(r"[\s-]points?\b", re.IGNORECASE)
"""Points of a hundred, where the text speaks of percent."""
_BASIS = re.compile(r"\s?(?:basis[\s-]points?\b|bps?\b)", re.IGNORECASE)
_POINT_NEXT = re.compile(r"\s(?:of\s)?an?\s(?:percentage[\s-])?point\b", re.IGNORECASE)
_TIMES = re.compile(r"\s?(?:x\b|-?fold\b|times\b)", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:-|–|to)\s?$")
_AND = re.compile(r",?\s(?:and\s)?")
_STRETCH = "day|night|week|weekend|month|year|season|episode|round|stage|lap"
_RANK = re.compile(
    rf"\b(?:(?P<word>{ORDINALS.replace(' ', '|')})|(?P<digits>\d{{1,3}})(?:st|nd|rd|th))"
    rf"[\s-](?:straight\s|consecutive\s|full\s)?(?P<unit>{_STRETCH})\b"
    rf"|\b(?P<named>{_STRETCH})\s(?P<number>\d{{1,3}}|{ONES.replace(' ', '|')})\b(?!\s\w+s\b)",
    re.IGNORECASE,
)
"""A rank: "the fourth day", "day four", "season 2". First and second are ordinary words."""
NTH = "nth "
"""Begins the unit of a rank, as in "nth day"."""
_SMALL = rf"(?:\d{{1,2}}|{ONES.replace(' ', '|')})"
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


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity in `text`, in order. "one" and "a" count only before a scale."""
    taken = [(moment.start, moment.end) for moment in moments(text)]
    found: list[Quantity] = []
    for reader in (_ranks, _in_words, _shares, _numerals, _spelled):
        found += [q for q in reader(text) if not any(s < q.end and q.start < e for s, e in taken)]
        taken += [(quantity.start, quantity.end) for quantity in found]
    return tuple(_share_units(text, _composed(text, found)))


def _numerals(text: str) -> list[Quantity]:
    return [_numeral(text, match) for match in _NUMERAL.finditer(text)]


def _ranks(text: str) -> list[Quantity]:
    """ "The fourth day" and "day four" alike."""
    found = []
    for match in _RANK.finditer(text):
        raw = (match["digits"] or match["word"] or match["number"]).lower()
        value = float(raw) if raw.isdigit() else float(RANKS.get(raw) or NUMBER_WORDS[raw])
        unit = NTH + (match["unit"] or match["named"]).lower()
        found.append(Quantity(match[0], match.start(), match.end(), value, unit, "", "", match[0]))
    return found


def _in_words(text: str) -> list[Quantity]:
    """ "Half an hour", "a decade"."""
    return [
        Quantity(text[s:e], s, e, value, unit.dimension, "", _hedge(text[:s]), text[s:e], unit.size)
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
                Quantity(raw, start, end, 100 * part / whole, "%", "", _hedge(text[:start]), raw)
            )
    for match in _PART_OF_SCALE.finditer(text):
        value = FRACTIONS[match["part"].lower()] * SCALES[match["scale"].lower()]
        value *= 3 if match["three"] else 1
        found.append(_finish(text, match.start(), match.end(), value, ""))
    return found


def _small(word: str) -> float:
    return float(word) if word.isdigit() else NUMBER_WORDS.get(word.lower(), 0.0)


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
    value = float(match["digits"].replace(",", ""))
    scale = (match["scale"] or match["scale_word"] or "").lower()
    value *= SCALES.get(scale, SCALES.get(scale.rstrip("s"), 1))
    symbol = (match["currency"] or "").lower()
    unit = CURRENCIES.get(symbol, CURRENCIES.get(symbol[-1:], ""))
    return _finish(text, match.start("currency" if symbol else "digits"), match.end(), value, unit)


def _finish(text: str, start: int, end: int, value: float, unit: str) -> Quantity:
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
    hedge = _hedge(text[:start])
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

    The noun is looked for in the clause only; after "two of …" it is left open.
    """
    following = re.split(r"[.,;:!?()\n]", text[end : end + 60], maxsplit=1)[0]
    if re.match(r"\s+(?:out\s+)?of\b", following):
        return "", "", end, end
    near = words(following)[:3]
    for word, after in zip_longest(near, near[1:]):
        if word.capital and after and after.content and after.raw[0].islower():
            continue  # "twelve Vantor planes" are planes
        if word.lower in CURRENCIES and word.raw != "won":
            return CURRENCIES[word.lower], "", end + word.end, end
        if word.content:
            return "", word.stem, end, end + word.end
    return "", "", end, end


def _hedge(before: str) -> str:
    before = before[-HEDGE_REACH:]
    if _CAPS.search(before):
        return "cap"
    if _MORE.search(before):
        return "above"
    for word in reversed(words(before[-24:])[-2:]):
        if word.lower in HEDGES and not (word.lower == "some" and not before.endswith("some ")):
            return HEDGES[word.lower]
    return "about" if before.rstrip().endswith("~") else ""


def _spelled(text: str) -> list[Quantity]:
    """Numbers in words: "twenty-one", "a hundred", "two million", "half", "doubled".

    One with a capital inside a sentence is part of a name ("Harbour Nine").
    """
    heading = is_heading(text)
    tokens = tuple(w for w in words(text) if heading or w.start == 0 or w.raw[0].islower())
    found = []
    index = 0
    while index < len(tokens):
        value, used = _read_words(tokens, index)
        if value is not None and _of_a_fraction(tokens[index + used :]):
            index += used  # "three quarters" is read at "quarters"
            continue
        if value is not None:
            start, end = tokens[index].start, tokens[index + used - 1].end
            found.append(_finish(text, start, end, value, ""))
        elif quantity := _fraction_or_multiple(text, tokens, index):
            found.append(quantity)
        index += max(used, 1)
    return found


def _of_a_fraction(following: tuple[Word, ...]) -> bool:
    return bool(following) and following[0].lower in {"thirds", "quarters", "fifths", "tenths"}


def _read_words(tokens: tuple[Word, ...], index: int) -> tuple[float | None, int]:
    """The number that begins at `index` and how many words it takes; None when none does."""
    total, used, real = 0.0, 0, False
    for word in tokens[index:]:
        if used and word.start > tokens[index + used - 1].end + 1:
            break
        if word.lower in NUMBER_WORDS:
            if total and not (total % 10 == 0 and NUMBER_WORDS[word.lower] < 100):
                break
            total += NUMBER_WORDS[word.lower]
            real = real or word.lower != "one"
        elif word.lower in SCALES and len(word.lower) > 3 and used:
            total = (total or 1) * SCALES[word.lower]
            real = True
        elif not (used == 0 and word.lower in {"a", "an"} and _scale_next(tokens, index)):
            break
        used += 1
    return (total, used) if real else (None, 1)


def _scale_next(tokens: tuple[Word, ...], index: int) -> bool:
    following = tokens[index + 1 : index + 2]
    return bool(following) and (following[0].lower in SCALES or following[0].lower == "dozen")


def _fraction_or_multiple(text: str, tokens: tuple[Word, ...], index: int) -> Quantity | None:
    word = first = tokens[index]
    if word.lower in MULTIPLES:
        value, unit = float(MULTIPLES[word.lower]), "times"
    elif word.lower in FRACTIONS and _POINT_NEXT.match(text, word.end):
        value, unit = FRACTIONS[word.lower], "points"
    elif word.lower in FRACTIONS and _is_share(text, tokens, index):
        if index and tokens[index - 1].lower in NUMBER_WORDS:
            first = tokens[index - 1]
        value, unit = 100 * FRACTIONS[word.lower] * NUMBER_WORDS.get(first.lower, 1.0), "%"
    else:
        return None
    before = text[max(0, word.start - HEDGE_REACH) : word.start]
    hedge = _hedge(re.sub(r"\b(?:a|one|two|three)[\s-]*$", "", before))
    hedge = hedge or ("about" if unit == "%" else "")
    raw = text[first.start : word.end]
    return Quantity(raw, first.start, word.end, value, unit, "", hedge, raw)


def _is_share(text: str, tokens: tuple[Word, ...], index: int) -> bool:
    """Whether "half" or "third" is a share here and neither a quarter-year nor a rank."""
    before = tokens[index - 1].lower if index else ""
    word, after = tokens[index].lower, text[tokens[index].end :].lstrip().lower()
    if before in {"first", "second", "last", "this", "next"}:
        return False
    ends = not after or after[0] in ".,;:!?" or after.startswith(("of ", "in ", "to "))
    return (
        word == "half"
        or before in {"two", "three", "four", "nine"}
        or (ends and before in {"a", "one"})
    )


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
    return bool(_INHERITS.search(between)) and not scaled and not re.search(r"[.;!?]\s", between)


def _bare_value(raw: str) -> float:
    digits = re.search(r"[\d.,]*\d", raw)
    return float(digits.group().replace(",", "")) if digits else 1.0
