"""Cross-encoders: labels in any order, premises of any length, models that are of no use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from memory.errors import ConfigError
from tests.tools.tiny_nli import NO, YES, tiny_nli
from tools.nli import CrossEncoder, Labels, Reading, open_cross_encoder
from tools.settings import ROOT

AGREES = (f"the source {YES} with it", "a claim")
DENIES = (f"the source {NO} it", "a claim")
SILENT = ("the source speaks of the weather", "a claim")
THREE = [
    ("entailment", "neutral", "contradiction"),
    ("CONTRADICTION", "ENTAILMENT", "NEUTRAL"),
    ("Contradiction", "Neutral", "Entailment"),
    ("not enough info", "supported", "refuted"),
]
TWO = [
    ("entailment", "not_entailment"),
    ("not_entailment", "entailment"),
    ("Unsupported", "Supported"),
    ("LABEL_0", "LABEL_1"),
]


def read(folder: Path, *pairs: tuple[str, str]) -> list[Reading]:
    readings = CrossEncoder(str(folder)).read(pairs)
    found = [reading for reading in readings if reading is not None]
    assert len(found) == len(pairs)
    return found


@pytest.mark.parametrize("labels", THREE, ids="-".join)
def test_three_labels_are_read_in_any_order(labels: tuple[str, ...], tmp_path: Path) -> None:
    agrees, denies, silent = read(tiny_nli(tmp_path, labels), AGREES, DENIES, SILENT)
    assert agrees.supported > 0.95 > 0.05 > agrees.contradicted
    assert denies.contradicted > 0.95 > 0.05 > denies.supported
    assert silent.supported < 0.1
    assert silent.contradicted < 0.1


@pytest.mark.parametrize("labels", TWO, ids="-".join)
def test_two_labels_tell_support_from_everything_else(
    labels: tuple[str, ...], tmp_path: Path
) -> None:
    agrees, denies = read(tiny_nli(tmp_path, labels), AGREES, DENIES)
    assert agrees.supported > 0.95
    assert denies.supported < 0.1
    assert agrees.contradicted == denies.contradicted == 0.0


def test_one_logit_is_a_probability(tmp_path: Path) -> None:
    agrees, silent = read(tiny_nli(tmp_path, ["LABEL_0"]), AGREES, SILENT)
    assert agrees.supported > 0.95
    assert 0.0 < silent.supported < 0.1


@pytest.mark.parametrize("place", [0, 30, 60, 119])
def test_a_long_premise_is_read_to_its_end(place: int, tmp_path: Path) -> None:
    folder = tiny_nli(tmp_path, THREE[0], places=24)
    words = ["word"] * 120
    (silent,) = read(folder, (" ".join(words), "a claim"))
    words[place] = YES
    (agrees,) = read(folder, (" ".join(words), "a claim"))
    assert silent.supported < 0.1
    assert agrees.supported > 0.95


def test_no_answer_depends_on_its_neighbours_in_a_batch(tmp_path: Path) -> None:
    folder = tiny_nli(tmp_path, THREE[0])
    pairs = [AGREES, SILENT, DENIES, (" ".join([*["word"] * 40, YES]), "a claim")] * 10
    together = read(folder, *pairs)
    alone = [read(folder, pair)[0] for pair in pairs[:4]]
    for got, wanted in zip(together, alone * 10, strict=True):
        assert got.supported == pytest.approx(wanted.supported, abs=1e-5)
        assert got.contradicted == pytest.approx(wanted.contradicted, abs=1e-5)


def test_a_hypothesis_that_does_not_fit_is_not_read_in_part(tmp_path: Path) -> None:
    encoder = CrossEncoder(str(tiny_nli(tmp_path, THREE[0], places=24)))
    assert encoder.read([(AGREES[0], "word " * 30), AGREES])[0] is None
    assert encoder.read([]) == []


@pytest.mark.parametrize(
    "names",
    [
        ["LABEL_0", "LABEL_1", "LABEL_2"],
        ["positive", "negative"],
        ["entailment", "supported"],
        ["entailment", "neutral", "contradiction", "sarcasm"],
        ["neutral", "contradiction"],
    ],
)
def test_labels_that_say_nothing_are_refused(names: list[str], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=names[0]):
        Labels.read(names)
    encoder = CrossEncoder(str(tiny_nli(tmp_path, names)))
    with pytest.raises(ConfigError, match="id2label") as failure:
        encoder.check()
    assert ", ".join(names) in str(failure.value)


def test_a_model_that_is_not_there_is_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="UNDERSTUDY_VERIFIER_NLI") as failure:
        CrossEncoder(str(tmp_path / "nowhere")).check()
    assert "nowhere" in str(failure.value)


def test_a_head_without_training_is_refused(tmp_path: Path) -> None:
    folder = tiny_nli(tmp_path, THREE[0], head=False)
    with pytest.raises(ConfigError, match="never trained"):
        CrossEncoder(str(folder)).check()


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_folder_is_refused(name: str, damage: str, tmp_path: Path) -> None:
    folder = tiny_nli(tmp_path, THREE[0])
    path = folder / name
    whole = path.read_bytes()
    path.unlink() if damage == "gone" else path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ConfigError, match="cannot be loaded"):
        CrossEncoder(str(folder)).read([AGREES])


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    folder = tiny_nli(tmp_path, THREE[0])
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "whisper"}))
    with pytest.raises(ConfigError):
        CrossEncoder(str(folder)).check()


def test_one_model_is_loaded_once_a_process(tmp_path: Path) -> None:
    folder = str(tiny_nli(tmp_path, THREE[0]))
    assert open_cross_encoder(folder) is open_cross_encoder(folder)


def test_torch_waits_for_the_first_pair() -> None:
    probe = (
        "import sys; from agents.auditor import verifiers; from tools.nli import CrossEncoder;"
        "verifiers.NLIVerifier(CrossEncoder('x'));"
        "print([m for m in ('torch', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
