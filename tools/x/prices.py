"""What a call to X costs, US dollars.

Source: X's developer documentation of pay-per-use pricing, read 2026-08-22 and
2026-11-21. X charges for posts and users returned and for what is made or changed;
failed calls are free, and so is the upload of a picture.
"""

from __future__ import annotations

from memory.types import Value
from tools.x_text import urls


class Prices(Value):
    """US dollars for one of each; give other values where X has agreed to others."""

    post_read: float = 0.005
    owned_read: float = 0.001
    """One of our own posts, or a mention of us."""
    user_read: float = 0.010
    create: float = 0.015
    create_with_link: float = 0.200
    summoned_reply: float = 0.010
    """A reply to somebody who mentioned or quoted us."""
    manage: float = 0.005
    """To take a post of ours down ("Content: Manage")."""
    alt_text: float = 0.005
    """To say what a picture shows ("Media Metadata")."""

    def post(self, text: str, *, summoned: bool = False) -> float:
        """To publish `text`: a link makes it dear, also in a reply."""
        if urls(text):
            return self.create_with_link
        return self.summoned_reply if summoned else self.create
