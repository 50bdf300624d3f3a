"""Train the auditor's classifier: `python -m training.support`.

It learns from texts written for this project and from nothing else: the corpus in
`data/claims/`, perturbations of its evidence, and claims put to evidence that is not theirs.
Trees of scikit-learn, held to the features' directions, are written to `weights.json` beside
the classifier, calibrated on examples whose texts they had not seen.

The written claims weigh little (`WRITTEN`): whoever wrote them kept true and false ones alike
in wording on purpose, which says how far words can carry, and little about real errors.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.auditor.evidence import Passage, Passages
from agents.auditor.guards import Context
from agents.auditor.verifiers.panel import PASSAGES
from agents.auditor.verifiers.support.classifier import WEIGHTS
from agents.auditor.verifiers.support.features import FEATURES, Row, measure
from tools.embeddings import MiniLM
from tools.sentences import sentences
from training.material import Material
from training.perturbations import every_error, every_rewording

CORPUS = Path("data/claims")
SAID = datetime(2026, 11, 19, 9, tzinfo=UTC)
WRITTEN = 0.1
"""Weight of a written claim against one that was made by a perturbation."""
UNEMBEDDED = 0.15
"""Share of examples without cosines, so that the trees can do without an embedder."""
ELSEWHERE = 15
"""Sentences of other texts that an error may be taken from."""
FOLDS = 4
TREES = {
    "max_iter": 120,
    "learning_rate": 0.06,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 60,
    "l2_regularization": 10.0,
}


@dataclass(frozen=True)
class Item:
    """One evidence text of the corpus and its claims, each with whether it is supported."""

    evidence: str
    claims: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Example:
    """One claim before one text."""

    claim: str
    evidence: str
    supported: bool
    group: int
    """The item that it was made from: examples of one are never split between folds."""
    written: bool


def read_corpus(folder: Path = CORPUS) -> list[Item]:
    """Every item of `folder`. Raises ValueError with file and line."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in block.splitlines() if line.strip()]
            if lines:
                found.append(_item(path, lines))
    return found


def _item(path: Path, lines: Sequence[str]) -> Item:
    if not lines[0].startswith("> "):
        raise ValueError(f'{path}: an item begins with "> " and its evidence: {lines[0][:60]!r}')
    if bad := [line for line in lines[1:] if line[:2] not in {"+ ", "- ", "? "}]:
        raise ValueError(f'{path}: a claim begins with "+ ", "- " or "? ": {bad[0][:60]!r}')
    return Item(lines[0][2:], tuple((line[2:], line[0] == "+") for line in lines[1:]))


def examples(items: Sequence[Item], chance: Random) -> Iterator[Example]:
    """Written claims, perturbed sentences and claims, and claims before somebody else's text."""
    pool = [text for item in items for text in _told(item)]
    for group, item in enumerate(items):
        for claim, supported in chance.sample(item.claims, min(3, len(item.claims))):
            yield Example(claim, item.evidence, supported, group, written=True)
        elsewhere = chance.sample(pool, ELSEWHERE)
        true = [claim for claim, supported in item.claims if supported]
        for text in (*chance.sample(_told(item), min(1, len(_told(item)))), *true[:1]):
            material = Material(text, item.evidence, elsewhere)
            yield from _perturbed(material, group, chance, reword=text not in true)
        stranger = chance.choice(items)
        if stranger is not item:
            yield Example(stranger.claims[0][0], item.evidence, False, group, written=False)


def _told(item: Item) -> list[str]:
    return [text for text in sentences(item.evidence) if len(text.split()) >= 6]


def _perturbed(
    material: Material, group: int, chance: Random, *, reword: bool
) -> Iterator[Example]:
    errors = every_error(material, chance)
    for made in chance.sample(errors, min(2, len(errors))):
        yield Example(made.text, material.evidence, False, group, written=False)
    if reword:
        better = [made.text for made in every_rewording(material, chance)]
        for text in chance.sample([*better, material.sentence], min(2, len(better) + 1)):
            yield Example(text, material.evidence, True, group, written=False)


