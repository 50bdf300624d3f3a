"""What we ask of a language model's text, and how we read it: strictly, or not at all.

The shape of the answer is told in words as well, because some endpoints ignore
`response_format` (transformers serve) and others refuse it. An answer is one JSON
object that fits its type; prose or a fence around it is tolerated, a second object,
a broken one or a missing field is not. Nothing is ever repaired or completed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from memory.errors import ModelUnreadable

Answer = TypeVar("Answer", bound=BaseModel)

QUOTED_CHARACTERS = 80
LOOKED_AT_CHARACTERS = 1_000
"""Of a text to quote: room for spaces and for characters that do not print."""
_THOUGHTS = re.compile(r"\A\s*+(?:(?!\{).*?</think>|<think>.*)", re.DOTALL)
"""Before the answer; where the chat template opened the thought, only its end is sent."""


def shape_in_words(answer: type[BaseModel]) -> str:
    """The instruction that makes a model answer in JSON of type `answer`."""
    schema = json.dumps(answer.model_json_schema(), ensure_ascii=False, separators=(",", ":"))
    return (
        "Answer with one JSON object and nothing else: no prose, no Markdown. "
        f"It must fit this JSON schema:\n{schema}"
    )


def read_answer(text: str, answer: type[Answer]) -> Answer:
    """The answer in `text`. Raises ModelUnreadable with the reason and the first 80 characters."""
    try:
        return answer.model_validate_json(_only_object(text), strict=True)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in problem["loc"]) or "JSON"
        reason = f"does not fit {answer.__name__} ({where}: {plain(problem['msg'])})"
    except ValueError as error:
        reason = str(error)
    raise ModelUnreadable(f"the model's answer {reason}: it said {quoted(text)}")


def _only_object(text: str) -> str:
    """The one JSON object in `text`. Raises ValueError when there is none, half of one, or two."""
    said = _THOUGHTS.sub("", text)
    start = said.find("{")
    if start < 0:
        raise ValueError("holds no JSON object")
    try:
        _, end = json.JSONDecoder().raw_decode(said, start)
    except (ValueError, RecursionError):
        raise ValueError("is broken JSON") from None
    if "{" in said[end:]:
        raise ValueError("holds more than one JSON object")
    return said[start:end]


def quoted(text: str) -> str:
    """The first 80 characters of outside text, in quotes, fit for a message and a terminal."""
    words = plain(text[:LOOKED_AT_CHARACTERS])
    cut = words[:QUOTED_CHARACTERS]
    is_whole = cut == words and len(text) <= LOOKED_AT_CHARACTERS
    return f'"{cut}"' if is_whole else f'"{cut}…"'


def plain(text: str) -> str:
    """`text` on one line, without control, formatting and unpaired surrogate characters."""
    kept = (c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join("".join(kept).split())
