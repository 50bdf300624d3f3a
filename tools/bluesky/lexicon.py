"""What a post may be on Bluesky. Pure, and known without a library or an account."""

from __future__ import annotations

from memory.errors import ChannelRefused
from tools.lengths import graphemes

LONGEST = 300
"""Graphemes. Source: the lexicon app.bsky.feed.post, read 2026-11-21."""
LONGEST_BYTES = 3_000
MOST_PICTURES = 4
LARGEST_PICTURE = 1_000_000
"""Bytes: what every server takes; the lexicon app.bsky.embed.images allows twice that by now."""
LONGEST_ALT = 2_000
"""Characters that Bluesky's own app lets one write."""


def check_length(text: str) -> None:
    """Raises ChannelRefused."""
    if (length := graphemes(text)) > LONGEST:
        raise ChannelRefused(
            f"bluesky: {length} of {LONGEST} characters; shorten it or allow threads"
        )
    if (size := len(text.encode())) > LONGEST_BYTES:
        raise ChannelRefused(f"bluesky: {size} of {LONGEST_BYTES} bytes; use fewer emoji")
