"""False by a value: another number, name, date or quotation, or two names in each other's place.

Each takes a sentence and its evidence and gives the sentence with one thing wrong, or None
where it has nothing of the kind. What the evidence could bear out after all is not made: a
bound that still holds, a second name of the same thing, a place beside its country, two
sides of a meeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import TypeVar

from agents.auditor.guards.grammar import verbs
from agents.auditor.reading.moments import MONTHS, WEEKDAYS, Moment, moments
from agents.auditor.reading.naming import Name, Roll, names
from agents.auditor.reading.numerals import ONES
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.quantity import Quantity
from agents.auditor.reading.rounding import covers
from tools.sentences import sentences
from training.material import Material

T = TypeVar("T")

FROM_THE_TEXT = 0.4
"""How often a wrong number is one that the evidence has for something else."""
FACTORS = (0.3, 0.5, 0.6, 0.7, 1.3, 1.5, 2.0, 3.0, 10.0)
LEAST_OFF = 0.15
"""A wrong number is off by this share at least."""
YEARS_OFF = (-10, -5, -3, -2, -1, 1, 2, 3, 5, 10)

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SMALL = ONES.split()[2:13]
_MUTUAL = re.compile(
    r"\b(?:merg\w*|me[et]t\w*|met|partner\w*|agree\w*|talk\w*|between|versus|vs|compared|marr\w*"
    r"|tied?|drew|draws?|join\w*|combin\w*|discuss\w*|negotiat\w*|both|each other|alongside|with"
    r"|unlike|like|and|or|near|beside|as well as|same|equal\w*)\b|[&/]",
    re.IGNORECASE,
)
"""What holds in both directions, so that names may change places and nothing is wrong."""
_LISTED = re.compile(r"[\s,]*(?:(?:and|or|the|&|of|in)\b[\s,]*|[A-Z][\w.’'-]*[\s,]*)*")
"""Between two names that stand side by side."""
_LONGER_BEFORE = re.compile(r"\b(?:[A-Z]\S* (?:of|for|and) (?:the )?|until |since )$")
_LONGER_AFTER = re.compile(r"(?: of| for)(?: the)? [A-Z]")
_DEMONYM = re.compile(r"(?:ish|ese|ian|ean|can|ch|eek|wiss|man|utch)s?$")
INVENTED = (
    "we saw this coming",
    "this changes everything for us",
    "nobody should be surprised",
    "we had no choice",
    "it was a mistake from the start",
    "our best days are ahead of us",
    "we will fight this to the end",
    "I would do the same again",
    "there is no reason to worry",
    "it is the worst I have ever seen",
    "we are only getting started",
    "somebody has to answer for this",
)
"""Words that nobody in the evidence says."""


# --------------------------------------------------------------------------- numbers


def number(material: Material, chance: Random) -> str | None:
    """One figure with another value, written in the same way."""
    stated = quantities(material.evidence)
    found = [(q, span) for q in quantities(material.sentence) if (span := _figure(material, q))]
    chance.shuffle(found)
    for quantity, (start, end) in found:
        for new in _figures(material.sentence[start:end], quantity, stated, chance):
            text = material.replaced(start, end, new)
            if _is_wrong(text, start, quantity, stated, borrowed=new in material.evidence):
                return text
    return None


def _figure(material: Material, quantity: Quantity) -> tuple[int, int] | None:
    """Where the one numeral of a quantity stands, in digits or as a small number word."""
    if not material.open(quantity.start, quantity.end) or material.labels(quantity.end):
        return None
    written = material.sentence[quantity.start : quantity.end]
    spelled = re.match(rf"(?:{'|'.join(_SMALL)})\b", written, re.IGNORECASE)
    found = [spelled] if spelled else list(_DIGITS.finditer(written))
    if len(found) != 1:
        return None
    return quantity.start + found[0].start(), quantity.start + found[0].end()


def _figures(
    raw: str, quantity: Quantity, stated: tuple[Quantity, ...], chance: Random
) -> Iterator[str]:
    """Other ways to write a number in the place of `raw`, in the order in which to try them."""
    if not raw[0].isdigit():
        yield from (w.title() if raw[0].isupper() else w for w in _shuffled(_SMALL, chance))
        return
    if chance.random() < FROM_THE_TEXT and quantity.unit != "%":
        same = [q for q in stated if q.unit == quantity.unit and not q.rank]
        for other in _shuffled(same, chance):
            if digits := _DIGITS.search(other.raw):
                yield digits[0]
    value = float(raw.replace(",", ""))
    for factor in _shuffled(FACTORS, chance):
        if quantity.unit == "%" and value <= 100 < value * factor:
            continue  # more than all of it: nobody would believe that
        yield _written(value * factor, raw)


def _written(value: float, like: str) -> str:
    """A value with as many decimals as `like`, and thousands as there."""
    decimals = len(like.partition(".")[2])
    grouped = "," if "," in like or (value >= 10_000 and len(like) < 5) else ""
    return format(value if decimals else max(2, round(value)), f"{grouped}.{decimals}f")


def _is_wrong(
    text: str, start: int, before: Quantity, stated: tuple[Quantity, ...], *, borrowed: bool
) -> bool:
    """Whether the figure there is no longer what the evidence says, bounds considered."""
    now = next((q for q in quantities(text) if q.start <= start < q.end), None)
    if now is None or not before.value:
        return False
    off = now.value / before.value - 1
    if abs(off) < LEAST_OFF or covers(now, before):
        return False
    if (before.hedge == "above" and off < 0) or (before.hedge in {"below", "cap"} and off > 0):
        return False  # "more than 40" is true of more than 50
    return borrowed or not any(covers(now, q) for q in stated if q.unit == now.unit)


# ----------------------------------------------------------------------------- names


def name(material: Material, chance: Random) -> str | None:
    """One name with another of the same shape, from the evidence where there is one."""
    own = _names_in(material)
    for wrong in _shuffled(own, chance):
        for pool in (material.evidence, " ".join(material.elsewhere)):
            others = [n for n in names(pool) if _may_stand_for(n, pool, wrong, material)]
            if others:
                return material.replaced(wrong.start, wrong.end, chance.choice(others).raw)
    return None


def _names_in(material: Material) -> list[Name]:
    """The names that may be changed: whole ones, of whose kind there is no doubt."""
    return [n for n in names(material.sentence) if _is_whole(n, material)]


def _is_whole(one: Name, material: Material) -> bool:
    """Not part of a longer name ("Tour of the Lakes"), nor a first word that may be none."""
    before, after = material.sentence[: one.start], material.sentence[one.end :]
    if not material.open(one.start, one.end) or material.labels(one.end):
        return False
    if _LONGER_BEFORE.search(before) or _LONGER_AFTER.match(after):
        return False
    return one.start > 0 or len(one.tokens) > 1 or _inside(one, material.evidence)


def _inside(one: Name, text: str) -> bool:
    """Whether it has its capital within a sentence too, as names have and first words not."""
    return bool(re.search(rf"[a-z,] {re.escape(one.raw)}\b", text))


def _may_stand_for(other: Name, pool: str, wrong: Name, material: Material) -> bool:
    """Whether `other` reads well in that place and is surely somebody else."""
    return (
        _shape(other) == _shape(wrong)
        and (len(other.tokens) > 1 or _inside(other, pool))
        and _is_place(other, pool) is _is_place(wrong, material.evidence)
        and not _same(other, wrong)
        and other.raw not in material.sentence
        and other.raw.lower() not in pool + material.sentence  # capitals of a headline
        and not _side_by_side(other, wrong, material.evidence)
    )


def _shape(one: Name) -> tuple[str, bool, bool, bool]:
    mark = one.raw[0] if one.raw[0] in "@$#" else ""
    demonym = bool(_DEMONYM.search(one.tokens[-1])) and len(one.tokens) == 1
    return mark, demonym, one.raw.isupper(), len(one.tokens) > 1


def _is_place(one: Name, text: str) -> bool:
    """Whether the text has it where places stand: "in Port Ansel"."""
    raw = re.escape(one.raw)
    return bool(re.search(rf"\b(?:in|at|near|off|outside|across|around) (?:the )?{raw}\b", text))


def _same(one: Name, other: Name) -> bool:
    """Whether two names may be the same thing's: shared words, letters or aliases."""
    if set(one.tokens) & set(other.tokens):
        return True
    return Roll(one.raw).knows(other) or Roll(other.raw).knows(one)


