"""Authorship: how much does a text sound like one person, and not like other people?

A linear model per persona, trained on its posts against the background's, in three views
(agents/style/scoring/marks.py) whose mean counts: no single catchphrase carries a text. The
answer is a percentile with a meaning: .3 says that three in ten of the persona's own
posts, each held out from training, sound less like the persona than this text does; so
their real posts have .5 on average (measured: .55 to .57). With fewer than five posts the
distance from the measured profile stands in, and `doubt` says so.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from agents.style.scoring.marks import Masks, measurements, own_words
from agents.style.scoring.splices import spliced
from agents.style.voice.profile import VoiceProfile, body, opener_of
from memory.types import Post
from tools.sentences import sentences

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]

VERSION = 3
"""Raise it when training changes: older cache files are then made anew."""
FEWEST = 5
"""Posts below which nothing can be learned and held out at once. From five, strangers are
told apart with an AUC of .81, by the profile's numbers with .69; from 190, .93."""
_ROUGH = 30
"""Posts below which the score is a rough guess."""
MOST_OWN, MOST_OTHERS = 1000, 3600
"""Posts that are learned from, newest first: about two seconds on one core."""
_SPLICES, MOST_SPLICES = 2, 1000
"""Splices for each post of the persona's, and at most."""
_FOLDS = 5
_BINS = 6
_STRENGTH = {"letters": 10.0, "frames": 10.0, "form": 0.3}
"""Inverse regularisation of each view, chosen on the eight large background voices."""


