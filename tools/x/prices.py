"""What a call to X costs, US dollars.

Source: X's developer documentation of pay-per-use pricing, read 2026-08-22. X
charges for posts and users returned and for posts made; failed calls are free.
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

    def post(self, text: str) -> float:
        """To publish `text`: a link makes it dear."""
        return self.create_with_link if urls(text) else self.create
