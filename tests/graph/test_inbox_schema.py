"""The approval question and its answers, in Agent Inbox's schema."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.inbox_schema import UnreadableAnswer, read_answer, request
from memory.types import Decision
from tests import factory as make

KNOWN = frozenset({"a1-1", "a2-1"})


def read(answer: Any) -> tuple[str, str, str | None]:
    word = read_answer(answer, "a1-1", KNOWN)
    return word.draft_id, word.action, word.text


def test_the_question_has_the_shape_that_agent_inbox_shows() -> None:
    (question,) = request(make.work(decision=Decision.ASK), also_waiting=2)
    assert question["action_request"]["args"]["text"] == "Harbourline froze withdrawals."
    assert set(question["config"]) == {
        "allow_accept",
        "allow_edit",
        "allow_respond",
        "allow_ignore",
    }
    assert "Example Wire" in question["description"]
    assert "2 more wait" in question["description"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ([{"type": "accept", "args": None}], ("a1-1", "accept", None)),
        ({"type": "accept"}, ("a1-1", "accept", None)),
        ([{"type": "ignore", "args": None}], ("a1-1", "ignore", None)),
        ([{"type": "response", "args": "shorter"}], ("a1-1", "respond", "shorter")),
        (
            [{"type": "edit", "args": {"action": "publish", "args": {"text": " New. "}}}],
            ("a1-1", "edit", "New."),
        ),
        ([{"type": "edit", "args": {"text": "New."}}], ("a1-1", "edit", "New.")),
        ([{"type": "accept", "draft_id": "a2-1"}], ("a2-1", "accept", None)),
        (
            [{"type": "accept", "args": {"action": "publish", "args": {"draft_id": "a2-1"}}}],
            ("a2-1", "accept", None),
        ),
    ],
)
def test_known_answers_are_read(answer: Any, expected: tuple[str, str, str | None]) -> None:
    assert read(answer) == expected


@pytest.mark.parametrize(
    "answer",
    [
        None,
        True,
        "yes",
        "accept",
        [],
        [{}],
        {"type": "approve"},
        {"type": "edit", "args": {}},
        {"type": "edit", "args": {"text": "  "}},
        {"type": "response", "args": None},
        {"type": "accept", "draft_id": "somebody-elses"},
        [{"type": "accept"}, {"type": "ignore"}],
        {"type": "edit", "args": {"args": "x"}},
    ],
)
def test_an_unreadable_answer_is_never_a_yes(answer: Any) -> None:
    with pytest.raises(UnreadableAnswer):
        read(answer)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(JSON)
def test_any_json_is_an_answer_or_unreadable(answer: Any) -> None:
    try:
        read(answer)
    except UnreadableAnswer:
        return
    one = answer[0] if isinstance(answer, list) else answer
    assert one["type"] in {"accept", "ignore", "response", "respond", "edit"}
