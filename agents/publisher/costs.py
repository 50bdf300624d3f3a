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


def cost_of(
    posts: Sequence[str],
    channel: str,
    prices: Prices | None = None,
    *,
    summoned: bool = False,
    pictures: int = 0,
) -> Cost:
    """What it costs to publish `posts` on `channel`, and to say what `pictures` show.

    `summoned`: the first of them answers somebody else, which is cheaper.
    """
    if channel != "x" or not posts:
        return Cost(usd=0.0, words="nothing")
    prices = prices or Prices()
    linked = sum(bool(urls(post)) for post in posts)
    first = prices.summoned_reply if summoned else prices.create
    described = pictures * prices.alt_text
    bare = first + prices.create * (len(posts) - 1) + described
    if not linked:
        dear = bare - first + prices.create_with_link
        return Cost(usd=bare, words=f"{_dollars(bare)}; a link would make it {_dollars(dear)}")
    answer, *rest = posts
    usd = prices.post(answer, summoned=summoned) + sum(map(prices.post, rest)) + described
    link = "link" if linked == 1 else f"{linked} links"
    return Cost(usd=usd, words=f"{_dollars(usd)} with the {link}, {_dollars(bare)} without")


def _dollars(usd: float) -> str:
    """ "$0.20", "$0.015": as many decimals as it needs, at least two."""
    exact = f"{usd:.4f}".rstrip("0")
    return f"${usd:.2f}" if len(exact.partition(".")[2]) < 2 else f"${exact}"
