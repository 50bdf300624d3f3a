"""Perturbations: each kind makes what its name says, in good English, and never its input."""

from __future__ import annotations

from random import Random

import pytest

from agents.auditor.reading.moments import moments
from agents.auditor.reading.naming import Roll, names
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.quotations import plain, quotations
from tools.sentences import sentences
from tools.settings import ROOT
from training.material import Material
from training.perturbations import (
    FALSE,
    TRUE,
    Planted,
    every_error,
    every_rewording,
    planted,
    reworded,
)

STORY = (
    "Harbourline froze withdrawals on Tuesday after losing $12m. More than 4,000 clients of the "
    "exchange in Port Ansel are waiting. Larchgate Trust has bought its lending book from "
    "Ferrowick for $64 million. Regulators may fine the exchange. Head of custody Mara Quill said "
    "the coins were not safe. Halden Mutual met Breck Partners in May."
)
SEEDS = range(12)


def material(sentence: str, evidence: str = STORY, *elsewhere: str) -> Material:
    return Material(sentence, evidence, elsewhere)


def variants(kind: str, sentence: str, evidence: str = STORY, *elsewhere: str) -> set[str]:
    """Every error of that kind that a dozen seeds make."""
    about = material(sentence, evidence, *elsewhere)
    made = (planted(about, kind, Random(seed)) for seed in SEEDS)
    return {one.text for one in made if one}


def ours() -> list[Material]:
    """Sentences of the corpus written for this project, with their passages."""
    found = []
    for path in sorted((ROOT / "data" / "claims").glob("*-01.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("> "):
                found += [Material(one, line[2:], ()) for one in sentences(line[2:])]
    everything = [one.sentence for one in found]
    return [Material(one.sentence, one.evidence, everything[n::7]) for n, one in enumerate(found)]


# ------------------------------------------------------------------------ every kind


@pytest.fixture(scope="module")
def corpus() -> list[Material]:
    return ours()


@pytest.mark.parametrize("kind", FALSE)
def test_no_error_is_its_input_or_stands_in_the_evidence(kind: str, corpus: list[Material]) -> None:
    made = [(m, one) for m in corpus if (one := planted(m, kind, Random(1)))]
    assert len(made) >= 3
    for about, one in made:
        assert one.kind == kind
        assert plain(one.text) not in plain(about.evidence)


@pytest.mark.parametrize("kind", TRUE)
def test_no_rewording_is_its_input(kind: str, corpus: list[Material]) -> None:
    made = [(m, one) for m in corpus if (one := reworded(m, kind, Random(1)))]
    assert len(made) >= 3
    assert all(one.text != about.sentence for about, one in made)


def test_equal_seeds_make_equal_variants(corpus: list[Material]) -> None:
    def all_of(seed: int) -> list[tuple[Planted, ...]]:
        chance = Random(seed)
        return [(*every_error(m, chance), *every_rewording(m, chance)) for m in corpus[:40]]

    assert all_of(7) == all_of(7)
    assert all_of(7) != all_of(8)


@pytest.mark.parametrize("kind", sorted({*FALSE} - {"quotation"}))
def test_quoted_words_and_links_are_left_as_they_are(kind: str) -> None:
    said = "“Harbourline rose 5% on Monday, and it will not fall” https://wire.example/2026/11"
    assert variants(kind, said, STORY, *sentences(STORY)) == set()


# ---------------------------------------------------------------------------- errors


def test_a_number_gets_another_value_written_in_the_same_way() -> None:
    made = variants("number", "Larchgate Trust has bought its lending book for $64 million.")
    assert len(made) >= 3
    for text in made:
        assert text.startswith("Larchgate Trust has bought its lending book for $")
        (quantity,) = quantities(text)
        assert quantity.unit == "USD"
        assert abs(quantity.value / 64e6 - 1) >= 0.15


def test_a_bound_that_still_holds_is_no_error() -> None:
    sentence = "More than 4,000 clients of the exchange in Port Ansel are waiting."
    values = [quantities(text)[0].value for text in variants("number", sentence)]
    assert values
    assert min(values) > 4_000


def test_a_small_number_in_words_stays_in_words() -> None:
    told = "All four directors left."
    assert all(text.split()[1].isalpha() for text in variants("number", told, told))


def test_a_percentage_stays_below_all_of_it() -> None:
    told = "Some 62 percent of the members voted."
    values = [quantities(text)[0].value for text in variants("number", told, told)]
    assert values
    assert max(values) <= 100


def test_a_name_gives_way_to_somebody_else_of_its_kind() -> None:
    sentence = (
        "Many clients of the small exchange in Port Ansel are still waiting for Halden Mutual."
    )
    made = variants("name", sentence, STORY, "A court in Cape Sorrow heard the case.")
    assert made
    for text in made:
        (new,) = [n for n in names(text) if n.raw not in sentence]
        assert new.raw in {"Cape Sorrow", "Mara Quill", "Larchgate Trust", "Breck Partners"}
        assert ("in Cape Sorrow" in text) == ("for Halden Mutual" in text)


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The lender was Silicon Valley Bank.", "The lender was Silicon Valley Bank. SVB failed."),
        ("He praised Mara Quill.", "He praised Mara Quill. Quill thanked him."),
        ("It fined Larchgate Trust.", "It fined Larchgate Trust and Ferrowick Partners."),
    ],
)
def test_an_alias_or_a_companion_is_nobody_else(sentence: str, evidence: str) -> None:
    for text in variants("name", sentence, evidence):
        new = [n for n in names(text) if n.raw not in sentence]
        assert not new or not any(Roll(evidence).knows(n) for n in new)


