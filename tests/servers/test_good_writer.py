"""The models of our tests: the good one writes from the facts, in the shape asked for."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from tests.servers.good_writer import (
    apologetic_writer,
    facts_in,
    good_writer,
    hallucinating_writer,
    injected_writer,
)
from tests.servers.model_replies import ModelRequest, Writer
from tools.llm.answers import shape_in_words

USER = """<data name="measured profile">
Says "attempt" a lot.
</data>
<data name="facts">
1. Ether fell 3% to $1,550 on Friday.
2. Traders blamed a stale oracle, the exchange said.
</data>
"""


class Text(BaseModel):
    text: str
    used_facts: list[int]


class Texts(BaseModel):
    drafts: list[Text]


def written(user: str, shape: type[BaseModel], writer: Writer = good_writer) -> Any:
    """What `writer` answers when the shape is told in words alone."""
    messages = [
        {"role": "system", "content": shape_in_words(shape)},
        {"role": "user", "content": user},
    ]
    reply = writer(ModelRequest("POST", "/", {}, {"messages": messages}))
    assert isinstance(reply.body, dict)
    return json.loads(reply.body["choices"][0]["message"]["content"])


def test_each_draft_is_a_fact_with_its_number() -> None:
    assert written(USER, Texts) == {
        "drafts": [
            {"text": "Ether fell 3% to $1,550 on Friday.", "used_facts": [1]},
            {"text": "Traders blamed a stale oracle, the exchange said.", "used_facts": [2]},
        ]
    }


def test_asked_again_it_starts_with_another_fact() -> None:
    again = written(USER + "This is attempt 2.", Texts)
    assert again["drafts"][0]["used_facts"] == [2]
    assert written(USER + "This is attempt 3.", Texts) == written(USER, Texts)


def test_facts_that_leave_no_room_for_a_link_are_left_out() -> None:
    long = f"<data name='facts'>\n1. {'Long. ' * 40}\n2. Short.\n</data>"
    assert [fact.number for fact in facts_in(long)] == [2]


def test_without_facts_it_says_so() -> None:
    assert written("<data name='facts'></data>", Text)["text"] == "Nothing worth saying today."


def test_the_bad_writers_spoil_every_draft_and_keep_the_shape() -> None:
    assert written(USER, Texts, hallucinating_writer)["drafts"][0] == {
        "text": "Ether fell 10% to $8,557 on Friday. It cost Harbour Bank $412 million.",
        "used_facts": [1],
    }
    for writer, sign in ((injected_writer, "https://evil.example"), (apologetic_writer, "sorry")):
        assert all(sign in draft["text"] for draft in written(USER, Texts, writer)["drafts"])
