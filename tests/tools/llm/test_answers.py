"""Reading a model's text: the whole object, exactly, or a refusal."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.errors import ModelRefused
from memory.types import UTCTime, Value
from tools.llm.answers import plain, quoted, read_answer, shape_in_words

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)
PROSE = st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=40)


class Mood(StrEnum):
    DRY = "dry"
    CHEERFUL = "cheerful"


class Take(Value):
    """An answer with every kind of field that ours have."""

    text: str
    score: float = 0.0
    attempts: int = 0
    mood: Mood = Mood.DRY
    sources: tuple[str, ...] = ()
    at: UTCTime | None = None


@given(
    text=st.text(), score=st.floats(0, 1), sources=st.lists(st.text()), before=PROSE, after=PROSE
)
def test_what_fits_is_read_whatever_prose_is_around_it(
    text: str, score: float, sources: list[str], before: str, after: str
) -> None:
    said = json.dumps({"text": text, "score": score, "mood": "cheerful", "sources": sources})
    take = read_answer(f"{before}{said}{after}", Take)
    assert take == Take(text=text, score=score, mood=Mood.CHEERFUL, sources=tuple(sources))


@given(text=st.text(), cut=st.integers(min_value=0))
def test_no_proper_beginning_of_an_answer_is_read(text: str, cut: int) -> None:
    said = json.dumps({"text": text, "sources": ["{", "}", '"']})
    with pytest.raises(ModelRefused):
        read_answer(said[: cut % len(said)], Take)


@given(inner=st.text(max_size=20))
def test_an_object_inside_a_broken_one_is_not_the_answer(inner: str) -> None:
    whole = json.dumps({"text": inner})
    for broken in (f'{{"takes": [{whole}', f"{{oops {whole}}}", f"{whole[:-1]}, {whole}"):
        with pytest.raises(ModelRefused):
            read_answer(broken, Take)


@given(value=JSON)
def test_any_other_json_is_refused(value: Any) -> None:
    with pytest.raises(ModelRefused):
        read_answer(json.dumps({"unknown": value}), Take)
    with pytest.raises(ModelRefused):
        read_answer(json.dumps([value]).replace("{", "("), Take)


@given(text=st.text())
def test_any_other_text_is_refused_in_one_printable_line(text: str) -> None:
    with pytest.raises(ModelRefused) as refusal:
        read_answer(text, Take)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    "wrong",
    [
        '{"text": 3}',
        '{"text": "a", "attempts": "3"}',
        '{"text": "a", "attempts": 3.5}',
        '{"text": "a", "score": "high"}',
        '{"text": "a", "mood": "grumpy"}',
        '{"text": "a", "sources": "one"}',
        '{"text": "a", "at": "2026-11-20T08:00:00"}',
        '{"text": null}',
        '{"text": "\\ud800"}',
        '{"text": "a", "score": 1e}',
        "{'text': 'a'}",
        '{"text": "a",}',
    ],
)
def test_nothing_is_coerced_completed_or_repaired(wrong: str) -> None:
    with pytest.raises(ModelRefused):
        read_answer(wrong, Take)


def test_times_and_enumerations_are_read_from_their_json_forms() -> None:
    take = read_answer('{"text": "a", "mood": "dry", "at": "2026-11-20T08:00:00Z"}', Take)
    assert take.at == datetime.fromisoformat("2026-11-20T08:00:00+00:00")


def test_thoughts_before_the_answer_are_not_part_of_it() -> None:
    assert read_answer('<think>{"text": 1}</think>{"text": "a"}', Take).text == "a"
    assert read_answer('{"text": "<think>a</think>"}', Take).text == "<think>a</think>"
    with pytest.raises(ModelRefused):
        read_answer('<think>{"text": "never finished thinking"}', Take)


def test_thoughts_whose_beginning_the_endpoint_kept_are_not_part_of_it() -> None:
    """As Qwen3-Thinking and DeepSeek-R1 answer: their chat templates open the thought."""
    thoughts = 'The facts say {"text": "3%"}, so a dry line will do.\n</think>\n\n'
    assert read_answer(thoughts + '{"text": "a"}', Take).text == "a"
    assert read_answer('{"text": "a </think> b"}', Take).text == "a </think> b"


@given(text=st.text())
def test_a_quotation_is_short_printable_and_on_one_line(text: str) -> None:
    assert quoted(text).isprintable()
    assert len(quoted(text)) <= 83
    assert plain(plain(text)) == plain(text)


def test_a_quotation_shows_that_it_was_cut() -> None:
    assert quoted("a" * 80) == f'"{"a" * 80}"'
    assert quoted("a" * 81) == f'"{"a" * 80}…"'
    assert quoted("a" + " " * 2_000 + "b") == '"a…"'


def test_the_shape_in_words_holds_the_whole_schema() -> None:
    words = shape_in_words(Take)
    assert json.loads(words[words.index("{") :]) == Take.model_json_schema()
