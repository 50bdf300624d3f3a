"""The seam of the verifiers: one claim and its passages in, one judgement out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from agents.auditor.evidence import Passage
from agents.auditor.guards import Context
from memory.persona import Audit
from memory.types import Claim, ClaimStatus, Span


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and for whom a claim is checked."""

    said: date
    """The day the draft would go out."""
    own_names: frozenset[str] = frozenset()
    """The persona's own names and handles, in lower case: no evidence needed."""
    threshold: float = Audit().threshold
    """Probability of support from which a claim stands."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A claim that no guard objects to, and the passages found for it, best first."""

    claim: Claim
    passages: tuple[Passage, ...]
    context: Context
    """What guards may know besides, for verifiers that ask them again."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a verifier says of one matter. `score`: its probability that the claim is supported."""

    status: ClaimStatus
    score: float
    reason: str
    passage: Passage | None = None
    """The passage that decides."""
    quote: str = ""
    """The words of that passage that decide; empty: all of it."""
    spans: tuple[Span, ...] = ()
    """What of the claim the reason speaks of."""


class Verifier(Protocol):
    """Reads claims against passages. An answer that cannot be read is never support."""

    @property
    def name(self) -> str: ...

    def judge(self, matters: Sequence[Matter], occasion: Occasion) -> Sequence[Judgement | None]:
        """One judgement a matter, in order; None where it cannot judge at all. Never raises."""
        ...
