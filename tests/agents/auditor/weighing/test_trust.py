"""Whose word it is: independent publishers, and those who are not believed alone."""

from __future__ import annotations

from agents.auditor.evidence.passage import of_signal
from agents.auditor.weighing.trust import independent
from memory.types import ClaimStatus
from tests.agents.auditor.weighing.material import only, told

LOST = "Harbourline lost $12m on Tuesday."


def test_everybody_who_says_so_in_words_of_their_own_is_named() -> None:
    found = only(
        LOST,
        told("Harbourline lost $12m on Tuesday, it said.", "Example Wire", hours=5),
        told("On Tuesday Harbourline, the venue, lost $12m in a raid.", "Other Wire", hours=3),
    )
    assert found.status is ClaimStatus.SUPPORTED
    assert found.publishers == ("Example Wire", "Other Wire")


def test_the_same_text_printed_by_many_is_one_telling_by_the_first() -> None:
    copies = [
        told("Harbourline lost $12m on Tuesday, it said.", name, hours=hours, fingerprint="same")
        for name, hours in (("Second", 3), ("First", 5), ("Third", 1))
    ]
    assert only(LOST, *copies).publishers == ("First",)


def test_one_print_is_one_telling_whichever_of_its_sentences_speaks() -> None:
    texts = ("Harbourline lost $12m.", "On Tuesday it lost $12m.")
    passages = [
        next(of_signal(told(text, name, hours=hours, fingerprint="same"), [text]))
        for text, name, hours in zip(texts, ("Second", "First"), (1, 2), strict=True)
    ]
    assert [passage.publisher for passage in independent(passages)] == ["First"]


def test_a_sentence_that_stands_word_for_word_in_two_texts_is_one_telling() -> None:
    agency = "Harbourline lost $12m on Tuesday, it said."
    found = only(
        LOST,
        told(f"{agency} Rain fell on Tarn.", "First", hours=5),
        told(f"{agency} Ferries sailed.", "Second", hours=3),
    )
    assert found.publishers == ("First",)


def test_who_says_otherwise_does_not_bear_it_out() -> None:
    found = only(
        LOST,
        told("Harbourline lost $12m on Tuesday.", "Example Wire"),
        told("Harbourline lost $21m on Tuesday.", "Other Wire"),
    )
    assert found.publishers == ("Example Wire",)


def test_a_publisher_without_trust_never_bears_anything_out() -> None:
    found = only(LOST, told(LOST, "Rumour Mill"), trust={"Rumour Mill": 0.0})
    assert found.status is ClaimStatus.NOT_ENOUGH
    assert found.publishers == ()


def test_the_word_of_a_doubtful_publisher_alone_is_not_enough_and_the_reason_names_it() -> None:
    found = only(LOST, told(LOST, "Rumour Mill"), trust={"Rumour Mill": 0.49})
    assert found.status is ClaimStatus.NOT_ENOUGH
    assert found.reason == "only Rumour Mill says so; name who says it"
    assert found.score <= 0.5


def test_half_of_the_weight_is_enough() -> None:
    found = only(LOST, told(LOST, "Rumour Mill"), trust={"Rumour Mill": 0.5})
    assert found.status is ClaimStatus.SUPPORTED


def test_a_claim_that_names_its_doubtful_source_stands() -> None:
    found = only(
        "Harbourline lost $12m on Tuesday, according to Rumour Mill.",
        told(LOST, "Rumour Mill"),
        trust={"Rumour Mill": 0.2},
    )
    assert found.status is ClaimStatus.SUPPORTED


def test_a_trusted_publisher_who_says_so_too_is_enough() -> None:
    found = only(
        LOST,
        told(LOST, "Rumour Mill", hours=5),
        told("The venue Harbourline lost $12m in a raid on Tuesday.", "Example Wire", hours=1),
        trust={"Rumour Mill": 0.1},
    )
    assert found.status is ClaimStatus.SUPPORTED
    assert found.publishers == ("Rumour Mill", "Example Wire")
