"""Dates as feeds and pages write them, in many shapes and languages; explicit patterns only.

A text that fits no pattern is no date: nothing is guessed from words such as "yesterday",
and nothing depends on what day it is today. Never raises; the time taken is bounded by
the length of the text that is looked at.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

EARLIEST, LATEST = 1990, 2100
"""Years. What lies outside is a zero, a slip or another calendar: feeds did not exist."""
LONGEST_DATE = 80
"""Characters. Longer texts are prose."""
_OLDEST_ADDRESS = 1995
"""Year before which no page had an address."""

# How the names of the months begin in 29 languages, accents left out (source: CLDR). Where
# one beginning continues another, the longer one counts: červenec (7) and červen (6).
_MONTHS = """
djan ene gen ian jaan jan led oca saus sty tammi ιαν січ янв яну
feb fev helmi lut peb sub uno unr vas veebr φεβ лют фев
bre iii kov maalis maart mar mrt mrz mär μαρ бер мар
abr apr avr bal dub huhti kwi nis απρ апр кві
geg kve mag mai maj may mei touko μαι μαϊ маи мая май тра
birz cer cvn cze djuni giu haz iun juin jun juuni kesa ιουν июн чер юни
cervenc crc crv cvc djuli heina iul juil jul juuli liep lip lug tem ιουλ июл лип юли
ago agt agu aou aug avg elo rugp sie srp αυγ авг сер
eyl rugs sep set syys szept wrz zar σεπ вер сен сеп
eki loka oct okt ott out paz rij spal οκτ жов окт
kas lapkr lis marras noiem nop nov νοε лис ное ноя
ara dec des dets dez dic gru joulu pro δεκ гру дек
"""
_MONTH_OF = {
    word: month for month, line in enumerate(_MONTHS.split("\n")[1:], 1) for word in line.split()
}
_LONGEST_START = max(map(len, _MONTH_OF))

# Hours east of Greenwich, and the names that mean them. Where a name means several zones, the
# one that feeds mean: IST is India's, BST Britain's summer, CST Chicago's.
_ZONES = """
-12 m
-10 hst
-9 akst
-8 akdt pst pt
-7 mst mt pdt
-6 cst ct mdt
-5 est et cdt
-4 ast at edt
-3.5 nst
-3 adt art brt
-2.5 ndt
-1 a
0 gmt ut utc wet z
1 bst cet met mez n wat west
2 cat cest eet mest mesz sast
3 eat eest msk trt
4 gst msd
5 pkt
5.5 ist
7 ict wib
8 awst hkt pht sgt
9 jst kst
9.5 acst
10 aest
10.5 acdt
11 aedt
12 nzst y
13 nzdt
"""
_HOURS_EAST = {
    name: float(hours)
    for hours, *names in map(str.split, _ZONES.split("\n")[1:-1])
    for name in names
}
_KOREA = 9
_FURTHEST = 15 * 60
"""Minutes from Greenwich; no zone lies further."""

_HALF = r"(?P<{}>a\.?m\.?|p\.?m\.?|오전|오후|上午|下午|午前|午後)"
_TIME = re.compile(
    rf"(?:{_HALF.format('half')}\s{{0,3}})?"
    r"(?<!\d)(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{1,2})(?::(?P<second>\d{1,2}))?(?:[.,]\d{1,9})?)"
    rf"(?:\s{{0,3}}{_HALF.format('half_after')}(?![a-z]))?"
    r"(?:\s{0,3}\(?(?:etc/)?(?P<zone>[a-z]{1,5}(?![a-z]))?\s{0,2}"
    r"(?:(?P<sign>[+-])\s?(?P<east>\d{1,2})(?::?(?P<east_minute>\d\d))?(?!\d))?\)?)?"
)
_EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?:\d{3}|\.\d{1,6})?", re.ASCII)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:t?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:\.\d{1,9})?)?"
    r"(?:z|(?P<sign>[+-])(?P<east>\d\d):?(?P<east_minute>\d\d))?"
)
_NUMBERS_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s?(?:[-/.]|年|년)\s?(?P<month>\d{1,2})(?!\d)"
    r"(?:\s?(?:[-/.]|月|월)\s?(?P<day>\d{1,2})(?!\d))?"
)
_NUMBERS_YEAR_LAST = re.compile(
    r"(?<!\d)(?P<first>\d{1,2})(?P<mark>[-/.])\s?(?P<second>\d{1,2})(?P=mark)\s?(?P<year>\d{4})(?!\d)"
)
_ONE_NUMBER = re.compile(r"(?P<year>\d{4})(?:(?P<month>\d\d)(?P<day>\d\d))?")
_NAME = r"(?P<name>[^\W\d_]{3,20})"
_NAMED = (
    re.compile(
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|[.ºª°])?(?:\s{1,3}(?:de|of)(?![^\W\d_]))?[\s./,-]{0,3}"
        rf"{_NAME}[\s./,'’-]{{0,3}}(?:(?:de|del|of)\s{{1,3}})?(?P<year>\d{{4}}|\d\d)(?!\d)"
    ),
    re.compile(
        rf"{_NAME}[\s./-]{{0,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.,/-]{{1,3}}(?P<year>\d{{4}}|\d\d)(?!\d)"
    ),
    re.compile(
        rf"(?<!\d)(?P<year>\d{{4}})[\s.,/-]{{1,3}}{_NAME}[\s.,/-]{{1,3}}(?P<day>\d{{1,2}})(?!\d)"
    ),
)
_HANGUL = re.compile("[\uac00-\ud7af]")

_IN_ADDRESS = (
    re.compile(r"/(?P<year>\d{4})/(?P<month>\d{1,2}|[a-z]{3,9})/(?P<day>\d{1,2})(?![\d])", re.I),
    re.compile(r"(?<!\d)(?P<year>\d{4})([-_.])(?P<month>\d\d)\2(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?<![\dA-Za-z])(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?![\dA-Za-z])"),
)


@lru_cache(maxsize=4_096)
def read_date(text: str) -> datetime | None:
    """The moment that `text` names, in UTC, or None when it names none that can be true.

    Without a zone it is taken for UTC, without a time for midnight, without a day or
    month for the first. 3/4/2026 is March 4th, as the servers that write this are set to
    English (US), and 3.4.2026 is April 3rd. Two digits are a year from 1990 to 2089.
    """
    if len(text) > LONGEST_DATE:
        return None
    level = _levelled(text)
    if not any(map(str.isdigit, level)):
        return None
    if epoch := _EPOCH.fullmatch(level):
        return _plausible(datetime(1970, 1, 1, tzinfo=UTC), int(epoch["seconds"]))
    if compact := _COMPACT.fullmatch(level):
        parts = compact.groupdict()
        return _moment((int(parts["year"]), int(parts["month"]), int(parts["day"])), compact)
    time = _TIME.search(level)
    rest = level if time is None else f"{level[: time.start()]} {level[time.end() :]}"
    day = _day(rest.removesuffix("z").strip(" t,;"))
    if day is None:
        return None
    return _moment(day, time, _KOREA if _HANGUL.search(unicodedata.normalize("NFC", text)) else 0)


def date_in_address(url: str) -> datetime | None:
    """Midnight UTC of the whole date in an address: /2023/03/13/, -2023-03-13, ?date=20230313.

    Year and month alone do not count: a date that is weeks off is worse than none.
    """
    for pattern in _IN_ADDRESS:
        for found in pattern.finditer(url[:2_000]):
            month = found["month"]
            number = int(month) if month.isdigit() else _month(month.lower())
            if int(found["year"]) < _OLDEST_ADDRESS or not number:
                continue
            if moment := _moment((int(found["year"]), number, int(found["day"])), None):
                return moment
    return None


def plausible(moment: datetime) -> bool:
    """Whether a feed can mean this year."""
    return EARLIEST <= moment.year <= LATEST


def _levelled(text: str) -> str:
    """In lower case, accents left out, white space evened out; Hangul stays in one piece."""
    bare = (c for c in unicodedata.normalize("NFKD", text.strip()) if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", "".join(bare)).casefold().split())


def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of what is left when the time is cut out."""
    for pattern in _NAMED:
        for found in pattern.finditer(text):
            if month := _month(found["name"]):
                return _year(found["year"]), month, int(found["day"])
    numbers = _ONE_NUMBER.fullmatch(text) or _NUMBERS_YEAR_FIRST.search(text)
    if numbers:
        return int(numbers["year"]), int(numbers["month"] or 1), int(numbers["day"] or 1)
    if numbers := _NUMBERS_YEAR_LAST.search(text):
        first, second = int(numbers["first"]), int(numbers["second"])
        month_first = (numbers["mark"] == "/" or second > 12) and first <= 12
        month, day = (first, second) if month_first else (second, first)
        return int(numbers["year"]), month, day
    return None


