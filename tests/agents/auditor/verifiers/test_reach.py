"""What no model's word can bring into a claim, and what it can."""

from __future__ import annotations

import pytest

from agents.auditor.verifiers.reach import brought_in
from tests.agents.auditor.material import matter


def strange(claim: str, source: str) -> str:
    one = matter(claim, source)
    return brought_in(claim, [passage.text for passage in one.passages], one.context)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (
            "The firm shut its Tarn depot on Friday.",
            "The firm mothballed its Tarn depot on Friday.",
        ),
        ("Trading volumes fell in October.", "Trading volumes shrank in October."),
        ("Cobbleway pays seafarers each month.", "Cobbleway pays seafarers wages each month."),
    ],
)
def test_other_words_for_the_same_thing_may_be_lent(source: str, claim: str) -> None:
    assert strange(claim, source) == ""


@pytest.mark.parametrize(
    ("source", "claim", "said"),
    [
        (
            "Ibex Labs runs its compiler on a laptop.",
            "Ibex Labs leaked its compiler on a laptop.",
            'nothing there says "leaked"',
        ),
        (
            "The chairman of Ibex Labs spoke on Friday.",
            "The chairman of Ibex Labs resigned on Friday.",
            'nothing there says "resigned"',
        ),
        (
            "The airline has a stop in Bergamo in May.",
            "The airline added a stop in Bergamo in May.",
            'nothing there says "added"',
        ),
        (
            "The bank opened a branch on Friday morning.",
            "The bank eagerly piloted curious gadgets.",
            "too little there speaks of",
        ),
        (
            "The bank opened a branch.",
            "The bank opened a branch thanks to a subsidy.",
            'nothing there speaks of "to a subsidy',
        ),
        ("The bank opened a branch.", "The bank opened 14 branches.", '"14'),
    ],
)
def test_news_may_not(source: str, claim: str, said: str) -> None:
    assert said in strange(claim, source)
