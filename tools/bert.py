"""BERT's forward pass in numpy: what a sentence encoder needs, and no training.

It exists because importing torch costs more than a second and 200 MB, and a
command that ranks forty headlines should cost neither. Inference only, float32,
exact attention over padded batches.

Source: Devlin et al., "BERT" (arXiv 1810.04805); layer and weight names as in
Hugging Face's `BertModel`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Ints: TypeAlias = NDArray[np.int64]

LAYER_NORM_EPSILON = np.float32(1e-12)
MASKED = np.float32(-1e9)
"""Added to the score of padding, so that its softmax weight is exactly zero."""
ROWS = 128
"""Tokens that go through the wide half of a layer together: 0.8 MB at a time."""

# Abramowitz and Stegun 7.1.26: erf to 1.5e-7, with one exponential and no table.
_ERF_P = np.float32(0.3275911)
_ERF_A = tuple(
    np.float32(a) for a in (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
)


def erf(x: Floats) -> Floats:
    """The error function, within 5e-7 everywhere in float32; any shape."""
    magnitude = np.abs(x)
    t = 1 / (1 + _ERF_P * magnitude)
    polynomial = np.full_like(t, _ERF_A[-1])
    for coefficient in reversed(_ERF_A[:-1]):
        polynomial *= t
        polynomial += coefficient
    polynomial *= t
    result: Floats = np.copysign(1 - polynomial * np.exp(-magnitude * magnitude), x)
    return result


def gelu(x: Floats) -> Floats:
    """x·Φ(x), the exact form (not the tanh one); any shape."""
    return x * (np.float32(0.5) + np.float32(0.5) * erf(x * np.float32(1 / np.sqrt(2))))


def softmax(scores: Floats) -> Floats:
    """Over the last axis."""
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


@dataclass(frozen=True)
class _Norm:
    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        x = x - x.mean(axis=-1, keepdims=True)
        variance = np.mean(x * x, axis=-1, keepdims=True)
        x /= np.sqrt(variance + LAYER_NORM_EPSILON)
        x *= self.weight
        x += self.bias
        return x


@dataclass(frozen=True)
class _Dense:
    """`weight` has shape (outputs, inputs), as it is stored."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        # One product over all rows: a stack of small ones is half as fast.
        result: Floats = x.reshape(-1, x.shape[-1]) @ self.weight.T
        result += self.bias
        return result.reshape(*x.shape[:-1], -1)


@dataclass(frozen=True)
class _Layer:
    attention_in: _Dense
    """Query, key and value in one product."""
    attention_out: _Dense
    attention_norm: _Norm
    wide: _Dense
    narrow: _Dense
    norm: _Norm

    def feed_forward(self, x: Floats) -> Floats:
        """Any number of tokens, a few at a time: the wide half then stays in the cache."""
        rows = x.reshape(-1, x.shape[-1])
        result = np.empty_like(rows)
        for start in range(0, len(rows), ROWS):
            block = slice(start, start + ROWS)
            result[block] = self.narrow(gelu(self.wide(rows[block])))
        return result.reshape(x.shape)


class Bert:
    """A stack of encoder layers over word, position and segment embeddings."""

    def __init__(self, weights: Mapping[str, Floats], *, layers: int, heads: int) -> None:
        """`weights` under the names of Hugging Face's BertModel. Raises KeyError."""
        self._heads = heads
        self._words = weights["embeddings.word_embeddings.weight"]
        # All our inputs are one sentence: segment 0 throughout.
        segment = weights["embeddings.token_type_embeddings.weight"][0]
        self._places = weights["embeddings.position_embeddings.weight"] + segment
        self._norm = _norm(weights, "embeddings.LayerNorm")
        self._layers = [_layer(weights, f"encoder.layer.{n}") for n in range(layers)]

    @property
    def width(self) -> int:
        """Size of a token's vector."""
        return int(self._words.shape[1])

    def encode(self, ids: Ints, mask: Ints) -> Floats:
        """Vectors of every token: (batch, length) twice → (batch, length, width)."""
        x = self._norm(self._words[ids] + self._places[: ids.shape[1]])
        penalty = ((1 - mask) * MASKED).astype(np.float32)[:, None, None, :]
        for layer in self._layers:
            x = layer.attention_norm(x + layer.attention_out(self._attend(layer, x, penalty)))
            x = layer.norm(x + layer.feed_forward(x))
        return x

    def _attend(self, layer: _Layer, x: Floats, penalty: Floats) -> Floats:
        batch, length, width = x.shape
        size = width // self._heads
        # (batch, length, 3 × width) → three of (batch, heads, length, size)
        mixed = layer.attention_in(x).reshape(batch, length, 3, self._heads, size)
        query, key, value = mixed.transpose(2, 0, 3, 1, 4)
        scores = query @ key.transpose(0, 1, 3, 2)
        scores *= np.float32(1 / np.sqrt(size))
        scores += penalty
        seen: Floats = softmax(scores) @ value
        return seen.transpose(0, 2, 1, 3).reshape(batch, length, width)


def _dense(weights: Mapping[str, Floats], name: str) -> _Dense:
    return _Dense(weights[f"{name}.weight"], weights[f"{name}.bias"])


def _norm(weights: Mapping[str, Floats], name: str) -> _Norm:
    return _Norm(weights[f"{name}.weight"], weights[f"{name}.bias"])


def _layer(weights: Mapping[str, Floats], name: str) -> _Layer:
    parts = [_dense(weights, f"{name}.attention.self.{p}") for p in ("query", "key", "value")]
    return _Layer(
        attention_in=_Dense(
            np.concatenate([p.weight for p in parts]), np.concatenate([p.bias for p in parts])
        ),
        attention_out=_dense(weights, f"{name}.attention.output.dense"),
        attention_norm=_norm(weights, f"{name}.attention.output.LayerNorm"),
        wide=_dense(weights, f"{name}.intermediate.dense"),
        narrow=_dense(weights, f"{name}.output.dense"),
        norm=_norm(weights, f"{name}.output.LayerNorm"),
    )


def mean_pool(tokens: Floats, mask: Ints) -> Floats:
    """Unit vectors (batch, width): the mean of the tokens that are not padding."""
    kept = mask[:, :, None].astype(np.float32)
    mean = (tokens * kept).sum(axis=1) / np.maximum(kept.sum(axis=1), np.float32(1e-9))
    result: Floats = mean / np.maximum(
        np.linalg.norm(mean, axis=1, keepdims=True), np.float32(1e-12)
    )
    return result
