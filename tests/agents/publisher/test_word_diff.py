"""What changed from one wording to the next."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.publisher.word_diff import marked, word_diff

TEXTS = st.lists(st.sampled_from(["peg", "held", "broke", " ", "\n", "x.", "…"]), max_size=12).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_both_wordings_can_be_read_off_the_changes(before: str, after: str) -> None:
    changes = word_diff(before, after)
    assert "".join(one.text for one in changes if one.kind != "added") == before
    assert "".join(one.text for one in changes if one.kind != "removed") == after


@given(TEXTS, TEXTS)
def test_neighbours_are_of_different_kinds(before: str, after: str) -> None:
    kinds = [one.kind for one in word_diff(before, after)]
    assert all(one != other for one, other in pairwise(kinds))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("The peg held today.", "The peg broke today.", "The peg [-held-]{+broke+} today."),
        ("The peg held.", "The peg held.", "The peg held."),
        ("The peg held.", "Peg held.", "[-The peg-]{+Peg+} held."),
        ("", "All new.", "{+All new.+}"),
        ("All gone.", "", "[-All gone.-]"),
        ("One. Two.", "One.\n\nTwo.", "One. [-Two.-]\n\n{+Two.+}"),
        ("It froze.", "It froze. So?", "It froze. {+So?+}"),
    ],
)
def test_changes_are_marked_as_in_plain_text(before: str, after: str, shown: str) -> None:
    assert marked(word_diff(before, after)) == shown
