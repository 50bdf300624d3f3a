"""Sources: what no source says, what one of them says word for word."""

from __future__ import annotations

import pytest

from agents.judges.sources import COPIED, OwnPosts, entities, recalled

BRIEF = (
    "Harbourline freezes withdrawals after losing $12m",
    "Harbourline, a venue in Port Ansel, froze withdrawals on Tuesday.",
    "“We will make everyone whole,” said Mara Quist, who runs it.",
)
OWN = OwnPosts(
    [
        "Noted: Merrow paid its clients first. I spent 11 years matching trades.",
        "Custody is a verb. Ask who does it, and when they sleep.",
        "Reserves are a promise with a date on it https://a.example/1",
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "Harbourline froze withdrawals after $12m left.",
        "Harbourline lost $12 million.",
        "Harbourline lost $12M.",
        "Harbourline lost $12.0m, and 11 years matching trades.",
        "Harbourline's clients wait. Port Ansel, again.",
        "Noted: Harbourline freezes withdrawals. Merrow would not have.",
        "“We will make everyone whole,” says Harbourline.",
        'Harbourline: "we will make everyone whole".',
        "After 11 years matching trades, nothing surprises me.",
        "Custody is a verb. Tuesday proved it.",
        "harbourline froze withdrawals",
        "HARBOURLINE FROZE WITHDRAWALS",
        "Withdrawals froze. Clients wait.",
    ],
)
def test_what_brief_or_own_posts_say_is_sourced(text: str) -> None:
    assert OWN.unsupported(text, BRIEF) == ()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Harbourline froze withdrawals after losing $21m.", "$21m"),
        ("Harbourline lost 11 wallets.", "11"),
        ("Harbourline lost three wallets. Ask Kelmark.", "Kelmark"),
        ("Harbourline, like Quillstone, froze.", "Quillstone"),
        ("Harbourline says “nobody will lose a cent”.", "nobody will lose a cent"),
        ("Harbourline froze. Blame $ETH.", "ETH"),
        ("Harbourline lost twelve wallets.", "twelve"),
        ("QuickSwap lost it.", "QuickSwap"),
        ("Harbourline lost $12bn.", "$12bn"),
        ("Harbourline lost $120m.", "$120m"),
    ],
)
def test_numbers_names_and_quotes_that_no_source_has_are_named(text: str, missing: str) -> None:
    assert any(missing in one for one in OWN.unsupported(text, BRIEF))


def test_an_old_post_in_new_clothes_is_a_copy() -> None:
    share, which = OWN.copied("custody is a verb! Ask who does it, and when they sleep. #custody")
    assert share >= COPIED
    assert which == 1


def test_a_line_among_new_ones_is_no_copy() -> None:
    share, _ = OWN.copied(
        "Custody is a verb. Harbourline froze withdrawals on Tuesday after twelve million left."
    )
    assert 0 < share < COPIED


def test_links_count_for_no_copy() -> None:
    share, _ = OWN.copied("Harbourline froze https://a.example/1")
    assert share == 0


def test_names_and_numbers_of_the_headline_are_recalled() -> None:
    named = entities(BRIEF[0], BRIEF[1:])
    assert set(named) == {"Harbourline", "$12m"}
    assert recalled("Harbourline lost $12m. Again.", named) == 1
    assert recalled("harbourline, again", named) == 0.5
    assert recalled("The fees were always the product.", named) == 0
    assert recalled("anything", ()) is None


def test_of_a_title_in_capitals_only_names_of_the_text_count() -> None:
    named = entities("Harbourline Freezes Withdrawals After Losing Funds", BRIEF[1:])
    assert named == ("Harbourline",)
