"""What goes out: work under way, publications, and what became of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from memory.types.audited import Verdict
from memory.types.planned import Assignment, Brief
from memory.types.values import UTCTime, Value
from memory.types.written import Draft


class Approval(Value):
    """A human's answer to a draft, after Agent Inbox's response types."""

    draft_id: str
    action: Literal["accept", "edit", "respond", "ignore"]
    text: str | None = None
    """New text for `edit`, a wish for `respond`."""
    by: str = "human"


class PublicationState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    """It may be out, the channel cannot tell, and a human must look."""
    FAILED = "failed"


class Publication(Value):
    """A row of the outbox: one draft to one channel, once."""

    id: int
    key: str
    persona: str
    channel: str
    draft_id: str
    text: str
    state: PublicationState
    dry_run: bool
    attempts: int
    due_at: UTCTime
    created_at: UTCTime
    began_at: UTCTime | None = None
    """When the first delivery began: reconciliation looks no further back."""
    sent_at: UTCTime | None = None
    external_id: str | None = None
    external_url: str | None = None
    error: str | None = None


class Receipt(Value):
    """What a channel answers when it has taken a publication."""

    external_id: str
    url: str | None = None


class Work(Value):
    """One assignment on its way from specialist to specialist."""

    assignment: Assignment
    brief: Brief | None = None
    draft: Draft | None = None
    verdict: Verdict | None = None
    attempt: int = 1
    attempts_allowed: int = 3
    wishes: tuple[str, ...] = ()
    """What the auditor or the human wants changed in the next draft."""
    approval: Approval | None = None
    note: str = ""
    """Shown to the human who is asked: why they are asked again."""

    def but(self, **changes: Any) -> Work:
        """A copy with `changes`."""
        return self.model_copy(update=changes)


class Outcome(Value):
    """How one assignment ended, in words a person can read."""

    assignment_id: str
    result: Literal["published", "queued", "waiting", "rejected", "no draft", "failed"]
    summary: str
    draft_id: str | None = None
    publication_id: int | None = None


class Usage(Value):
    """One paid (or free) call, for the ledger. Money in US dollars."""

    kind: str
    quantity: int = Field(ge=0)
    usd: float = Field(ge=0)
    detail: str = ""
    assignment_id: str | None = None
    """What it was spent on, where that is known."""
