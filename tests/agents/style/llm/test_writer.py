"""The LLM writer: the best by the scorer, each sentence with its fact, one more call at most."""

from __future__ import annotations

import pytest

from agents.style.llm.writer import DraftText, DraftTexts, Scorer
from memory.errors import ModelRefused, ModelUnavailable
from tests.agents.style.llm.writing import GOOD, OTHER, THIRD, Liking, answer, drafted, writer
from tests.agents.style.material import brackwater, brief
from tests.agents.style.scripted import ScriptedLLM


@pytest.mark.parametrize("best", [GOOD, OTHER, THIRD])
def test_the_scorer_picks_the_best(best: str) -> None:
    model = ScriptedLLM([answer(GOOD, OTHER, THIRD)])
    draft = drafted(model, scorer=Liking(best))
    assert draft.text == best
    assert draft.writer == "llm"
    assert draft.voice_score == 1
    assert draft.notes == ("best of 3 by scripted, 3 usable", "1 call", "as usual")


def test_what_the_scorer_finds_fault_with_is_not_used_however_much_it_is_liked() -> None:
    model = ScriptedLLM([answer(GOOD, OTHER)])
    draft = drafted(model, scorer=Liking(GOOD, OTHER, faults=(GOOD,)))
    assert draft.text == OTHER
    assert draft.notes[0] == "best of 2 by scripted, 1 usable"


def test_the_real_scorer_prefers_the_persona_s_manner(scorer: Scorer) -> None:
    loud = "WOW!!! Brackwater halts withdrawals after $64m leaves its hot wallets!!! Unreal!!!"
    assert drafted(ScriptedLLM([answer(loud, GOOD)]), scorer=scorer).text == GOOD


def test_each_sentence_points_to_its_fact() -> None:
    text = f"{OTHER} A till with the lid off. 94% sits in cold storage."
    draft = drafted(ScriptedLLM([answer(text)]))
    pointed = {draft.text[one.start : one.end]: one.fact for one in draft.pointers}
    assert pointed == {OTHER: 0, "94% sits in cold storage.": 1}


def test_a_fact_that_the_model_names_needs_to_share_less() -> None:
    loose = "Its 212 institutional customers can count the days now."
    for named, pointed in ((3, [2]), (1, [])):
        draft = DraftText(text=f"{loose} {OTHER}", used_facts=[named])
        found = drafted(ScriptedLLM([DraftTexts(drafts=[draft])]))
        assert [one.fact for one in found.pointers if one.start == 0] == pointed


def test_no_drafts_at_all_is_a_refusal() -> None:
    with pytest.raises(ModelRefused, match="no draft at all"):
        writer(ScriptedLLM([answer(), answer()])).write(brackwater(), attempt=1, wishes=())


def test_when_nothing_can_be_used_the_model_is_asked_once_more_with_the_reasons() -> None:
    model = ScriptedLLM([answer(GOOD.replace("$64m", "$71m")), answer(GOOD)])
    draft = drafted(model)
    assert draft.text == GOOD
    assert draft.notes[:2] == ("best of 1 by scripted, 1 usable", "2 calls")
    first, second = (user for _, user in model.asked)
    assert "could be used" not in first
    assert '- "$71m" is in no fact' in second


def test_an_unreachable_model_is_passed_on() -> None:
    model = ScriptedLLM([ModelUnavailable("429: come back later")])
    with pytest.raises(ModelUnavailable):
        writer(model).write(brackwater(), attempt=1, wishes=())


def test_nothing_is_asked_about_a_foreign_story() -> None:
    french = brief("Le tribunal a ordonné que les clients soient payés par la société", "x")
    assert writer(ScriptedLLM([])).write(french, attempt=1, wishes=()) == (
        'the story is in another language ("fr") than the persona ("en")'
    )
