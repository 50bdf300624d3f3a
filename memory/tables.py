"""The tables: one per word of the design that lasts, plus turns, leases and money.

A row keeps what is searched for in columns and the whole frozen value as JSON in
`body`, so that a value comes back exactly as it went in. Table classes hold no
behaviour; `store.py` and `outbox.py` are the only ones that use them. A change
here needs a migration beside it: `python -m alembic revision --autogenerate`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, false
from sqlalchemy import text as sql
from sqlmodel import Column, Field, SQLModel


def _json() -> Any:
    return Field(sa_column=Column(JSON, nullable=False))


class PostRow(SQLModel, table=True):
    __tablename__ = "post"
    persona: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    posted_at: datetime = Field(index=True)
    body: dict[str, Any] = _json()


class VoiceProfileRow(SQLModel, table=True):
    """The measured voice, kept each time that it was measured on other posts."""

    __tablename__ = "voice_profile"
    __table_args__ = (UniqueConstraint("persona", "digest"),)
    persona: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    """Counts from 1."""
    digest: str
    """Of the posts that it was measured on, and of how."""
    measured_at: datetime
    body: dict[str, Any] = _json()


class SourceRow(SQLModel, table=True):
    __tablename__ = "source"
    persona: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    body: dict[str, Any] = _json()


class SignalRow(SQLModel, table=True):
    __tablename__ = "signal"
    __table_args__ = (Index("ix_signal_recent", "persona", "seen_at"),)
    persona: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    source: str
    url: str | None = None
    published_at: datetime
    seen_at: datetime
    fingerprint: str
    body: dict[str, Any] = _json()


class StoryRow(SQLModel, table=True):
    """A story's name and disputes; its signals are those of its tellings."""

    __tablename__ = "story"
    __table_args__ = (Index("ix_story_recent", "persona", "updated_at"),)
    persona: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    title: str
    updated_at: datetime
    body: dict[str, Any] = _json()


class TellingRow(SQLModel, table=True):
    """Which story a signal tells, and what it was recognised by."""

    __tablename__ = "telling"
    __table_args__ = (UniqueConstraint("persona", "signal_id"),)
    number: int | None = Field(default=None, primary_key=True)
    """Grows in order of arrival."""
    persona: str
    signal_id: str
    story_id: str = Field(index=True)
    body: dict[str, Any] = _json()


class ArticleRow(SQLModel, table=True):
    """The page behind a signal, as it was read."""

    __tablename__ = "article"
    persona: str = Field(primary_key=True)
    signal_id: str = Field(primary_key=True)
    url: str
    page_sha256: str
    read_at: datetime
    body: dict[str, Any] = _json()


class AlarmRow(SQLModel, table=True):
    """The stories that rang, each once."""

    __tablename__ = "alarm"
    persona: str = Field(primary_key=True)
    story_id: str = Field(primary_key=True)
    raised_at: datetime
    body: dict[str, Any] = _json()


class TurnRow(SQLModel, table=True):
    """One run of the graph; `id` is the LangGraph thread."""

    __tablename__ = "turn"
    id: str = Field(primary_key=True)
    persona: str = Field(index=True)
    state: str = Field(index=True)
    started_at: datetime
    ended_at: datetime | None = None
    live: bool = False
    served: bool = False
    """Whether LangGraph's server runs it, and keeps its thread."""
    body: dict[str, Any] = _json()


class AssignmentRow(SQLModel, table=True):
    __tablename__ = "assignment"
    id: str = Field(primary_key=True)
    persona: str = Field(index=True)
    turn_id: str = Field(index=True)
    kind: str
    story_id: str | None = Field(default=None, index=True)
    channel: str
    dry_run: bool
    created_at: datetime
    result: str | None = None
    """How it ended; None while it is under way."""
    body: dict[str, Any] = _json()


class BriefRow(SQLModel, table=True):
    __tablename__ = "brief"
    assignment_id: str = Field(primary_key=True)
    persona: str = Field(index=True)
    created_at: datetime
    body: dict[str, Any] = _json()


