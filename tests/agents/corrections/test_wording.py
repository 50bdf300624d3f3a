"""The words of a correction: plain, the same each time, and within the channel's room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.corrections.wording import ROOM, wording
from memory.types import Cause, ClaimStatus, Correction
from tests.factory import NOW, finding
from tools.x_text import weighted_length

BEFORE = finding().evidence
assert BEFORE
NOW_SAID = BEFORE.model_copy(update={"text": "Harbourline lost $31m."})


def correction(**changes: object) -> Correction:
    return Correction.model_validate(
        {
            "persona": "ada",
            "publication_id": 1,
            "channel": "x",
            "claim": "lost $12m",
            "sentence": "Harbourline lost $12m.",
            "number": 1,
            "cause": Cause.CHANGED,
            "status": ClaimStatus.CONTRADICTED,
            "reason": "r",
            "before": BEFORE,
            "after": NOW_SAID,
            "change": "c",
            "raised_at": NOW,
            **changes,
        }
    )


def test_it_says_what_we_wrote_what_is_said_now_and_where() -> None:
    assert wording(correction()) == (
        "Correction: we wrote “Harbourline lost $12m”. "
        "Example Wire now says: “Harbourline lost $31m”. https://wire.example/s1"
    )


def test_what_is_gone_taken_back_or_said_later_has_words_of_its_own() -> None:
    assert "Example Wire no longer says so." in wording(correction(after=None))
    assert "has taken its report back." in wording(correction(cause=Cause.RETRACTED))
    assert wording(correction(cause=Cause.LATER)).startswith("Update: we wrote")


def test_what_is_too_long_is_cut_where_it_matters_least() -> None:
    long = "Harbourline said that " + "its many clients in the north " * 7 + "had lost $12m."
    told = wording(correction(sentence=long))
    assert weighted_length(told) <= ROOM
    assert " …”. Example Wire now says: “Harbourline lost $31m”." in told
    far = NOW_SAID.model_copy(update={"text": long})
    assert "Example Wire now says otherwise." in wording(correction(after=far))


@given(st.text(max_size=600), st.text(max_size=600), st.text(max_size=300))
def test_any_words_fit_or_are_left_to_a_human(said: str, now: str, who: str) -> None:
    after = BEFORE.model_copy(update={"text": now, "publisher": who}) if BEFORE else None
    one = correction(sentence=said, after=after)
    told = wording(one)
    assert weighted_length(told) <= ROOM
    assert told == wording(one)
    if weighted_length(who) < 100:
        assert told.startswith("Correction: we wrote “")