def test_the_capitals_of_a_headline_make_no_name() -> None:
    told = "It was shut by state regulators last night. The long talks with State Regulators go on."
    sentence = "Many of its clients praised Halden Mutual for what it did for them in the end."
    assert variants("name", sentence, told) == set()
    assert variants("name", sentence, told.replace("State Regulators", "Mara Quill"))


def test_two_names_change_sides_of_a_deed() -> None:
    told = "Larchgate Trust has bought its lending book from Ferrowick Partners."
    assert variants("roles", told, told) == {
        "Ferrowick Partners has bought its lending book from Larchgate Trust."
    }


@pytest.mark.parametrize(
    "told",
    [
        "The owners of Halden Mutual met some directors of Breck Partners in the spring.",
        "It said that Halden Mutual will soon merge with the much smaller Breck Partners.",
        "It said that Halden Mutual and the much smaller Breck Partners sold their shares.",
    ],
)
def test_what_holds_both_ways_is_not_swapped(told: str) -> None:
    assert variants("roles", told, told) == set()


@pytest.mark.parametrize(
    "told",
    [
        "Harbourline froze withdrawals on Tuesday.",
        "It opened on 12 March 1975.",
        "The rule applies since June 2024.",
    ],
)
def test_a_date_becomes_another(told: str) -> None:
    made = variants("date", told, told)
    assert len(made) >= 3
    for text in made:
        assert [m.raw for m in moments(text)] != [m.raw for m in moments(told)]
        assert len(moments(text)) == len(moments(told))


def test_an_invented_quotation_is_put_into_a_mouth_of_the_evidence() -> None:
    for text in variants("quotation", "Harbourline froze withdrawals on Tuesday."):
        (quote,) = quotations(text)
        assert plain(quote.words).strip(",") not in plain(STORY)
        assert any(text.endswith(f"{who} said.") for who in ("Mara Quill", "Larchgate Trust")) or (
            text.split("” ")[1].removesuffix(" said.") in STORY
        )


@pytest.mark.parametrize(
    ("told", "denied"),
    [
        ("Prices rose in May.", "Prices did not rise in May."),
        ("Harbourline freezes withdrawals.", "Harbourline does not freeze withdrawals."),
        ("The bank has frozen withdrawals.", "The bank has not frozen withdrawals."),
        ("The bank has set aside $5m.", "The bank has not set aside $5m."),
        ("The bank has 40 branches.", "The bank does not have 40 branches."),
        ("The bank had 40 branches.", "The bank did not have 40 branches."),
        ("Regulators may fine the exchange.", "Regulators will not fine the exchange."),
        ("The coins were not safe.", "The coins were safe."),
        ("The bank won't reopen on Monday.", "The bank will reopen on Monday."),
        ("The bank cannot pay.", "The bank can pay."),
        ("After it was hacked, the bank shut.", "After it was hacked, the bank did not shut."),
        ("The court approved the plan.", "The court did not approve the plan."),
    ],
)
def test_a_denial_is_grammatical(told: str, denied: str) -> None:
    expected = set() if denied.endswith("shut.") else {denied}  # "shut" may be a participle
    assert variants("negation", told, told) == expected


@pytest.mark.parametrize(
    "told",
    [
        "Was the bank hacked?",
        "The proposed deal with Ferrowick.",
        "Nobody was hurt.",
        "Not only the bank was hacked.",
        "It has not found any coins.",
        "It has not paid until now.",
    ],
)
def test_where_a_denial_would_read_badly_there_is_none(told: str) -> None:
    assert variants("negation", told, told) == set()


