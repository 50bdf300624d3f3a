"""The NLI verifier: a cross-encoder reads each passage, and each two of them, against a claim.

It is believed within the same bounds as a language model: what the passages do not speak
of it cannot bring in (`reach.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import combinations
from typing import Protocol

from agents.auditor.evidence import Passage
from agents.auditor.verifiers.reach import brought_in
from agents.auditor.verifiers.verifier import Judgement, Matter, Occasion
from memory.errors import ConfigError
from memory.types import ClaimStatus
from tools.nli import Reading

ENTAILED = 0.5
"""Probability from which a premise bears a claim out."""
REFUTED = 0.9
"""Probability from which it contradicts it, when no premise bears it out: passages that
speak of something else are easily taken for contradictions."""

_LOG = logging.getLogger(__name__)
_Premise = tuple[Passage, ...]


class PairReader(Protocol):
    """Reads (premise, hypothesis) pairs; None where a hypothesis is too long for it."""

    @property
    def name(self) -> str: ...

    def read(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Reading | None]:
        """Raises ConfigError when the model cannot be used."""
        ...


class NLIVerifier:
    """Judges by a cross-encoder; satisfies `Verifier`."""

    def __init__(self, reader: PairReader) -> None:
        self._reader = reader

    @property
    def name(self) -> str:
        return f"nli {self._reader.name}"

    def judge(self, matters: Sequence[Matter], _occasion: Occasion) -> list[Judgement]:
        """One judgement a matter. A model that is broken has never enough evidence."""
        premises = [_premises(matter.passages) for matter in matters]
        pairs = [
            (_text(premise), matter.claim.alone)
            for matter, mine in zip(matters, premises, strict=True)
            for premise in mine
        ]
        try:
            readings = iter(self._reader.read(pairs) if pairs else ())
        except ConfigError as error:
            _LOG.error("verifier.broken", extra={"error": str(error)})
            return [_not_enough(str(error)) for _ in matters]
        return [
            _judged(matter, [(premise, next(readings)) for premise in mine])
            for matter, mine in zip(matters, premises, strict=True)
        ]


def _premises(passages: Sequence[Passage]) -> list[_Premise]:
    return [*((one,) for one in passages), *combinations(passages, 2)]


def _text(premise: _Premise) -> str:
    return " ".join(passage.text for passage in premise)


def _judged(matter: Matter, read: Sequence[tuple[_Premise, Reading | None]]) -> Judgement:
    known = [(premise, reading) for premise, reading in read if reading is not None]
    if not known:
        short = "no source speaks of this" if not read else "too long for the model; shorten it"
        return _not_enough(short)
    premise, best = max(known, key=lambda one: one[1].supported)
    score = best.supported
    if score < ENTAILED:
        against, worst = max(known, key=lambda one: one[1].contradicted)
        if worst.contradicted >= REFUTED:
            reason = f"the source says otherwise ({worst.contradicted:.2f})"
            return Judgement(ClaimStatus.CONTRADICTED, score, reason, against[0])
        reason = f"the source does not say this ({score:.2f})"
        return Judgement(ClaimStatus.NOT_ENOUGH, score, reason, premise[0])
    if strange := brought_in(matter.claim.alone, [p.text for p in premise], matter.context):
        return _not_enough(strange, premise[0])
    return Judgement(ClaimStatus.SUPPORTED, score, f"it follows ({score:.2f})", premise[0])


def _not_enough(reason: str, passage: Passage | None = None) -> Judgement:
    return Judgement(ClaimStatus.NOT_ENOUGH, 0.0, reason, passage)
