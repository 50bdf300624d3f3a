"""Preferences: what a human changed becomes a pair, once. On SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from memory.approvals import Answered
from memory.database import Database
from memory.journal import Trail
from memory.preferences import Preferences, learned, told
from memory.types import Approval, Draft
from tests import factory as make
from tests.factory import NOW

LATER = NOW + timedelta(minutes=5)
FIRST = make.draft("a1-1", "First.")
SECOND = make.draft("a1-2", "Second.", attempt=2)
THIRD = make.draft("a1-3", "Third.", attempt=3)
OWN = make.draft("a1-2h", "My words.", writer="human", attempt=2)


def said(draft: Draft, action: Any, text: str | None = None) -> Answered:
    return Answered(
        number=1, draft_id=draft.id, action=action, text=text, by="Ada", asked_at=NOW, at=NOW
    )


def trail(drafts: list[Draft], *answers: Answered, **changes: Any) -> Trail:
    given = {
        "assignment": make.assignment(),
        "turn_id": "t1",
        "result": None,
        "brief": make.brief(),
        "drafts": drafts,
        "verdicts": {},
        "approvals": answers,
    }
    return Trail(**{**given, **changes})


def yes(draft: Draft) -> Approval:
    return Approval(draft_id=draft.id, action="accept", by="Grace")


def test_an_edit_makes_a_pair_with_the_humans_words() -> None:
    (pair,) = learned(trail([FIRST, OWN], said(FIRST, "edit", "My words.")), yes(OWN), LATER)
    assert (pair.rejected, pair.preferred, pair.wish) == ("First.", "My words.", "")
    assert (pair.by, pair.at, pair.writers) == ("Grace", LATER, ("offline", "human"))
    assert (pair.persona, pair.draft_id, pair.channel) == ("ada", "a1-1", "console")
    assert pair.signal_ids == ("s1",)


def test_every_wish_makes_a_pair_with_the_draft_that_was_accepted_in_the_end() -> None:
    wishes = (said(FIRST, "respond", "shorter"), said(SECOND, "respond", "warmer"))
    pairs = learned(trail([FIRST, SECOND, THIRD], *wishes), yes(THIRD), LATER)
    assert [(p.rejected, p.preferred, p.wish) for p in pairs] == [
        ("First.", "Third.", "shorter"),
        ("Second.", "Third.", "warmer"),
    ]


def test_what_was_dropped_or_accepted_as_it_was_teaches_nothing() -> None:
    assert learned(trail([FIRST], said(FIRST, "accept")), yes(FIRST), LATER) == ()
    dropped = Approval(draft_id=FIRST.id, action="ignore")
    assert learned(trail([FIRST], said(FIRST, "ignore")), dropped, LATER) == ()
    same = make.draft("a1-2", "First.", attempt=2)
    assert learned(trail([FIRST, same], said(FIRST, "respond", "go on")), yes(same), LATER) == ()


def test_a_humans_own_text_that_the_auditor_sent_back_is_not_a_rejected_draft() -> None:
    refused = make.draft("a1-2h", "It lost $999bn.", writer="human", attempt=2)
    final = make.draft("a1-3h", "It lost $12m.", writer="human", attempt=3)
    answers = (said(FIRST, "edit", refused.text), said(refused, "edit", final.text))
    (pair,) = learned(trail([FIRST, refused, final], *answers), yes(final), LATER)
    assert (pair.rejected, pair.preferred) == ("First.", "It lost $12m.")


def test_without_the_draft_or_its_brief_there_is_nothing_to_learn() -> None:
    answer = said(FIRST, "edit", "My words.")
    assert learned(trail([FIRST], answer), yes(OWN), LATER) == ()
    assert learned(trail([FIRST, OWN], answer, brief=None), yes(OWN), LATER) == ()


def test_the_context_is_what_a_writer_would_be_told() -> None:
    context = told(make.brief(url="https://wire.example/s1", answering="Is it safe?"))
    for line in (
        "Write a statement for console in the voice of ada.",
        "Headline: Harbourline freezes withdrawals",
        "Answering: Is it safe?",
        "- Harbourline froze withdrawals on Tuesday after losing $12m. (Example Wire)",
        "Link: https://wire.example/s1",
    ):
        assert line in context.splitlines()
    assert "Answering" not in told(make.brief())
    assert "Link" not in told(make.brief())


@pytest.fixture
def preferences(database: Database) -> Preferences:
    return Preferences(database)


def test_pairs_come_back_as_they_went_in_and_a_draft_is_rejected_once(
    preferences: Preferences,
) -> None:
    answers = (said(FIRST, "respond", "shorter"), said(SECOND, "edit", "My words."))
    first = learned(trail([FIRST, SECOND], *answers[:1]), yes(SECOND), NOW)
    whole = learned(trail([FIRST, SECOND, THIRD], *answers), yes(THIRD), LATER)
    assert preferences.keep(first) == 1
    assert preferences.keep(first) == 0
    assert preferences.keep(whole) == 1
    assert preferences.keep(()) == 0
    assert preferences.pairs("ada") == (first[0], whole[1])
    assert preferences.pairs("bob") == ()
