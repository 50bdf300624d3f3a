"""The classifier: what it counts, which way each count may bear, and what it is read from."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.auditor.guards import Context
from agents.auditor.verifiers.support import FEATURES, measure, support
from agents.auditor.verifiers.support.classifier import WEIGHTS, Weights
from tests.agents.auditor.material import THURSDAY, passages

SOURCE = "Harbour Nine paused withdrawals on Monday. Its lenders are owed $66m."
ROWS = st.lists(st.floats(0, 3, width=32), min_size=len(FEATURES), max_size=len(FEATURES))


def context(source: str = SOURCE) -> Context:
    found = passages(source)
    day = THURSDAY.date()
    return Context(said=day, published=day, evidence=found.text, roll=found.roll)


def probability(claim: str, source: str = SOURCE) -> float:
    return support().probability(claim, [source], context(source))


def test_a_rewording_is_likelier_than_what_nobody_said() -> None:
    said, unsaid = "Lenders are owed $66m.", "Lenders were told to expect a bonus."
    assert probability(said) > 0.8 > probability(unsaid)


def test_an_error_costs_probability() -> None:
    right, wrong = "Harbour Nine paused withdrawals.", "Harbour Nine never paused withdrawals."
    assert probability(right) > probability(wrong)


def test_without_passages_nothing_is_likely() -> None:
    assert support().probability("Anything.", [], context()) == 0.0


def test_features_are_measured_in_the_order_of_their_names() -> None:
    row = dict(
        zip(FEATURES, measure("Tollbeck owes 9 towns.", [SOURCE], context(), None), strict=True)
    )
    assert row["names unknown"] == 1
    assert row["figures unknown"] == 1
    assert np.isnan(row["nearest"])


@given(ROWS, st.integers(0, len(FEATURES) - 1), st.floats(0.0, 3, width=32))
def test_no_feature_bears_the_wrong_way(row: list[float], which: int, more: float) -> None:
    plain = np.array([row], dtype=np.float32)
    raised = plain.copy()
    raised[0, which] += more
    before, after = (float(support().of_rows(rows)[0]) for rows in (plain, raised))
    assert (after - before) * list(FEATURES.values())[which] >= -1e-12


def test_weights_for_other_features_are_refused() -> None:
    other = json.loads(WEIGHTS.read_text(encoding="utf-8")) | {"features": ["coverage"]}
    with pytest.raises(ValidationError, match=r"run: python -m training\.support"):
        Weights.model_validate(other)
