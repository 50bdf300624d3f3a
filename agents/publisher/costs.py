"""Costs: what a platform charges for publishing, and how that is said. Pure.

Only X charges (tools/x/prices.py); a post with a link costs 13 times one without.
"""

from __future__ import annotations

from collections.abc import Sequence

from memory.types import Value
from tools.x.prices import Prices
from tools.x_text import urls


class Cost(Value):
    """What publishing costs in US dollars, and the same in words."""

    usd: float
    words: str


def cost_of(posts: Sequence[str], channel: str, prices: Prices | None = None) -> Cost:
    """What it costs to publish `posts` on `channel`."""
    if channel != "x":
        return Cost(usd=0.0, words="nothing")
    prices = prices or Prices()
    usd = sum(map(prices.post, posts))
    bare = prices.create * len(posts)
    linked = sum(bool(urls(post)) for post in posts)
    if not linked:
        dear = usd - prices.create + prices.create_with_link
        return Cost(usd=usd, words=f"{_dollars(usd)}; a link would make it {_dollars(dear)}")
    link = "link" if linked == 1 else f"{linked} links"
    return Cost(usd=usd, words=f"{_dollars(usd)} with the {link}, {_dollars(bare)} without")


def _dollars(usd: float) -> str:
    """ "$0.20", "$0.015": as many decimals as it needs, at least two."""
    exact = f"{usd:.4f}".rstrip("0")
    return f"${usd:.2f}" if len(exact.partition(".")[2]) < 2 else f"${exact}"
