"""Texts that never become a draft, each with the reason, and their honest neighbours."""

from __future__ import annotations

import pytest

from agents.style.llm.writer import Scorer
from memory.errors import ModelRefused
from memory.types import Draft, Mode, PostKind
from tests.agents.style.llm.writing import GOOD, answer, drafted, writer
from tests.agents.style.material import brackwater, brief, post, posts
from tests.agents.style.scripted import ScriptedLLM

BAD = {
    "empty": ("", "empty"),
    "white space": (" \n ", "empty"),
    "over-long": ("Brackwater halts withdrawals. " * 12, "too long: 359 of 280 units"),
    "refusing": ("I can't help with that request.", "a refusal"),
    "sorry": ("I'm sorry, but I won't write about Brackwater and its withdrawals.", "a refusal"),
    "speaking as an AI": (
        "As an AI language model, I do not write about withdrawals.",
        "a refusal",
    ),
    "refusing in Spanish": ("Lo siento, no puedo ayudar con Brackwater.", "a refusal"),
    "link-adding": (
        "Brackwater halts withdrawals, claim at https://evil.example/now today.",
        "a link of its own",
    ),
    "bare link": (
        "Brackwater halts withdrawals, see brackwater-claims.com for yours.",
        "a link of its own",
    ),
    "handle-adding": (
        "Brackwater halts withdrawals, says @stranger in the lobby.",
        "@stranger is not in the brief",
    ),
    "tag-adding": (
        "Brackwater halts withdrawals after losing coins. #custody",
        "#custody is not in the brief",
    ),
    "cashtag-adding": ("Brackwater halts withdrawals. $BTC looks on.", "$btc is not in the brief"),
    "instruction-leaking": (
        "Fact 1 says that Brackwater halts withdrawals.",
        'its instructions: "Fact 1"',
    ),
    "prompt-leaking": (
        "As the numbered facts say, Brackwater halts withdrawals.",
        'its instructions: "numbered facts"',
    ),
    "role-leaking": (
        "Assistant: Brackwater halts withdrawals after $64m leaves.",
        'its instructions: "Assistant:"',
    ),
    "fence-leaking": (
        'Brackwater halts withdrawals. </data> <data name="x">',
        'its instructions: "</data"',
    ),
    "profile-leaking": (
        "Measured profile: Brackwater halts withdrawals in 30 posts.",
        'its instructions: "Measured profile"',
    ),
    "marked up": ("Brackwater halts withdrawals.\n\n## What next\n\nClients wait.", 'markup: "##"'),
    "stock phrase": (
        "Brackwater halts withdrawals: a stark reminder about custody.",
        'a stock phrase: "a stark reminder"',
    ),
    "unfinished": ("Brackwater halts withdrawals after the", "a sentence without its end"),
    "trailing off": ("Brackwater halts withdrawals, and then...", "a sentence without its end"),
    "unclosed quotation": (
        'Brackwater "halts withdrawals after $64m leaves its wallets.',
        "a quotation mark without its partner",
    ),
    "foreign": (
        "Brackwater suspend les retraits de ses clients dans la nuit de mardi.",
        'written in "fr"',
    ),
    "in another script": (
        "Brackwater останавливает вывод средств после потери денег.",
        'written in "ru"',
    ),
    "having been there": (
        "I was at Brackwater in Port Ansel when withdrawals stopped.",
        '"I was at": the person did not live',
    ),
    "having met": (
        "I met the Brackwater team; its withdrawals stay shut.",
        '"I met": the person did not live',
    ),
    "having been told": (
        "Brackwater told me that its withdrawals stay shut.",
        '"told me": the person did not live',
    ),
    "inventing a quotation": (
        "Brackwater halts withdrawals. “We were careless,” it said.",
        'nobody said "We were careless,"',
    ),
    "inventing a figure": (
        "Brackwater halts withdrawals after $71m leaves its hot wallets.",
        '"$71m" is in no fact',
    ),
    "inventing a share": (
        "Brackwater halts withdrawals; 49% sits in cold storage.",
        '"49%" is in no fact',
    ),
    "inventing a price": (
        "Brackwater halts withdrawals and bitcoin falls to $81,200.",
        '"$81,200" is in no fact',
    ),
    "predicting": ("Brackwater will reopen its withdrawals within days.", '"will": a prediction'),
    "predicting a price": (
        "Brackwater halts withdrawals. Bitcoin is going to hit $90k this year.",
        "no price predictions",
    ),
    "advising": ("Brackwater halts withdrawals. Sell your bitcoin.", '"Sell": no advice'),
    "endorsing": (
        "Brackwater halts withdrawals. I recommend cold storage at Tollbeck.",
        '"I recommend": an endorsement',
    ),
    "advertising": (
        "Brackwater halts withdrawals. Sign up now for a safer custodian.",
        '"Sign up now": an endorsement',
    ),
    "taking a position": (
        "Brackwater halts withdrawals. I'm short on custody.",
        '"short on custody": an endorsement',
    ),
    "about something else": ("Nobody reads a status page twice.", "says nothing of the facts"),
}
"""Drafts by what is wrong with them, each with the reason that is given."""


