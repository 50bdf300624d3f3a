"""A model that checks claims as it should: it believes what one passage says word for word.

Like a real model it sees nothing but the request. The writers of `good_writer` answer
questions about claims in this way, so that a whole turn can run on one of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.servers.model_replies import ModelRequest, Reply, says

_FENCE = re.compile(r'<data name="claim (\d+)(?:, passage (\d+))?">\n(.*?)\n</data>', re.S)


@dataclass
class Question:
    """One claim as the model is shown it."""

    number: int
    claim: str
    passages: list[str]


def is_about_claims(request: ModelRequest) -> bool:
    """Whether a request asks for judgements of claims."""
    return bool(_FENCE.search(request.user))


def questions_in(user: str) -> list[Question]:
    """The claims of a user message and their passages, in order."""
    found: list[Question] = []
    for number, passage, text in _FENCE.findall(user):
        if passage:
            found[-1].passages.append(text)
        else:
            found.append(Question(int(number), text, []))
    return found


def good_checker(request: ModelRequest) -> Reply:
    """Supported where one passage holds every word of the claim; otherwise not enough."""
    return says({"answers": [_answer(question) for question in questions_in(request.user)]})


def _answer(question: Question) -> dict[str, object]:
    wanted = _words(question.claim)
    for number, passage in enumerate(question.passages, 1):
        if wanted <= _words(passage):
            return answer(question.number, "supported", number, passage, "It says so.")
    return answer(question.number, "not enough evidence", 0, "", "No passage says so.")


def answer(
    claim: int, status: str, passage: int, quote: str, reason: str, confidence: float = 0.95
) -> dict[str, object]:
    """One answer, as JSON has it."""
    return {
        "claim": claim,
        "status": status,
        "passage": passage,
        "quote": quote,
        "confidence": confidence,
        "reason": reason,
    }


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
