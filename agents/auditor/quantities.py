"""Numbers with their units: "$50B", "about half", "two-thirds", "3 weeks", "0.9%".

A `Quantity` is a value, what it counts, and how exactly it was said. Dates are not
quantities; `moments.py` reads those first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from agents.auditor.moments import moments
from agents.auditor.words import Word, is_heading, kin, words

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS: dict[str, float] = {
    **{word: value for value, word in enumerate(_ONES.split())},
    **{word: 10 * value for value, word in enumerate(_TENS.split(), start=2)},
    "dozen": 12,
}
FRACTIONS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 1 / 4,
    "quarters": 1 / 4,
    "fifth": 1 / 5,
    "fifths": 1 / 5,
    "tenth": 1 / 10,
    "tenths": 1 / 10,
}
MULTIPLES = {
    "double": 2,
    "doubled": 2,
    "doubles": 2,
    "doubling": 2,
    "twice": 2,
    "twofold": 2,
    "triple": 3,
    "tripled": 3,
    "triples": 3,
    "threefold": 3,
    "quadrupled": 4,
    "tenfold": 10,
}
SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "mm": 1e6, "million": 1e6,
    "millions": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "billion": 1e9, "billions": 1e9, "t": 1e12,
    "tn": 1e12, "trn": 1e12, "trillion": 1e12, "hundred": 1e2,
}  # fmt: skip
CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "buck": "USD",
    "bucks": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP",
    "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "sterling": "GBP", "¥": "JPY", "jpy": "JPY",
    "yen": "JPY", "yuan": "CNY", "rmb": "CNY", "cny": "CNY", "₹": "INR", "rupee": "INR",
    "rupees": "INR", "inr": "INR", "₩": "KRW", "won": "KRW", "chf": "CHF", "franc": "CHF",
    "francs": "CHF", "c$": "CAD", "cad": "CAD", "a$": "AUD", "aud": "AUD", "crown": "crown",
    "crowns": "crown", "ruble": "RUB", "rubles": "RUB", "rouble": "RUB", "roubles": "RUB",
    "peso": "peso", "pesos": "peso", "krona": "SEK", "kronor": "SEK", "₿": "BTC", "btc": "BTC",
    "bitcoins": "BTC", "eth": "ETH", "cent": "cent", "cents": "cent", "pence": "pence",
}  # fmt: skip
_WHOLES = {"cent": "USD", "pence": "GBP"}
"""What a hundred of these make; a cent alone is taken for the dollar's."""

_ABOUT = "about around roughly some approximately circa approx ~ estimated nearly almost close"
HEDGES = {
    **dict.fromkeys(_ABOUT.split(), "about"),
    "nearly": "below", "almost": "below", "under": "below", "below": "below", "less": "below",
    "fewer": "below", "over": "above", "above": "above", "exceeding": "above", "exceed": "above",
    "exceeds": "above", "exceeded": "above", "passed": "above", "passes": "above",
    "topped": "above", "tops": "above", "least": "above", "past": "above",
}  # fmt: skip
_CAPS = re.compile(r"\b(?:up to|as (?:much|many|high) as|a maximum of|at most)\s*$", re.IGNORECASE)
_MORE = re.compile(r"\bmore than\s*(?:a\s*)?$", re.IGNORECASE)

