"""Dates and relative times: where a text says when, and which days it can mean.

A `Moment` holds only what the text says (a year, a month, a day, a weekday) and
the day it was said; two moments agree when nothing that both say differs.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from agents.auditor.reading.patterns import lowered

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_MONTH = (
    r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November"
    r"|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"

_PART = (
    r"(?i:early|mid|late|the (?:end|start|beginning) of|(?:end|start|beginning|middle) of"
    r"|the middle of|the last days of)"
)
_PARTS = {
    "early": (1, 12), "start": (1, 12), "beginning": (1, 12),
    "mid": (9, 22), "middle": (9, 22),
    "late": (19, 31), "end": (19, 31), "last": (19, 31),
}  # fmt: skip
"""Days of a month that "early", "mid" and "late" can mean."""
_STEPS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "the": 1}

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_YEAR.format('year')}-(?P<number>0[1-9]|1[0-2])-(?P<day>[0-3]\d)\b",
        rf"\b{_DAY.format('day')}(?: of)? {_MONTH.format('month')}(?:,? {_YEAR.format('year')})?\b",
        rf"\b{_MONTH.format('month')} {_DAY.format('day')}(?![\d.]*\d)"
        rf"(?:,? {_YEAR.format('year')})?\b",
        rf"\b{_MONTH.format('month')},? {_YEAR.format('year')}\b",
        r"\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?!s)\b",
        r"\b(?P<relative>(?i:today|tonight|yesterday|tomorrow|this morning|this afternoon"
        r"|this evening|last night|right now|overnight))\b",
        r"\b(?P<span>(?i:(?:this|last|next) (?:week|weekend|month|year|quarter)))\b",
        r"(?<!than )\b(?P<span>(?i:(?:this|last|next|the) (?:spring|summer|autumn|winter)"
        r"|(?:this|last|next) fall))\b",
        r"\b(?P<quarter>Q[1-4]|(?i:first|second|third|fourth)(?:-| )(?i:quarter))\b",
        r"\b(?P<decade>(?:19|20)\d0)s\b",
        rf"\b(?:FY)?{_YEAR.format('year')}\b(?![,.]\d|%|-\w)",
        rf"\b(?:(?P<part>{_PART})[\s-])?"
        r"(?P<month>January|February|April|June|July|August|September|October|November|December)\b",
        rf"(?<=[a-z] )(?:(?P<part>{_PART})[\s-])?(?P<month>March|May)\b",
        r"\b(?P<step>(?i:(?:(?:a|one|two|three|four|five|six) days?|the (?:next|following) day)"
        r"(?: (?:later|earlier|after|before))?|the day (?:after|before)))\b(?! the| his| her)",
    )
)
_STEP = "step"
_GENERIC = re.compile(r"\b(?:a|an|any|every|each)\s+$", re.IGNORECASE)
_COUNTED = re.compile(r"\s+(?!of\b|in\b)[a-z]+s\b")
_MONEY_BEFORE = re.compile(r"[$€£#]\s?$")

_SHIFT = {"yesterday": -1, "last night": -1, "tomorrow": 1, "overnight": 0}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as said, at `text[start:end]`; absent parts are None.

    `span` is a stretch such as "last week" or a quarter, compared as it is written.
    """

    raw: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    shift: int | None = None
    span: str | None = None
    decade: int | None = None
    part: str | None = None
    """"early", "mid" or "late" in the month, under whatever name."""

    def days(self, said: date) -> frozenset[date]:
        """Every day that a weekday or relative word can mean, said on `said`."""
        if self.shift is not None:
            return frozenset({said + timedelta(days=self.shift)})
        if self.weekday is not None:
            around = (said + timedelta(days=offset) for offset in range(-6, 7))
            return frozenset(day for day in around if day.weekday() == self.weekday)
        if self.month and self.day:
            return _dates(self.year, self.month, self.day, said)
        return frozenset()


def _dates(year: int | None, month: int, day: int, said: date) -> frozenset[date]:
    years = (year,) if year else (said.year - 1, said.year, said.year + 1)
    found = set()
    for each in years:
        try:
            found.add(date(each, month, day))
        except ValueError:
            continue
    return frozenset(found)


@lru_cache(maxsize=4096)
def moments(text: str) -> tuple[Moment, ...]:
    """Every time that `text` names, in order, longest reading first; "a Monday" names none.

    "A day later" is a time when it follows one that it can be counted from.
    """
    found: list[Moment] = []
    taken: set[int] = set()
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if taken.isdisjoint(range(*match.span())) and not _is_something_else(text, match):
                taken.update(range(*match.span()))
                found.append(_moment(match))
    ordered = sorted(found, key=lambda moment: moment.start)
    return tuple(_counted_on(ordered))


def _counted_on(ordered: list[Moment]) -> Iterator[Moment]:
    """Steps such as "two days later" as the weekday they lead to; those that lead nowhere go."""
    last: Moment | None = None
    for moment in ordered:
        if moment.span != _STEP:
            last = moment
            yield moment
        elif last is not None and last.weekday is not None:
            words = lowered(moment.raw).split()
            back = words[-1] in {"earlier", "before"}
            days = _STEPS[words[0]] * (-1 if back else 1)
            yield replace(moment, span=None, weekday=(last.weekday + days) % 7)


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    """Whether the match is a sum of money, a count ("2000 people") or any Monday at all."""
    before = text[max(0, match.start() - 8) : match.start()]
    if _GENERIC.search(before):
        return match["weekday"] is not None if "weekday" in match.re.groupindex else False
    if match.re.groupindex.keys() == {"year"}:
        return bool(_MONEY_BEFORE.search(before) or _COUNTED.match(text, match.end()))
    return False


