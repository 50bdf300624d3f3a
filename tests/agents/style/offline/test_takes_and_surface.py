"""Profile, takes, openers, surface and score: measured from posts, never from one persona."""

from __future__ import annotations

import pytest

from agents.style.english.casing import Casing
from agents.style.offline.facts import Statement
from agents.style.offline.relevance import FittingTakes, Relevance, stems, visible
from agents.style.offline.surface import after_opener, dress
from agents.style.offline.takes import mine, self_contained, suits, with_opener
from agents.style.scoring.authorship import closeness
from agents.style.scoring.copying import is_near_copy
from agents.style.voice.profile import VoiceProfile, opener_of
from memory.types import PostKind
from tests.agents.style.material import HashingEmbedder, NearestPosts, post, posts

LOUD = [
    post(n, text, PostKind.STATEMENT)
    for n, text in enumerate(
        [
            "lol the U.S. said no again!! $1.2B gone 😂",
            "they do not get it! it is $3.4B of nothing 😂",
            "the color of money is red… two weeks left!",
            "gm. organize or lose! it is what it is",
        ]
    )
]
QUIET = VoiceProfile.measure(posts())
SHOUTED = VoiceProfile.measure(LOUD)


def test_a_profile_counts_what_was_written() -> None:
    assert [o.text for o in QUIET.openers] == ["Noted:", "House rule:"]
    assert {o.count for o in QUIET.openers} == {3}
    assert QUIET.capital_after_opener == 1
    assert QUIET.exclamation_share == 0
    assert QUIET.contractions_share > 0.9
    assert SHOUTED.exclamation_share == 1
    assert SHOUTED.lowercase_start_share == 1
    assert SHOUTED.emoji_share == 0.5
    assert SHOUTED.money_form == "B"
    assert SHOUTED.dotted_abbreviations == 1
    assert SHOUTED.british_share == 0


def test_a_profile_describes_itself_in_numbers() -> None:
    told = QUIET.describe()
    assert "30 posts" in told
    assert "'Noted:' 3×" in told


def test_a_profile_of_no_posts_is_no_error() -> None:
    empty = VoiceProfile.measure([])
    assert empty.posts == 0
    assert closeness("Harbour Nine froze withdrawals.", empty) == 0.5


@pytest.mark.parametrize(
    ("text", "opener"),
    [
        ("Small print: Cash is a price.", "Small print:"),
        ("Boring but important: Read it.", "Boring but important:"),
        ("Well. That happened.", "Well."),
        ("The bank said in its annual report: nothing.", ""),
        ("Open at 09:00 sharp.", ""),
    ],
)
def test_an_opener_is_a_short_first_phrase(text: str, opener: str) -> None:
    assert opener_of(text) == opener


@pytest.mark.parametrize(
    "sentence",
    [
        "This is why nobody trusts them.",
        "They never learn from it.",
        "I spent the morning on the ledger.",
        "We need better custody rules now.",
        "Harbour Nine will not survive winter.",
        "The fee is 40 basis points too high.",
        "Would anybody notice the difference?",
        "A very long queue for withdrawals.",
        "The Brackwater key was never cold.",
        "Yesterday's outage was a Tuesday's outage.",
        "The other one is always worse.",
        "The fund is approved.",
        "The court has ruled that code is speech.",
        "Tokens are coming back to the exchange.",
        "Miners moved house once more.",
        "Regulators said custody is a job.",
    ],
)
def test_what_points_outside_itself_is_no_take(sentence: str) -> None:
    assert not self_contained(sentence, Casing.learn([sentence]))


@pytest.mark.parametrize(
    "sentence",
    [
        "The subsidy ends when the subsidised stop voting.",
        "Sanctions start with enemies and end with neighbours.",
        "Nobody ever gave anybody a weekend.",
        "A licence is permission to compete with those who hold one.",
    ],
)
def test_what_holds_in_general_is_a_take(sentence: str) -> None:
    assert self_contained(sentence, Casing.learn([sentence]))


def test_takes_come_from_comments_with_the_opener_they_had() -> None:
    takes = {take.text: take for take in mine(posts(), Casing.learn([]))}
    assert takes["Custody is a job, not a feature."].opener == "Noted:"
    assert takes["Reserves are a list of names or they are a mood."].opener == ""
    assert not any("morning" in text for text in takes)


def test_a_piece_of_advice_may_be_left_off_and_a_contrast_may_not() -> None:
    found = [
        post(1, "A venue is a ledger with a shop window; judge the ledger."),
        post(2, "Banks live on trust; trust lives on ledgers."),
    ]
    texts = {take.text for take in mine(found, Casing.learn([]))}
    assert "A venue is a ledger with a shop window." in texts
    assert "Banks live on trust." not in texts


def test_no_gladness_over_bad_news() -> None:
    (glad,) = [t for t in mine(posts(), Casing.learn([])) if t.text.startswith("Finally")]
    assert not suits(glad, "Harbour Nine halts withdrawals after a hack")
    assert suits(glad, "Harbour Nine opens withdrawals at weekends")


