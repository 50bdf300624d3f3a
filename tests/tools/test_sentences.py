"""Sentence boundaries: the ordinary, the awkward, and what must hold for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.sentences import sentences, spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        (
            "Coinfirm raised $3.5m. It has 4.2 million users at v1.2.3.",
            ["Coinfirm raised $3.5m.", "It has 4.2 million users at v1.2.3."],
        ),
        (
            "The U.S. Treasury met Acme Inc. on Nov. 3. The bank declined.",
            ["The U.S. Treasury met Acme Inc. on Nov. 3.", "The bank declined."],
        ),
        (
            "It moved to the U.S. The bank did not.",
            ["It moved to the U.S.", "The bank did not."],
        ),
        (
            "Mr. J. P. Vane met Dr. Oduya. Both left.",
            ["Mr. J. P. Vane met Dr. Oduya.", "Both left."],
        ),
        ("He took plan B. It failed.", ["He took plan B.", "It failed."]),
        (
            "Ranked No. 5 by size. He said no. Twice.",
            ["Ranked No. 5 by size.", "He said no.", "Twice."],
        ),
        (
            "“We lost the keys. We are sorry,” she said. Nobody called.",
            ["“We lost the keys. We are sorry,” she said.", "Nobody called."],
        ),
        (
            '"Why? Because it works." The bank left.',
            ['"Why? Because it works."', "The bank left."],
        ),
        ('"Is it safe?" he asked. "No."', ['"Is it safe?" he asked.', '"No."']),
        ("Wait... what? Fine.", ["Wait... what?", "Fine."]),
        ("gm. keys first, fee second. lol", ["gm.", "keys first, fee second.", "lol"]),
        (
            "Headline without a stop\nThe story begins.\n\nand goes on",
            ["Headline without a stop", "The story begins.", "and goes on"],
        ),
        ("a line that was\nwrapped in the middle.", ["a line that was wrapped in the middle."]),
        (
            "See https://a.example/b.c?d=e. Then leave.",
            ["See https://a.example/b.c?d=e.", "Then leave."],
        ),
        (
            "1. Keys come first. 2. Fees come second.",
            ["1. Keys come first.", "2. Fees come second."],
        ),
        ("価格が上がった。明日は？分からない", ["価格が上がった。", "明日は？", "分からない"]),
        ('An 80" screen. A 5" one.', ['An 80" screen. A 5" one.']),
        ('A lone " mark. It stays.', ['A lone " mark.', "It stays."]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_text_is_split_where_a_reader_would_split_it(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet='Ab1 .!?"“”…\n\u2028。é🚀', max_size=80) | st.text(max_size=80))
def test_nothing_is_lost_doubled_or_reordered(text: str) -> None:
    found = spans(text)
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())
    assert all(a < b for a, b in found)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    assert all(text[a:b] == text[a:b].strip() for a, b in found)


@pytest.mark.parametrize(
    "page", ['". ' * 20_000, "." * 60_000 + "x", " " * 60_000 + "x", "“" * 60_000]
)
def test_a_hostile_page_is_split_in_linear_time(page: str) -> None:
    assert sentences(page)  # a quadratic pattern would hang here for minutes
