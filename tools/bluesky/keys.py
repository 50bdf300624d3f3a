"""Record keys and addresses of AT Protocol. Pure.

A post's key is derived from its publication, so that a repeat asks for a key that is taken:
a server never holds two records under one key, however often it is asked.
"""

from __future__ import annotations

import hashlib
import re

from memory.errors import ChannelRefused
from memory.types import Publication, Value

POSTS = "app.bsky.feed.post"
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_CLOCK_IDS = 1 << 10
_MICROSECONDS = 1_000_000
_URI = re.compile(r"at://(?P<repo>[\w.:%-]+)/(?P<collection>[\w.-]+)/(?P<rkey>[\w.:~-]+)")
_WEB = re.compile(r"https://bsky\.app/profile/(?P<repo>[\w.:%-]+)/post/(?P<rkey>[\w.:~-]+)/?")


class Address(Value):
    """Where a record is."""

    repo: str
    """DID or handle of the account."""
    collection: str
    rkey: str

    @property
    def uri(self) -> str:
        return f"at://{self.repo}/{self.collection}/{self.rkey}"


def address(text: str) -> Address:
    """Of an at:// URI, or of a post's page at bsky.app. Raises ChannelRefused."""
    if found := _URI.fullmatch(text):
        return Address(**found.groupdict())
    if found := _WEB.fullmatch(text):
        return Address(collection=POSTS, **found.groupdict())
    raise ChannelRefused(
        f"bluesky: {text[:80]!r} is no post of Bluesky; it takes at://DID/{POSTS}/KEY or the "
        "address of the post at bsky.app"
    )


def page(handle: str, rkey: str) -> str:
    """Where people read a post."""
    return f"https://bsky.app/profile/{handle}/post/{rkey}"


def record_key(publication: Publication) -> str:
    """The one key that this publication can have, in the order of its thread.

    The second it was put into the outbox comes first. What follows of the timestamp, and the
    clock id, are 30 bits of a hash: posts of one thread are made in the same moment.
    """
    name = f"{publication.persona}/{publication.channel}/{publication.key}"
    digest = int.from_bytes(hashlib.sha256(name.encode()).digest())
    second = int(publication.created_at.timestamp()) + publication.number
    below, rest = digest % _MICROSECONDS, digest // _MICROSECONDS
    return tid(second * _MICROSECONDS + below, rest % _CLOCK_IDS)


def tid(microseconds: int, clock_id: int) -> str:
    """A timestamp identifier: 53 bits of microseconds since 1970, 10 of a clock id.

    Source: atproto.com/specs/tid, read 2026-11-21: 64 bits with the first 0, in 13 characters
    of base32-sortable.
    """
    value = (microseconds % (1 << 53)) * _CLOCK_IDS + clock_id
    digits = []
    for _ in range(13):
        value, digit = divmod(value, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
