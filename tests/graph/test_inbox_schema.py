"""The approval question and its answers, in Agent Inbox's schema."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.publisher.costs import cost_of
from agents.publisher.preview import preview
from agents.publisher.timing import Due
from graph.inbox_schema import NotWaiting, UnreadableAnswer, describe, read_answer, request
from graph.question import Question
from memory.types import Danger, Decision, Description, Media, Risk
from tests import factory as make

KNOWN = frozenset({"a1-1", "a2-1"})


def read(answer: Any) -> tuple[str, str, str | None]:
    word = read_answer(answer, "a1-1", KNOWN)
    return word.draft_id, word.action, word.text


X = Description(name="x", longest=280, counted="weighted")
LINK = "https://www.wire-news.com/2026/11/20/harbourline-freezes"
TEXT = f"Harbourline froze withdrawals. {LINK}"
RISK = Risk(
    score=0.5,
    limit=0.3,
    dangers=(Danger(name="grave", weight=0.5, reason="the story is grave"),),
)


def asked(*posts: str, **changes: Any) -> Question:
    texts = posts or (TEXT,)
    given = {
        "draft": make.draft("a1-2", TEXT, attempt=2),
        "brief": make.brief(channel="x"),
        "verdict": make.verdict(Decision.ASK, "a1-2", risk=RISK, reasons=("the story is grave",)),
        "preview": preview(texts, X),
        "cost": cost_of(texts, "x"),
        "dry_run": False,
        "zone": ZoneInfo("Europe/London"),
        "due": Due(at=make.NOW),
        "expires_at": make.NOW + timedelta(hours=6),
    }
    return Question(**{**given, **changes})


def test_the_question_has_the_shape_that_agent_inbox_shows() -> None:
    (question,) = request(asked(), also_waiting=2)
    assert question["action_request"] == {
        "action": "publish",
        "args": {"draft_id": "a1-2", "text": TEXT},
    }
    assert set(question["config"]) == {
        "allow_accept",
        "allow_edit",
        "allow_respond",
        "allow_ignore",
    }
    assert all(question["config"].values())
    assert "2 more wait" in question["description"]
    assert "more wait" not in describe(asked())


def test_the_description_has_all_that_is_needed_to_answer() -> None:
    before = make.draft("a1-1", "Harbourline stopped withdrawals.")
    picture = Media(path="card.png", alt="A card: $12m lost")
    told = describe(
        asked(
            earlier=before,
            note="cannot be accepted",
            preview=preview([TEXT], X, [picture]),
        )
    )
    for line in (
        "**Harbourline freezes withdrawals** → x",
        "> Harbourline froze withdrawals. wire-news.com/2026/11/…",
        "*54 of 280 weighted*",
        "![A card: $12m lost](card.png)",
        "**Asked again:** cannot be accepted",
        f"**Since attempt 1:** Harbourline [-stopped-]{{+froze+}} withdrawals. {{+{LINK}+}}",
        "- **Costs:** $0.20 with the link, $0.015 without",
        "- **Goes out:** Fri 20 Nov 09:00 GMT",
        "- **Expires:** Fri 20 Nov 15:00 GMT",
        "- **Asked because:** the story is grave",
        "- **Risk:** risk 0.50: not below 0.30: look at it",
        "- **+0.50 grave:** the story is grave",
        "- supported: “It froze.”",
        "  - Example Wire: “Harbourline froze withdrawals.” https://wire.example/s1",
    ):
        assert line in told.splitlines()


def test_what_stands_in_the_way_is_said() -> None:
    long = describe(asked("x" * 300, "Two."))
    assert "*1/2, 300 of 280 weighted* **too long**" in long
    assert "*2/2, 4 of 280 weighted*" in long
    full = describe(asked(due=None, hitch="the timetable is full"))
    assert "- **Stands in the way:** the timetable is full" in full
    assert "Goes out" not in full
    over = describe(asked(expires_at=make.NOW, overdue=True))
    assert "- **Expired:** Fri 20 Nov 09:00 GMT: nothing comes of a yes" in over
    assert "Goes out" not in over
    hurry = asked(dry_run=True, due=Due(at=make.NOW, urgent=True))
    assert "GMT, urgent" in describe(hurry)
    assert "(a dry run: nothing is paid)" in describe(hurry)
    assert "Risk" not in describe(asked(verdict=make.verdict(Decision.ASK)))


def test_json_has_the_same_facts() -> None:
    before = make.draft("a1-1", "Harbourline stopped withdrawals.")
    told = json.loads(json.dumps(asked(earlier=before).as_json(), default=str))
    (post,) = told["preview"]["posts"]
    assert (post["units"], post["limit"], post["fits"]) == (54, 280, True)
    assert told["cost"]["usd"] == pytest.approx(0.2)
    assert told["changes"]["since"] == "a1-1"
    assert "[-stopped" in told["changes"]["marked"]
    assert {one["kind"] for one in told["changes"]["words"]} == {"same", "removed", "added"}
    assert told["risk"]["dangers"][0]["name"] == "grave"
    assert told["verdict"]["findings"][0]["evidence"]["publisher"] == "Example Wire"
    assert (told["due_at"], told["expired"]) == (make.NOW.isoformat(), False)
    assert asked().as_json()["changes"] == {"since": None, "marked": "", "words": []}


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
        {"type": "edit", "args": {"text": "half a character \ud83d"}},
        {"type": "response", "args": "shorter\0"},
    ],
)
def test_an_unreadable_answer_is_never_a_yes(answer: Any) -> None:
    with pytest.raises(UnreadableAnswer):
        read(answer)


def test_whoever_answers_has_a_name_that_can_be_kept() -> None:
    word = read_answer({"type": "accept", "by": "Gr\0ace \ud83d"}, "a1-1", KNOWN)
    assert word.by == "Grace ?"


def test_a_draft_that_does_not_wait_is_told_by_name() -> None:
    with pytest.raises(NotWaiting, match="draft a9-1 does not wait; these do") as caught:
        read({"type": "accept", "draft_id": "a9-1"})
    assert caught.value.draft_id == "a9-1"


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
