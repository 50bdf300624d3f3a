"""What models were asked for, read off the ledger."""

from __future__ import annotations

from memory.types import Usage
from tools.llm.use import ModelUse


def test_calls_tokens_and_money_are_added_up_and_other_costs_left_out() -> None:
    call = (
        Usage(kind="model_tokens_in", quantity=1200, usd=0.0012),
        Usage(kind="model_tokens_out", quantity=80, usd=0.0008),
    )
    use = ModelUse.of([*call, Usage(kind="x_post", quantity=1, usd=0.015), *call])
    assert (use.calls, use.tokens_in, use.tokens_out, round(use.usd, 6)) == (2, 2400, 160, 0.004)
    assert str(use) == "2 calls, 2,400 tokens in, 160 out, $0.0040"


def test_what_is_not_known_is_not_told() -> None:
    assert str(ModelUse(calls=1)) == "1 call"
    assert ModelUse.of([]) == ModelUse()
