"""Strange letters and impossible figures: whatever stands there is read or left, never a crash."""

from __future__ import annotations

from datetime import date

import pytest

from agents.auditor.guards import GUARDS, Context
from agents.auditor.reading.moments import moments
from agents.auditor.reading.naming import Roll
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.rounding import covers

TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("5 KİLO of rice", "5 kilo of rice"),
        ("It took 5 mınutes.", "It took 5 minutes."),
        ("for the thırd week", "for the third week"),
        ("day ſix of the trial", "day six of the trial"),
        ("half a mıllion pounds", "half a million pounds"),
        ("five in sıx of them", "five in six of them"),
        ("half a fortnıght", "half a fortnight"),
    ],
)
def test_turkish_and_old_letters_are_read_as_the_letters_they_look_like(
    text: str, plain: str
) -> None:
    assert [(q.value, q.unit) for q in quantities(text)] == [
        (q.value, q.unit) for q in quantities(plain)
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (
            "On Friday he left; sıx days later he fled.",
            "On Friday he left; six days later he fled.",
        ),
        ("It ended mıd-June.", "It ended mid-June."),
        ("It fell last nıght.", "It fell last night."),
        ("It fell in the fırst quarter.", "It fell in the first quarter."),
    ],
)
def test_times_are_read_in_such_letters_too(text: str, plain: str) -> None:
    def read(text: str) -> list[object]:
        return [(m.weekday, m.month, m.shift, m.span, m.part) for m in moments(text)]

    assert read(text) == read(plain)


def test_steps_lead_back_as_well_as_on() -> None:
    friday, before = moments("On Friday it broke; two days earlier it had held.")
    assert (friday.weekday, before.weekday) == (4, 2)


def test_a_month_that_no_year_has_is_no_month() -> None:
    assert moments("It is of 2026-19-04, they say.") == ()
    assert [m.month for m in moments("It is of 2026-12-04, they say.")] == [12]


def test_figures_too_long_for_a_float_are_compared_as_written() -> None:
    one, other = (quantities(digits * 400)[0] for digits in "98")
    assert covers(one, one)
    assert not covers(one, other)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The pilot began ın May.", "The pilot began in May."),
        ("Cats are 3² times as fast as dogs.", "Cats are ² times as fast as dogs."),
        (f"About {'9' * 400} coins moved.", "About 300 coins moved."),
        ("About 300 coins moved.", f"About {'9' * 400} coins moved."),
        ("It ruled on 2026-19-04.", "It ruled on 2026-13-44."),
        ("", "The pilot began in May."),
        ("\x00\ud800 5\u202e% \u200b", "٣٥% of 😀 漢字 ½"),
    ],
)
def test_every_guard_has_an_answer(claim: str, source: str) -> None:
    context = Context(said=TODAY, published=TODAY, evidence=source, roll=Roll(source))
    for guard in GUARDS:
        guard(claim, [source], context)
        guard(claim, [], context)
