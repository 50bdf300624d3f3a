"""Openers: which of the persona's recurring first phrases may stand before what.

An opener means something. "Noted:" can stand before any fact; "Worth a read:" needs
a link; "House rule:" announces an opinion, and "Quietly:" would change what a fact
says. So a fact gets an opener only from the first two kinds, and a take keeps the
opener it had.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.style.profile import Opener

_NEWS = re.compile(
    r"^(?:noted|news|update|today|new|now|just in|in the news|fyi|for the record|on the wire|"
    r"headline|in brief|also|elsewhere|from the wires?)[:.]$",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"^(?:worth (?:your|a|the|my)\b.*|(?:good|today's|long|weekend)? ?(?:read|reading|link)|"
    r"recommended|read this|from my reading list)[:.]$",
    re.IGNORECASE,
)


def for_fact(openers: Sequence[Opener], *, with_link: bool) -> list[str]:
    """The openers that may stand before a fact, most used first."""
    return [
        opener.text
        for opener in openers
        if _NEWS.match(opener.text) or (with_link and _POINTER.match(opener.text))
    ]


def for_take(opener: str) -> str:
    """The opener of a take where it follows a fact: those with a colon read on, others do not."""
    fits = opener.endswith(":") and not _NEWS.match(opener) and not _POINTER.match(opener)
    return opener if fits else ""
