"""The classifier: from counted features to a calibrated probability of support.

Boosted trees, held to each feature's direction, learned by `python -m training.support` from
texts written for this project and kept beside this module as JSON. Reading them needs numpy
and nothing else.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, model_validator

from agents.auditor.guards import Context
from agents.auditor.verifiers.support.features import FEATURES, Row, measure

WEIGHTS = Path(__file__).with_name("weights.json")


class Tree(BaseModel):
    """One tree as parallel lists; a node whose `feature` is -1 is a leaf."""

    model_config = ConfigDict(frozen=True)

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    missing_left: tuple[bool, ...]
    value: tuple[float, ...]


class Weights(BaseModel):
    """What training found. Refuses weights that were made for other features."""

    model_config = ConfigDict(frozen=True)

    features: tuple[str, ...]
    baseline: float
    trees: tuple[Tree, ...]
    slope: float
    intercept: float
    """Of the line that turns the trees' log-odds into calibrated ones (Platt)."""

    @model_validator(mode="after")
    def _made_for_us(self) -> Weights:
        if self.features != tuple(FEATURES):
            raise ValueError("made for other features; run: python -m training.support")
        return self


class Support:
    """The probability that passages bear a claim out."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def probability(
        self,
        claim: str,
        passages: Sequence[str],
        context: Context,
        near: Sequence[float] | None = None,
    ) -> float:
        """0 to 1. `near` are the cosines of the passages with the claim, where known."""
        if not passages:
            return 0.0
        row = measure(claim, passages, context, near)
        return float(self.of_rows(row[None, :])[0])

    def of_rows(self, rows: Row) -> NDArray[np.float64]:
        """The same of rows as `measure` gives them, shape (n, features)."""
        odds = np.full(len(rows), self._weights.baseline)
        for tree in self._weights.trees:
            odds += _values(tree, rows)
        calibrated = self._weights.slope * odds + self._weights.intercept
        result: NDArray[np.float64] = 1 / (1 + np.exp(-calibrated))
        return result


def _values(tree: Tree, rows: Row) -> NDArray[np.float64]:
    found = np.empty(len(rows))
    for number, row in enumerate(rows):
        node = 0
        while (feature := tree.feature[node]) >= 0:
            value = float(row[feature])
            missing = math.isnan(value)
            left = tree.missing_left[node] if missing else value <= tree.threshold[node]
            node = tree.left[node] if left else tree.right[node]
        found[number] = tree.value[node]
    return found


@lru_cache(maxsize=1)
def support() -> Support:
    """The shipped classifier, read once."""
    return Support(Weights.model_validate(json.loads(WEIGHTS.read_text(encoding="utf-8"))))
