"""A model that does its job: it reads the facts in the question and writes from them.

It looks at nothing but the request, like a real model: the facts are what the user
message fences, the shape of the answer is the JSON schema in `response_format` or in
the system message. Its text is the first fact that fits, word for word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.servers.model_replies import ModelRequest, Reply, says

LONGEST_FACT = 200
"""Characters that leave room for a link in a post of 280."""
TEXT_FIELDS = ("text", "draft", "post")
_FENCE = re.compile(r"<(?P<tag>[a-z_]+)[^>]*>(?P<inside>.*?)</(?P=tag)>|```(?P<block>.*?)```", re.S)
_SENTENCE = re.compile(r"[A-Z0-9$“\"][^\n<>{}]{20,}?[.!?](?=\s|$)")


def good_writer(request: ModelRequest) -> Reply:
    """A draft made of the first fenced fact, in the shape that was asked for."""
    return says(_filled(_schema(request), _fact(request.user)))


def _fact(user: str) -> str:
    fenced = "\n".join(m["inside"] or m["block"] for m in _FENCE.finditer(user)) or user
    sentences = [m[0] for m in _SENTENCE.finditer(fenced)]
    return next((s for s in sentences if len(s) <= LONGEST_FACT), "Nothing worth saying today.")


def _schema(request: ModelRequest) -> Mapping[str, Any]:
    if request.format == "json_schema":
        asked: Mapping[str, Any] = request.body["response_format"]["json_schema"]["schema"]
        return asked
    start = request.system.find('{"')
    told: Mapping[str, Any] = json.JSONDecoder().raw_decode(request.system, start)[0]
    return told


def _filled(schema: Mapping[str, Any], text: str) -> dict[str, Any]:
    """The smallest object of `schema`, with `text` in its text field."""
    definitions = schema.get("$defs", {})
    return {
        name: text if name in TEXT_FIELDS else _smallest(kind, definitions)
        for name, kind in schema["properties"].items()
    }


def _smallest(kind: Mapping[str, Any], definitions: Mapping[str, Any]) -> Any:
    if "$ref" in kind:
        kind = definitions[kind["$ref"].rsplit("/", 1)[-1]]
    if "enum" in kind:
        return kind["enum"][0]
    if "anyOf" in kind:
        return None if {"type": "null"} in kind["anyOf"] else _smallest(kind["anyOf"][0], {})
    match kind.get("type"):
        case "object":
            inner = kind.get("properties", {})
            return {name: _smallest(each, definitions) for name, each in inner.items()}
        case "array":
            return []
        case "boolean":
            return False
        case "integer" | "number":
            return kind.get("minimum", 0)
        case _:
            return kind.get("const", "")
