"""True rewordings pass and false twins are blocked, guard by guard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.agents.auditor.material import stands

FOLDER = Path(__file__).parents[2] / "corpus" / "audit"
CASES = [
    json.loads(line)
    for path in sorted(FOLDER.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
MOST_TRUE_BLOCKED = 0.05
"""Share of true rewordings that may be sent back; a false twin may never pass."""


def test_the_corpus_covers_every_guard() -> None:
    assert len(CASES) >= 450
    assert {case["guard"] for case in CASES} >= {
        *("numbers", "money", "percent", "dates", "names", "quotes", "negation"),
        *("opposites", "modality", "tense", "absolutes", "roles", "coverage", "durations"),
        *("aliases", "comparisons", "places", "offices", "scope"),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['guard']}: {case['false'][:50]}")
def test_a_false_twin_is_blocked(case: dict[str, str]) -> None:
    assert not stands(case["false"], case["evidence"])


def test_true_rewordings_pass() -> None:
    blocked = [case["true"] for case in CASES if not stands(case["true"], case["evidence"])]
    assert len(blocked) <= MOST_TRUE_BLOCKED * len(CASES), blocked


@pytest.mark.parametrize("guard", sorted({case["guard"] for case in CASES}))
def test_no_guard_is_content_with_blocking_everything(guard: str) -> None:
    true = [case for case in CASES if case["guard"] == guard]
    assert sum(stands(case["true"], case["evidence"]) for case in true) >= 0.9 * len(true)