class Authorship:
    """Scores texts against one persona's posts. Pure once built; the same text scores the same."""

    def __init__(self, profile: VoiceProfile, model: Model | None) -> None:
        """`model` None: only the profile's numbers count."""
        self._profile = profile
        self._model = model

    @classmethod
    def learn(
        cls,
        posts: Sequence[Post],
        others: Mapping[str, Sequence[Post]],
        profile: VoiceProfile,
        *,
        cache: Path | None = None,
    ) -> Authorship:
        """`others`: other people's posts by voice; one that is the persona is left out.

        `cache` is a file that the model is kept in, made anew when anything it was learned
        from has changed; unreadable or unwritable, it costs the time of learning, no more.
        """
        own = _texts(posts, MOST_OWN)
        if len(own) < FEWEST:
            return cls(profile, None)
        known = set(own)
        voices = {
            voice: _texts(theirs, MOST_OTHERS // max(1, len(others)))
            for voice, theirs in sorted(others.items())
        }
        voices = {v: found for v, found in voices.items() if found and not _is_self(found, known)}
        if not voices:
            return cls(profile, None)
        digest = _digest(own, voices)
        model = _read(cache, digest) if cache else None
        if model is None:
            model = Model.train(own, voices)
            if cache:
                _write(cache, model, digest)
        return cls(profile, model)

    @property
    def doubt(self) -> str:
        """Why the score is a rough one, in words; empty from thirty posts."""
        if self._model is None:
            return f"voice by the profile alone: {self._profile.posts} posts are too few to learn"
        count = len(self._model.held_out)
        return f"voice is a rough guess: learned from {count} posts" if count < _ROUGH else ""

    def of(self, texts: Sequence[str]) -> Floats:
        """Shape (len(texts),), 0 to 1: the share of the persona's own posts that sound less so."""
        if self._model is None or not texts:
            return np.array([closeness(text, self._profile) for text in texts], dtype=np.float32)
        return self._model.percentiles(texts)


@dataclass(frozen=True)
class Model:
    """Weights of the three views, and what the persona's own held-out posts score."""

    masks: Masks
    edges: tuple[Floats, ...]
    """Of each measurement, the borders of its bins."""
    rarity: dict[str, Floats]
    weights: dict[str, Floats]
    scales: dict[str, tuple[float, float]]
    """Mean and spread of a view's held-out scores; over both sides, so that views compare."""
    held_out: Floats
    """Sorted."""

    @classmethod
    def train(cls, own: Sequence[str], voices: Mapping[str, Sequence[str]]) -> Model:
        strangers = [text for theirs in voices.values() for text in theirs]
        splices = list(spliced(own, strangers, min(MOST_SPLICES, _SPLICES * len(own))))
        texts = [*own, *strangers, *splices]
        is_own = np.arange(len(texts)) < len(own)
        masks = Masks.learn([own, *voices.values()])
        forms = measurements(texts)
        edges = tuple(_edges(column) for column in forms.T)
        raw = {"letters": masks.letters(texts), "frames": masks.frames(texts)}
        rarity = {view: _rarity(matrix) for view, matrix in raw.items()}
        views = {view: _scaled(matrix, rarity[view]) for view, matrix in raw.items()}
        views["form"] = _binned(forms, edges)
        balance = _balance(len(own), len(strangers), len(splices))
        folds = _folds(is_own)
        weights, scales, total = {}, {}, np.zeros(len(texts))
        for view, matrix in views.items():
            weights[view], scores = _fit(matrix, is_own, balance, folds, _STRENGTH[view])
            scales[view] = (float(scores.mean()), float(scores.std()) or 1.0)
            total += (scores - scales[view][0]) / scales[view][1]
        held_out = np.sort(total[is_own]).astype(np.float32)
        return cls(masks, edges, rarity, weights, scales, held_out)

    def percentiles(self, texts: Sequence[str]) -> Floats:
        return _percentile(self.scores(texts), self.held_out)

    def scores(self, texts: Sequence[str]) -> Floats:
        """Shape (len(texts),): the views added up, in spreads; unbounded."""
        views = {
            "letters": _scaled(self.masks.letters(texts), self.rarity["letters"]),
            "frames": _scaled(self.masks.frames(texts), self.rarity["frames"]),
            "form": _binned(measurements(texts), self.edges),
        }
        total = np.zeros(len(texts))
        for view, matrix in views.items():
            mean, spread = self.scales[view]
            total += (_decide(matrix, self.weights[view]) - mean) / spread
        return total.astype(np.float32)


def closeness(text: str, profile: VoiceProfile) -> float:
    """How near `text` is to the profile's numbers, 0 to 1; 0.5 when nothing is known."""
    if not profile.posts:
        return 0.5
    return round(math.exp(-sum(distances(body(text), profile).values()) / 3), 3)


def distances(text: str, profile: VoiceProfile) -> dict[str, float]:
    """How far each habit is off; 0 is usual, 1 is clearly unusual. `text` has no links."""
    rhythm = words_per_sentence(text) / max(profile.words_per_sentence, 1)
    spread = max(2 * profile.length_spread, 20)
    return {
        "length": min(3.0, abs(len(text) - profile.length_mean) / spread),
        "rhythm": min(2.0, abs(math.log(max(rhythm, 0.1)))),
        "opener": 0.3 * (profile.opener_share if not opener_of(text) else 0.0),
        "exclamation": float("!" in text) * (1 - profile.exclamation_share),
        "question": 0.5 * float("?" in text) * (1 - profile.question_share),
        "dash": 0.5 * float(bool(re.search("[—–]", text))) * (1 - profile.dash_share),
        "capitals": abs(float(text[:1].islower()) - profile.lowercase_start_share),
    }


def words_per_sentence(text: str) -> float:
    return len(text.split()) / max(1, len(sentences(text)))


def _texts(posts: Sequence[Post], most: int) -> list[str]:
    """The newest `most` posts in their own words: reposts and bare links are left out."""
    newest = sorted(posts, key=lambda post: (post.posted_at, post.id), reverse=True)
    found = (own_words(post.text) for post in newest if not post.text.startswith("RT @"))
    return [text for text in found if len(text) > 1][:most]


def _is_self(theirs: Sequence[str], known: set[str]) -> bool:
    return sum(text in known for text in theirs) > len(theirs) / 4


def _balance(own: int, strangers: int, splices: int) -> Floats:
    """Weights of as many samples, in that order: both sides the same, a splice like a stranger."""
    others = [count for count in (strangers, splices) if count]
    sides = [np.full(own, 1.0), *(np.full(n, own / n / len(others)) for n in others)]
    balanced = np.concatenate(sides)
    weighed: Floats = (balanced * len(balanced) / balanced.sum()).astype(np.float32)
    return weighed


def _folds(is_own: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Shape of `is_own`: which fold each sample is held out in, both sides spread evenly."""
    folds = np.empty(len(is_own), dtype=np.int64)
    for side in (is_own, ~is_own):
        folds[side] = np.arange(side.sum()) % _FOLDS
    return folds


def _fit(
    matrix: csr_matrix,
    is_own: NDArray[np.bool_],
    balance: Floats,
    folds: NDArray[np.int64],
    strength: float,
) -> tuple[Floats, Floats]:
    """The mean weights of a model per fold, shape (features + 1,), the intercept last; and what
    each sample scores under the model that has not seen it.

    The mean, and not one more model of everything: that would score a new post of the
    persona's higher than those held out here, and the percentile would be too high.
    """
    from sklearn.linear_model import LogisticRegression

    weights, scores = [], np.zeros(len(is_own), dtype=np.float32)
    for fold in range(_FOLDS):
        rest, held = folds != fold, folds == fold
        model = LogisticRegression(C=strength, solver="liblinear", random_state=0, max_iter=200)
        model.fit(matrix[rest], is_own[rest], sample_weight=balance[rest])
        weights.append(np.append(model.coef_[0], model.intercept_).astype(np.float32))
        scores[held] = _decide(matrix[held], weights[-1])
    return np.mean(weights, axis=0), scores


def _decide(matrix: csr_matrix, weights: Floats) -> Floats:
    decided: Floats = matrix @ weights[:-1] + weights[-1]
    return decided


def _rarity(matrix: csr_matrix) -> Floats:
    """Shape (features,): inverse document frequency, 0 for what stands in one text only."""
    count = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rarity = np.log((1 + matrix.shape[0]) / (1 + count)) + 1
    rarity[count < 2] = 0
    weights: Floats = rarity.astype(np.float32)
    return weights


def _scaled(matrix: csr_matrix, rarity: Floats) -> csr_matrix:
    """`matrix` weighed by rarity, rows of length 1."""
    from scipy.sparse import diags_array

    weighed = matrix @ diags_array(rarity)
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return (diags_array(1 / np.maximum(norms, 1e-9)) @ weighed).tocsr().astype(np.float32)


def _edges(column: Floats) -> Floats:
    """Borders of bins that hold about as many texts each."""
    quantiles = np.quantile(column, np.linspace(0, 1, _BINS + 1)[1:-1])
    return np.unique(quantiles).astype(np.float32)


def _binned(forms: Floats, edges: Sequence[Floats]) -> csr_matrix:
    """Shape (texts, all bins): a one in the bin of each measurement."""
    from scipy.sparse import csr_matrix

    starts = np.concatenate([[0], np.cumsum([len(borders) + 1 for borders in edges])])
    columns = np.empty(forms.shape, dtype=np.int32)
    for n, borders in enumerate(edges):
        columns[:, n] = starts[n] + np.searchsorted(borders, forms[:, n], side="left")
    rows, width = forms.shape
    places = np.arange(0, rows * width + 1, width, dtype=np.int32)
    ones = np.ones(rows * width, dtype=np.float32)
    return csr_matrix((ones, columns.ravel(), places), shape=(rows, int(starts[-1])))


def _percentile(scores: Floats, held_out: Floats) -> Floats:
    """The share of `held_out` (sorted) below each score; beyond its ends tails that never end,

    so that two texts that sound like nobody's own can still be told apart.
    """
    count = len(held_out)
    shares = (np.arange(count) + 0.5) / count
    inside = np.interp(scores, held_out, shares)
    spread = float(held_out.std()) or 1.0
    below = shares[0] * np.exp(np.minimum(0, scores - held_out[0]) / spread)
    above = 1 - shares[0] * np.exp(-np.maximum(0, scores - held_out[-1]) / spread)
    result = np.where(scores < held_out[0], below, np.where(scores > held_out[-1], above, inside))
    percentiles: Floats = result.astype(np.float32)
    return percentiles


def _digest(own: Sequence[str], voices: Mapping[str, Sequence[str]]) -> str:
    told = json.dumps([VERSION, list(own), {voice: list(found) for voice, found in voices.items()}])
    return hashlib.sha256(told.encode()).hexdigest()


def _write(path: Path, model: Model, digest: str) -> None:
    packed: dict[str, Any] = {
        "digest": np.array(digest),
        "general": np.array(sorted(model.masks.general)),
        "frame": np.array(sorted(model.masks.frame)),
        "held_out": model.held_out,
        "edge_counts": np.array([len(borders) for borders in model.edges]),
        "edges": np.concatenate(model.edges),
    }
    for view, weights in model.weights.items():
        packed |= {f"weights_{view}": weights, f"scale_{view}": np.array(model.scales[view])}
    packed |= {f"rarity_{view}": rarity for view, rarity in model.rarity.items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npz")
        np.savez(part, **packed)
        part.replace(path)
    except OSError:
        return  # a full or read-only disk: learned again at the next start


def _read(path: Path, digest: str) -> Model | None:
    """The model of `path`, or None when it was learned from something else or is broken."""
    try:
        with np.load(path, allow_pickle=False) as packed:
            if str(packed["digest"]) != digest:
                return None
            counts = np.cumsum(packed["edge_counts"])[:-1]
            return Model(
                masks=Masks(map(str, packed["general"]), map(str, packed["frame"])),
                edges=tuple(np.split(packed["edges"], counts)),
                rarity={view: packed[f"rarity_{view}"] for view in ("letters", "frames")},
                weights={view: packed[f"weights_{view}"] for view in _STRENGTH},
                scales={v: _pair(packed[f"scale_{v}"]) for v in _STRENGTH},
                held_out=packed["held_out"],
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _pair(array: NDArray[np.float64]) -> tuple[float, float]:
    return float(array[0]), float(array[1])
