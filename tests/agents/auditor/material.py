"""Stories and passages for the auditor's tests, all about invented people and firms."""

from __future__ import annotations

from datetime import UTC, datetime

from agents.auditor import OfflineVerifier, Panel, Passages, split_claims
from agents.auditor.guards import Context
from agents.auditor.verifiers import Matter, Occasion
from memory.types import Claim, ClaimKind, ClaimStatus, Finding, Story
from tests.factory import signal

THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
TEXT = (
    "The Sorrel Islands Commercial Court ruled on Thursday that $173m of coins held by the failed "
    "venue Harbour Nine belong to its 41,000 customers and not to its creditors. Judge Eleanor "
    "Mabey-Strand found that the terms of service created a trust. Lenders who are owed $66m now "
    "rank behind the customers. “The ledger said whose coins they were,” the judge wrote in her "
    "88-page ruling. The liquidator may appeal."
)


def court_story(text: str = TEXT, title: str = "Court rules on Harbour Nine coins") -> Story:
    one = signal(title=title, text=text, published_at=THURSDAY, seen_at=THURSDAY, as_of=THURSDAY)
    return Story(id="court", title=title, signals=(one,))


def passages(text: str = TEXT, title: str = "") -> Passages:
    return Passages.of(court_story(text, title))


def matter(text: str, source: str = TEXT) -> Matter:
    """A claim as it is put to verifiers, whatever the guards would say of it."""
    claim = Claim(text=text, start=0, end=len(text), kind=ClaimKind.FACT)
    found = passages(source)
    context = Context(
        said=THURSDAY.date(), published=THURSDAY.date(), evidence=found.text, roll=found.roll
    )
    return Matter(claim, found.best(text, 3), context)


def check(draft: str, source: str = TEXT) -> list[Finding]:
    """What the offline verifier says of each claim of `draft`."""
    panel = Panel([OfflineVerifier()])
    occasion = Occasion(said=THURSDAY.date())
    return list(panel.check(split_claims(draft), passages(source), occasion))


def stands(draft: str, source: str = TEXT) -> bool:
    """Whether nothing in `draft` would be sent back."""
    fine = {ClaimStatus.SUPPORTED, ClaimStatus.NOT_CHECKED}
    return all(finding.status in fine for finding in check(draft, source))