def test_a_take_must_be_about_a_word_of_the_story() -> None:
    takes = mine(posts(), Casing.learn([]))
    story = "Ferrowick says its AI chips run late. The chips run late by 5 months."
    best = Relevance(takes, HashingEmbedder()).judge(story, takes)
    assert [fit.take.text for fit in best] == [
        "Chips run late because physics keeps its own calendar."
    ]
    assert visible(best[0], story)
    assert not visible(best[0], "Ferrowick is late.")
    assert not Relevance(takes, HashingEmbedder()).judge("Rovers win the cup replay 3-2.", takes)


def test_the_same_word_in_another_sense_brings_no_take() -> None:
    own = post(1, "A faster door in a fund is still a door.")
    filed = own.model_copy(update={"topics": ("funds", "redemptions")})
    (take,) = mine([filed], Casing.learn([]))
    judge = Relevance([take], HashingEmbedder()).judge
    show, told = "The door of the show opens.", "The door opens for redemptions of funds."
    alike = HashingEmbedder().embed([take.text, show])
    assert 0.27 <= float(alike[0] @ alike[1]) < 0.5
    assert not judge(show, [take])
    assert judge(told, [take])


def test_names_and_doings_tell_nothing_of_the_subject() -> None:
    assert not stems("Signature Bank is scaling back, staying small")
    assert "chip" in stems("Ferrowick delays its next AI chip")


def test_a_take_keeps_its_label_unless_that_announces_news() -> None:
    takes = {take.text: take for take in mine(posts(), Casing.learn([]))}
    assert with_opener(takes["Withdrawals are the only honest status page."]).startswith("House")
    assert with_opener(takes["Custody is a job, not a feature."]).startswith("Custody")


def test_a_fact_is_dressed_in_the_persona_s_habits() -> None:
    fact = 'The U.S. center has not paid $1.2 billion; "we do not organize," it said.'
    british = QUIET.model_copy(
        update={"money_form": "bn", "british_share": 1.0, "contractions_share": 1.0}
    )
    assert dress(fact, british) == (
        'The US centre hasn\'t paid $1.2bn; "we do not organize," it said.'
    )
    american = QUIET.model_copy(
        update={"money_form": "B", "british_share": 0.0, "dotted_abbreviations": 1.0,
                "contractions_share": 0.0}
    )  # fmt: skip
    assert dress("The U.S. centre has not paid $1.2bn.", american) == (
        "The U.S. center has not paid $1.2B."
    )


def test_money_keeps_its_value_in_every_form() -> None:
    for form, expected in (("bn", "$3m"), ("B", "$3M"), ("billion", "$3 million")):
        profile = QUIET.model_copy(update={"money_form": form})
        assert dress("Ada lost $3 million.", profile) == f"Ada lost {expected}."
        assert dress("Ada lost $3M.", profile) == f"Ada lost {expected}."


def test_a_name_is_never_respelt() -> None:
    profile = QUIET.model_copy(update={"british_share": 1.0})
    assert dress("Ada joined the World Trade Center board.", profile) == (
        "Ada joined the World Trade Center board."
    )


def test_case_after_an_opener_follows_the_person() -> None:
    small = QUIET.model_copy(update={"capital_after_opener": 0.0})
    assert after_opener("Traders fled.", small, []) == "traders fled."


def test_a_typical_text_is_closer_than_a_stranger_s() -> None:
    own = closeness("House rule: A hot wallet is a till, not a vault.", QUIET)
    assert own > closeness("OMG!!! you guys — this is SO huge!!! can't even!!!", QUIET) + 0.2


def test_an_old_post_again_is_a_near_copy() -> None:
    old = "Withdrawals are the only honest status page that any venue has ever had to publish."
    assert is_near_copy(old.upper() + " https://x.example", [old])
    assert is_near_copy(f"Harbour Nine froze withdrawals on Sunday night. {old}", [old])
    assert not is_near_copy("Harbour Nine froze withdrawals on Sunday night.", [old])


def test_an_old_post_inside_a_much_longer_text_is_still_a_copy() -> None:
    old = "Withdrawals are the only honest status page that any venue has ever had to publish."
    news = "Brackwater stopped them after losing coins from two hot wallets in nineteen minutes. "
    more = "Its lawyers, lenders and auditors met at the harbour late in the evening to count. "
    assert is_near_copy(news + more + old, [old])
    assert not is_near_copy(news + more, [old])


def test_lines_that_readers_still_remember_rest() -> None:
    line = "Withdrawals are the only honest status page."
    news = [Statement("Brackwater halts withdrawals on its status page.", 0, 1.0)]

    def fitting(age: int) -> list[str]:
        said = [post(age, line), *(post(100 + n, f"Boat {n} is in.") for n in range(20))]
        takes = FittingTakes(said, Casing.learn([]), NearestPosts(said), HashingEmbedder())
        return [fit.take.text for fit in takes.fit(news, ())]

    assert fitting(1) == [line]
    assert fitting(399) == []