def _side_by_side(one: Name, other: Name, text: str) -> bool:
    """Whether some sentence lists both, so that what it says of one it says of the other."""
    for sentence in sentences(text):
        first, second = sorted((sentence.find(one.raw), sentence.find(other.raw)))
        if first < 0:
            continue
        ahead = one if sentence.startswith(one.raw, first) else other
        between = sentence[first + len(ahead.raw) : second]
        if _LISTED.fullmatch(between):
            return True
    return False


def roles(material: Material, chance: Random) -> str | None:
    """Two names on the two sides of a verb in each other's place: who did it to whom."""
    found = _names_in(material)
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :]]
    for one, other in _shuffled(pairs, chance):
        if _shape(one)[:2] == _shape(other)[:2] and _opposed(material, one, other):
            between = material.sentence[one.end : other.start]
            return material.replaced(one.start, other.end, other.raw + between + one.raw)
    return None


def _opposed(material: Material, one: Name, other: Name) -> bool:
    between = material.sentence[one.end : other.start]
    text = material.evidence
    acts = any(one.end <= verb.start < other.start for verb in verbs(material.sentence))
    if not acts or _is_place(one, text) is not _is_place(other, text):
        return False
    if _MUTUAL.search(between) or _same(one, other):
        return False
    return not _side_by_side(one, other, text)


