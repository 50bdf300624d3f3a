"""Composing, names and recasting: spelling and order change, meaning and quotations do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.style.english.casing import Casing
from agents.style.offline.composing import Composed, Composer, Parts, strung
from agents.style.offline.facts import Statement
from agents.style.offline.manner import Manner, Mark, Shape
from agents.style.offline.names import NameForms
from agents.style.offline.recast import recast
from agents.style.offline.surface import lowered
from agents.style.voice.profile import VoiceProfile
from tests.agents.style.material import posts

LEAD = Statement("Harbour Nine opens a ferry to Port Ansel.", 2, 1.0)
MORE = Statement("It leaves at noon.", 0, 0.5)
URL = "https://a.example/x"


def composed(
    parts: Parts, shape: Shape, *, link: str = "", manner: Manner | None = None
) -> Composed:
    profile = VoiceProfile.measure(posts())
    setter = Composer(profile, manner or Manner(), NameForms(), Casing.learn([]))
    return setter.compose(parts, shape, link=link, exclaim=True, told=Casing.learn([LEAD.text]))


def test_a_pointer_marks_each_fact_and_nothing_else() -> None:
    parts = Parts(LEAD, opener=Mark("Noted:", "news", 1), second=MORE, emoji=Mark("👀", "any", 1))
    made = composed(parts, Shape(length=100, emoji="start"), link=URL)
    assert made.text == f"👀 Noted: {LEAD.text} {MORE.text} {URL}"
    assert [(p.fact, made.text[p.start : p.end]) for p in made.pointers] == [
        (2, LEAD.text),
        (0, MORE.text),
    ]


def test_pointers_move_along_when_posts_are_strung_together() -> None:
    shape = Shape(length=100)
    made = strung([composed(Parts(LEAD), shape), composed(Parts(MORE), shape)], thread=True)
    assert made.posts == (LEAD.text, MORE.text)
    assert made.text == "\n\n".join(made.posts)
    assert [made.text[p.start : p.end] for p in made.pointers] == [LEAD.text, MORE.text]


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (Shape(length=50, ending=""), LEAD.text[:-1]),
        (Shape(length=50, ending="!!"), LEAD.text[:-1] + "!!"),
        (Shape(length=50, ending="..."), LEAD.text[:-1] + "..."),
        (Shape(length=50, lower=True), LEAD.text),
    ],
)
def test_the_end_is_as_the_plan_has_it(shape: Shape, text: str) -> None:
    assert composed(Parts(LEAD), shape).text == text


def test_small_letters_are_for_those_who_write_them() -> None:
    small = composed(Parts(LEAD), Shape(length=50, lower=True), manner=Manner(lower=True))
    assert small.text == LEAD.text.lower()


def test_two_sentences_on_a_line_have_a_mark_between_them() -> None:
    parts = Parts(Statement("Boats wait", 0, 1.0), closer=Mark("Wow", "any", 1))
    assert composed(parts, Shape(length=20)).text == "Boats wait. Wow"
    apart = Parts(Statement("Boats wait", 0, 1.0), closer=Mark("Wow", "any", 1, "\n\n"))
    assert composed(apart, Shape(length=20)).text == "Boats wait\n\nWow"


def test_an_opener_that_reads_on_takes_the_capital_away() -> None:
    parts = Parts(Statement("Traders wait.", 0, 1.0), opener=Mark("Well,", "any", 1))
    assert composed(parts, Shape(length=20)).text == "Well, traders wait."


def test_small_letters_spare_quotations_cashtags_and_kept_acronyms() -> None:
    text = 'The SEC said "We Agree" on $BTC and ETFs'
    assert lowered(text, acronyms=False) == 'the SEC said "We Agree" on $BTC and ETFs'
    assert lowered(text, acronyms=True) == 'the sec said "We Agree" on $BTC and etfs'


def test_a_coin_is_called_what_the_persona_calls_it() -> None:
    names = NameForms.learn(["$BTC up", "$BTC down", "more $BTC", "one bitcoin"])
    assert names.put_on("Bitcoin falls, and Bitcoin's price.") == "$BTC falls, and BTC's price."
    assert (
        names.put_on("Bitcoin Cash and Bitcoin Magazine.") == "Bitcoin Cash and Bitcoin Magazine."
    )
    small = NameForms.learn(["bitcoin up", "no bitcoin", "more bitcoin", "bitcoin"])
    assert small.put_on("Bitcoin falls as BTC funds buy.") == "Bitcoin falls as bitcoin funds buy."


def test_a_post_has_one_cashtag_at_most() -> None:
    names = NameForms(coins={"Bitcoin": "$BTC", "Ether": "$ETH"})
    assert names.put_on("Bitcoin and Ether fall.") == "$BTC and ETH fall."


def test_words_are_shortened_as_the_persona_shortens_them() -> None:
    names = NameForms.learn(["w/ a boat & w/ care & w/ luck", "w/ boats & rain & sun", "10k 20k"])
    assert names.put_on("Boats with sails and 30K oars.") == "Boats w/ sails & 30k oars."
    assert NameForms.learn(["boats and rain with wind"]).put_on("Ada with Bo.") == "Ada with Bo."


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Prices fell as stocks rose.", ["Prices fell. Stocks rose."]),
        (
            "Brackwater halts withdrawals after $64m leaves two hot wallets.",
            ["$64m leaves two hot wallets. Brackwater halts withdrawals."],
        ),
        ("Vlad works as a clerk in London.", []),
        ("Brackwater may close as clients leave.", []),
        ("Brackwater fell as Ada said clients left.", []),
        ("Brackwater closed after it lost a client.", []),
        ("Brackwater did not close as clients left.", []),
    ],
)
def test_one_sentence_becomes_two_only_where_nothing_hangs_on_the_joint(
    sentence: str, expected: list[str]
) -> None:
    assert list(recast(sentence)) == expected


@given(st.text(max_size=120))
def test_name_forms_never_fail_and_leave_a_stranger_s_text_alone(text: str) -> None:
    assert NameForms().put_on(text) == text
    NameForms.learn([text]).put_on(text, tags=2)
