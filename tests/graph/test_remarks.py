"""Remarks: who is addressed by a post, in any script."""

from __future__ import annotations

import pytest

from graph.remarks import mentioned


@pytest.mark.parametrize(
    ("channel", "handle", "text"),
    [
        ("x", "nell_harrow", "@Nell_Harrow is custody safe?"),
        ("x", "@nell_harrow", ".@nell_harrow, is it?"),
        ("x", "nell_harrow", "ねえ@nell_harrowさん、どう思う？"),
        ("x", "nell_harrow", "＠nell_harrow どう思う？"),
        ("x", "nell_harrow", "I asked @nell_harrow.Then nothing"),
        ("bluesky", "nell.bsky.social", "你好@nell.bsky.social。"),
        ("mastodon", "@nell@example.social", "@nell@example.social: is it?"),
    ],
)
def test_a_mention_of_our_account_addresses_us(channel: str, handle: str, text: str) -> None:
    assert mentioned(handle, text, channel)


@pytest.mark.parametrize(
    ("channel", "handle", "text"),
    [
        ("x", "", "@nell_harrow is custody safe?"),
        ("x", "nell_harrow", "Nell Harrow, is custody safe?"),
        ("x", "nell_harrow", "@nell_harrow2 is custody safe?"),
        ("x", "nell_harrow", "mail me@nell_harrow"),
        ("x", "nell_harrow", "read https://essays.com/@nell_harrow/custody"),
        ("bluesky", "nell.bsky.social", "@nell.bsky.social.example is custody safe?"),
        ("bluesky", "nell.bsky.social", "read https://bsky.example/@nell.bsky.social"),
        ("bluesky", "", "@ all"),
    ],
)
def test_what_only_looks_like_it_does_not(channel: str, handle: str, text: str) -> None:
    assert not mentioned(handle, text, channel)
