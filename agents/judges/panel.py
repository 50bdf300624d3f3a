"""Panel: three judges who know the persona and ten others, and say who wrote a text.

One goes by words and letters, one by what is left when the subject is masked, one by
measurements with boosted trees. Each is trained five times, each time without a fifth of
the persona's posts; a real post is judged by those that never saw it, any other text by all
five, so that the persona's own row and a writer's row mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agents.judges.stylometry import measured
from agents.judges.wording import LINK, full, masked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from agents.seams import Embedder

JUDGES = ("words", "masked", "style")
FOLDS = 5
MOST_POSTS = 400
"""Of one voice, that a judge learns from: more takes minutes and changes little."""
OTHERS = 10
"""Voices that the persona is told apart from."""
LOTS, IN_A_LOT = 6, 10
"""Lots of posts that speak for a voice's subjects: as much as an embedder reads at once."""


@dataclass(frozen=True)
class Opinions:
    """What the judges say of some texts; arrays of shape (texts, judges)."""

    agree: NDArray[np.float64]
    """Share of the judges of a kind that take the persona for the author."""
    chance: NDArray[np.float64]
    """Probability, by those judges, that the persona is the author."""
    rivals: tuple[str, ...]
    """For each text, who else it sounds like most."""


class Panel:
    """The judges of one persona."""

    def __init__(self, voices: Sequence[str], judges: Sequence[Sequence[Any]], own: Opinions):
        self._voices = voices
        self._judges = judges
        self.own = own
        """Of the persona's posts, in the order in which they were given."""

    @classmethod
    def train(
        cls,
        own: Sequence[str],
        others: Mapping[str, Sequence[str]],
        *,
        seed: int,
        advance: Callable[[int], None] = lambda _steps: None,
    ) -> Panel:
        """Judges who know `own` (the persona's) and `others`; `advance` hears of every judge.

        Equal input and seed, equal judges. Needs FOLDS texts of the persona at least.
        """
        import numpy as np
        from threadpoolctl import threadpool_limits

        chance = np.random.default_rng(seed)
        voices = ["", *others]  # the persona is the first class
        texts = [*own, *(text for found in others.values() for text in found)]
        labels = np.repeat(np.arange(len(voices)), [len(own), *map(len, others.values())])
        folds = np.empty(len(texts), dtype=int)
        for label in range(len(voices)):
            members = chance.permutation(np.flatnonzero(labels == label))
            folds[members] = np.arange(len(members)) % FOLDS
        features = [[full(t) for t in texts], [masked(t) for t in texts], measured(texts)]
        said = np.zeros((len(own), len(JUDGES), len(voices)))
        judges: list[list[Any]] = []
        with threadpool_limits(1):  # on so little, threads only wait for each other
            for fold in range(FOLDS):
                learnt, unseen = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
                unseen = unseen[unseen < len(own)]
                judges.append([])
                for n, (make, rows) in enumerate(zip(_MAKERS, features, strict=True)):
                    judge = make(seed).fit(_rows(rows, learnt), labels[learnt])
                    said[unseen, n] = judge.predict_proba(_rows(rows, unseen))
                    judges[fold].append(judge)
                    advance(1)
        return cls(voices, judges, _opinions(said[None], voices))

    def judge(self, texts: Sequence[str]) -> Opinions:
        """Of texts that no judge has seen."""
        import numpy as np

        features = [[full(t) for t in texts], [masked(t) for t in texts], measured(texts)]
        said = np.zeros((FOLDS, len(texts), len(JUDGES), len(self._voices)))
        for fold, trained in enumerate(self._judges):
            for n, (judge, rows) in enumerate(zip(trained, features, strict=True)):
                if len(texts):
                    said[fold, :, n] = judge.predict_proba(rows)
        return _opinions(said, self._voices)


def nearest_in_subject(
    own: Sequence[str],
    voices: Mapping[str, Sequence[str]],
    embedder: Embedder,
    count: int = OTHERS,
) -> dict[str, Sequence[str]]:
    """The `count` voices whose subjects are nearest to those of `own`, nearest first."""
    wanted = _subject(own, embedder)
    near = {name: float(_subject(texts, embedder) @ wanted) for name, texts in voices.items()}
    ranked = sorted(near, key=lambda name: (-near[name], name))
    return {name: voices[name] for name in ranked[:count]}


def _subject(texts: Sequence[str], embedder: Embedder) -> NDArray[np.float32]:
    """The direction of what `texts` are about: many posts at once, as one says too little."""
    import numpy as np

    bare = [full(text).replace(LINK, "") for text in texts]
    lots = [" ".join(bare[n::LOTS][:IN_A_LOT]) for n in range(min(LOTS, len(bare)))]
    mean: NDArray[np.float32] = embedder.embed(lots).mean(axis=0)
    return mean / np.linalg.norm(mean)


def _opinions(said: NDArray[np.float64], voices: Sequence[str]) -> Opinions:
    """Of probabilities with shape (folds, texts, judges, voices)."""
    mean = said.mean(axis=(0, 2))
    return Opinions(
        agree=(said.argmax(axis=-1) == 0).mean(axis=0),
        chance=said[..., 0].mean(axis=0),
        rivals=tuple(voices[1 + int(row[1:].argmax())] for row in mean),
    )


def _rows(rows: Any, wanted: NDArray[np.int64]) -> Any:
    return [rows[n] for n in wanted] if isinstance(rows, list) else rows[wanted]


def _by_words(seed: int) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union

    shared = {"sublinear_tf": True, "min_df": 2, "lowercase": False}
    words = TfidfVectorizer(tokenizer=_words, token_pattern=None, ngram_range=(1, 2), **shared)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), **shared)
    return make_pipeline(make_union(words, letters), _linear(seed))


def _by_mask(seed: int) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline

    grams = TfidfVectorizer(analyzer=_grams, sublinear_tf=True, min_df=2)
    return make_pipeline(grams, _linear(seed))


def _by_style(seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=60,
        learning_rate=0.12,
        max_leaf_nodes=8,
        min_samples_leaf=8,
        l2_regularization=1.0,
        class_weight="balanced",
        early_stopping=False,
        random_state=seed,
    )


def _linear(seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=5.0, max_iter=2000, class_weight="balanced", random_state=seed)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:'\w+)?|[^\w\s]", text)


def _grams(found: Sequence[str]) -> list[str]:
    """Runs of one to three tokens, with the text's beginning and end as tokens."""
    framed = ["⟨", *found, "⟩"]
    return [
        " ".join(framed[n : n + size]) for size in (1, 2, 3) for n in range(len(framed) - size + 1)
    ]


_MAKERS = (_by_words, _by_mask, _by_style)
