"""Known falsehoods: repeated in other words they are caught, denied they pass, news is let be."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pytest

from agents.auditor import split_claims
from agents.auditor.verifiers import Occasion
from agents.auditor.weighing import Falsehoods
from memory.knowledge import Falsehood, Knowledge
from tests.agents.auditor.weighing.material import NOW
from tools.embeddings import open_embedder
from tools.settings import ROOT

CASES = [
    json.loads(line)
    for line in (ROOT / "tests/corpus/falsehoods/reworded.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
KNOWN = Knowledge(ROOT / "data" / "knowledge").read()
TODAY = Occasion(said=NOW.date())
LEAST_CAUGHT = 0.8
"""Share of the falsehoods that are caught in other words."""


@lru_cache(maxsize=1)
def known() -> Falsehoods:
    return Falsehoods(KNOWN.falsehoods, open_embedder())


def repeated(text: str, among: Falsehoods | None = None) -> list[Falsehood]:
    asked = among or known()
    return [f for one in split_claims(text) if (f := asked.repeated(one, text, TODAY))]


def test_every_falsehood_that_ships_has_a_case() -> None:
    assert {case["false"] for case in CASES} == {one.wordings[0] for one in KNOWN.falsehoods}
    assert all(case["reworded"] not in one.wordings for case in CASES for one in KNOWN.falsehoods)


def test_every_falsehood_is_caught_as_it_is_written() -> None:
    missed = [one.wordings[0] for one in KNOWN.falsehoods if one not in repeated(one.wordings[0])]
    assert missed == []


def test_most_are_caught_in_other_words() -> None:
    caught = [
        case["false"] in [one.wordings[0] for one in repeated(case["reworded"])] for case in CASES
    ]
    assert sum(caught) >= LEAST_CAUGHT * len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["denied"][:50])
def test_a_denial_passes(case: dict[str, str]) -> None:
    assert repeated(case["denied"]) == []


@pytest.mark.parametrize("one", KNOWN.falsehoods, ids=lambda one: one.truth[:50])
def test_what_is_so_passes(one: Falsehood) -> None:
    assert repeated(one.truth) == []


@pytest.mark.parametrize(
    "text",
    [
        "Bitcoin transactions are anonymous? No.",
        "Are bats blind? They aren't.",
        "Bats are blind. That's a myth.",
        "Bats are blind. Wrong!",
        "Myth: bats are blind.",
        "It's a myth that bats are blind.",
        "Contrary to popular belief, bats are blind in no way.",
        "“Bats are blind.” Nonsense, of course.",
    ],
)
def test_a_falsehood_that_is_denied_on_the_spot_passes(text: str) -> None:
    assert repeated(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Did you know that bats are blind?",
        "I think bats are blind.",
        "Bats are blind, obviously.",
        "Bats are blind. That's true.",
        "It's no myth: bats are blind.",
        "Bats are blind. Ferries are not.",
        "The market fell. Bats are blind.",
    ],
)
def test_a_falsehood_in_any_dress_is_caught(text: str) -> None:
    assert [one.wordings[0] for one in repeated(text)] == ["Bats are blind."]


@pytest.mark.parametrize(
    "text",
    [
        "Bitcoin's genesis block was mined in 2009.",
        "The genesis block was mined.",
        "Some stablecoins are backed one to one by dollars in a bank.",
        "The FDIC insures deposits.",
        "Linus Torvalds wrote Git in 2005.",
        "A stock that falls 50% needs a 100% rise to recover.",
        "Nvidia designs its own chips.",
        "Ethereum uses proof of stake.",
        "Short selling is restricted.",
    ],
)
def test_what_is_true_and_near_to_a_falsehood_passes(text: str) -> None:
    assert repeated(text) == []


@pytest.mark.slow
def test_the_persona_and_the_background_raise_no_false_alarm() -> None:
    folders = [ROOT / "data" / "personas" / "nell-harrow" / "posts.jsonl"]
    folders += sorted((ROOT / "data" / "background").glob("*.jsonl"))
    nell, *others = (_texts(path) for path in folders)
    posts = nell + [text for voice in others for text in voice[::3]]
    assert len(nell) == 385
    assert len(posts) >= 1385
    alarms = [
        (text, [one.wordings[0] for one in found]) for text in posts if (found := repeated(text))
    ]
    assert alarms == []


def test_without_an_embedder_only_near_words_count() -> None:
    plain = Falsehoods(KNOWN.falsehoods)
    assert repeated("A bat is blind.", plain)
    assert not repeated("Bitcoin payments are completely anonymous.", plain)


def _texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
