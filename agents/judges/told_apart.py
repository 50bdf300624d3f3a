"""Told apart: can a text be known for a draft among the person's real posts?

A linear classifier, cross-validated on as many real posts as there are drafts. 0.5 means
that it cannot; 1.0 that every draft gives itself away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agents.judges.stylometry import measured
from agents.judges.wording import full, masked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST = 10
"""Texts of each kind below which the answer would be chance."""
DRAWS = 4
"""Different real posts are drawn so many times, and the areas averaged."""
_FOLDS = 5


@dataclass(frozen=True)
class Told:
    """Areas under the ROC curve, 0 to 1; None where there are too few texts."""

    told: float | None = None
    """By everything: subject, wording and form."""
    form: float | None = None
    """By form alone: the subject masked, and measurements."""


def told_apart(drafts: Sequence[str], real: Sequence[str], *, seed: int) -> Told:
    """How well `drafts` are told from as many of `real`."""
    import numpy as np

    chance = np.random.default_rng(seed)
    count = min(len(drafts), len(real))
    return _told(
        [
            ([*chance.permutation(drafts)[:count]], [*chance.permutation(real)[:count]])
            for _ in range(DRAWS)
        ],
        seed,
    )


def halves_told_apart(real: Sequence[str], count: int, *, seed: int) -> Told:
    """The same between two lots of real posts, `count` each where there are enough: what
    chance alone makes of it."""
    import numpy as np

    chance = np.random.default_rng(seed)
    each = min(count, len(real) // 2)
    drawn = [chance.permutation(real) for _ in range(DRAWS)]
    return _told([([*lot[:each]], [*lot[each : 2 * each]]) for lot in drawn], seed)


def _told(pairs: Sequence[tuple[list[str], list[str]]], seed: int) -> Told:
    import numpy as np
    from threadpoolctl import threadpool_limits

    if min(len(texts) for pair in pairs for texts in pair) < FEWEST:
        return Told()
    with threadpool_limits(1):
        told, form = (
            [_area(one, other, seed, by_form=by_form) for one, other in pairs]
            for by_form in (False, True)
        )
    return Told(round(float(np.mean(told)), 3), round(float(np.mean(form)), 3))


def _area(drafts: Sequence[str], real: Sequence[str], seed: int, *, by_form: bool) -> float:
    import numpy as np
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold

    texts = [*drafts, *real]
    labels = np.repeat([1, 0], [len(drafts), len(real)])
    scores = np.zeros(len(texts))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    for learnt, unseen in folds.split(texts, labels):
        judge = _judge(seed, by_form).fit([texts[n] for n in learnt], labels[learnt])
        scores[unseen] = judge.decision_function([texts[n] for n in unseen])
    return float(roc_auc_score(labels, scores))


def _judge(seed: int, by_form: bool) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    letters = TfidfVectorizer(
        preprocessor=full, analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2
    )
    shapes = TfidfVectorizer(analyzer=masked, sublinear_tf=True, min_df=2)
    made = make_pipeline(FunctionTransformer(measured), StandardScaler(), FunctionTransformer(_few))
    return make_pipeline(
        make_union(*([] if by_form else [letters]), shapes, made),
        LogisticRegression(C=5.0, max_iter=2000, random_state=seed),
    )


def _few(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measurements at the scale of n-gram weights, and no outlier beyond three deviations."""
    return rows.clip(-3, 3) / 10
