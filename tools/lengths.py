"""How long a text is to a channel: the one place that knows every way of counting.

X counts weighted units, others count Unicode code points, others what a reader calls
characters; some count every link alike. Whoever shows, checks or cuts a text for a
channel asks here, so that what was found to fit fits when it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import regex

from memory.types import Description
from tools.x_text import urls, weighted_length

GRAPHEME = regex.compile(r"\X")
"""What a reader calls a character: an emoji with its joiners, a letter with its accents."""
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


def length(text: str, place: Description) -> int:
    """Units of `text`, counted as `place` counts (its limit is `place.longest`). Never raises."""
    count = COUNTS[place.counted]
    if place.link_length is None:
        return count(text)
    units, end = 0, 0
    for link in urls(text):
        if _SCHEME.match(link.value):  # only X makes a link of a bare domain
            units += count(text[end : link.start]) + place.link_length
            end = link.end
    return units + count(text[end:])


def fits(text: str, place: Description) -> bool:
    """Whether `place` takes `text` in one post."""
    return length(text, place) <= place.longest


def graphemes(text: str) -> int:
    """What a reader would count."""
    return sum(1 for _ in GRAPHEME.finditer(text))


COUNTS: Mapping[str, Callable[[str], int]] = {
    "weighted": weighted_length,
    "characters": len,
    "graphemes": graphemes,
}
"""Every way of counting, by its name in `Description.counted`."""
