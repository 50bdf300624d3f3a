"""The length of a text as each channel counts it."""

from __future__ import annotations

import pytest

from memory.types import Description
from tools.lengths import fits, graphemes, length

X = Description(name="x", longest=280, counted="weighted")
PLAIN = Description(name="linkedin", longest=3_000)
MASTODON = Description(name="mastodon", longest=500, link_length=23)
BLUESKY = Description(name="bluesky", longest=300, counted="graphemes")
LINK = "https://ledger.example.com/a?b=1"
FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "weighted", "plain", "mastodon", "bluesky"),
    [
        ("", 0, 0, 0, 0),
        ("Fees fell.", 10, 10, 10, 10),
        ("漢字", 4, 2, 2, 2),
        (FAMILY, 2, 5, 5, 1),
        ("cafe\u0301", 4, 5, 5, 4),
        (f"see {LINK}.", 28, 37, 28, 37),
        ("see example.com", 27, 15, 15, 15),
        (f"{LINK} {LINK}", 47, 65, 47, 65),
    ],
)
def test_each_channel_counts_in_its_own_way(
    text: str, weighted: int, plain: int, mastodon: int, bluesky: int
) -> None:
    places = (X, PLAIN, MASTODON, BLUESKY)
    assert [length(text, place) for place in places] == [weighted, plain, mastodon, bluesky]


def test_a_text_fits_up_to_the_last_unit() -> None:
    assert fits("漢" * 140, X)
    assert not fits("漢" * 140 + "a", X)


def test_what_a_reader_sees_as_one_counts_one() -> None:
    assert graphemes(f"{FAMILY}🇬🇧e\u0301\r\n") == 4
