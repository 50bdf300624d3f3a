"""Readability: what goes wrong in spliced texts is found, and what people do is left alone."""

from __future__ import annotations

import pytest

from agents.style.scoring.readability import Readability
from memory.types import PostKind
from tools.background import background

TIDY = [f"The ledger of venue {n} does not balance today. Nobody looks." for n in range(40)]
STRANGER = Readability([])
FAULTS = {
    "The court froze <b>its</b> assets.": "left of a page's code",
    "Fees &amp; fines.": "left of a page's code",
    "The rest is here […] and there.": "left of a page's code",
    "": "no words",
    ", the court said on Monday.": "begins with a mark",
    "Noted: the the court froze its assets.": "said twice",
    "It went to to court.": "said twice",
    "The court froze its assets.. Nobody looked.": "do not go together",
    "The court froze its assets,. Nobody looked.": "do not go together",
    "The court , they say, froze its assets.": "do not go together",
    "The court froze its assets.Nobody looked.": "space is missing",
    'The court froze "its assets.': "has no partner",
    "The court (of appeal froze its assets.": "has no partner",
    "The court froze “its assets.": "has no partner",
    "Nobody looked because. The court froze it.": 'ends on "because"',
    "The court froze its assets and.": 'ends on "and"',
    "The court froze its assets in the": 'breaks off after "the"',
    "The court froze its assets,": 'ends on ","',
    "The court froze a account of the bank.": '"a account"',
    "The court froze an wallet of the bank.": '"an wallet"',
    "Noted: House rule: Cash is a price.": "two openers",
    "The court froze, as expected,\nits assets.": "line breaks",
    "Cash is a price 🐸🚀😭🔥.": "4 emoji",
    "Cash #a #b #c #d.": "4 hashtags",
}
SOUND = [
    "Good. Long overdue. https://a.example/1",
    "Full story: https://a.example/1",
    "Read this 👇 https://a.example/1",
    "That's what it is for.",
    "He had had enough, and said that that was that.",
    "U.S. regulators, etc., met at 9 p.m., late.",
    "An SEC official, an hour late, met a European user of a US bank and an NFT fan :)",
    "1) a fee\n2) a fine\n\nThat's it.",
    "It opened at $1.2bn... then 3.5.",
    "No. No no no.",
    "Send it to ada@a.example or a.example/x.Y first.",
    "GM",
    "...and then nothing.",
    ".5% is not nothing.",
]


@pytest.mark.parametrize(("text", "fault"), FAULTS.items())
def test_a_fault_is_told_in_words(text: str, fault: str) -> None:
    reading = STRANGER.read(text)
    assert any(fault in told for told in reading.faults), reading
    assert reading.score == 0


@pytest.mark.parametrize("text", SOUND)
def test_what_people_write_is_no_fault(text: str) -> None:
    assert not STRANGER.read(text).faults


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("The court froze it and then", "no mark at its end"),
        ("Something happened…", "trails off"),
        ("They never learn from what others lost.", 'who or what "They"'),
        ("The long and rather sad history of an ordinary northern city.", "no verb"),
        ("The court froze nine wallets on Monday. On Monday nine wallets froze.", "again"),
        ("Nobody at the court says so. Somebody at the court says so.", "comes twice"),
    ],
)
def test_what_is_often_wrong_lowers_the_score_alone(text: str, note: str) -> None:
    reading = STRANGER.read(text)
    assert not reading.faults
    assert any(note in told for told in reading.notes), reading
    assert 0 < reading.score < 1


def test_what_the_persona_never_does_is_a_fault_of_theirs_alone() -> None:
    tidy = Readability(TIDY)
    for text in ("the ledger balances.", "THE LEDGER BALANCES TODAY."):
        assert tidy.read(text).faults
        assert not STRANGER.read(text).faults
    assert tidy.read("The ledger balances 🐸🐸🐸.").faults == ()
    assert tidy.read("The ledger 🐸 balances 🚀.").faults == ("2 emoji, more than they use",)


def test_a_habit_is_no_fault() -> None:
    text = "Noted: House rule: Cash is a price."
    assert Readability(TIDY).read(text).faults
    assert not Readability([*TIDY, *([text] * 3)]).read(text).faults
    small = [one.lower() for one in TIDY]
    assert not Readability(small).read("the ledger balances.").faults


def test_code_of_a_page_is_nobody_s_habit() -> None:
    assert Readability(["Fees &amp; fines."] * 30).read("Cash &amp; coins.").faults


def test_english_grammar_is_asked_of_english_alone() -> None:
    text = "Le juge a a ordonné an bank."
    assert STRANGER.read(text).faults
    assert not Readability([], language="fr").read(text).faults


def test_few_real_posts_are_refused() -> None:
    seen = refused = 0
    for voice in background().values():
        readability = Readability([post.text for post in voice[::2]])
        for post in voice[1::2]:
            if post.kind is not PostKind.REPLY and not post.text.startswith("RT @"):
                seen += 1
                refused += bool(readability.read(post.text).faults)
    assert seen > 1000
    assert refused / seen < 0.03


def test_reading_survives_any_text() -> None:
    for text in ("\ud800", "a" * 100_000, "((((" * 1000, "? " * 5000, "\n" * 1000, "'" * 999):
        assert 0 <= STRANGER.read(text).score <= 1
