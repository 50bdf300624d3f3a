"""What a guard says, and what it may know besides the claim and its passages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from agents.auditor.reading.naming import Roll


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a claim may not stand. `contradicts`: a source says otherwise, not merely nothing."""

    guard: str
    reason: str
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What guards know besides: the whole evidence, the day of writing and of publication."""

    said: date
    """The day the draft would go out."""
    published: date
    """The day the evidence was published."""
    evidence: str
    """All passages of the story."""
    roll: Roll
    """The names in all passages."""
    own_names: frozenset[str] = frozenset()
    """The persona's own name, handles and subjects, in lower case: no evidence needed."""


Guard = Callable[[str, Sequence[str], Context], Objection | None]
"""(claim, best passages, context) → an objection, or None when the guard is content."""