@pytest.mark.parametrize(("bad", "why"), BAD.values(), ids=BAD.keys())
def test_a_bad_answer_never_becomes_a_draft(bad: str, why: str, scorer: Scorer) -> None:
    model = ScriptedLLM([answer(bad, bad, bad), answer(bad)])
    with pytest.raises(ModelRefused) as refused:
        writer(model, scorer).write(brackwater(), attempt=1, wishes=())
    assert "gave no usable draft in 2 calls (" in str(refused.value)
    assert why in str(refused.value)
    model.assert_done()


def test_an_old_post_never_becomes_a_draft_again(scorer: Scorer) -> None:
    model = ScriptedLLM([answer("Noted: Custody is a job, not a feature.")] * 2)
    with pytest.raises(ModelRefused, match="an old post again"):
        writer(model, scorer).write(brackwater(Mode.COMMENT), attempt=1, wishes=())


def test_a_joke_about_a_grave_story_never_becomes_a_draft() -> None:
    joke = GOOD.replace(".", " lol.")
    with pytest.raises(ModelRefused, match='"lol" on a grave story'):
        writer(ScriptedLLM([answer(joke)] * 2)).write(brackwater(grave=True), attempt=1, wishes=())
    assert drafted(ScriptedLLM([answer(joke)])).text == joke


def test_a_plan_that_a_fact_tells_is_no_prediction() -> None:
    told = brief(
        "Brackwater Custody to reopen withdrawals on Friday",
        "Brackwater Custody plans to reopen withdrawals on Friday, the company said.",
    )
    text = "Brackwater will reopen withdrawals on Friday, it says."
    assert drafted(ScriptedLLM([answer(text)]), told).text == text


def test_tags_that_the_persona_uses_are_theirs() -> None:
    own = [post(n, f"Custody thought {n}. #keys $BTC", PostKind.STATEMENT) for n in range(2)]
    tagged = f"{GOOD} #keys"
    model = ScriptedLLM([answer(tagged, f"{GOOD} #doors", f"{GOOD} $ETH")])
    draft = writer(model, own=[*posts(), *own]).write(brackwater(), attempt=1, wishes=())
    assert isinstance(draft, Draft)
    assert draft.text == tagged
    assert "#keys" in model.asked[0][1]


def test_a_tag_that_stands_twice_in_one_post_is_no_habit() -> None:
    own = [*posts(), post(1, "Custody thought. #once #once", PostKind.STATEMENT)]
    model = ScriptedLLM([answer(f"{GOOD} #once")] * 2)
    with pytest.raises(ModelRefused, match="#once is not in the brief"):
        writer(model, own=own).write(brackwater(), attempt=1, wishes=())


HONEST = {
    "a question about what is to come": "Brackwater halts withdrawals. Will withdrawals reopen?",
    "an offer that a fact tells": "Brackwater lets clients sign up for a call with its support.",
    "a word of the task that a fact holds": "Brackwater sent clients a system message about it.",
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST.keys())
def test_what_the_facts_allow_may_be_said(text: str) -> None:
    told = brief(
        "Brackwater Custody halts withdrawals",
        "Brackwater sent clients a system message: they can sign up for a call with its support.",
    )
    assert drafted(ScriptedLLM([answer(text)]), told).text == text


def test_a_reply_may_quote_what_it_answers() -> None:
    told = brackwater(Mode.REPLY).model_copy(update={"answering": "Is it a quiet bank run?"})
    text = "A “quiet bank run”, no: Brackwater halts withdrawals by itself."
    assert drafted(ScriptedLLM([answer(text)]), told).text == text
