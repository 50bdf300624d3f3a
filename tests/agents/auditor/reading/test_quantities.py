"""Figures as they are written, here and elsewhere."""

from __future__ import annotations

import pytest

from agents.auditor.reading.arithmetic import derived
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.rounding import covers


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("41 000 customers", 41_000, ""),
        ("1 234 567 coins", 1_234_567, ""),
        ("41\u202f000 customers", 41_000, ""),
        ("41’000 customers", 41_000, ""),
        ("$41 000", 41_000, "USD"),
        ("7,9%", 7.9, "%"),
        ("38,2 % of them", 38.2, "%"),
        ("€2,65 million", 2_650_000, "EUR"),
        ("41,000 customers", 41_000, ""),
        ("1,234.5 coins", 1_234.5, ""),
    ],
)
def test_figures_are_read_as_either_side_of_the_channel_writes_them(
    text: str, value: float, unit: str
) -> None:
    (found,) = quantities(text)
    assert found.value == pytest.approx(value)
    assert found.unit == unit


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("in 1,300 300 people", [1_300, 300]),
        ("phone 555 0100", [555, 100]),
        ("5 300,000 coins", [5, 300_000]),
        ("sections 1,2,3", [1, 2, 3]),
    ],
)
def test_neighbouring_figures_stay_apart(text: str, values: list[float]) -> None:
    assert [quantity.value for quantity in quantities(text)] == values


@pytest.mark.parametrize(
    ("claim", "source", "fine"),
    [
        ("over 450 coins", "500 coins", True),
        ("over 300 coins", "500 coins", False),
        ("over 500 coins", "450 coins", False),
        ("under 500 coins", "460 coins", True),
        ("under 500 coins", "440 coins", False),
        ("under 480 coins", "500 coins", False),
    ],
)
def test_a_bound_is_near_what_it_bounds(claim: str, source: str, fine: bool) -> None:
    (claimed,), (stated,) = quantities(claim), quantities(source)
    assert covers(claimed, stated) is fine


def test_a_ceiling_is_no_share() -> None:
    assert [(q.value, q.unit) for q in derived("It won 40 of the 80 seats.")] == [(50, "%")]
    assert derived("It won up to 40 of the 80 seats.") == ()
