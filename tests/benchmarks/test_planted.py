"""Planted errors: each stands in a fact of its draft, and is counted where the clean one passes."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks._drafts import SHIPPED, Written, feeds_in
from benchmarks.audit import Watch, rows
from benchmarks.planted import CLEAN, KINDS, Answer, Try, figures, tries, with_error
from tests.factory import brief, draft, signal, story

LINK = "https://wire.example/2026/11/12"
FACT = "Harbourline froze withdrawals on Tuesday after losing $12m."
ASIDE = "What do you make of it?"
TEXT = f"{FACT} {ASIDE} {LINK}"
TOLD = f"{FACT} Mara Quill of Larchgate resigned."


def source(text: str = TEXT) -> Written:
    return Written(draft(text=text), brief(), story(signals=(signal(text=TOLD),)))


@pytest.mark.parametrize("kind", sorted({*KINDS} - {"name"}))
def test_an_error_is_planted_into_a_fact_and_nowhere_else(kind: str) -> None:
    made = {with_error(source(), kind, Random(seed)) for seed in range(8)}
    assert None not in made
    for text in made:
        assert text is not None
        assert text.endswith(f"{ASIDE} {LINK}")
        assert FACT not in text or kind == "quotation"
    assert with_error(source(f"{ASIDE} {LINK}"), kind, Random(0)) is None


def test_every_draft_is_tried_clean_and_once_with_each_kind_it_has_a_place_for() -> None:
    first, second = source(), source("Harbourline froze withdrawals.")
    made = tries([first, second], seed=0)
    kinds = [[one.kind for one in made if one.source is mine] for mine in (first, second)]
    assert all(mine[0] == CLEAN and len(set(mine)) == len(mine) for mine in kinds)
    assert {"number", "date"} <= set(kinds[0])
    assert not {"number", "date"} & set(kinds[1])
    planted = [one for one in made if one.kind != CLEAN]
    assert all(one.draft.text != one.source.draft.text for one in planted)
    assert tries([source()], seed=3) == tries([source()], seed=3)


def test_errors_count_where_the_clean_draft_passes() -> None:
    good, bad = source(), source(f"{FACT} Twice.")
    made = tries([good, bad], seed=0)

    def careless(one: Try) -> Answer:
        return Answer(one.source is good and one.kind in {CLEAN, "date"}, "because")

    ((row,), notes) = figures(made, {"careless": careless}, show=9)
    errors = sum(one.source is good and one.kind != CLEAN for one in made)
    assert row["passed"] == 0.5
    assert row["date"] == 0
    assert row["number"] == 1
    assert row["caught"] == pytest.approx((errors - 1) / errors)
    assert any("date missed" in note for note in notes)
    assert any("clean draft refused" in note and "because" in note for note in notes)


def test_the_shipped_feeds_are_found() -> None:
    assert len(feeds_in(SHIPPED)) == 4


def test_times_are_compared_with_what_a_user_would_pick() -> None:
    slow, fast = Watch(claims=20, seconds=[0.2] * 10), Watch(claims=20, seconds=[0.1] * 10)
    (ours, other) = rows({"our audit": slow, "nearest sentence": fast})
    assert ours["claims/s"] == pytest.approx(10)
    assert ours["p95 ms"] == pytest.approx(200)
    assert ours["× nearest sentence"] == pytest.approx(2)
    assert other["× nearest sentence"] == 1
