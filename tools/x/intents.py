"""Links that open X's own composer with everything filled in, for a human to press "Post".

What the access tier refuses to us, the human may still do with one click. Nothing is
called here.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from memory.errors import ChannelRefused
from tools.x import wire

COMPOSER = "https://x.com/intent/post"
LONGEST = 8_000
"""Characters of a link that browsers and servers take without trouble."""


def intent(text: str, in_reply_to: str | None = None, quote_url: str | None = None) -> str:
    """The composer with `text`, as an answer to a post, or with a post to be quoted.

    Raises ChannelRefused for what is no id of X, and for a text whose link would be too long.
    """
    if in_reply_to is not None and not wire.is_id(in_reply_to):
        raise ChannelRefused(f"x: {in_reply_to[:40]!r} is not an id of X: 1 to 19 digits")
    parts = {"text": text, "in_reply_to": in_reply_to, "url": quote_url}
    given = {name: part for name, part in parts.items() if part}
    query = urlencode(given, quote_via=quote, errors="replace")  # for halves of characters
    link = f"{COMPOSER}?{query}"
    if len(link) > LONGEST:
        raise ChannelRefused(
            f"x: the link to the composer is {len(link)} of {LONGEST} characters long; "
            "shorten the text"
        )
    return link