# ----------------------------------------------------------------------------- dates


def date(material: Material, chance: Random) -> str | None:
    """One weekday, month, day or year with another that the evidence does not name."""
    found = [m for m in moments(material.sentence) if material.open(m.start, m.end)]
    for moment in _shuffled(found, chance):
        for new in _shuffled(list(_other_dates(moment)), chance):
            if new not in material.evidence:
                return material.replaced(moment.start, moment.end, new)
    return None


def _other_dates(moment: Moment) -> Iterator[str]:
    """The same moment with one part changed, written as before."""
    raw = moment.raw
    if moment.weekday is not None and raw.lower() in WEEKDAYS:
        yield from (day.title() for day in WEEKDAYS if day != raw.lower())
    if moment.month and (written := re.search("|".join(MONTHS), raw, re.IGNORECASE)):
        others = (month.title() for month in MONTHS if month != written[0].lower())
        yield from (raw.replace(written[0], month) for month in others)
    if moment.day and (day := re.search(r"(?<![\d-])\d{1,2}(?!\d|st|nd|rd|th|-)", raw)):
        others = (str(n) for n in range(1, 29) if n != moment.day)
        yield from (raw[: day.start()] + n + raw[day.end() :] for n in others)
    if moment.year and str(moment.year) in raw:
        yield from (raw.replace(str(moment.year), str(moment.year + off)) for off in YEARS_OFF)


# ------------------------------------------------------------------------- quotations


def quotation(material: Material, chance: Random) -> str | None:
    """The sentence, and after it words that somebody of the evidence never said."""
    text = material.evidence
    speakers = [n for n in names(text) if len(n.tokens) > 1 and not _is_place(n, text)]
    unsaid = [one for one in INVENTED if one.lower() not in text.lower()]
    body = material.sentence.rstrip()
    if not speakers or not unsaid or not material.open(len(body) - 1, len(body)):
        return None
    who, said = chance.choice(speakers).raw, chance.choice(unsaid)
    mark = "" if body[-1] in ".!?" else "."
    return f"{body}{mark} “{said[0].upper()}{said[1:]},” {who} said."


def _shuffled(items: Iterable[T], chance: Random) -> list[T]:
    """The items in an order drawn by chance."""
    drawn = list(items)
    chance.shuffle(drawn)
    return drawn
