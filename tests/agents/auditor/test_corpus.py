"""True rewordings pass and false twins are blocked, guard by guard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.agents.auditor.material import stands

FOLDER = Path(__file__).parents[2] / "corpus" / "audit"
CASES = [
    json.loads(line)
    for path in sorted(FOLDER.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
MOST_TRUE_BLOCKED = 13
"""True rewordings that are sent back, each marked in its row; a false twin may never pass."""


def test_the_corpus_covers_every_guard() -> None:
    assert len(CASES) >= 450
    assert {case["guard"] for case in CASES} >= {
        *("numbers", "money", "percent", "dates", "names", "quotes", "negation"),
        *("opposites", "modality", "tense", "absolutes", "roles", "coverage", "durations"),
        *("aliases", "comparisons", "places", "offices", "scope"),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['guard']}: {case['false'][:50]}")
def test_a_false_twin_is_blocked(case: dict[str, Any]) -> None:
    assert not stands(case["false"], case["evidence"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['guard']}: {case['true'][:50]}")
def test_a_true_rewording_passes_but_for_the_few_that_are_marked(case: dict[str, Any]) -> None:
    assert stands(case["true"], case["evidence"]) is not case.get("blocked", False)


def test_few_true_rewordings_are_marked_as_blocked() -> None:
    assert sum(case.get("blocked", False) for case in CASES) <= MOST_TRUE_BLOCKED


def test_no_guard_is_content_with_blocking_everything() -> None:
    for guard in {case["guard"] for case in CASES}:
        marks = [case.get("blocked", False) for case in CASES if case["guard"] == guard]
        assert sum(marks) <= 0.1 * len(marks), guard
