"""Links that open X's composer."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.errors import ChannelRefused
from tools.x.intents import LONGEST, intent


def test_a_link_holds_everything_percent_encoded() -> None:
    link = intent("50% & more? 漢字\nnew line", "20", "https://x.com/ida/status/7?a=1&b=2")
    assert link == (
        "https://x.com/intent/post?text=50%25%20%26%20more%3F%20%E6%BC%A2%E5%AD%97%0Anew%20line"
        "&in_reply_to=20&url=https%3A%2F%2Fx.com%2Fida%2Fstatus%2F7%3Fa%3D1%26b%3D2"
    )


def test_a_post_alone_names_nothing_else() -> None:
    assert intent("hello") == "https://x.com/intent/post?text=hello"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=500).filter(str.strip))
def test_x_reads_the_text_as_it_was_written(text: str) -> None:
    query = parse_qs(urlsplit(intent(text, "7")).query)
    assert query == {"text": [text], "in_reply_to": ["7"]}


def test_half_a_character_makes_no_link_impossible() -> None:
    assert intent("a smile \ud83d") == "https://x.com/intent/post?text=a%20smile%20%3F"


@pytest.mark.parametrize("post_id", ["", "seven", "7&url=https://evil.example", "1" * 20, "７"])
def test_what_is_no_id_is_not_put_into_a_link(post_id: str) -> None:
    with pytest.raises(ChannelRefused, match="not an id of X"):
        intent("hello", post_id)


def test_a_link_that_is_too_long_is_refused_and_says_by_how_much() -> None:
    just = LONGEST - len("https://x.com/intent/post?text=")
    assert len(intent("a" * just)) == LONGEST
    with pytest.raises(ChannelRefused, match="8001 of 8000 characters"):
        intent("a" * (just + 1))
