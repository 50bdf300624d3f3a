"""The vocabulary: one frozen value per word of the design.

These values travel through the graph, into checkpoints and into the database
as JSON. They hold no clients, rows or prompts, and no behaviour beyond what can
be read off their own fields. Times are aware UTC everywhere.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("needs a time zone, for example 2026-11-19T08:00:00Z")
    return value.astimezone(UTC)


UTCTime = Annotated[datetime, AfterValidator(_utc)]


class Value(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ---------------------------------------------------------------- what came in


class Reactions(Value):
    """Engagement counted at one moment."""

    likes: int = 0
    reposts: int = 0
    quotes: int = 0
    comments: int = 0
    impressions: int = 0


class PostKind(StrEnum):
    STATEMENT = "statement"
    COMMENT = "comment"
    QUESTION = "question"
    REPLY = "reply"
    THREAD = "thread"
    LONG = "long"
    """An article, a newsletter, a note longer than one post of its channel."""


class Provenance(StrEnum):
    """Where a post came from; decides whether it may be trained on."""

    OWN_FILE = "own_file"
    ARCHIVE = "archive"
    API = "api"
    WRITTEN_FOR_PROJECT = "written_for_project"


class Post(Value):
    """Something the persona really published before."""

    id: str
    text: str
    title: str | None = None
    """Of an article; not part of `text`."""
    posted_at: UTCTime
    channel: str = "x"
    kind: PostKind = PostKind.STATEMENT
    url: str | None = None
    in_reply_to: str | None = None
    reactions: Reactions = Reactions()
    topics: tuple[str, ...] = ()
    provenance: Provenance = Provenance.OWN_FILE
    licence: str = ""


class SignalKind(StrEnum):
    NEWS = "news"
    TIMELINE = "timeline"
    MENTION = "mention"


DatedBy = Literal["entry", "url", "feed", "seen"]
"""Where a signal's time comes from: itself, the date in its address, the feed as a whole, or
the moment at which we saw it."""


class Signal(Value):
    """Something that happened outside.

    `url` is canonical. `as_of` is the moment the source was true: now for a live
    source, the newest entry for a file, so that a snapshot keeps its freshness.
    """

    id: str
    kind: SignalKind = SignalKind.NEWS
    source: str
    publisher: str
    title: str
    text: str
    url: str | None = None
    author: str | None = None
    published_at: UTCTime
    dated_by: DatedBy = "entry"
    seen_at: UTCTime
    as_of: UTCTime
    fingerprint: str
    hostile: bool = False
    """True when the text tries to instruct a model; its facts are still data."""


class SourceState(Value):
    """What we remember of a source between two scans; `place` is what the human wrote."""

    place: str
    title: str = ""
    kind: str = ""
    """What was found there: a feed's format, "sitemap", "page" or "x"."""
    read_from: str | None = None
    """Where it is really read: after a permanent redirect, or the feed that its page names."""
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    last_read: UTCTime | None = None
    last_success: UTCTime | None = None
    last_error: str | None = None
    failures: int = 0
    """Failures in a row."""
    interval_s: float = 0.0
    """Seconds between two reads, adapted to how often it changes; 0 before the first."""
    due_at: UTCTime | None = None
    """Not read before; None means at once."""
    paused: bool = False
    added: bool = False
    """True when it was added by command, and is not in persona.toml."""


class Saying(Value):
    """What one publisher says where another says something else."""

    value: str
    publisher: str
    signal_id: str


class Dispute(Value):
    """One thing of a story that its publishers tell differently: neither can be repeated as so."""

    about: Literal["figure", "name"]
    sayings: tuple[Saying, ...]

    @property
    def values(self) -> frozenset[str]:
        return frozenset(saying.value for saying in self.sayings)

    @property
    def spoken(self) -> str:
        """ "$312m (Ledgerwire) or $321m (Northbridge)"."""
        return " or ".join(f"{saying.value} ({saying.publisher})" for saying in self.sayings)


