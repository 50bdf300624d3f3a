"""Record keys: valid, derived from the publication alone, and in the order of a thread."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.errors import ChannelRefused
from tests import factory as make
from tools.bluesky.keys import address, record_key, tid

VALID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
SORTED = "234567abcdefghijklmnopqrstuvwxyz"


def microseconds(key: str) -> int:
    """Read back as the specification says."""
    value = 0
    for digit in key:
        value = value * 32 + SORTED.index(digit)
    return value >> 10


@pytest.mark.parametrize(
    ("moment", "clock_id", "expected"),
    [(0, 0, "2222222222222"), (2**53 - 1, 1023, "bzzzzzzzzzzzz"), (1, 32, "2222222222332")],
)
def test_a_timestamp_identifier_is_written_as_specified(
    moment: int, clock_id: int, expected: str
) -> None:
    assert tid(moment, clock_id) == expected


@given(st.integers(1_672_531_200, 4_102_444_800), st.text(max_size=20))
def test_every_publication_has_a_valid_key_from_about_its_time(second: int, name: str) -> None:
    created_at = datetime.fromtimestamp(second, UTC)
    key = record_key(make.publication(key=name, created_at=created_at))
    assert VALID.fullmatch(key)
    apart = microseconds(key) / 1_000_000 - created_at.timestamp()
    assert abs(apart) < 3


def test_the_same_publication_has_the_same_key_whatever_became_of_it() -> None:
    first = make.publication("hello")
    later = first.began_at and first.began_at + timedelta(hours=1)
    again = first.model_copy(update={"attempts": 7, "began_at": later, "kept": "x"})
    assert record_key(first) == record_key(again)


def test_the_parts_of_a_long_thread_have_keys_of_their_own_in_its_order() -> None:
    parts = [make.publication(key=f"k/{number}", number=number) for number in range(1, 101)]
    keys = [record_key(part) for part in parts]
    assert keys == sorted(set(keys))


def test_publications_of_one_moment_do_not_share_a_key() -> None:
    keys = {record_key(make.publication(key=str(number))) for number in range(5_000)}
    assert len(keys) == 5_000


@pytest.mark.parametrize("change", [{"key": "k2"}, {"persona": "bob"}, {"channel": "bluesky2"}])
def test_another_publication_has_another_key(change: dict[str, str]) -> None:
    assert record_key(make.publication()) != record_key(make.publication(**change))


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        (
            "at://did:plc:abc/app.bsky.feed.post/3jzfcijpj2z2a",
            "at://did:plc:abc/app.bsky.feed.post/3jzfcijpj2z2a",
        ),
        (
            "https://bsky.app/profile/desk.example.com/post/3jzfcijpj2z2a",
            "at://desk.example.com/app.bsky.feed.post/3jzfcijpj2z2a",
        ),
    ],
)
def test_a_post_is_named_by_its_uri_or_its_page(text: str, uri: str) -> None:
    assert address(text).uri == uri


@pytest.mark.parametrize(
    "text",
    ["", "17900", "https://x.com/a/status/1", "at://did:plc:abc", "at://a/b/c/d", "at://a/b/c?x"],
)
def test_anything_else_is_no_post_of_bluesky(text: str) -> None:
    with pytest.raises(ChannelRefused, match=r"no post of Bluesky.*at://DID"):
        address(text)
