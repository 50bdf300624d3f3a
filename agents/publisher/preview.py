"""Preview: a draft as its channel will show it, with its length as the channel counts. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from memory.types import Description, Media, Value
from tools.lengths import length
from tools.x_text import URL_UNITS, urls

_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)


class PostPreview(Value):
    """One post as it will look."""

    number: int
    of: int
    shown: str
    """Its text with every link as the channel shows it."""
    units: int
    limit: int

    @property
    def fits(self) -> bool:
        return self.units <= self.limit

    def __str__(self) -> str:
        """ "213 of 280", "2/3, 213 of 280"."""
        place = f"{self.number}/{self.of}, " if self.of > 1 else ""
        return f"{place}{self.units} of {self.limit}"


class Preview(Value):
    """A draft as it will look."""

    channel: str
    counted: str
    """What is counted: weighted units, characters or graphemes."""
    posts: tuple[PostPreview, ...]
    media: tuple[Media, ...] = ()
    """Goes with the first post."""

    @property
    def fits(self) -> bool:
        return all(post.fits for post in self.posts)


def preview(posts: Sequence[str], place: Description, media: Sequence[Media] = ()) -> Preview:
    """What goes out, post by post, at `place`."""
    return Preview(
        channel=place.name,
        counted=place.counted,
        posts=tuple(
            PostPreview(
                number=number,
                of=len(posts),
                shown=_linked(text, place),
                units=length(text, place),
                limit=place.longest,
            )
            for number, text in enumerate(posts, 1)
        ),
        media=tuple(media),
    )


def _linked(text: str, place: Description) -> str:
    """The text with its links cut to what each of them counts."""
    room = URL_UNITS if place.counted == "weighted" else place.link_length
    if room is None:
        return text
    pieces, end = [], 0
    for link in urls(text):
        shown = _SCHEME.sub("", link.value)
        pieces += [text[end : link.start], shown if len(shown) <= room else f"{shown[: room - 1]}…"]
        end = link.end
    return "".join([*pieces, text[end:]])
