"""Metrics: the same figures as scikit-learn's where it has them, and slow references elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from agents.auditor.reading.subsequence import common_subsequence
from graph.audit_baselines import rouge_l
from graph.audit_metrics import (
    balanced_accuracy,
    best_threshold,
    blocked_at,
    calibration_error,
    cross_validated,
    mean,
    roc_auc,
)


def drawn(seed: int, rows: int = 200, levels: int = 0) -> tuple[list[bool], list[float]]:
    """Random labels, and scores that know a little of them; few `levels` make ties."""
    chance = np.random.default_rng(seed)
    labels = chance.random(rows) < 0.4
    scores = np.clip(0.25 * labels + 0.75 * chance.random(rows), 0, 1)
    return labels.tolist(), (np.round(scores * levels) / levels if levels else scores).tolist()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("levels", [0, 3])
def test_the_area_is_scikit_learns_ties_included(seed: int, levels: int) -> None:
    labels, scores = drawn(seed, levels=levels)
    assert roc_auc(labels, scores) == pytest.approx(roc_auc_score(labels, scores))


@pytest.mark.parametrize("seed", range(6))
def test_balanced_accuracy_is_scikit_learns(seed: int) -> None:
    labels, scores = drawn(seed)
    believed = [score >= 0.5 for score in scores]
    assert balanced_accuracy(labels, believed) == pytest.approx(
        balanced_accuracy_score(labels, believed)
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("levels", [0, 4])
def test_no_threshold_is_better_than_the_best(seed: int, levels: int) -> None:
    labels, scores = drawn(seed, 60, levels)

    def at(threshold: float) -> float:
        return float(balanced_accuracy_score(labels, [score >= threshold for score in scores]))

    best = max(at(threshold) for threshold in [*scores, 2.0])
    assert at(best_threshold(labels, scores)) == pytest.approx(best)


def test_a_cross_validated_threshold_earns_nothing_on_noise_and_all_on_a_clean_cut() -> None:
    chance = np.random.default_rng(0)
    labels = (chance.random(2_000) < 0.5).tolist()
    noise = cross_validated(labels, chance.random(2_000).tolist())
    assert noise is not None
    assert abs(noise - 0.5) < 0.05
    assert cross_validated(labels, [0.8 if label else 0.3 for label in labels]) == 1.0
    assert cross_validated([True] * 4 + [False] * 40, [0.5] * 44) is None


@pytest.mark.parametrize("seed", range(4))
def test_what_is_blocked_is_counted_where_nine_in_ten_true_ones_pass(seed: int) -> None:
    labels, scores = drawn(seed, 120)
    true = [s for label, s in zip(labels, scores, strict=True) if label]
    false = [s for label, s in zip(labels, scores, strict=True) if not label]
    good = [t for t in scores if sum(s >= t for s in true) >= 0.9 * len(true)]
    slow = max(sum(s < t for s in false) / len(false) for t in good)
    assert blocked_at(labels, scores) == pytest.approx(slow)


def test_a_score_that_is_the_truth_is_calibrated_and_one_that_boasts_is_not() -> None:
    chance = np.random.default_rng(1)
    scores = chance.random(20_000)
    labels = chance.random(20_000) < scores
    good = calibration_error(labels.tolist(), scores.tolist())
    assert good is not None
    assert good < 0.02
    assert calibration_error([False] * 10, [0.95] * 10) == pytest.approx(0.95)
    assert calibration_error([True, False], [1.0, 0.0]) == 0


def test_where_a_figure_has_no_meaning_there_is_none() -> None:
    one_sided = [True] * 8
    scores = [0.5] * 8
    assert roc_auc(one_sided, scores) is None
    assert balanced_accuracy(one_sided, one_sided) is None
    assert blocked_at(one_sided, scores) is None
    assert cross_validated(one_sided, scores) is None
    assert calibration_error([], []) is None
    assert mean([None, 0.5, 1.0]) == 0.75
    assert mean([None]) is None


@pytest.mark.parametrize("seed", range(20))
def test_the_longest_common_subsequence_is_that_of_the_slow_way(seed: int) -> None:
    chance = np.random.default_rng(seed)
    one, other = (
        [chr(97 + n) for n in chance.integers(0, 4, chance.integers(0, 90))] for _ in range(2)
    )
    before = [0] * (len(other) + 1)
    for letter in one:
        row = [0]
        for n, there in enumerate(other):
            row.append(before[n] + 1 if letter == there else max(before[n + 1], row[n]))
        before = row
    assert common_subsequence(one, other) == before[-1]


def test_of_several_claims_the_weakest_counts() -> None:
    evidence = ["The bank shut on Monday.", "It has forty branches."]
    assert rouge_l(["The bank shut."], evidence) == 1
    assert rouge_l(["The bank shut.", "It has ninety rivers."], evidence) == 0.5
