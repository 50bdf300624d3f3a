"""Readability: could this text go out as it is, as far as its form goes?

Rules for what goes wrong when texts are put together from pieces: an end that is
missing, a word said twice, brackets that do not close. What the persona does itself is
no fault. No model of fluency: it does not notice splices (measured).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agents.style.profile import body

_HABIT = 0.02
"""Share of the persona's posts from which something is a habit and no fault."""


@dataclass(frozen=True)
class Reading:
    """`score` 0 to 1; `faults`: why it must not go out, in words."""

    score: float
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What only lowers the score."""


Rule = Callable[[str], str]


def _doubled(text: str) -> str:
    match = re.search(r"\b(?!(?:that|had|very|so|no|ha|bye|now|never|really)\b)(\w{2,}) \1\b", text)
    return f'"{match.group()}" is said twice' if match else ""


RULES: tuple[Rule, ...] = (_doubled,)


class Readability:
    """Reads texts for faults; built once from the persona's posts, whose habits are none."""

    def __init__(self, own: Iterable[str]) -> None:
        texts = [body(text) for text in own]
        allowed = _HABIT * len(texts)
        self._rules = [rule for rule in RULES if sum(bool(rule(text)) for text in texts) <= allowed]

    def read(self, text: str) -> Reading:
        plain = body(text)
        faults = tuple(filter(None, (rule(plain) for rule in self._rules)))
        return Reading(0.0 if faults else 1.0, faults)
