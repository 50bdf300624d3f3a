"""Stock phrases: models are caught, people are left alone, and what is theirs stays theirs."""

from __future__ import annotations

import json
import re

import pytest

from agents.style.scoring.stock_phrases import StockPhrase, _phrases, stock_phrase
from tests.agents.style.material import SHIPPED
from tools.background import background

LIKE_A_MODEL = """
In today's fast-paced world, custody is more than just storage.
Let's dive in: Brackwater halts withdrawals.
It's not just a hack. It's a wake-up call for the industry.
This isn't about coins, it's about trust.
A stark reminder that keys matter.
The outage underscores the need for redundancy.
Brackwater halts withdrawals, highlighting the fragility of hot wallets.
Let that sink in.
A testament to the resilience of the team.
Navigating the regulatory landscape just got harder.
Brackwater's move marks a pivotal moment for custody.
Only time will tell whether clients come back.
We delve into the details of the halt.
The future of custody is here.
Here's the kicker: 94% sits in cold storage.
This is a game-changer for institutions.
Custody is a double-edged sword.
Unlock the full potential of your assets.
And honestly? It was overdue.
Nobody’s talking about the 212 clients.
It is worth noting that 94% was in cold storage.
One thing is clear: hot wallets are hot.
Buckle up.
Trust isn't just a feature — it's the foundation.
At its core, custody is about people.
This raises important questions about custody.
We're thrilled to announce a new wallet.
Speed — scale — security — Brackwater promised it all.
Less about the coins and more about the keys.
The result? A frozen exchange.
Custody plays a crucial role in the ecosystem.
Bold. Simple. Powerful.
What does this mean for the future?
As an AI, I cannot take sides.
"""

LIKE_A_PERSON = """
Withdrawals are the only honest status page.
They must have known by Tuesday.
I'm not just saying that. Read the filing.
Keys first, fees second. What did the auditor sign?
He was honoured in Lagos.
Journey times fell by a third.
Time will come.
Two dashes — like these — are how she writes.
"""


@pytest.mark.parametrize("text", LIKE_A_MODEL.strip().splitlines())
def test_a_sentence_of_a_model_is_caught(text: str) -> None:
    assert stock_phrase(text)


@pytest.mark.parametrize("text", LIKE_A_PERSON.strip().splitlines())
def test_a_sentence_of_a_person_is_not(text: str) -> None:
    assert stock_phrase(text) == ""


def test_the_phrase_comes_back_as_it_was_written() -> None:
    assert stock_phrase("Custody: it’s not  just keys.") == "it’s not just"


def test_bullets_of_emoji_are_caught() -> None:
    assert stock_phrase("Custody today:\n✅ Cold storage\n✅ No fees")
    assert stock_phrase("✅ Cold storage, at last.") == ""


def test_what_the_persona_says_is_theirs() -> None:
    text = "Stay tuned, the queue moves."
    once = ["Stay tuned."]
    assert stock_phrase(text, once) == "Stay tuned"
    assert stock_phrase(text, [*once, "More on Monday; stay tuned!"]) == ""
    assert stock_phrase("Stay tuned. Let that sink in.", once * 2) == "Let that sink in"


def test_people_are_seldom_accused() -> None:
    """Fewer than 1 in 200 posts of the shipped persona and of 24 other voices."""
    lines = (SHIPPED / "personas" / "nell-harrow" / "posts.jsonl").read_text("utf-8").splitlines()
    voices = [[json.loads(line)["text"] for line in lines]]
    voices += [[post.text for post in posts] for posts in background().values()]
    accused = [text for own in voices for text in own if stock_phrase(text, own)]
    assert len(accused) < sum(map(len, voices)) / 200, accused


@pytest.mark.parametrize("phrase", _phrases(), ids=lambda phrase: phrase.line)
def test_alternatives_stand_in_brackets(phrase: StockPhrase) -> None:
    bare = phrase.line
    while (inner := re.sub(r"\([^()]*\)|\[[^\]]*\]", "_", bare)) != bare:
        bare = inner
    assert "|" not in bare