@pytest.mark.parametrize(
    ("told", "turned"),
    [
        ("Prices rose by 5%.", {"dropped", "sank", "crashed", "plunged", "slid", "shrank"}),
        ("The court rejected the plan.", {"approved", "admitted", "praised", "favoured"}),
        ("It sold the books.", {"bought", "acquired", "purchased"}),
        ("Prices stayed below $40.", {"above"}),
        ("Prices fell overnight.", {"rose", "climbed", "soared", "surged", "jumped", "rallied"}),
        ("The plan was kept.", set()),
    ],
)
def test_an_antonym_has_the_form_of_its_word(told: str, turned: set[str]) -> None:
    made = variants("antonym", told, told)
    assert bool(made) == bool(turned)
    changed = [{*text.rstrip(".").split()} - {*told.rstrip(".").split()} for text in made]
    assert all(len(new) == 1 for new in changed)
    others = {"fell", "tumbled", "supported", "welcomed", "accepted", "backed"}
    assert {*turned, *others} >= {word for new in changed for word in new}


@pytest.mark.parametrize(
    "told",
    ["He came back.", "They set up a fund.", "At the head office it was late.", "Last week."],
)
def test_words_of_many_senses_are_not_turned(told: str) -> None:
    text = variants("antonym", told, told)
    assert not any(word in one for one in text for word in ("reject", "down", "first", "foot"))


@pytest.mark.parametrize(
    ("told", "settled"),
    [
        ("Regulators may fine the exchange.", "Regulators will fine the exchange."),
        ("The bank plans to close.", "The bank has decided to close."),
        ("Banks plan to close.", "Banks have decided to close."),
        ("Most of the clients left.", "All of the clients left."),
        ("It reportedly lost $5m.", "It lost $5m."),
    ],
)
def test_what_was_open_is_told_as_settled(told: str, settled: str) -> None:
    assert variants("certainty", told, told) == {settled}


@pytest.mark.parametrize(
    "told", ["At most 40 clients left.", "It could not pay.", "It does not want to close."]
)
def test_what_is_settled_already_stays(told: str) -> None:
    assert variants("certainty", told, told) == set()


def test_two_sentences_are_stitched_where_their_verbs_agree() -> None:
    told = "Larchgate has bought the book. Harbourline froze its accounts. The coins are safe."
    assert variants("stitched", "Larchgate has bought the book.", told) == set()
    more = told + " Ferrowick has closed four branches."
    assert variants("stitched", "Larchgate has bought the book.", more) == {
        "Larchgate has closed four branches."
    }


def test_a_detail_of_another_text_is_added_at_the_end() -> None:
    elsewhere = "The ferry was late on Friday because the captain had overslept again."
    assert variants("added", "Harbourline froze withdrawals.", STORY, elsewhere) == {
        "Harbourline froze withdrawals because the captain had overslept again."
    }


# ------------------------------------------------------------------------- rewordings


def rewordings(kind: str, sentence: str, evidence: str = STORY) -> set[str]:
    made = (reworded(material(sentence, evidence), kind, Random(seed)) for seed in SEEDS)
    return {one.text for one in made if one}


def test_a_sentence_is_shortened_by_what_its_truth_does_not_hang_on() -> None:
    told = "On Tuesday, Harbourline froze all withdrawals of its clients."
    assert rewordings("shortened", told) == {"Harbourline froze all withdrawals of its clients."}
    told = "Harbourline, a small exchange, froze all withdrawals of its clients on Tuesday."
    assert rewordings("shortened", told) == {
        "Harbourline froze all withdrawals of its clients on Tuesday.",
        "Harbourline, a small exchange, froze all withdrawals of its clients.",
    }


@pytest.mark.parametrize(
    "told",
    [
        "Harbourline will pay all of its clients back, unless a court forbids it, after May.",
        "Nobody at the exchange was paid at all, a lawyer said, on Tuesday.",
        "In Norland, prices of bread and milk rose by a tenth.",
        "When the bank closed, a clerk of the court, who had waited, left.",
    ],
)
def test_conditions_places_and_denials_are_not_cut_off(told: str) -> None:
    assert rewordings("shortened", told) == set()


def test_synonyms_keep_the_form_and_the_article() -> None:
    assert rewordings("synonyms", "A company bought the book.") >= {"A firm purchased the book."}
    assert rewordings("synonyms", "An enormous hole.") == set()


@pytest.mark.parametrize(
    "told", ["It lost $64 million and 5% of its 12,000 clients.", "It lost £3bn, or 40 percent."]
)
def test_figures_written_another_way_are_the_same_figures(told: str) -> None:
    made = rewordings("figures", told)
    assert made
    for text in made:
        assert [(q.value, q.unit) for q in quantities(text)] == [
            (q.value, q.unit) for q in quantities(told)
        ]


def test_lower_case_and_merging_change_no_word() -> None:
    first, second, *_ = sentences(STORY)
    assert rewordings("lower case", first) == {first.lower()}
    (merged,) = rewordings("merged", first)
    assert plain(merged).replace(", and", ".") == plain(f"{first} {second}")