_NUMERAL = re.compile(
    r"(?P<sign>(?<![\w)])[-−])?"
    r"(?P<currency>(?:US|C|A|HK)?[$€£¥₹₩₿])?\s?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?!\d|st\b|nd\b|rd\b|th\b)"
    r"(?:(?P<scale>(?i:bn|mn|mln|bln|tn|trn|k|m|b|t))\b(?!\$)"
    r"|[\s-]?(?P<scale_word>(?i:hundred|thousand|million|billion|trillion|bn|mn|mln|tn)s?)\b)?",
)
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|pct\b)", re.IGNORECASE)
_POINTS = re.compile(
    r"\s?(?:%|percent|percentage|per cent|pct)[\s-]*points?\b|\s?pp\b|\s?pps\b", re.IGNORECASE
)
_BASIS = re.compile(r"\s?(?:basis[\s-]points?\b|bps?\b)", re.IGNORECASE)
_POINT_NEXT = re.compile(r"\s(?:of\s)?an?\s(?:percentage[\s-])?point\b", re.IGNORECASE)
_TIMES = re.compile(r"\s?(?:x\b|-?fold\b|times\b)", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:-|–|to)\s?$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` in units of `unit`, at `text[start:end]`.

    `unit` is a currency code, "%", "points", "times", "" for plain counts, whose
    `noun` is the stem of what is counted. `hedge` is "", "about", "below", "above"
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


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity in `text`, in order. "one" and "a" count only before a scale."""
    dated = [(moment.start, moment.end) for moment in moments(text)]
    found = [_numeral(text, match) for match in _NUMERAL.finditer(text)]
    found += _spelled(text)
    found = [q for q in found if not any(s <= q.start < e for s, e in dated)]
    return tuple(sorted(_share_units(text, found), key=lambda quantity: quantity.start))


def _numeral(text: str, match: re.Match[str]) -> Quantity:
    value = float(match["digits"].replace(",", ""))
    scale = (match["scale"] or match["scale_word"] or "").lower()
    value *= SCALES.get(scale, SCALES.get(scale.rstrip("s"), 1))
    symbol = (match["currency"] or "").lower()
    unit = CURRENCIES.get(symbol, CURRENCIES.get(symbol[-1:], ""))
    return _finish(text, match.start("currency" if symbol else "digits"), match.end(), value, unit)


def _finish(text: str, start: int, end: int, value: float, unit: str) -> Quantity:
    """Read the unit or noun that follows, and the hedge that stands before."""
    noun, last = "", end
    if not unit:
        unit, value, end = _suffix(text, end, value)
    if not unit:
        unit, noun, end, last = _counted(text, end)
    if unit in {"cent", "pence"}:
        unit, value = _WHOLES[unit], value / 100
    label = " ".join(text[start : max(end, last)].split())
    return Quantity(text[start:end], start, end, value, unit, noun, _hedge(text[:start]), label)


def _suffix(text: str, end: int, value: float) -> tuple[str, float, int]:
    for pattern, unit, factor in (
        (_POINTS, "points", 1.0),
        (_BASIS, "points", 0.01),
        (_PERCENT, "%", 1.0),
        (_TIMES, "times", 1.0),
    ):
        if match := pattern.match(text, end):
            return unit, value * factor, match.end()
    return "", value, end


def _counted(text: str, end: int) -> tuple[str, str, int, int]:
    """(currency, noun, end of the figure, end of the noun) after a bare number.

    The noun is looked for in the clause only; after "two of …" it is left open.
    """
    following = re.split(r"[.,;:!?()\n]", text[end : end + 60], maxsplit=1)[0]
    if re.match(r"\s+(?:out\s+)?of\b", following):
        return "", "", end, end
    for word in words(following)[:3]:
        if word.lower in CURRENCIES and word.raw != "won":
            return CURRENCIES[word.lower], "", end + word.end, end
        if word.content:
            return "", word.stem, end, end + word.end
    return "", "", end, end


def _hedge(before: str) -> str:
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
        if value is not None:
            start, end = tokens[index].start, tokens[index + used - 1].end
            found.append(_finish(text, start, end, value, ""))
        elif quantity := _fraction_or_multiple(text, tokens, index):
            found.append(quantity)
        index += max(used, 1)
    return found


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
    word = tokens[index]
    if word.lower in MULTIPLES:
        value, unit = float(MULTIPLES[word.lower]), "times"
    elif word.lower in FRACTIONS and _POINT_NEXT.match(text, word.end):
        value, unit = FRACTIONS[word.lower], "points"
    elif word.lower in FRACTIONS and _is_share(text, tokens, index):
        numerator = NUMBER_WORDS.get(tokens[index - 1].lower, 1.0) if index else 1.0
        value, unit = 100 * FRACTIONS[word.lower] * numerator, "%"
    else:
        return None
    hedge = _hedge(re.sub(r"\b(?:a|one|two|three)[\s-]*$", "", text[: word.start]))
    hedge = hedge or ("about" if unit == "%" else "")
    return Quantity(word.raw, word.start, word.end, value, unit, "", hedge, word.raw)


def _is_share(text: str, tokens: tuple[Word, ...], index: int) -> bool:
    """Whether "half" or "third" is a share here and neither a quarter-year nor a rank."""
    before = tokens[index - 1].lower if index else ""
    word, after = tokens[index].lower, text[tokens[index].end :].lstrip().lower()
    if before in {"first", "second", "last", "this", "next"}:
        return False
    ends = not after or after[0] in ".,;:!?" or after.startswith(("of ", "in ", "to "))
    return word == "half" or before in {"two", "three"} or (ends and before in {"a", "one"})


def _share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """In "3 to 5%" and "$3-5 million" both ends have the unit of the range."""
    ordered = sorted(found, key=lambda quantity: quantity.start)
    result = list(ordered)
    for i in range(len(ordered) - 1):
        low, high = ordered[i], ordered[i + 1]
        between = text[low.end : high.start] if low.end <= high.start else " "
        if _RANGE.fullmatch(between) and not low.unit and high.unit:
            factor = high.value / _bare_value(high.raw) if high.value > 1e3 else 1.0
            result[i] = replace(
                low, value=low.value * factor, unit=high.unit, noun=high.noun, label=low.raw
            )
    return result


def _bare_value(raw: str) -> float:
    digits = re.search(r"[\d.,]*\d", raw)
    return float(digits.group().replace(",", "")) if digits else 1.0


def same_kind(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities could be compared at all: same unit, or the same things counted."""
    if one.unit or other.unit:
        return one.unit == other.unit
    return not one.noun or not other.noun or kin(one.noun, other.noun)


def covers(claim: Quantity, source: Quantity) -> bool:
    """Whether a source's figure bears out a claimed one, hedges and rounding considered."""
    if claim.value == source.value:
        return _bound_kept(claim, source)
    if not source.value or claim.value * source.value < 0:
        return False
    off = (claim.value - source.value) / abs(source.value)
    exact = abs(off) <= 0.03 and _rounded(claim.value, source.value)
    if claim.hedge == source.hedge and claim.hedge != "about":
        return exact
    match claim.hedge:
        case "below":
            return 0 <= off <= 0.09
        case "above":
            return -0.15 <= off <= 0
        case "about":
            near = abs(claim.value - source.value) <= 0.6 * _step(claim.value)
            return abs(off) <= 0.02 or (abs(off) <= 0.08 and near)
        case _:
            return exact


def _bound_kept(claim: Quantity, source: Quantity) -> bool:
    """A ceiling may not become a plain figure, nor "over" become "under"."""
    if source.hedge == "cap":
        return claim.hedge == "cap"
    turned = {("above", "below"), ("below", "above"), ("cap", "above")}
    return (claim.hedge, source.hedge) not in turned


def _step(value: float) -> float:
    """The place of the last digit that is not a rounding zero: 10 for 50, 1e8 for 1.4e9."""
    digits = f"{abs(value):.6e}".partition("e")
    kept = len(digits[0].rstrip("0").partition(".")[2])
    return float(10.0 ** (int(digits[2]) - kept))


def _rounded(claim: float, source: float) -> bool:
    """Whether `claim` is `source` rounded to two or more of its leading digits."""
    return any(float(f"{source:.{digits}g}") == claim for digits in (2, 3, 4))
