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
    """The channel will never take it."""
    CANCELLED = "cancelled"
    """A human took it back, or the post that it follows never came out."""
    EXPIRED = "expired"
    """Its time was over before it could go out."""


NEVER_OUT = frozenset(
    {PublicationState.FAILED, PublicationState.CANCELLED, PublicationState.EXPIRED}
)
"""States in which nothing stands, and nothing will."""


class Media(Value):
    """A picture that goes with a post."""

    path: str
    """The file, PNG or JPEG."""
    alt: str
    """What it shows, for those who cannot see it."""
    url: str | None = None
    """Where the world can fetch it, for channels that take no upload."""


class Publication(Value):
    """A row of the outbox: one post to one channel, once.

    A thread is a row for each of its posts, `number` of `length`, under one `thread`.
    """

    id: int
    key: str
    persona: str
    channel: str
    assignment_id: str
    draft_id: str
    text: str
    state: PublicationState
    dry_run: bool
    attempts: int
    """How often it was claimed and reclaimed; fences off whoever held it before."""
    due_at: UTCTime
    expires_at: UTCTime | None = None
    urgent: bool = False
    thread: str | None = None
    """The key of the thread's first post; None for a post alone."""
    number: int = 1
    length: int = 1
    reply_to: str | None = None
    """The channel's id of the post that this one answers, or follows in its thread."""
    quote_of: str | None = None
    media: tuple[Media, ...] = ()
    kept: str = ""
    """What the channel asked to be kept of its last attempt, such as the id of a container; the
    next attempt may go on with it."""
    created_at: UTCTime
    began_at: UTCTime | None = None
    """When the last claim was made: nothing of it was out before, and reconciliation looks
    no further back."""
    sent_at: UTCTime | None = None
    external_id: str | None = None
    external_url: str | None = None
    error: str | None = None


class Receipt(Value):
    """What a channel answers when it has taken a publication."""

    external_id: str
    url: str | None = None


class Transition(Value):
    """One committed step of a publication: who moved it from where to where, when and why."""

    publication_id: int
    at: UTCTime
    before: PublicationState | None
    """None: it was put into the outbox."""
    after: PublicationState
    attempt: int
    by: str
    reason: str = ""


class Limit(Value):
    """What a platform still allows, as it last said: `remaining` of `most` until `resets_at`."""

    name: str
    remaining: int
    most: int | None = None
    resets_at: UTCTime | None = None


class Description(Value):
    """What a channel takes: read by whoever writes, shows or cuts a post for it."""

    name: str
    longest: int
    """Units of text, counted as `counted` says."""
    counted: Literal["weighted", "characters", "graphemes"] = "characters"
    """X's weighted length; Unicode code points; or what a reader calls characters."""
    link_length: int | None = None
    """What any link counts; None: its own length."""
    threads: bool = False
    replies: bool = False
    quotes: bool = False
    edits: bool = False
    deletes: bool = False
    most_media: int = 0
    needs_media: bool = False
    longest_alt: int = 0
    settles_s: float = 0.0
    """Seconds after which what was taken is surely shown by `find`."""


class Outcome(Value):
    """How one assignment ended, in words a person can read."""

    assignment_id: str
    result: Literal["published", "queued", "waiting", "suggested", "rejected", "no draft", "failed"]
    summary: str
    draft_id: str | None = None
    publication_id: int | None = None


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
    ruled: Outcome | None = None
    """Its end, where the platform's rules let it not even begin."""

    def but(self, **changes: Any) -> Work:
        """A copy with `changes`."""
        return self.model_copy(update=changes)


class Usage(Value):
    """One paid (or free) call, for the ledger. Money in US dollars."""

    kind: str
    quantity: int = Field(ge=0)
    usd: float = Field(ge=0)
    detail: str = ""
    assignment_id: str | None = None
    """What it was spent on, where that is known."""
