"""Metrics of a checker of claims: pure functions of labels and scores, higher meaning truer.

A label is True for a claim that its evidence bears out. Where a figure has no meaning (one
class only, too few rows) it is None, never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
BINS = 10
PASSED = 0.9
"""Share of the true claims that must pass when it is counted how many false ones do not."""

Labels = Sequence[bool]
Scores = Sequence[float]


def roc_auc(labels: Labels, scores: Scores) -> float | None:
    """The chance that a true claim scores above a false one, ties counting half."""
    truth, values = _arrays(labels, scores)
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        return None
    order = np.sort(values)
    ranks = (np.searchsorted(order, values) + np.searchsorted(order, values, side="right") + 1) / 2
    return float((ranks[truth].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def balanced_accuracy(labels: Labels, believed: Sequence[bool]) -> float | None:
    """The mean of the share of true claims believed and of false claims not believed."""
    truth, said = np.asarray(labels, bool), np.asarray(believed, bool)
    if truth.all() or not truth.any():
        return None
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2)


def best_threshold(labels: Labels, scores: Scores) -> float:
    """The score from which to believe so that balanced accuracy is highest, the lowest such.

    Half-way between two scores that occur, so that a new score is on neither's edge.
    """
    truth, values = _arrays(labels, scores)
    steps = np.unique(values)
    cuts = np.concatenate([[-np.inf], (steps[:-1] + steps[1:]) / 2, [np.inf]])
    true, false = np.sort(values[truth]), np.sort(values[~truth])
    believed = 1 - np.searchsorted(true, cuts) / max(1, len(true))
    doubted = np.searchsorted(false, cuts) / max(1, len(false))
    return float(cuts[int(np.argmax(believed + doubted))])


def cross_validated(labels: Labels, scores: Scores, seed: int = 0) -> float | None:
    """Balanced accuracy where each fifth is judged by the best threshold of the other four.

    Folds hold both classes in proportion. None with fewer rows of a class than folds.
    """
    truth, values = _arrays(labels, scores)
    if min(truth.sum(), (~truth).sum()) < FOLDS:
        return None
    fold = _folds(truth, seed)
    believed = np.zeros(len(truth), bool)
    for number in range(FOLDS):
        here = fold == number
        believed[here] = values[here] >= best_threshold(
            truth[~here].tolist(), values[~here].tolist()
        )
    return balanced_accuracy(truth.tolist(), believed.tolist())


def blocked_at(labels: Labels, scores: Scores, passed: float = PASSED) -> float | None:
    """Share of the false claims below the highest threshold that `passed` of the true reach."""
    truth, values = _arrays(labels, scores)
    if truth.all() or not truth.any():
        return None
    true = np.sort(values[truth])
    spare = int(np.floor((1 - passed) * len(true) + 1e-9))
    return float((values[~truth] < true[spare]).mean())


def calibration_error(labels: Labels, scores: Scores, bins: int = BINS) -> float | None:
    """How far, on average, a score is from the share of true claims that score so.

    Scores are probabilities, in bins of equal width (expected calibration error).
    """
    truth, values = _arrays(labels, scores)
    if not len(truth):
        return None
    which = np.clip((values * bins).astype(int), 0, bins - 1)
    weight = np.bincount(which, minlength=bins)
    gap = np.abs(np.bincount(which, values - truth, minlength=bins))
    return float(gap[weight > 0].sum() / len(truth))


def mean(figures: Sequence[float | None]) -> float | None:
    """The mean of those that there are."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) / len(known) if known else None


def _folds(truth: NDArray[np.bool_], seed: int) -> NDArray[np.int64]:
    """The fold of each row: those of each class dealt out in a drawn order."""
    chance = np.random.default_rng(seed)
    fold = np.zeros(len(truth), np.int64)
    for own in (np.flatnonzero(truth), np.flatnonzero(~truth)):
        fold[chance.permutation(own)] = np.arange(len(own)) % FOLDS
    return fold


def _arrays(labels: Labels, scores: Scores) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    return np.asarray(labels, bool), np.asarray(scores, np.float64)
