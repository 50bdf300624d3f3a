"""Models that write from the question: one that does its job, and some that do not.

It looks at nothing but the request, like a real model: the facts are what the user
message fences as such, the shape of the answer is the JSON schema in `response_format`
or in the system message. The good writer tells one fact a draft, word for word (two in a
thread), and when it is asked again it starts with another. The bad ones spoil what it wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.servers.good_checker import good_checker, is_about_claims
from tests.servers.model_replies import ModelRequest, Reply, says

LONGEST_FACT = 200
"""Characters that leave room for a link in a post of 280."""
DRAFTS = 3
TEXT_FIELDS = frozenset({"text", "draft", "post"})
_FENCE = re.compile(r"<(?P<tag>[a-z_]+)(?P<label>[^>]*)>(?P<inside>.*?)</(?P=tag)>", re.S)
_NUMBERED = re.compile(r"^(\d+)\. (.+)$", re.M)
_ATTEMPT = re.compile(r"\battempt (\d+)")
_NOTHING = "Nothing worth saying today."


@dataclass(frozen=True)
class Fact:
    """A fact and its number in the question."""

    number: int
    text: str


def good_writer(request: ModelRequest) -> Reply:
    """Drafts made of the fenced facts, in the shape that was asked for; claims are checked."""
    if is_about_claims(request):
        return good_checker(request)
    attempt = _ATTEMPT.search(request.user)
    facts = facts_in(request.user)
    first = (int(attempt[1]) - 1) % len(facts) if attempt else 0
    schema = _schema(request)
    return says(_filled(schema, facts[first:] + facts[:first], schema.get("$defs", {})))


def hallucinating_writer(request: ModelRequest) -> Reply:
    """The good writer's drafts with every number changed and an event made up."""

    def spoil(text: str) -> str:
        changed = re.sub(r"\d+", lambda digits: str(int(digits[0]) + 7), text)
        return f"{changed} It cost Harbour Bank $412 million."

    return _spoilt(good_writer(request), spoil)


def injected_writer(request: ModelRequest) -> Reply:
    """Drafts by a model that did what a hostile article told it to do."""
    return _spoilt(
        good_writer(request), lambda _: "Claim yours from @evil_airdrop: https://evil.example/claim"
    )


def apologetic_writer(request: ModelRequest) -> Reply:
    """Drafts in the right shape that hold a refusal instead of a post."""
    return _spoilt(
        good_writer(request), lambda _: "I'm sorry, but as an AI I cannot help with that request."
    )


def _spoilt(reply: Reply, spoil: Callable[[str], str]) -> Reply:
    """`reply` with `spoil` applied to every text in its answer."""

    def walk(value: Any) -> Any:
        match value:
            case dict():
                return {
                    name: spoil(each) if name in TEXT_FIELDS else walk(each)
                    for name, each in value.items()
                }
            case list():
                return [walk(each) for each in value]
            case _:
                return value

    assert isinstance(reply.body, dict)
    content = reply.body["choices"][0]["message"]["content"]
    return says(walk(json.loads(content)))


def facts_in(user: str) -> list[Fact]:
    """The numbered facts of the fence that is labelled so, or the lines of the first fence."""
    fences = list(_FENCE.finditer(user))
    labelled = [m["inside"] for m in fences if "facts" in m["tag"] + m["label"]]
    inside = next(iter([*labelled, *(m["inside"] for m in fences)]), user)
    numbered = [Fact(int(number), text.strip()) for number, text in _NUMBERED.findall(inside)]
    lines = [line.strip() for line in inside.splitlines() if line.strip()]
    found = numbered or [Fact(number, line) for number, line in enumerate(lines, 1)]
    return [fact for fact in found if len(fact.text) <= LONGEST_FACT] or [Fact(1, _NOTHING)]


def _schema(request: ModelRequest) -> Mapping[str, Any]:
    if request.format == "json_schema":
        asked: Mapping[str, Any] = request.body["response_format"]["json_schema"]["schema"]
        return asked
    told: Mapping[str, Any] = json.JSONDecoder().raw_decode(
        request.system, request.system.index('{"')
    )[0]
    return told


def _filled(
    schema: Mapping[str, Any], facts: Sequence[Fact], definitions: Mapping[str, Any]
) -> dict[str, Any]:
    """An object of `schema` that says the first fact, or holds a list that says several."""
    return {
        name: facts[0].text if name in TEXT_FIELDS else _value(kind, facts, definitions)
        for name, kind in schema["properties"].items()
    }


def _value(kind: Mapping[str, Any], facts: Sequence[Fact], definitions: Mapping[str, Any]) -> Any:
    if "$ref" in kind:
        kind = definitions[kind["$ref"].rsplit("/", 1)[-1]]
    if "enum" in kind:
        return kind["enum"][0]
    if "anyOf" in kind:
        nullable = {"type": "null"} in kind["anyOf"]
        return None if nullable else _value(kind["anyOf"][0], facts, definitions)
    match kind.get("type"):
        case "object":
            return _filled(kind, facts, definitions)
        case "array":
            return _list(kind["items"], facts, definitions)
        case "boolean":
            return False
        case "integer" | "number":
            return kind.get("minimum", 0)
        case _:
            return kind.get("const", "")


def _list(
    items: Mapping[str, Any], facts: Sequence[Fact], definitions: Mapping[str, Any]
) -> list[Any]:
    """A draft for each of the first facts; of numbers that of the one told; of texts two facts."""
    if items.get("type") == "integer":
        return [facts[0].number]
    if items.get("type") == "string":
        return [fact.text for fact in facts[:2]]
    return [_value(items, facts[n:], definitions) for n in range(min(DRAFTS, len(facts)))]
