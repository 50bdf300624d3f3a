"""What is found out after the fact: the ledger of what is out, changed sources, corrections."""

from __future__ import annotations

from enum import StrEnum

from memory.types.audited import ClaimStatus, Evidence, Finding
from memory.types.outgoing import PublicationState
from memory.types.values import UTCTime, Value


class Entry(Value):
    """One claim of the ledger: what a publication says, and what it rested on when checked."""

    id: int
    number: int
    """Its place among the claims of the post, from 1."""
    persona: str
    publication_id: int
    draft_id: str
    assignment_id: str
    story_id: str | None
    channel: str
    url: str | None
    """Where the publication stands."""
    state: PublicationState
    dry_run: bool
    checked_at: UTCTime
    said_at: UTCTime
    """When it went out, or was queued to."""
    finding: Finding


class Revision(Value):
    """A source whose words changed after a claim had leaned on it."""

    number: int
    """Grows in order of arrival."""
    signal_id: str
    seen_at: UTCTime
    page: bool
    """True for the page behind the signal, False for what the feed says."""
    before: str
    after: str
    """Title and text, with a line end between."""


class Cause(StrEnum):
    """What a correction comes of."""

    CHANGED = "the source changed"
    RETRACTED = "the source took it back"
    LATER = "a later source says otherwise"


class CorrectionState(StrEnum):
    OPEN = "open"
    """Found, and no text could be drafted: it is a human's to write."""
    DRAFTED = "drafted"
    DISMISSED = "dismissed"
    DONE = "done"


class Correction(Value):
    """A published claim that no longer stands, and what might be said about it."""

    id: int = 0
    persona: str
    publication_id: int
    channel: str
    story_id: str | None = None
    claim: str
    """As it was published."""
    sentence: str = ""
    """The sentence of the post that makes it."""
    number: int
    """The claim's place in the post."""
    cause: Cause
    status: ClaimStatus
    """What the claim is now."""
    reason: str
    before: Evidence
    """What the claim leaned on."""
    after: Evidence | None = None
    """What is said now; None when it is only gone."""
    change: str
    """A digest of the words that brought it up: a claim is brought up once for each."""
    text: str = ""
    """The post that would correct it."""
    raised_at: UTCTime
    state: CorrectionState = CorrectionState.OPEN
    settled_at: UTCTime | None = None
    settled_by: str | None = None
