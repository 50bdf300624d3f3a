"""Risk: what a draft may cost us all the same; more danger never lowers it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.publisher.risk import Exposure, spoken, unseen, weigh
from memory.types import Danger, Risk

DEFAULT = 0.3
WORDS = (
    *("accused_person", "accused_body", "person", "advice"),
    *("cashtag", "new_topic", "urgent", "first_on"),
)
EXPOSURES = st.fixed_dictionaries(
    {
        "reliability": st.floats(0, 1),
        "grave": st.booleans(),
        "hostile": st.booleans(),
        "accusing": st.booleans(),
        "by_model": st.booleans(),
        "unhedged": st.integers(0, 30),
        "usd": st.floats(0, 5),
        **{name: st.sampled_from(["", "something"]) for name in WORDS},
    }
)


def worse(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """As dangerous as the worse of the two in every respect."""
    return {
        name: min(one[name], other[name]) if name == "reliability" else max(one[name], other[name])
        for name in one
    }


@given(EXPOSURES, EXPOSURES)
def test_more_danger_never_lowers_the_score(one: dict[str, Any], other: dict[str, Any]) -> None:
    both = weigh(Exposure(**worse(one, other)))
    assert both.score >= weigh(Exposure(**one)).score - 1e-6
    assert both.score >= weigh(Exposure(**other)).score - 1e-6


@given(EXPOSURES)
def test_the_score_is_what_its_dangers_make_together(given_: dict[str, Any]) -> None:
    risk = weigh(Exposure(**given_))
    left = 1.0
    for danger in risk.dangers:
        assert 0 < danger.weight <= 1
        assert danger.reason
        left *= 1 - danger.weight
    assert risk.score == pytest.approx(1 - left, abs=1e-5)
    weights = [danger.weight for danger in risk.dangers]
    assert weights == sorted(weights, reverse=True)


def test_nothing_dangerous_is_no_risk_and_needs_no_words() -> None:
    assert weigh(Exposure()) == Risk(score=0.0)


@pytest.mark.parametrize(
    ("found", "name", "says"),
    [
        ({"reliability": 0.8}, "weakest claim", "0.80"),
        ({"grave": True}, "grave", "grave"),
        ({"hostile": True}, "hostile source", "instruct a model"),
        ({"accused_person": "Dana Pike"}, "accusation", "Dana Pike, a person"),
        ({"accused_body": "Harbour Nine"}, "accusation", "Harbour Nine did wrong"),
        ({"person": "Dana Pike", "accusing": True}, "accusation", "beside the name of Dana Pike"),
        ({"advice": "stack some"}, "money", "“stack some”"),
        ({"reliability": 0.0}, "weakest claim", "0.00"),
    ],
)
def test_each_of_these_alone_asks_a_human_by_default(
    found: dict[str, Any], name: str, says: str
) -> None:
    risk = weigh(Exposure(**found), DEFAULT)
    assert risk.dangers[0].name == name
    assert says in risk.dangers[0].reason
    assert not unseen(risk)
    assert "look at it" in spoken(risk)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ({"new_topic": "lutes"}, "never spoken of lutes"),
        ({"by_model": True}, "language model"),
        ({"urgent": "names “depeg”"}, "names “depeg”"),
        ({"unhedged": 2}, "2 claim(s)"),
        ({"first_on": "x"}, "on x yet"),
        ({"usd": 0.2}, "$0.200"),
        ({"cashtag": "BTC"}, "$BTC"),
        ({"person": "Dana Pike"}, "names Dana Pike"),
    ],
)
def test_each_of_these_weighs_something_and_is_let_out_alone(
    found: dict[str, Any], says: str
) -> None:
    risk = weigh(Exposure(**found), DEFAULT)
    (danger,) = risk.dangers
    assert says in danger.reason
    assert unseen(risk)
    assert f"risk {risk.score:.2f}: below 0.30" in spoken(risk)


def test_small_dangers_together_ask_a_human() -> None:
    many = Exposure(first_on="x", unhedged=3, new_topic="lutes", by_model=True)
    assert not unseen(weigh(many, DEFAULT))


def test_a_source_that_gives_orders_is_let_out_by_no_limit() -> None:
    assert not unseen(weigh(Exposure(hostile=True), 1.0))
    assert unseen(weigh(Exposure(grave=True), 1.0))


def test_a_limit_of_nothing_lets_nothing_out_and_no_limit_decides_nothing() -> None:
    assert not unseen(weigh(Exposure(), 0.0))
    assert not unseen(weigh(Exposure(), None))
    assert spoken(weigh(Exposure())) == "risk 0.00"


def test_dear_posts_and_many_claims_weigh_no_more_than_their_most() -> None:
    dear, dearer = (weigh(Exposure(usd=usd)).score for usd in (1.0, 100.0))
    few, many = (weigh(Exposure(unhedged=count)).score for count in (5, 50))
    assert (dear, few) == (dearer, many)
    assert weigh(Exposure(unhedged=1)).score < few


def test_weights_are_shares() -> None:
    with pytest.raises(ValueError, match="less than or equal to 1"):
        Danger(name="x", weight=1.2, reason="no")