class Story(Value):
    """Signals that tell of the same event, in order of arrival; its sources are its evidence."""

    id: str
    title: str
    signals: tuple[Signal, ...]
    disputes: tuple[Dispute, ...] = ()

    @property
    def publishers(self) -> tuple[str, ...]:
        """Who tells it in words of their own, each once, in order of arrival.

        A text that several print word for word is one telling: that of the first.
        """
        first: dict[str, str] = {}
        for signal in self.signals:
            first.setdefault(signal.fingerprint, signal.publisher)
        return tuple(dict.fromkeys(first.values()))

    @property
    def broken_by(self) -> Signal:
        """The telling that was published first."""
        return min(self.signals, key=lambda signal: (signal.published_at, signal.id))


class Telling(Value):
    """A signal's place in a story, and what it is recognised by."""

    signal_id: str
    story_id: str
    publisher: str
    published_at: UTCTime
    names: tuple[str, ...]
    figures: tuple[str, ...]


class Alarm(Value):
    """A story that could not wait for the next turn, and why."""

    story_id: str
    title: str
    reason: str
    raised_at: UTCTime


class ArticleKind(StrEnum):
    ARTICLE = "article"
    PAYWALL = "paywall"
    """Only the beginning is there; the rest is for subscribers."""
    CONSENT = "consent"
    """The page asks for consent to cookies and shows nothing else."""


class Article(Value):
    """The main text of a page, one line a paragraph. `url` is canonical where it is a web page."""

    kind: ArticleKind = ArticleKind.ARTICLE
    title: str
    text: str
    author: str | None = None
    published_at: UTCTime | None = None
    """Midnight when the page gives a day only."""
    url: str
    publisher: str = ""
    page_sha256: str
    """Of the raw page as it was read."""
    hostile: bool = False


class Passage(Value):
    """A piece of an article for evidence; `text == article.text[start:end]`, whatever is read
    later: the offsets count from the start of that article's text."""

    article: str
    """The signal whose article it is."""
    text: str
    start: int
    end: int


class Candidate(Value):
    """A story with its scores, each 0 to 1, and the reasons in words."""

    story: Story
    score: float
    relevance: float
    newsworthiness: float
    freshness: float
    novelty: float
    topic: str
    reasons: tuple[str, ...]


class Dismissal(StrEnum):
    """Why a story is not for the persona now."""

    LANGUAGE = "in another language"
    ADVERTISEMENT = "advertisements"
    TABOO = "taboo"
    SUBJECT = "none of the persona's subjects"
    OLD = "history"
    SAID = "said already"


class Dismissed(Value):
    """A story that was looked at and left; `reason` completes "the story …"."""

    story: Story
    why: Dismissal
    reason: str


class Ranking(Value):
    """Everything that was looked at: `candidates` best first, and the rest with reasons."""

    candidates: tuple[Candidate, ...] = ()
    dismissed: tuple[Dismissed, ...] = ()


# ------------------------------------------------------------ what is planned


class AssignmentKind(StrEnum):
    SCAN = "scan"
    POST = "post"


class Mode(StrEnum):
    """What a draft is to be."""

    STATEMENT = "statement"
    COMMENT = "comment"
    """A reaction followed by the story's link."""
    QUESTION = "question"
    """Put to the readers."""
    REPLY = "reply"
    """To what somebody wrote: `Brief.answering`."""
    THREAD = "thread"
    """Several posts that follow each other: `Draft.parts`."""
    LONG = "long"
    """One post of several paragraphs."""
    ANNOUNCEMENT = "announcement"
    """Of what the persona or its team does; never a reaction to somebody else's news."""


class Assignment(Value):
    """The planner's decision: this story, this kind of work, for this channel.

    `id` is derived from what is to be done, never random, so that a turn that is
    repeated after a crash asks for the same publication again and not for another.
    """

    id: str
    persona: str
    kind: AssignmentKind
    channel: str = "console"
    dry_run: bool = False
    candidate: Candidate | None = None
    mode: Mode | None = None
    """What a human wants it to be; None leaves it to the topic agent."""
    reason: str

    @property
    def leaves(self) -> bool:
        """Whether the world will see it: live, and not on the embedded channel."""
        return not self.dry_run and self.channel != "console"


