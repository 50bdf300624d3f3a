"""Names that another text knows in other forms."""

from __future__ import annotations

import pytest

from agents.auditor.reading.naming import Roll, names


@pytest.mark.parametrize(
    ("name", "known"), [("SICC", True), ("SIC", True), ("SIC Court", True), ("SCC", False)]
)
def test_letters_stand_for_three_to_five_words_side_by_side(name: str, known: bool) -> None:
    (found,) = names(f"The {name} ruled.")
    assert Roll("The Sorrel Islands Commercial Court ruled.").knows(found) is known
