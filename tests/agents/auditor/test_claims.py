"""Splitting drafts into claims."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.auditor import split_claims
from memory.types import ClaimKind

LINK = "https://wire.example/a.b?c=1"


def texts(draft: str) -> list[str]:
    return [claim.text for claim in split_claims(draft)]


@pytest.mark.parametrize(
    ("draft", "pieces"),
    [
        ("It fell 2.5% in the U.S. on Monday. Then it rose.", 2),
        ("Dr. Pell of Quill Inc. resigned. Nobody minded.", 2),
        ("“We built it. We sold it,” said Ada Pell.", 1),
        ("The venue froze withdrawals; the court opened its books.", 2),
        ("The venue froze withdrawals, and the court opened its books.", 2),
        ("The venue froze withdrawals — the court opened its books.", 2),
        ("Tollbeck, Merrow and Pike won licences.", 1),
        ("House rule: Count the coins first.", 2),
        ("First line without a stop\n\nSecond line without a stop", 2),
        (f"The court ruled. {LINK}", 1),
        (LINK, 0),
        ("", 0),
        ("…", 0),
        ("🔧", 0),
    ],
)
def test_a_draft_is_cut_where_a_statement_ends(draft: str, pieces: int) -> None:
    assert len(split_claims(draft)) == pieces


def test_a_link_is_no_part_of_a_claim() -> None:
    assert texts(f"The court ruled {LINK} on Thursday") == ["The court ruled", "on Thursday"]


@pytest.mark.parametrize(
    ("draft", "kind"),
    [
        ("Custody is a job, not a feature.", ClaimKind.OPINION),
        ("Reserves are only reserves once somebody else has counted them.", ClaimKind.OPINION),
        ("Never confuse a round with revenue.", ClaimKind.OPINION),
        ("If the cupboard is locked, ask who has the key.", ClaimKind.OPINION),
        ("An alarm without an owner is music.", ClaimKind.OPINION),
        ("Who pays when the answer is wrong?", ClaimKind.QUESTION),
        ("Grids pay factories to switch off.", ClaimKind.OPINION),
        ("Texas police seem asleep.", ClaimKind.FACT),
        ("Hughes froze withdrawals.", ClaimKind.FACT),
        ("Hughes charges for withdrawals.", ClaimKind.FACT),
        ("Why did the bank lie?", ClaimKind.FACT),
        ("Harbourline froze withdrawals.", ClaimKind.FACT),
        ("Harbourline charges for withdrawals.", ClaimKind.FACT),
        ("Circle is insolvent.", ClaimKind.FACT),
        ("The bank is closing branches.", ClaimKind.FACT),
        ("They knew about it.", ClaimKind.FACT),
        ("Customers lost everything.", ClaimKind.FACT),
        ("Confirmed: nobody is safe.", ClaimKind.FACT),
        ("Nothing like this since March.", ClaimKind.FACT),
        ("Reserves get counted after a software bug.", ClaimKind.FACT),
        ("Chips run late amid lawsuits.", ClaimKind.FACT),
        ("It is the first ruling of its kind.", ClaimKind.FACT),
        ("Two custodians argue.", ClaimKind.NUMBER),
        ("Fees are up 3%.", ClaimKind.NUMBER),
        ("The founder called it “a rounding error”.", ClaimKind.QUOTE),
        ("Did they lose $40m?", ClaimKind.NUMBER),
    ],
)
def test_an_opinion_may_not_smuggle_a_fact(draft: str, kind: ClaimKind) -> None:
    assert split_claims(draft)[0].kind is kind


@pytest.mark.parametrize(
    "draft",
    [
        "Harbourline did not freeze accounts and closed branches.",
        "Harbourline never froze accounts and closed branches.",
        "Harbourline said it froze accounts and closed branches.",
        "If Harbourline froze accounts and closed branches, sue.",
        "Did the venue freeze accounts and close branches?",
        "“We froze accounts and closed branches,” said Ada Pell.",
    ],
)
def test_what_is_denied_told_asked_or_supposed_stays_whole(draft: str) -> None:
    assert texts(draft) == [draft]


def test_a_cut_makes_nothing_less_checkable() -> None:
    first, second = split_claims("The museum, which is lovely, sold its paintings.")
    assert first.resolved == "The museum is lovely"
    assert first.checkable
    assert second.checkable


@given(st.text())
def test_spans_match_and_do_not_overlap(draft: str) -> None:
    end = 0
    for claim in split_claims(draft):
        assert draft[claim.start : claim.end] == claim.text
        assert claim.start >= end
        end = claim.end


WORDS = st.sampled_from(
    ["Harbourline", "froze", "U.S.", "2.5%", "“the", "books”", "—", ";", "and the court", "Inc.",
     "\n", ", and it", "said", "…", LINK, "House rule:", "$ETH", "never", "?", "."]
)  # fmt: skip


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_every_word_but_links_is_in_a_claim(draft: str) -> None:
    covered: set[int] = set()
    for claim in split_claims(draft):
        covered.update(range(claim.start, claim.end))
    links = [range(*match.span()) for match in re.finditer(r"https?://\S+", draft)]
    for match in re.finditer(r"\w", draft):
        inside_link = any(match.start() in link for link in links)
        assert (match.start() in covered) is not inside_link


def test_an_opener_is_no_speaker_of_the_title_after_it() -> None:
    opener, title = split_claims('Worth your coffee: "Peace, indies and the App Store"')
    assert opener.text == "Worth your coffee:"
    assert title.text == '"Peace, indies and the App Store"'
    assert len(split_claims('Tarbuck: "They ask if it arrives."')) == 1
    assert len(split_claims('The judge: "They ask if it arrives."')) == 1
