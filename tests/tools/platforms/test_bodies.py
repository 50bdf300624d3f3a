"""Answers are read to their end, within a size and a time."""

from __future__ import annotations

import pytest

from tools.platforms.bodies import MAX_BYTES, Unbearable, bounded


def test_the_largest_answer_is_read_whole() -> None:
    assert bounded([b"a", b"b" * (MAX_BYTES - 1)], timeout_s=60) == b"a" + b"b" * (MAX_BYTES - 1)


def test_a_larger_one_is_given_up() -> None:
    with pytest.raises(Unbearable, match="over 8000000 bytes"):
        bounded([b"a", b"b" * MAX_BYTES], timeout_s=60)


def test_one_that_comes_in_drops_is_given_up() -> None:
    with pytest.raises(Unbearable, match="does not end"):
        bounded(iter([b"a", b"b"]), timeout_s=-1)
