"""Title Case undone: names keep their capital, all else loses it."""

from __future__ import annotations

import pytest

from agents.style.english.casing import Casing, is_title_case, lower_first, sentence_case


@pytest.mark.parametrize(
    ("headline", "told", "expected"),
    [
        (
            "Silicon Valley Bank Shuttered by State Regulators",
            "",
            "Silicon Valley Bank shuttered by state regulators",
        ),
        (
            "Signature Bank Stock Down as Sell-Off Continues",
            "",
            "Signature Bank stock down as sell-off continues",
        ),
        (
            "Circle Confirms $3.3B of USDC's Cash Reserves Stuck at Failed Lender",
            "",
            "Circle confirms $3.3B of USDC's cash reserves stuck at failed lender",
        ),
        (
            "Banks May Fail in May After Harbour Nine Collapse",
            "The venue Harbour Nine collapsed.",
            "Banks may fail in May after Harbour Nine collapse",
        ),
        (
            "Wall Street Rallies as Fed Pauses Rate Hikes",
            "",
            "Wall Street rallies as Fed pauses rate hikes",
        ),
        ("Lawmakers Call for Mark Zuckerberg to Testify", "", None),
        ("Sparhawk 4.0 lets a bitcoin node run", "", "Sparhawk 4.0 lets a bitcoin node run"),
    ],
)
def test_names_keep_their_capital(headline: str, told: str, expected: str | None) -> None:
    spoken = sentence_case(headline, [Casing.learn([told])])
    if expected is None:
        assert "Mark Zuckerberg" in spoken
    else:
        assert spoken == expected


def test_the_story_knows_better_than_the_list() -> None:
    casing = Casing.learn(["The tokens of Summer Harbour rose. They like summer Harbour."])
    assert casing.says("harbour") is True
    assert casing.says("summer") is None
    assert casing.says("tokens") is False


def test_a_capital_after_a_colon_says_nothing() -> None:
    assert Casing.learn(["Noted: Liquidations hurt."]).says("liquidations") is None


def test_running_text_is_left_alone() -> None:
    text = "Merrow & Pike agrees to buy payments start-up Driftlane"
    assert not is_title_case(text)
    assert sentence_case(text, []) == text


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Traders fled.", "traders fled."),
        ("Brackwater stopped.", "Brackwater stopped."),
        ("USDC fell.", "USDC fell."),
    ],
)
def test_a_sentence_begins_small_unless_with_a_name(sentence: str, expected: str) -> None:
    assert lower_first(sentence, []) == expected
