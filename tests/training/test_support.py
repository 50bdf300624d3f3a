"""Training of the auditor's classifier: its corpus, its examples, and what it writes down."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from agents.auditor.verifiers.support.classifier import Support, Weights
from agents.auditor.verifiers.support.features import FEATURES
from training.support import _exported, _fitted, examples, read_corpus

ITEM = "> Ada Vance leads Orchard Bank, which lost $4m in May.\n+ Vance leads it.\n- It gained.\n"


def test_the_shipped_corpus_is_read_whole() -> None:
    items = read_corpus()
    assert len(items) >= 1_500
    assert all(any(ok for _, ok in i.claims) and not all(ok for _, ok in i.claims) for i in items)


def test_examples_are_of_both_kinds_and_keep_to_their_item() -> None:
    items = read_corpus()[:40]
    made = list(examples(items, Random(1)))
    assert {(one.supported, one.written) for one in made} == {
        (True, True), (False, True), (True, False), (False, False),
    }  # fmt: skip
    assert all(one.evidence == items[one.group].evidence for one in made)
    assert made == list(examples(items, Random(1)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (ITEM.replace("> ", "", 1), 'begins with "> "'),
        (ITEM.replace("- It", "* It"), "a claim begins with"),
    ],
)
def test_a_broken_corpus_is_told_with_its_file(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "bad.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"bad\.txt.*{reason}"):
        read_corpus(tmp_path)


def test_the_trees_are_written_down_as_they_are() -> None:
    chance = np.random.default_rng(3)
    table = chance.normal(size=(800, len(FEATURES))).astype(np.float32)
    table[chance.random(table.shape) < 0.1] = np.nan
    true = np.nan_to_num(table[:, 0]) + 0.3 * chance.normal(size=800) > 0
    model = _fitted(table, true, np.ones(800))
    read = Support(Weights.model_validate(_exported(model, 1.0, 0.0)))
    assert np.allclose(read.of_rows(table), model.predict_proba(table)[:, 1], atol=1e-4)