class DraftRow(SQLModel, table=True):
    __tablename__ = "draft"
    id: str = Field(primary_key=True)
    assignment_id: str = Field(index=True)
    persona: str = Field(index=True)
    created_at: datetime
    body: dict[str, Any] = _json()


class ClaimRow(SQLModel, table=True):
    """The claim ledger: one row per claim and verdict; `body` is the finding, whole."""

    __tablename__ = "claim"
    id: int | None = Field(default=None, primary_key=True)
    draft_id: str = Field(index=True)
    number: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Its place among the claims of the draft, from 1."""
    text: str
    resolved: str = Field(default="", sa_column_kwargs={"server_default": ""})
    kind: str
    status: str = Field(index=True)
    score: float
    reason: str
    evidence_id: str | None = Field(default=None, index=True)
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False, server_default="{}"))


class EvidenceRow(SQLModel, table=True):
    """A passage that claims lean on; which words of it decide is each claim's own."""

    __tablename__ = "evidence"
    id: str = Field(primary_key=True)
    signal_id: str = Field(index=True)
    publisher: str
    url: str | None = Field(default=None, index=True)
    text: str
    read_at: datetime
    kind: str = Field(default="story", sa_column_kwargs={"server_default": "story"})
    published_at: datetime | None = None
    trust: float = Field(default=1.0, sa_column_kwargs={"server_default": "1"})


class RevisionRow(SQLModel, table=True):
    """A source that claims lean on, each time that its words changed."""

    __tablename__ = "revision"
    number: int | None = Field(default=None, primary_key=True)
    """Grows in order of arrival."""
    persona: str = Field(index=True)
    signal_id: str = Field(index=True)
    seen_at: datetime
    body: dict[str, Any] = _json()


class CorrectionRow(SQLModel, table=True):
    """Published claims that no longer stand. `key` is what raises each once."""

    __tablename__ = "correction"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    persona: str = Field(index=True)
    publication_id: int = Field(index=True)
    state: str = Field(index=True)
    raised_at: datetime
    told_at: datetime | None = None
    """When the human was alerted."""
    settled_at: datetime | None = None
    settled_by: str | None = None
    body: dict[str, Any] = _json()


class WatchRow(SQLModel, table=True):
    """How far a publication's claims have been held against what came in later."""

    __tablename__ = "watch"
    publication_id: int = Field(primary_key=True)
    revision: int
    """The last revision that was looked at."""
    telling: int
    """The last telling that was looked at."""
    checked_at: datetime


class VerdictRow(SQLModel, table=True):
    __tablename__ = "verdict"
    draft_id: str = Field(primary_key=True)
    persona: str = Field(index=True)
    decision: str
    created_at: datetime
    body: dict[str, Any] = _json()


class ApprovalRow(SQLModel, table=True):
    """A draft that waits for a human, or what the human answered."""

    __tablename__ = "approval"
    id: int | None = Field(default=None, primary_key=True)
    draft_id: str = Field(unique=True)
    persona: str = Field(index=True)
    turn_id: str
    asked_at: datetime
    answered_at: datetime | None = None
    action: str | None = None
    answered_by: str | None = None
    body: dict[str, Any] = _json()


