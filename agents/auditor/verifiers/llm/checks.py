"""What code can check of a model's answer about a claim, so that nobody has to believe it.

Support and contradiction need a quote that stands in the named passage and speaks of the
claim. What support needs besides is in `agents/auditor/verifiers/reach.py`.
"""

from __future__ import annotations

import math
import re

from agents.auditor.evidence import Passage
from agents.auditor.reading.naming import Roll, names
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.words import known, stems
from agents.auditor.verifiers.llm.asking import STATUSES, Asked, ClaimAnswer
from agents.prompts import defused
from memory.types import ClaimStatus
from tools.hostile.detector import is_hostile
from tools.llm.answers import quoted

FEWEST_WORDS = 3
"""Content words of a quote that holds no name and no figure of the claim."""
_MARKS = "\"'“”„«»‘’ʼ`"
_LIKE = {
    **dict.fromkeys('"“”„«»', '["“”„«»]'),
    **dict.fromkeys("'‘’ʼ`", "['‘’ʼ`]"),
    **dict.fromkeys("-‐‑–—−", "[-‐‑–—−]"),
}
"""Characters that count as one when words are compared."""


class Unbelievable(Exception):
    """An answer that fails a check, with which."""


def status_of(answer: ClaimAnswer) -> ClaimStatus:
    """The status that is given. Raises Unbelievable for any other word."""
    for status in STATUSES:
        if answer.status.strip().lower() == status:
            return status
    raise Unbelievable(f"its status is {quoted(answer.status)}")


def confidence_of(answer: ClaimAnswer) -> float:
    """The probability that is given. Raises Unbelievable for what is none."""
    if math.isfinite(answer.confidence) and 0 <= answer.confidence <= 1:
        return answer.confidence
    raise Unbelievable(f"its confidence is {answer.confidence}, and not between 0 and 1")


def deciding(answer: ClaimAnswer, asked: Asked) -> tuple[Passage, str]:
    """The passage that decides and its words, as they stand there. Raises Unbelievable."""
    if not 1 <= answer.passage <= len(asked.passages):
        raise Unbelievable(f"it names passage {answer.passage} of {len(asked.passages)}")
    passage = asked.passages[answer.passage - 1]
    quote = find_quote(answer.quote, passage.text)
    if quote is None:
        raise Unbelievable(f"it quotes {quoted(answer.quote)}, which is not in its passage")
    if fault := _fault_of(quote, asked.claim.alone):
        raise Unbelievable(fault)
    return passage, quote


def find_quote(quote: str, passage: str) -> str | None:
    """The words of `quote` as they stand in `passage`; None when they do not.

    Case, white space, and the shapes of quotation marks and dashes do not matter; marks
    and full stops around the quote do not either. Words must be whole.
    """
    bare = quote.strip().strip(_MARKS + ".…,;: \t\n")
    if not bare:
        return None
    pattern = r"\s+".join("".join(map(_alike, word)) for word in bare.split())
    for text in (passage, defused(passage)):
        if found := re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
            return found.group()
    return None


def _alike(character: str) -> str:
    return _LIKE.get(character) or re.escape(character)


def _fault_of(quote: str, claim: str) -> str:
    if is_hostile(quote):
        return f"it quotes an order to software, {quoted(quote)}"
    if _pins(quote, claim):
        return ""
    content, pool = stems(quote), frozenset(stems(claim))
    if len(content) < FEWEST_WORDS:
        return f"its quote {quoted(quote)} is too short to decide anything"
    if not any(known(word, pool) for word in content):
        return f"its quote {quoted(quote)} does not speak of the claim"
    return ""


def _pins(quote: str, claim: str) -> bool:
    """Whether a name or figure of the claim is in the quote."""
    figures = {figure.value for figure in quantities(quote)}
    here = Roll(quote)
    return any(figure.value in figures for figure in quantities(claim)) or any(
        here.knows(name) for name in names(claim)
    )
