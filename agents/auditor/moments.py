"""Dates and relative times: where a text says when, and which days it can mean.

A `Moment` holds only what the text says (a year, a month, a day, a weekday) and
the day it was said; two moments agree when nothing that both say differs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

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

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_YEAR.format('year')}-(?P<number>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\b{_DAY.format('day')}(?: of)? {_MONTH.format('month')}(?:,? {_YEAR.format('year')})?\b",
        rf"\b{_MONTH.format('month')} {_DAY.format('day')}(?![\d.]*\d)"
        rf"(?:,? {_YEAR.format('year')})?\b",
        rf"\b{_MONTH.format('month')},? {_YEAR.format('year')}\b",
        r"\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?!s)\b",
        r"\b(?P<relative>(?i:today|tonight|yesterday|tomorrow|this morning|this afternoon"
        r"|this evening|last night|right now|overnight))\b",
        r"\b(?P<span>(?i:(?:this|last|next) (?:week|weekend|month|year|quarter)))\b",
        r"\b(?P<quarter>Q[1-4]|(?i:first|second|third|fourth)(?:-| )(?i:quarter))\b",
        rf"\b(?:FY)?{_YEAR.format('year')}s?\b(?![,.]\d|%|-\w)",
        r"\b(?P<month>January|February|April|June|July|August|September|October|November|December)\b",
        r"(?<=[a-z] )(?P<month>March|May)\b",
    )
)
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


def moments(text: str) -> tuple[Moment, ...]:
    """Every time that `text` names, in order, longest reading first; "a Monday" names none."""
    found: list[Moment] = []
    taken: set[int] = set()
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if taken.isdisjoint(range(*match.span())) and not _is_something_else(text, match):
                taken.update(range(*match.span()))
                found.append(_moment(match))
    return tuple(sorted(found, key=lambda moment: moment.start))


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
        shift=_SHIFT.get(relative.lower(), 0) if relative else None,
        span=_span(span) if span else None,
    )


def _month(part: dict[str, str]) -> int | None:
    if "number" in part:
        return int(part["number"])
    if "month" not in part:
        return None
    return next(i for i, name in enumerate(MONTHS, 1) if name.startswith(part["month"][:3].lower()))


def _span(raw: str) -> str:
    words = raw.lower().replace("-", " ").split()
    quarters = {"first": "q1", "second": "q2", "third": "q3", "fourth": "q4"}
    return quarters[words[0]] if words[0] in quarters else " ".join(words)


def agree(claim: Moment, said: date, source: Moment, source_said: date) -> bool:
    """Whether two moments can be the same, given the days on which they were said."""
    if claim.span or source.span:
        return claim.span == source.span or _within(claim, said, source, source_said)
    claim_days, source_days = claim.days(said), source.days(source_said)
    if claim_days and source_days:
        return bool(claim_days & source_days)
    claimed = _parts(claim, claim_days)
    stated = _parts(source, source_days)
    return any(_fits(one, other) for one in claimed for other in stated)


Parts = tuple[int | None, int | None, int | None]


def _parts(moment: Moment, days: frozenset[date]) -> list[Parts]:
    if days:
        return [(day.year, day.month, day.day) for day in days]
    return [(moment.year, moment.month, moment.day)]


def _fits(claim: Parts, source: Parts) -> bool:
    """Whether all that the claim says is in the source; a claim may not add a day or a year."""
    return all(c is None or c == s for c, s in zip(claim, source, strict=True))


def _within(claim: Moment, said: date, source: Moment, source_said: date) -> bool:
    """Whether "this week" in the claim holds a day that the source names."""
    if claim.span not in {"this week", "this month", "this year", "last year"}:
        return False
    days = source.days(source_said) or frozenset(
        {date(source.year, source.month or 1, 1)} if source.year else ()
    )
    return any(_in_span(claim.span, day, said) for day in days)


def _in_span(span: str, day: date, said: date) -> bool:
    match span:
        case "this week":
            return day.isocalendar()[:2] == said.isocalendar()[:2]
        case "this month":
            return (day.year, day.month) == (said.year, said.month)
        case "this year":
            return day.year == said.year
        case _:
            return day.year == said.year - 1
