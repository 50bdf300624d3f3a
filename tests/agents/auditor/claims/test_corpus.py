"""Drafts in many voices, each with the claims that a careful reader finds in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agents.auditor.claims import OfflineSplitter
from memory.types import CHECKABLE, Claim, ClaimKind
from tests.factory import brief

FOLDER = Path(__file__).parents[3] / "corpus" / "claims"
CASES = [
    json.loads(line)
    for path in sorted(FOLDER.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
KINDS_RIGHT, SPANS_RIGHT = 0.95, 0.9
Case = dict[str, Any]


def split(case: Case) -> tuple[Claim, ...]:
    told = brief(headline=case["headline"]) if "headline" in case else None
    return OfflineSplitter().split(case["draft"], told)


def expected(case: Case) -> list[tuple[int, int, Case]]:
    """The expected claims with their places; texts that occur twice are taken in order."""
    at, found = 0, []
    for claim in case["claims"]:
        start = case["draft"].index(claim["text"], at)
        at = start + len(claim["text"])
        found.append((start, at, claim))
    return found


def found_for(case: Case) -> list[tuple[Case, Claim]]:
    """Every expected claim with the found one that shares most with it."""
    found = split(case)
    return [
        (claim, max(found, key=lambda one: min(one.end, end) - max(one.start, start)))
        for start, end, claim in expected(case)
    ]


def test_the_corpus_has_many_drafts_of_every_kind() -> None:
    assert len(CASES) >= 150
    kinds = {claim["kind"] for case in CASES for claim in case["claims"]}
    assert kinds == {kind.value for kind in ClaimKind}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["draft"][:60])
def test_no_fact_is_passed_over(case: Case) -> None:
    for claim, found in found_for(case):
        assert found.kind in CHECKABLE or ClaimKind(claim["kind"]) not in CHECKABLE


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["draft"][:60])
def test_nothing_is_resolved_to_something_else(case: Case) -> None:
    for claim, found in found_for(case):
        if "resolved" in claim and found.text == claim["text"]:
            assert found.resolved == claim["resolved"]


def test_claims_are_cut_where_a_reader_cuts_them() -> None:
    right = wanted = given = 0
    for case in CASES:
        places = {(start, end) for start, end, _ in expected(case)}
        found = {(claim.start, claim.end) for claim in split(case)}
        right, wanted, given = right + len(places & found), wanted + len(places), given + len(found)
    assert right >= SPANS_RIGHT * wanted
    assert right >= SPANS_RIGHT * given


def test_kinds_are_those_a_reader_gives() -> None:
    pairs = [pair for case in CASES for pair in found_for(case)]
    wrong = [(claim["text"], found.kind) for claim, found in pairs if found.kind != claim["kind"]]
    assert len(wrong) <= (1 - KINDS_RIGHT) * len(pairs), wrong
