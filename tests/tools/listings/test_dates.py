"""Dates as feeds write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.listings.dates import LONGEST_DATE, date_in_address, read_date

DAYS = st.dates(date(1996, 1, 1), date(2099, 12, 30))
TIMES = st.times().map(lambda time: time.replace(microsecond=0))
MOMENTS = st.builds(datetime.combine, DAYS, TIMES)
OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))
AWARE = st.builds(lambda moment, offset: moment.replace(tzinfo=timezone(offset)), MOMENTS, OFFSETS)
GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
ITALIAN = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
)
PORTUGUESE = (
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
)
DUTCH = "januari februari maart april mei juni juli augustus september oktober november december"
RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
POLISH = "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
POLISH += "listopada grudnia"
CZECH = "ledna února března dubna května června července srpna září října listopadu prosince"
TURKISH = "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"
GREEK = "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου "
GREEK += "Οκτωβρίου Νοεμβρίου Δεκεμβρίου"
LANGUAGES = [GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH, RUSSIAN, POLISH, CZECH]
LANGUAGES += [TURKISH, GREEK]


@given(AWARE)
def test_what_the_standards_write_is_read(moment: datetime) -> None:
    written = [
        moment.isoformat(),
        moment.isoformat(" "),
        moment.isoformat(timespec="milliseconds"),
        format_datetime(moment),
        moment.strftime("%d %b %Y %H:%M:%S %z"),
        moment.strftime("%Y-%m-%d %H:%M:%S %z"),
        moment.strftime("%Y/%m/%d %H:%M:%S %z"),
        moment.strftime("%a %b %d %Y %H:%M:%S GMT%z (Some Standard Time)"),
        moment.strftime("%B %d, %Y %I:%M:%S %p %z"),
        moment.strftime("%m/%d/%Y %I:%M:%S %p %z") if moment.day > 12 else moment.isoformat(),
        moment.strftime("%d.%m.%Y %H:%M:%S %z"),
    ]
    assert {read_date(text) for text in written} == {moment.astimezone(UTC)}


@given(MOMENTS)
def test_without_a_zone_it_is_utc(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    shapes = ["%Y-%m-%dT%H:%M:%S", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%SZ", "%a %b %d %H:%M:%S %Y"]
    assert {read_date(moment.strftime(shape)) for shape in shapes} == {aware}


@given(st.integers(1_010_000_000, 4_100_000_000))
def test_seconds_and_milliseconds_since_1970_are_read(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert read_date(str(seconds)) == read_date(f"{seconds}123") == moment


@given(MOMENTS, st.sampled_from(LANGUAGES))
def test_the_months_of_many_languages_are_known(moment: datetime, language: str) -> None:
    month = language.split()[moment.month - 1]
    midnight = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    assert read_date(f"{moment.day}. {month} {moment.year}") == midnight
    assert read_date(f"{moment.day} {month.upper()} {moment.year} 00:00") == midnight


@given(AWARE, st.text(max_size=4))
def test_any_text_is_a_plausible_moment_or_none(moment: datetime, noise: str) -> None:
    for text in (noise, noise + moment.isoformat(), moment.isoformat()[:12] + noise):
        found = read_date(text)
        assert found is None or (found.tzinfo is UTC and 1990 <= found.year <= 2100)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Thu, 19 Nov 2026 08:00:00 EDT", "2026-11-19T12:00:00"),
        ("Thu, 19 Nov 2026 08:00:00 CEST", "2026-11-19T06:00:00"),
        ("Thu, 19 Nov 2026 08:00:00 IST", "2026-11-19T02:30:00"),
        ("Thu, 19 Nov 2026 08:00:00 Etc/GMT", "2026-11-19T08:00:00"),
        ("Thu, 19 Nov 2026 08:00:00 XYZ", "2026-11-19T08:00:00"),
        ("Thu, 19 Nov 2026 12:00 AM", "2026-11-19T00:00:00"),
        ("Thu, 19 Nov 2026 12:00 p.m.", "2026-11-19T12:00:00"),
        ("Thu, 19 Nov 2026 22:00 PM", "2026-11-19T22:00:00"),
        ("Nov 19th, 2026", "2026-11-19T00:00:00"),
        ("19 de noviembre del 2026", "2026-11-19T00:00:00"),
        ("19 Nov 89", "2089-11-19T00:00:00"),
        ("19 Nov 94", "1994-11-19T00:00:00"),
        ("2026", "2026-01-01T00:00:00"),
        ("2026-11", "2026-11-01T00:00:00"),
        ("2026. november 19. 8:00", "2026-11-19T08:00:00"),
        ("3/4/2026", "2026-03-04T00:00:00"),
        ("3.4.2026", "2026-04-03T00:00:00"),
        ("2026-11-19T08:00:00+99:99", "2026-11-19T08:00:00"),
    ],
)
def test_odd_dates_are_read(text: str, moment: str) -> None:
    assert read_date(text) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "5 minutes ago", "0", "12", "1969-12-31", "0000-00-00 00:00:00"),
        *("Thu, 01 Jan 1970 00:00:00 GMT", "2026-13-41", "31 Feb 2026", "19 Foo 2026"),
        *("19 Nov 2566", "9999999999999999", "25:61", "2026-11-19" + " " * LONGEST_DATE),
    ],
)
def test_what_is_no_date_that_can_be_true_is_none(text: str) -> None:
    assert read_date(text) is None


@given(DAYS)
def test_a_whole_date_in_an_address_is_found(day: date) -> None:
    found = {
        date_in_address(f"https://quay.example/{day:%Y/%m/%d}/toll"),
        date_in_address(f"https://quay.example/{day:%Y/%b/%d}/toll".lower()),
        date_in_address(f"https://quay.example/toll-{day:%Y-%m-%d}.html"),
        date_in_address(f"https://quay.example/toll?date={day:%Y%m%d}"),
    }
    assert found == {datetime(day.year, day.month, day.day, tzinfo=UTC)}


@pytest.mark.parametrize(
    "url",
    [
        *("", "https://quay.example/2026/11/toll", "https://quay.example/20263399", "/12345678"),
        *("https://quay.example/a20261119b", "https://quay.example/1990/01/01/x"),
    ],
)
def test_part_of_a_date_or_a_number_in_an_address_is_none(url: str) -> None:
    assert date_in_address(url) is None
