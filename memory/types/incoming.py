"""What came in from outside, and what we make of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from memory.types.values import UTCTime, Value


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
