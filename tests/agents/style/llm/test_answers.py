"""What a model puts around a post comes off; what belongs to it stays."""

from __future__ import annotations

import pytest

from agents.style.llm.answers import cleaned
from tests.agents.style.llm.writing import GOOD


@pytest.mark.parametrize(
    "raw",
    ['"{}"', "“{}”", "**{}**", "- {}", "```\n{}\n```", "Here is the post: {}"],
)
def test_wrapping_around_a_draft_comes_off(raw: str) -> None:
    assert cleaned(raw.format(GOOD)) == GOOD


def test_a_quotation_inside_a_draft_stays() -> None:
    text = '"We signed," said Ada, and then "we paid."'
    assert cleaned(text) == text
