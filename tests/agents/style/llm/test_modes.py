"""What each mode asks of the model, and of what it answers."""

from __future__ import annotations

import pytest

from agents.style.llm.writer import ThreadTexts
from memory.errors import ModelUnavailable
from memory.types import Draft, Mode, PostKind
from tests.agents.style.llm.writing import (
    GOOD,
    OTHER,
    THIRD,
    Liking,
    answer,
    drafted,
    thread,
    writer,
)
from tests.agents.style.material import URL, brackwater, post, posts
from tests.agents.style.scripted import ScriptedLLM


def test_a_comment_gets_the_story_s_link_from_us() -> None:
    draft = drafted(ScriptedLLM([answer(GOOD)]), brackwater(Mode.COMMENT))
    assert draft.text == f"{GOOD} {URL}"


def test_a_comment_may_leave_the_facts_to_the_link() -> None:
    text = "Nobody reads a status page twice."
    assert drafted(ScriptedLLM([answer(text)]), brackwater(Mode.COMMENT)).text == f"{text} {URL}"


def test_a_question_ends_with_one() -> None:
    asked = "Brackwater halts withdrawals. Who signs while the door is shut?"
    model = ScriptedLLM([answer(GOOD, asked)])
    assert drafted(model, brackwater(Mode.QUESTION), Liking(GOOD)).text == asked


def test_a_thread_is_posts_that_each_fit_the_last_with_the_link() -> None:
    long = "Brackwater Custody stopped all withdrawals. " * 7
    model = ScriptedLLM(
        [
            ThreadTexts(
                drafts=[
                    *thread(GOOD).drafts,
                    *thread(long, THIRD).drafts,
                    *thread(GOOD, GOOD).drafts,
                ]
            ),
            thread(f"1/2 {GOOD}", f"2/2 {THIRD}"),
        ]
    )
    draft = drafted(model, brackwater(Mode.THREAD))
    assert draft.parts == (GOOD, f"{THIRD} {URL}")
    assert draft.text == f"{GOOD}\n\n{THIRD} {URL}"
    second = model.asked[1][1]
    assert "1 parts; write 2 to 6" in second
    assert "too long" in second
    assert "says the same in two parts" in second


def test_a_persona_that_numbers_threads_keeps_the_numbers() -> None:
    own = [*posts(), *(post(n, f"{n}/ Custody, part {n}.", PostKind.THREAD) for n in (1, 2))]
    model = ScriptedLLM([thread(f"1/ {GOOD}", f"2/ {THIRD}")])
    draft = writer(model, own=own).write(brackwater(Mode.THREAD), attempt=1, wishes=())
    assert isinstance(draft, Draft)
    assert draft.parts[0] == f"1/ {GOOD}"
    assert "Number the posts" in model.asked[0][1]


def test_a_long_post_is_longer_than_a_short_one() -> None:
    paragraph = " ".join((GOOD, OTHER, THIRD))
    model = ScriptedLLM([answer(GOOD, f"{paragraph}\n\n{THIRD} {OTHER}")])
    draft = drafted(model, brackwater(Mode.LONG))
    assert draft.text == f"{paragraph}\n\n{THIRD} {OTHER}\n\n{URL}"
    assert draft.parts == ()


def test_a_reply_needs_words_to_answer_and_does_not_repeat_them() -> None:
    asked = "Hey, can you tell me whether Brackwater has stopped all of its withdrawals?"
    told = brackwater(Mode.REPLY)
    assert writer(ScriptedLLM([])).write(told, attempt=1, wishes=()) == (
        "a reply needs somebody's words to answer"
    )
    model = ScriptedLLM([answer(asked, "It has, yes: all of them.")])
    draft = drafted(model, told.model_copy(update={"answering": asked}), Liking(asked))
    assert draft.text == "It has, yes: all of them."
    assert asked in model.asked[0][1]


def test_more_words_get_more_room_in_the_answer() -> None:
    room = {}
    for mode, reply in {
        Mode.STATEMENT: answer(GOOD),
        Mode.THREAD: thread(GOOD, THIRD),
        Mode.LONG: answer(f"{GOOD} {OTHER} {THIRD}\n\n{GOOD} {OTHER}"),
    }.items():
        model = ScriptedLLM([reply])
        drafted(model, brackwater(mode))
        room[mode] = model.room[0]
    assert 0 < room[Mode.STATEMENT] < 800 < room[Mode.THREAD] < room[Mode.LONG] < 4000


@pytest.mark.parametrize("mode", Mode)
def test_each_mode_is_asked_for_in_its_own_words(mode: Mode) -> None:
    told = brackwater(mode).model_copy(update={"answering": "Is it true?"})
    model = ScriptedLLM([ModelUnavailable("enough")])
    with pytest.raises(ModelUnavailable):
        writer(model).write(told, attempt=1, wishes=())
    words = {
        Mode.STATEMENT: "stands by itself",
        Mode.COMMENT: "link follows it",
        Mode.QUESTION: "One question to the readers",
        Mode.REPLY: "A reply to what somebody wrote",
        Mode.THREAD: "No numbering",
        Mode.LONG: "several paragraphs",
        Mode.ANNOUNCEMENT: "An announcement",
    }
    assert words[mode] in model.asked[0][1]