class PublicationRow(SQLModel, table=True):
    """The outbox. `key` is what makes a publication happen once."""

    __tablename__ = "publication"
    __table_args__ = (
        Index("ix_publication_due", "state", "due_at"),
        Index(
            "ix_publication_one_at_a_time",
            "persona",
            "channel",
            "dry_run",
            unique=True,
            sqlite_where=sql("state = 'sending'"),
            postgresql_where=sql("state = 'sending'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    persona: str = Field(index=True)
    channel: str
    assignment_id: str = Field(index=True)
    draft_id: str = Field(index=True)
    story_id: str | None = Field(default=None, index=True)
    text: str
    state: str
    dry_run: bool
    attempts: int = 0
    due_at: datetime
    expires_at: datetime | None = None
    urgent: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    thread: str | None = Field(default=None, index=True)
    number: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    length: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    reply_to: str | None = None
    quote_of: str | None = None
    media: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    kept: str = Field(default="", sa_column_kwargs={"server_default": ""})
    created_at: datetime
    began_at: datetime | None = None
    lease_until: datetime | None = None
    sent_at: datetime | None = None
    external_id: str | None = None
    external_url: str | None = None
    error: str | None = None


class TransitionRow(SQLModel, table=True):
    """Every step of every publication, as it was committed."""

    __tablename__ = "transition"
    id: int | None = Field(default=None, primary_key=True)
    publication_id: int = Field(index=True)
    at: datetime
    before: str | None = None
    after: str
    attempt: int
    by: str
    reason: str = ""


class HaltRow(SQLModel, table=True):
    """Delivery is halted: of one persona, or of all ("*")."""

    __tablename__ = "halt"
    persona: str = Field(primary_key=True)
    since: datetime
    by: str
    reason: str = ""


class GateRow(SQLModel, table=True):
    """What an account may do at its platform: closed until a time, and what its headers said."""

    __tablename__ = "gate"
    name: str = Field(primary_key=True)
    closed_until: datetime | None = None
    reason: str = ""
    failures: int = 0
    remaining: int | None = None
    most: int | None = None
    resets_at: datetime | None = None
    read_at: datetime


class SuggestionRow(SQLModel, table=True):
    """What we may not do ourselves, with the link by which a human can."""

    __tablename__ = "suggestion"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    persona: str = Field(index=True)
    channel: str
    kind: str
    text: str
    link: str
    reason: str
    draft_id: str | None = None
    made_at: datetime
    settled_at: datetime | None = None
    settled_by: str | None = None
    done: bool = False


class PreferenceRow(SQLModel, table=True):
    """What a human preferred to a draft: a pair to learn from."""

    __tablename__ = "preference"
    id: int | None = Field(default=None, primary_key=True)
    persona: str = Field(index=True)
    draft_id: str = Field(unique=True)
    channel: str
    rejected: str
    preferred: str
    wish: str = ""
    at: datetime
    by: str
    body: dict[str, Any] = _json()


class ReactionRow(SQLModel, table=True):
    """Engagement of a publication at one moment."""

    __tablename__ = "reaction"
    publication_id: int = Field(primary_key=True)
    read_at: datetime = Field(primary_key=True)
    likes: int = 0
    reposts: int = 0
    quotes: int = 0
    comments: int = 0
    impressions: int = 0


class ConversationRow(SQLModel, table=True):
    __tablename__ = "conversation"
    id: str = Field(primary_key=True)
    persona: str = Field(index=True)
    channel: str
    person: str
    opened_at: datetime
    told_software: bool = False
    """Whether the person has been told that they talk with software."""


class MessageRow(SQLModel, table=True):
    __tablename__ = "message"
    id: str = Field(primary_key=True)
    conversation_id: str = Field(index=True)
    inbound: bool
    text: str
    at: datetime


class DealRow(SQLModel, table=True):
    __tablename__ = "deal"
    id: str = Field(primary_key=True)
    persona: str = Field(index=True)
    signal_id: str
    title: str
    price: float
    currency: str
    seen_at: datetime


class OpportunityRow(SQLModel, table=True):
    __tablename__ = "opportunity"
    deal_id: str = Field(primary_key=True)
    estimate: float
    discount: float
    estimated_at: datetime
    body: dict[str, Any] = _json()


class UsageRow(SQLModel, table=True):
    """The ledger: every call that costs, in US dollars."""

    __tablename__ = "usage"
    __table_args__ = (Index("ix_usage_day", "persona", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    persona: str
    at: datetime
    kind: str
    quantity: int
    usd: float
    detail: str = ""
    assignment_id: str | None = Field(default=None, index=True)


class LeaseRow(SQLModel, table=True):
    """Who may do what alone, until when; fenced by `holder`."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    holder: str
    until: datetime
