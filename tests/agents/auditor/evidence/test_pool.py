"""Finding the passages that a claim may lean on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agents.auditor import Passages
from agents.auditor.evidence.cutting import windows
from agents.auditor.evidence.pool import READ_FOR_MEANING
from agents.auditor.evidence.ranking import BM25
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


def test_a_long_transcript_is_cut_into_windows_that_overlap() -> None:
    talk = " ".join(f"word{n}" for n in range(200)) + " the liquidator will appeal in Tarn"
    found = Passages.of(court_story(talk, ""))
    assert max(len(passage.text.split()) for passage in found.all) <= 40
    assert all(f"word{n}" in found.text for n in range(200))
    assert found.best("The liquidator will appeal in Tarn.", 1)[0].text.endswith("Tarn")


def test_every_stretch_shorter_than_the_overlap_is_whole_in_some_window() -> None:
    words = [f"w{n}" for n in range(173)]
    cut = windows(" ".join(words))
    for start in range(173 - 15):
        stretch = " ".join(words[start : start + 15])
        assert any(stretch in f"{window} " for window in cut), stretch


def test_a_sentence_of_ordinary_length_is_not_cut() -> None:
    assert windows("one two three") == ["one two three"]


def test_a_passage_inside_a_better_one_takes_no_second_place() -> None:
    text = "The judge wrote an 88-page ruling. The liquidator may appeal. Rain fell on Tarn."
    best = Passages.of(court_story(text, "")).best(
        "The judge wrote an 88-page ruling and the liquidator may appeal.", 3
    )
    for place, passage in enumerate(best):
        assert not any(passage.text in earlier.text for earlier in best[:place])


def test_a_publisher_whose_word_weighs_nothing_is_no_evidence() -> None:
    rumour = signal("s2", publisher="Rumour Mill", text="The judge resigned.")
    told = story(signals=(signal("s1"), rumour))
    assert "The judge resigned." in Passages.of(told).text
    assert "The judge resigned." not in Passages.of(told, trust={"Rumour Mill": 0.0}).text


def test_a_passage_carries_the_trust_in_its_publisher() -> None:
    found = Passages.of(story(signals=(signal("s1"),)), trust={"Example Wire": 0.3})
    assert {passage.evidence().trust for passage in found.all} == {0.3}


class Counting(Meaning):
    """Counts the texts that it is given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        return super().embed(texts)


def test_of_a_large_pool_only_the_best_by_words_are_read_for_meaning() -> None:
    body = " ".join(f"The clerk number {n} filed his report." for n in range(200))
    embedder = Counting()
    found = Passages.of(court_story(f"{body} The liquidator may appeal.", ""), embedder=embedder)
    best = found.best("The liquidator may appeal.", 1)
    assert "The liquidator may appeal." in best[0].text
    assert len(embedder.texts) <= 1 + READ_FOR_MEANING


def test_rare_words_count_more_than_those_of_every_passage() -> None:
    ranked = BM25(["the bank paid", "the bank paid Tarn", "the bank closed"]).scores("Tarn bank")
    assert ranked[1] > ranked[0] == ranked[2] > 0


def test_a_synonym_is_worth_less_than_the_word_itself() -> None:
    own, kin, none = BM25(["They purchased it.", "They bought it.", "They sang."]).scores(
        "purchased"
    )
    assert own > kin > none == 0
