"""State: every type of the vocabulary survives a checkpoint, and nothing else gets in."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from pydantic import BaseModel

from graph.state import REGISTERED, merge_waiting, serializer
from memory import types
from memory.types import Outcome, Plan, Work
from tests import factory as make

VALUES: list[BaseModel] = [
    make.post(),
    make.signal(),
    make.story(),
    make.candidate(),
    make.assignment(),
    make.brief(),
    make.draft(),
    make.verdict(),
    make.work(),
    Plan(assignments=(make.assignment(),), reason="because"),
    Outcome(assignment_id="a1", result="published", summary="out"),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda v: type(v).__name__)
def test_a_value_comes_back_from_a_checkpoint_as_it_went_in(value: BaseModel) -> None:
    serde = serializer()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        back = serde.loads_typed(serde.dumps_typed({"value": value}))
    assert back == {"value": value}
    assert type(back["value"]) is type(value)


def test_every_word_of_the_vocabulary_is_registered() -> None:
    words = {
        v for v in vars(types).values() if isinstance(v, type) and v.__module__ == types.__name__
    }
    assert words <= set(REGISTERED)


class Stranger(BaseModel):
    """A type that is not of the vocabulary."""

    secret: str = "x"


def test_an_unregistered_type_is_not_let_back_in() -> None:
    serde = serializer()
    back: Any = serde.loads_typed(serde.dumps_typed(Stranger()))
    assert not isinstance(back, Stranger)


def test_the_waiting_room_takes_in_and_lets_out() -> None:
    one, two = make.work("a1"), make.work("a2")
    room: dict[str, Work] = merge_waiting({}, {"d1": one, "d2": two})
    assert merge_waiting(room, {"d1": None}) == {"d2": two}
