"""Candidates: what is put around the news keeps to the plan, the mood and the memory of readers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agents.style.english.casing import Casing
from agents.style.offline.candidates import Candidate, Candidates
from agents.style.offline.composing import Composer
from agents.style.offline.facts import Statement
from agents.style.offline.manner import Manner, Mark, Shape
from agents.style.offline.names import NameForms
from agents.style.voice.profile import VoiceProfile
from tests.agents.style.material import brief, posts

GLAD, SORRY = "Harbour Nine wins approval for a ferry", "Harbour Nine halts withdrawals"


def made(
    headline: str, shape: Shape, *, grave: bool = False, recent: Sequence[str] = ()
) -> list[Candidate]:
    manner = Manner(
        openers=(Mark("Wow.", "any", 1),),
        closers=(Mark("Lovely.", "good", 1), Mark("Ouch.", "bad", 1)),
        emoji=(Mark("👀", "any", 3), Mark("🎉", "good", 90)),
        tags=(Mark("#boats", "any", 9), Mark("#ferry", "any", 3)),
        statements=(shape,),
        comments=(shape,),
    )
    composer = Composer(VoiceProfile.measure(posts()), manner, NameForms(), Casing())
    told = brief(headline, f"{headline}.", grave=grave)
    return Candidates(composer, manner).of(told, [Statement(f"{headline}.", 0, 1.0)], (), recent)


def texts(found: Sequence[Candidate]) -> set[str]:
    return {candidate.text for candidate in found}


def test_what_the_plan_has_not_is_not_put_there() -> None:
    assert texts(made(GLAD, Shape(length=60))) == {f"{GLAD}."}


def test_reactions_and_emoji_come_where_the_plan_has_them() -> None:
    found = texts(made(GLAD, Shape(length=60, opens=True, closes=True, emoji="end")))
    assert {f"Wow. {GLAD}.", f"{GLAD}. Lovely.", f"{GLAD}. 🎉"} <= found
    assert not any("Ouch" in text for text in found)


def test_nothing_is_put_around_a_grave_story() -> None:
    shape = Shape(length=60, opens=True, closes=True, emoji="start", ending="!!")
    assert texts(made(SORRY, shape, grave=True)) == {f"{SORRY}."}


@pytest.mark.parametrize(("headline", "end"), [(GLAD, "!!"), (SORRY, ".")])
def test_nobody_exclaims_over_sorry_news(headline: str, end: str) -> None:
    assert texts(made(headline, Shape(length=60, ending="!!"))) == {headline + end}


def test_a_reaction_that_readers_have_just_seen_rests() -> None:
    shape = Shape(length=60, closes=True)
    seen = [f"Boats wait {n}." for n in range(7)]
    assert texts(made(GLAD, shape, recent=["The sun is out. Lovely!", *seen])) == {f"{GLAD}."}
    assert f"{GLAD}. Lovely." in texts(made(GLAD, shape, recent=[*seen, "Boats.", "Lovely!"]))


def test_what_keeps_to_the_plan_is_worth_more() -> None:
    found = {c.text: c.worth for c in made(GLAD, Shape(length=45, opens=True))}
    assert found[f"Wow. {GLAD}."] > found[f"{GLAD}."]


def test_an_emoji_suits_the_mood_of_the_news() -> None:
    shape = Shape(length=60, emoji="end")
    assert f"{GLAD}. 🎉" in texts(made(GLAD, shape))
    assert texts(made(SORRY, shape)) == {f"{SORRY}.", f"{SORRY}. 👀"}


def test_a_hashtag_is_added_only_for_what_the_story_tells_of() -> None:
    assert texts(made(GLAD, Shape(length=60, tags=2))) == {f"{GLAD}. #ferry"}
    assert texts(made(SORRY, Shape(length=60, tags=2))) == {f"{SORRY}."}
