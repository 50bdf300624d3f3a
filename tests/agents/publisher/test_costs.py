"""What publishing costs, and how that is said."""

from __future__ import annotations

import pytest

from agents.publisher.costs import cost_of
from tools.x.prices import Prices

LINK = "https://wire-news.com/harbourline"


@pytest.mark.parametrize(
    ("posts", "usd", "words"),
    [
        ([f"It froze. {LINK}"], 0.2, "$0.20 with the link, $0.015 without"),
        (["It froze."], 0.015, "$0.015; a link would make it $0.20"),
        (["It froze.", "So."], 0.03, "$0.03; a link would make it $0.215"),
        (
            [f"A {LINK}", f"B {LINK}"],
            0.4,
            "$0.40 with the 2 links, $0.03 without",
        ),
    ],
)
def test_on_x_a_link_makes_a_post_dear(posts: list[str], usd: float, words: str) -> None:
    cost = cost_of(posts, "x")
    assert cost.usd == pytest.approx(usd)
    assert cost.words == words


def test_elsewhere_it_costs_nothing_and_prices_can_be_others() -> None:
    linked = [f"It froze. {LINK}"]
    assert cost_of(linked, "console").usd == 0
    assert cost_of(linked, "x", Prices(create_with_link=0.05)).usd == 0.05


def test_an_answer_to_somebody_else_is_cheaper_and_a_picture_is_described_for_money() -> None:
    answer = cost_of(["It froze.", "So."], "x", summoned=True)
    assert answer.usd == pytest.approx(0.010 + 0.015)
    assert answer.words == "$0.025; a link would make it $0.215"
    linked = cost_of([f"It froze. {LINK}"], "x", summoned=True, pictures=1)
    assert linked.usd == pytest.approx(0.2 + 0.005)
    assert linked.words == "$0.205 with the link, $0.015 without"
