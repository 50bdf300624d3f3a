"""What a post may be on Bluesky. Pure, and known without a library or an account."""

from __future__ import annotations

from memory.errors import ChannelRefused
from memory.types import Description
from tools.lengths import length

PLACE = Description(
    name="bluesky",
    longest=300,
    counted="graphemes",
    threads=True,
    replies=True,
    quotes=True,
    deletes=True,
    most_media=4,
    longest_alt=2_000,
)
"""Source: the lexicons app.bsky.feed.post and app.bsky.embed.images, read 2026-11-21; alternative
text is as long as Bluesky's own app lets one write it."""
LONGEST_BYTES = 3_000
LARGEST_PICTURE = 1_000_000
"""Bytes: what every server takes; the lexicon app.bsky.embed.images allows twice that by now."""


def check_length(text: str) -> None:
    """Raises ChannelRefused."""
    if (units := length(text, PLACE)) > PLACE.longest:
        raise ChannelRefused(
            f"bluesky: {units} of {PLACE.longest} characters; shorten it or allow threads"
        )
    if (size := len(text.encode())) > LONGEST_BYTES:
        raise ChannelRefused(f"bluesky: {size} of {LONGEST_BYTES} bytes; use fewer emoji")
