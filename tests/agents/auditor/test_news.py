"""How far the offline auditor gets with news that others reworded, free as people reword it.

Thirty invented stories, each told in six sentences that are true of it and six that are not,
written by somebody who had not seen the guards. The first two files were looked at when guards
were mended; the third was not.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.agents.auditor.material import stands

FOLDER = Path(__file__).parents[2] / "corpus" / "news"
TOLD = ("true", "false")
CLAIMS = 60
"""True ones of a file, and as many false ones."""
BLOCKED, PASSED = 54, 13
"""At least; every release may raise them."""


@pytest.mark.parametrize("name", ["first", "second", "third"])
def test_what_is_false_is_stopped_and_part_of_what_is_true_passes(name: str) -> None:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    stories = [json.loads(line) for line in lines]
    told = {label: [(s["evidence"], c) for s in stories for c in s[label]] for label in TOLD}
    assert {len(claims) for claims in told.values()} == {CLAIMS}
    stood = {label: sum(stands(c, e) for e, c in claims) for label, claims in told.items()}
    assert CLAIMS - stood["false"] >= BLOCKED, stood
    assert stood["true"] >= PASSED, stood
