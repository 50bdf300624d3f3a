"""Suggestions: each deed once, settled once. On both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from memory.database import Database
from memory.suggestions import Idea, SuggestionStore
from tests.factory import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def suggestions(database: Database) -> SuggestionStore:
    return SuggestionStore(database)


def idea(**changes: Any) -> Idea:
    return Idea(
        **{
            "persona": "ada",
            "channel": "x",
            "kind": "reply",
            "to": "1001",
            "link": "https://x.com/intent/post?in_reply_to=1001",
            "reason": "they did not mention us",
            **changes,
        }
    )


def test_a_deed_is_suggested_once_whoever_asks_again(suggestions: SuggestionStore) -> None:
    first = suggestions.make(idea(text="Well said."), NOW)
    again = suggestions.make(idea(text="Other words.", reason="another rule"), LATER)
    assert again == first
    assert suggestions.listing("ada") == (first,)
    assert (first.state, first.made_at, first.text) == ("open", NOW, "Well said.")


@pytest.mark.parametrize(
    "other",
    [{"to": "1002"}, {"kind": "like"}, {"channel": "bluesky"}, {"persona": "bob"}],
    ids=lambda other: next(iter(other)),
)
def test_another_deed_is_another_suggestion(
    suggestions: SuggestionStore, other: dict[str, str]
) -> None:
    assert suggestions.make(idea(), NOW).id != suggestions.make(idea(**other), NOW).id


def test_words_that_come_later_fill_an_open_suggestion_that_has_none(
    suggestions: SuggestionStore,
) -> None:
    bare = suggestions.make(idea(), NOW)
    link = "https://x.com/intent/post?in_reply_to=1001&text=Yes."
    filled = suggestions.make(idea(text="Yes.", link=link, draft_id="d1"), LATER)
    assert filled.id == bare.id
    assert (filled.text, filled.link, filled.draft_id) == ("Yes.", link, "d1")
    assert filled.made_at == NOW


def test_a_settled_suggestion_keeps_who_and_when_and_what_it_said(
    suggestions: SuggestionStore,
) -> None:
    made = suggestions.make(idea(), NOW)
    done = suggestions.settle("ada", made.id, done=True, by="jo", now=LATER)
    assert done is not None
    assert (done.state, done.settled_at, done.done) == ("done by jo", LATER, True)
    assert suggestions.listing("ada") == ()
    assert suggestions.listing("ada", settled=True) == (done,)
    assert suggestions.make(idea(text="Too late."), LATER) == done


def test_only_the_first_word_counts_and_only_on_one_s_own(suggestions: SuggestionStore) -> None:
    made = suggestions.make(idea(), NOW)
    assert suggestions.settle("bob", made.id, done=True, by="jo", now=NOW) is None
    assert suggestions.settle("ada", made.id + 1, done=True, by="jo", now=NOW) is None
    dropped = suggestions.settle("ada", made.id, done=False, by="jo", now=NOW)
    assert dropped is not None
    assert dropped.state == "dropped by jo"
    assert suggestions.settle("ada", made.id, done=True, by="jo", now=NOW) is None
    assert suggestions.listing("ada", settled=True) == (dropped,)
