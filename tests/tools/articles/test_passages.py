"""Passages: nothing lost, nothing doubled, the same cuts every time."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tools.articles.passages import ENOUGH, MOST, passages

SENTENCE = "The harbour board lowered the toll for small ferries by 4% on Thursday, it said."
PARAGRAPH = " ".join([SENTENCE] * 5)
"""409 characters."""


def cut(text: str) -> list[str]:
    return [passage.text for passage in passages("s1", text)]


def test_a_passage_ends_with_its_paragraph() -> None:
    assert cut(f"{PARAGRAPH}\n{PARAGRAPH}") == [PARAGRAPH, PARAGRAPH]


def test_short_paragraphs_stay_together() -> None:
    text = "\n".join(["Tolls fall", *[SENTENCE] * 6])
    first, second = passages("s1", text)
    assert first.text.startswith("Tolls fall\n" + SENTENCE)
    assert len(first.text) >= ENOUGH
    assert (first.start, second.end) == (0, len(text))


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    found = cut(" ".join([SENTENCE] * 20))
    assert all(text.startswith("The harbour") and text.endswith("it said.") for text in found)
    assert all(ENOUGH <= len(text) <= MOST for text in found[:-1])


def test_a_sentence_without_end_is_cut_between_words_and_a_word_anywhere() -> None:
    assert all(not text.endswith(" ") and len(text) <= MOST for text in cut("toll " * 1_000))
    assert [len(text) for text in cut("港" * 1_500)] == [MOST, MOST, 300]


def test_the_same_text_is_cut_in_the_same_places() -> None:
    text = f"{PARAGRAPH}\n{PARAGRAPH}\n{SENTENCE}"
    assert passages("s1", text) == passages("s1", text)
    longer = passages("s1", f"{text} And more came later.\n{PARAGRAPH}")
    assert longer[:2] == passages("s1", text)[:2]


def test_no_text_has_no_passages() -> None:
    assert passages("s1", " \n ") == ()


pieces = st.sampled_from(
    [SENTENCE, "\n", " ", "“", "”", ". ", "港" * 700, "x" * 900, "\u2028", "é"]
)


@given(st.lists(pieces, max_size=30).map("".join) | st.text(max_size=2_000))
def test_every_character_is_in_exactly_one_passage(text: str) -> None:
    found = passages("s1", text)
    assert "".join("".join(p.text.split()) for p in found) == "".join(text.split())
    assert all(p.text == text[p.start : p.end] == p.text.strip() for p in found)
    assert all(0 < len(p.text) <= MOST for p in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