def _moment(match: re.Match[str]) -> Moment:
    part = {key: value for key, value in match.groupdict().items() if value}
    weekday = part.get("weekday")
    relative = part.get("relative")
    span = part.get("span") or part.get("quarter")
    return Moment(
        raw=match.group(),
        start=match.start(),
        end=match.end(),
        year=int(part["year"]) if "year" in part else None,
        month=_month(part),
        day=int(part["day"]) if "day" in part else None,
        weekday=WEEKDAYS.index(weekday.lower()) if weekday else None,
        shift=_SHIFT.get(lowered(relative), 0) if relative else None,
        span=_STEP if "step" in part else _span(span) if span else None,
        decade=int(part["decade"]) if "decade" in part else None,
        part=_part(part["part"]) if "part" in part else None,
    )


def _part(raw: str) -> str:
    return next(word for word in lowered(raw).split() if word in _PARTS)


def _month(part: dict[str, str]) -> int | None:
    if "number" in part:
        return int(part["number"])
    if "month" not in part:
        return None
    return next(i for i, name in enumerate(MONTHS, 1) if name.startswith(part["month"][:3].lower()))


def _span(raw: str) -> str:
    words = lowered(raw).replace("-", " ").split()
    quarters = {"first": "q1", "second": "q2", "third": "q3", "fourth": "q4"}
    return quarters[words[0]] if words[0] in quarters else " ".join(words)


def agree(claim: Moment, said: date, source: Moment, source_said: date) -> bool:
    """Whether two moments can be the same, given the days on which they were said."""
    if _alike(claim, said, source, source_said):
        return True
    stretches = windows(source, source_said)
    return any(
        start <= low and high <= end
        for start, end in windows(claim, said)
        for low, high in stretches
    )


def _alike(claim: Moment, said: date, source: Moment, source_said: date) -> bool:
    """Whether the two say the same parts of a date, or name the same day."""
    if claim.span or source.span:
        return _same_stretch(claim.span, source.span)
    if claim.part or claim.decade or source.decade:
        return False
    claim_days, source_days = claim.days(said), source.days(source_said)
    if claim_days and source_days:
        return bool(claim_days & source_days)
    claimed = _parts(claim, claim_days)
    stated = _parts(source, source_days)
    return any(_fits(one, other) for one in claimed for other in stated)


def _same_stretch(claim: str | None, source: str | None) -> bool:
    """Whether two stretches have one name; "the spring" is that of any year."""
    if claim is None or source is None:
        return False
    mine, theirs = claim.replace("fall", "autumn").split(), source.replace("fall", "autumn").split()
    return mine == theirs or (mine[1:] == theirs[1:] and "the" in (mine[0], theirs[0]))


Window = tuple[date, date]


def windows(moment: Moment, said: date) -> list[Window]:
    """The stretches (first day, last day) that a moment, said on `said`, can mean."""
    if days := moment.days(said):
        return [(day, day) for day in days]
    if moment.span:
        return _spans(moment.span, said)
    if moment.decade:
        return [(date(moment.decade, 1, 1), date(moment.decade + 9, 12, 31))]
    if moment.month:
        years = (moment.year,) if moment.year else (said.year - 1, said.year, said.year + 1)
        first, last = _PARTS[moment.part] if moment.part else (1, 31)
        return [_of_month(year, moment.month, first, last) for year in years]
    return [_year(moment.year)] if moment.year else []


def _spans(span: str, said: date) -> list[Window]:
    if span in {"q1", "q2", "q3", "q4"}:
        month = 3 * int(span[1]) - 2
        years = (said.year - 1, said.year, said.year + 1)
        return [(date(y, month, 1), _of_month(y, month + 2, 1, 31)[1]) for y in years]
    which, _, unit = span.partition(" ")
    shift = {"last": -1, "this": 0, "next": 1}.get(which, 0)
    if unit in {"week", "weekend"}:
        monday = said + timedelta(days=7 * shift - said.weekday())
        return [
            (monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6))
        ]
    if unit == "month":
        index = 12 * said.year + said.month - 1 + shift
        return [_of_month(index // 12, index % 12 + 1, 1, 31)]
    if unit == "quarter":
        index = 4 * said.year + (said.month - 1) // 3 + shift
        first = 3 * (index % 4) + 1
        return [(date(index // 4, first, 1), _of_month(index // 4, first + 2, 1, 31)[1])]
    return [_year(said.year + shift)] if unit == "year" else []


def _of_month(year: int, month: int, first: int, last: int) -> Window:
    length = monthrange(year, month)[1]
    return date(year, month, first), date(year, month, min(last, length))


def _year(year: int) -> Window:
    return date(year, 1, 1), date(year, 12, 31)


Parts = tuple[int | None, int | None, int | None]


def _parts(moment: Moment, days: frozenset[date]) -> list[Parts]:
    if days:
        return [(day.year, day.month, day.day) for day in days]
    return [(moment.year, moment.month, moment.day)]


def _fits(claim: Parts, source: Parts) -> bool:
    """Whether all that the claim says is in the source; a claim may not add a day or a year."""
    return all(c is None or c == s for c, s in zip(claim, source, strict=True))