def _month(name: str) -> int:
    """1 to 12, or 0 for a word that is no month."""
    for length in range(_LONGEST_START, 2, -1):
        if month := _MONTH_OF.get(name[:length]):
            return month
    return 0


def _year(digits: str) -> int:
    """Two digits from 90 are of the last century, as in RFC 822's time and in feedparser."""
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= 90 else 2000)


def _moment(
    day: tuple[int, int, int], time: re.Match[str] | None, hours_east: float = 0
) -> datetime | None:
    parts = {} if time is None else {k: v for k, v in time.groupdict().items() if v is not None}
    hour, minute, second = (int(parts.get(name, 0)) for name in ("hour", "minute", "second"))
    half = parts.get("half") or parts.get("half_after") or ""
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0] == "p" or half in {"오후", "下午", "午後"} else 0)
    if hour > 24 or minute > 59 or second > 60:
        return None
    try:
        midnight = datetime(*day, tzinfo=timezone(_offset(parts, hours_east)))
    except ValueError:
        return None
    return _plausible(midnight, hour * 3_600 + minute * 60 + min(second, 59))


def _offset(parts: dict[str, str], hours_east: float) -> timedelta:
    minutes = _HOURS_EAST.get(parts.get("zone", ""), hours_east) * 60
    if "sign" in parts:
        minutes = int(parts["east"]) * 60 + int(parts.get("east_minute", 0))
        minutes = -minutes if parts["sign"] == "-" else minutes
    return timedelta(minutes=minutes if abs(minutes) <= _FURTHEST else 0)


def _plausible(start: datetime, seconds: int) -> datetime | None:
    try:
        moment = (start + timedelta(seconds=seconds)).astimezone(UTC)
    except OverflowError:
        return None
    return moment if plausible(moment) else None
