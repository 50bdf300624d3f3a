"""What the channels ask of a publication: where it is out, and whether a text is its own."""

from __future__ import annotations

import unicodedata

from memory.errors import ChannelRefused
from memory.types import Publication


def out_as(publication: Publication) -> str:
    """The channel's id of it. Raises ChannelRefused when it is not out."""
    if publication.external_id is None:
        raise ChannelRefused(
            f"{publication.channel}: publication {publication.id} is {publication.state}, not out"
        )
    return publication.external_id


def same_words(one: str, other: str) -> bool:
    """Whether two texts read the same, whatever became of their blanks and accents."""
    return bare(one) == bare(other)


def bare(text: str) -> str:
    """The one form of texts that read the same."""
    return " ".join(unicodedata.normalize("NFC", text).split())