def rows(cases: Sequence[Example], chance: Random) -> Row:
    """Features as the auditor measures them; progress on stderr."""
    embedder = MiniLM(remember=60_000)
    found = []
    for number, case in enumerate(cases):
        if number % 500 == 0:
            print(f"\r{number} of {len(cases)} measured", end="", file=sys.stderr, flush=True)
        passages = Passages([_passage(text) for text in _pieces(case.evidence)], embedder)
        best = [passage.text for passage in passages.best(case.claim, PASSAGES)]
        near = None
        if best and chance.random() >= UNEMBEDDED:
            near = (embedder.embed(best) @ embedder.embed([case.claim])[0]).tolist()
        context = Context(SAID.date(), SAID.date(), passages.text, passages.roll)
        found.append(measure(case.claim, best, context, near))
    print(file=sys.stderr)
    return np.stack(found)


def _pieces(evidence: str) -> list[str]:
    told = sentences(evidence)
    return [*told, *(f"{one} {other}" for one, other in pairwise(told))]


def _passage(text: str) -> Passage:
    return Passage(text, "corpus", "corpus", None, SAID, SAID)


def main() -> None:
    """Train, say what came of it, and write the weights."""
    from sklearn.metrics import roc_auc_score

    chance = Random(0)
    cases = list(examples(read_corpus(), chance))
    table = rows(cases, chance)
    true = np.array([case.supported for case in cases])
    written = np.array([case.written for case in cases])
    groups = np.array([case.group for case in cases])
    weight = np.where(written, WRITTEN, 1.0)
    odds = _unseen(table, true, weight, groups)
    slope, intercept = _platt(odds, true, weight)
    model = _fitted(table, true, weight)
    WEIGHTS.write_text(json.dumps(_exported(model, slope, intercept)) + "\n", encoding="utf-8")
    for name, kept in (("all", written | ~written), ("written", written), ("made", ~written)):
        auc = roc_auc_score(true[kept], odds[kept])
        print(f"{name:8} {kept.sum():6} examples  AUC on unseen texts {auc:.3f}")
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size // 1024} KB")


def _fitted(table: Row, true: NDArray[np.bool_], weight: NDArray[np.float64]) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        **TREES, monotonic_cst=list(FEATURES.values()), random_state=0
    )
    return model.fit(table, true, sample_weight=weight)


def _unseen(
    table: Row,
    true: NDArray[np.bool_],
    weight: NDArray[np.float64],
    groups: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Log-odds of every example by trees that have not seen its text."""
    from sklearn.model_selection import GroupKFold

    odds = np.empty(len(true))
    for known, new in GroupKFold(FOLDS).split(table, true, groups):
        odds[new] = _fitted(table[known], true[known], weight[known]).decision_function(table[new])
    return odds


def _platt(
    odds: NDArray[np.float64], true: NDArray[np.bool_], weight: NDArray[np.float64]
) -> tuple[float, float]:
    """Slope and intercept of calibrated log-odds, both answers counting the same.

    Weighed as in training: a probability is meant for short claims before one article.
    """
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(class_weight="balanced")
    fitted.fit(odds[:, None], true, sample_weight=weight)
    return float(fitted.coef_[0][0]), float(fitted.intercept_[0])


def _exported(model: Any, slope: float, intercept: float) -> dict[str, Any]:
    """The trees as parallel lists: what `Weights` reads."""
    trees = []
    for (tree,) in model._predictors:
        nodes = tree.nodes
        leaf = nodes["is_leaf"].astype(bool)
        trees.append(
            {
                "feature": np.where(leaf, -1, nodes["feature_idx"]).tolist(),
                "threshold": nodes["num_threshold"].tolist(),
                "left": nodes["left"].tolist(),
                "right": nodes["right"].tolist(),
                "missing_left": nodes["missing_go_to_left"].astype(bool).tolist(),
                "value": nodes["value"].tolist(),
            }
        )
    baseline = float(np.ravel(model._baseline_prediction)[0])
    return {
        "features": list(FEATURES),
        "baseline": baseline,
        "trees": trees,
        "slope": slope,
        "intercept": intercept,
    }


if __name__ == "__main__":
    main()