class Request(Value):
    """What a human asked of one turn; empty when the planner is free to choose."""

    topic: str | None = None
    """Write about this, from whatever the sources say of it."""
    url: str | None = None
    """Write about this article."""
    story: str | None = None
    """Write about this story, by its id: one that rang, for example."""
    feeds: tuple[str, ...] = ()
    """Read these instead of the persona's own."""
    mode: Mode | None = None
    """Write it as this; None leaves it to the topic agent."""


class Plan(Value):
    """What the planner decided, and why."""

    assignments: tuple[Assignment, ...] = ()
    reason: str


class Fact(Value):
    """One sentence of a source, word for word, that a draft may lean on."""

    text: str
    signal_id: str
    publisher: str
    url: str | None = None


class Brief(Value):
    """The topic agent's plan for one draft."""

    assignment_id: str
    persona: str
    channel: str
    story_id: str
    headline: str
    topic: str
    mode: Mode
    angle: str
    tone: str
    why_now: str
    facts: tuple[Fact, ...]
    url: str | None = None
    reasons: tuple[str, ...] = ()
    grave: bool = False
    """True for deaths, disasters and the like: no jokes."""
    answering: str | None = None
    """What a reply answers, in somebody else's words."""


# ------------------------------------------------------------ what is written


class Pointer(Value):
    """Where a stretch of a draft comes from: `draft.text[start:end]` says a fact of the brief."""

    start: int
    end: int
    fact: int
    """Index into `Brief.facts`; -1 is the headline."""


class Draft(Value):
    """Text for one channel, with the posts it leaned on and its voice score."""

    id: str
    text: str
    channel: str
    writer: Literal["offline", "llm", "human"]
    attempt: int = 1
    exemplars: tuple[str, ...] = ()
    """Ids of the persona's posts."""
    voice_score: float = 0.0
    """0 to 1: closeness to the persona's measured habits."""
    parts: tuple[str, ...] = ()
    """The posts of a thread in order; `text` is these with an empty line between them."""
    pointers: tuple[Pointer, ...] = ()
    """What the draft says of the story, each stretch with its fact; the rest is the persona's."""
    notes: tuple[str, ...] = ()


class ClaimKind(StrEnum):
    FACT = "fact"
    NUMBER = "number"
    QUOTE = "quote"
    OPINION = "opinion"
    QUESTION = "question"


class Claim(Value):
    """One statement of a draft; `text == draft.text[start:end]`."""

    text: str
    start: int
    end: int
    kind: ClaimKind

    @property
    def checkable(self) -> bool:
        return self.kind in {ClaimKind.FACT, ClaimKind.NUMBER, ClaimKind.QUOTE}


class Evidence(Value):
    """A passage with its source, URL and time of reading."""

    text: str
    signal_id: str
    publisher: str
    url: str | None
    read_at: UTCTime


class ClaimStatus(StrEnum):
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_ENOUGH = "not enough evidence"
    NOT_CHECKED = "opinion"


class Finding(Value):
    """What the auditor says of one claim. `score` is 0 (unsupported) to 1."""

    claim: Claim
    status: ClaimStatus
    score: float
    evidence: Evidence | None
    reason: str


class Breach(Value):
    """A rule that the draft breaks. `fatal` means no revision can mend it."""

    rule: str
    reason: str
    fatal: bool = False


class Decision(StrEnum):
    APPROVE = "approve"
    REVISE = "revise"
    REJECT = "reject"
    ASK = "ask a human"


class Verdict(Value):
    """The auditor's answer. `reliability` 0 to 1 is the weakest checkable claim's score."""

    draft_id: str
    decision: Decision
    findings: tuple[Finding, ...] = ()
    breaches: tuple[Breach, ...] = ()
    reliability: float = 0.0
    reasons: tuple[str, ...] = ()


# --------------------------------------------------------------- what goes out


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
