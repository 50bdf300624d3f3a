"""Finding the passages that a claim may lean on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agents.auditor import Passages
from memory.types import Fact
from tests.agents.auditor.material import court_story, passages
from tests.factory import brief, signal, story


class Meaning:
    """Vectors in which "thieves" and "robbers" are one thing."""

    name = "meaning"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [[1.0, 0.0] if "thieves" in t or "robbers" in t else [0.0, 1.0] for t in texts]
        return np.array(rows, dtype=np.float32)


def test_the_best_passage_shares_the_rare_words() -> None:
    best = passages().best("Lenders are owed $66m and rank behind customers.", 1)
    assert best[0].text.startswith("Lenders who are owed $66m")


def test_neighbouring_sentences_are_one_passage_too() -> None:
    both = passages().best("The judge wrote an 88-page ruling and the liquidator may appeal.", 1)
    assert "88-page ruling" in both[0].text
    assert "may appeal" in both[0].text


def test_nothing_in_common_finds_nothing() -> None:
    assert passages().best("Ferries sail on Sundays.", 3) == ()


def test_an_embedder_finds_what_shares_no_word() -> None:
    text = "The thieves escaped at dawn. The museum reopened at noon."
    found = Passages.of(court_story(text, ""), embedder=Meaning())
    assert found.best("robbers", 1)[0].text == "The thieves escaped at dawn."


def test_a_fact_of_the_brief_counts_only_when_its_source_has_it() -> None:
    true = Fact(text="The liquidator may appeal.", signal_id="s1", publisher="Example Wire")
    made_up = Fact(text="The judge resigned.", signal_id="s1", publisher="Example Wire")
    found = Passages.of(court_story(), brief(facts=(true, made_up)))
    assert "The judge resigned." not in found.text
    assert "The liquidator may appeal." in [passage.text for passage in found.all]


def test_evidence_keeps_its_source() -> None:
    evidence = passages().best("the judge wrote a ruling", 1)[0].evidence()
    assert evidence.publisher == "Example Wire"
    assert evidence.url == "https://wire.example/s1"


def test_signals_of_one_story_are_all_evidence() -> None:
    other = signal("s2", publisher="Other Wire", text="The liquidator will appeal in Tarn.")
    both = Passages.of(story(signals=(signal("s1"), other)))
    assert both.best("The liquidator will appeal in Tarn.", 1)[0].signal_id == "s2"


def test_a_story_without_text_is_no_evidence() -> None:
    assert len(Passages.of(story(signals=(signal(title="", text=""),)))) == 0
