"""Manner and mood: what is put around the news is the persona's, and means nothing about it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.style.english.mood import Mood, is_sorry, mood_of
from agents.style.offline.manner import Manner, Mark, drawn
from agents.style.offline.reactions import reactions, said_of, section_of
from memory.types import PostKind
from tests.agents.style.material import post


def learnt(*texts: str, kind: PostKind = PostKind.STATEMENT) -> Manner:
    return Manner.learn(post(n, text, kind) for n, text in enumerate(texts))


def said(marks: tuple[Mark, ...]) -> set[str]:
    return {mark.text for mark in marks}


def test_reactions_are_taken_in_the_form_in_which_they_are_written() -> None:
    manner = learnt(
        "Oh boy! The ferry is late.",
        "The ferry is late\n\nyikes",
        "JUST IN: The ferry is late.",
        "Ferries sink prices. Progress?",
    )
    assert said(manner.openers) == {"Oh boy!", "JUST IN:"}
    (yikes,) = manner.closers
    assert (yikes.text, yikes.mood, yikes.joint) == ("yikes", "bad", "\n\n")


def test_what_says_something_of_the_world_is_no_reaction() -> None:
    manner = learnt("The harbour is closed: Boats wait.", "Boats wait. I was there.")
    assert not manner.openers
    assert not manner.closers


def test_replies_teach_nothing() -> None:
    manner = learnt("@ada Wow. The ferry is late! 👀", kind=PostKind.REPLY)
    assert manner == Manner()


def test_an_emoji_about_a_thing_is_used_only_when_it_is_a_signature() -> None:
    rare = learnt(*(f"Boat {n} left." for n in range(40)), "Fresh today 🍅")
    often = learnt(*(f"Boat {n} left 🍅" for n in range(4)), "Boats wait.")
    assert not rare.emoji
    assert [(mark.text, mark.mood) for mark in often.emoji] == [("🍅", "light")]


@pytest.mark.parametrize(
    ("section", "mood", "sorry", "suits"),
    [
        ("any", Mood.UNCLEAR, True, True),
        ("clear", Mood.UNCLEAR, False, False),
        ("clear", Mood.BAD, True, True),
        ("good", Mood.GOOD, False, True),
        ("good", Mood.UNCLEAR, False, False),
        ("good", Mood.BAD, True, False),
        ("bad", Mood.BAD, True, True),
        ("bad", Mood.GOOD, False, False),
        ("light", Mood.UNCLEAR, True, False),
        ("light", Mood.UNCLEAR, False, True),
        ("pointer", Mood.UNCLEAR, False, False),
    ],
)
def test_a_reaction_suits_only_news_of_its_mood(
    section: str, mood: Mood, sorry: bool, suits: bool
) -> None:
    assert Mark("so", section, 1).suits(mood, sorry=sorry, with_link=False) is suits


def test_a_pointer_needs_a_link() -> None:
    assert Mark("Details:", "pointer", 1).suits(Mood.BAD, sorry=True, with_link=True)


def test_a_plan_is_the_shape_of_one_of_their_posts_of_that_kind() -> None:
    manner = learnt("the ferry is late!!", "boats wait...")
    shapes = {manner.plan(random.Random(n), with_link=False) for n in range(20)}
    assert {(shape.ending, shape.lower) for shape in shapes} == {("!!", True), ("...", True)}
    linked = learnt("Late.\n\nhttps://a.example/x")
    assert linked.plan(random.Random(0), with_link=True).link_joint == "\n\n"


def test_a_persona_without_posts_gets_a_plain_plan() -> None:
    assert Manner().plan(random.Random(0), with_link=True).ending == "."


def test_marks_are_drawn_as_often_as_they_are_used_and_each_once() -> None:
    marks = [Mark("a", "any", 9), Mark("b", "any", 1)]
    first = [drawn(marks, 1, random.Random(n))[0].text for n in range(200)]
    assert first.count("a") > 3 * first.count("b") > 0
    assert {mark.text for mark in drawn(marks, 5, random.Random(0))} == {"a", "b"}


def test_every_reaction_of_the_list_can_be_found() -> None:
    sections = {section for section, _ in reactions().values()}
    assert sections == {
        "any", "clear", "good", "bad", "light", "news", "pointer", "call", "question",
    }  # fmt: skip
    assert all(said_of(phrase) == phrase for phrase in reactions())


@given(st.lists(st.text(max_size=80), max_size=4))
def test_learning_never_fails_whatever_was_posted(texts: list[str]) -> None:
    manner = learnt(*(text + " x" for text in texts))
    assert all(mark.count > 0 for mark in (*manner.openers, *manner.closers, *manner.emoji))


@pytest.mark.parametrize(
    ("news", "mood"),
    [
        ("Harbour Nine wins approval for its ferry", Mood.GOOD),
        ("Harbour Nine halts withdrawals", Mood.BAD),
        ("Harbour Nine rallies after a hack", Mood.UNCLEAR),
        ("Harbour Nine publishes its accounts", Mood.UNCLEAR),
        ("Harbour Nine won't pay", Mood.UNCLEAR),
    ],
)
def test_the_mood_of_news_is_glad_sorry_or_unclear(news: str, mood: Mood) -> None:
    assert mood_of(news) is mood


def test_news_is_sorry_when_anything_in_it_is() -> None:
    assert is_sorry("Harbour Nine rallies after a hack")
    assert not is_sorry("Harbour Nine publishes its accounts")


@pytest.mark.parametrize(
    ("said", "section"),
    [
        ("Wow!", "any"),
        ("So sad.", "bad"),
        ("What a great day!", "good"),
        ("Really interesting read.", "pointer"),
        ("A hard story, but an important one.", None),
        ("A sad story, and a true one.", None),
        ("A sad story, and a real one.", "bad"),
        ("Read the whole piece.", "pointer"),
        ("Worth your tea:", "pointer"),
        ("Worth nothing.", None),
        ("This is not great.", None),
        ("Great, but sad.", None),
        ("He had a great day.", None),
        ("The ferry is great.", None),
        ("I was there.", None),
        ("A #great day, and a real one.", None),
        ("A great day, and a real one.", "good"),
    ],
)
def test_only_what_is_about_nothing_in_particular_is_a_reaction(
    said: str, section: str | None
) -> None:
    found = section_of(said)
    assert (found[0] if found else None) == section


def test_a_sign_off_stands_for_no_gladness() -> None:
    manner = learnt(
        *(f"Boat {n} left. Onward." for n in range(5)), *(f"Boat {n}." for n in range(9))
    )
    assert [(mark.text, mark.mood) for mark in manner.closers] == [("Onward.", "light")]


def test_a_flag_is_never_a_signature() -> None:
    assert not learnt(*(f"Boat {n} left \U0001f1fa\U0001f1f8" for n in range(4))).emoji
