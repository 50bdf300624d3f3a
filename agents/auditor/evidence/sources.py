"""Sources: where evidence besides the story comes from, each kind as a pool of its own.

Ground truth and falsehoods are read again when their files change; other news is looked
up by meaning, twenty signals at most; the persona's own posts bear out what they have
said and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from agents.auditor.evidence.cutting import pieces
from agents.auditor.evidence.passage import Passage
from agents.auditor.evidence.pool import Passages, Trust, of_signals
from agents.seams import Embedder
from memory.errors import StorageError
from memory.knowledge import Falsehood, Known
from memory.types import EvidenceKind, Post, Signal

MOST_SIGNALS = 20
"""Signals of other stories that are read for one draft."""
NEAR = 0.35
"""Cosine of a claim and a signal's lead from which the signal may speak of the claim."""
RECENT = timedelta(days=60)
"""Older news is history: what it says of today is more often wrong than right."""
OURS = "ground truth"
"""Whose word it is when people of ours wrote it down."""
LONGEST_POST = 60
"""Sentences of one own post."""

_LOG = logging.getLogger(__name__)


class KnowledgeReader(Protocol):
    """What is written down, as `memory.knowledge.Knowledge` has it."""

    def read(self) -> Known:
        """The same object until a file changes. Raises ConfigError."""
        ...


class SignalReader(Protocol):
    """Signals by id, as `memory.store.Store` has them."""

    def signals(self, persona: str, ids: Sequence[str]) -> Sequence[Signal]: ...


class Leads(Protocol):
    """What signals say first, by meaning, as `memory.index.VectorIndex` has it."""

    def query(self, text: str, count: int) -> Sequence[tuple[str, float]]: ...


class OtherNews:
    """The signals of one persona's memory that may speak of a claim."""

    def __init__(self, persona: str, signals: SignalReader, leads: Leads) -> None:
        self._persona = persona
        self._signals = signals
        self._leads = leads

    def about(
        self, claims: Sequence[str], besides: Iterable[str], now: datetime
    ) -> tuple[Signal, ...]:
        """The nearest recent ones without `besides`, `MOST_SIGNALS` at most; none when the index
        cannot be asked, as less evidence lets less pass and never more."""
        near: dict[str, float] = {}
        try:
            for claim in claims:
                for key, cosine in self._leads.query(claim, MOST_SIGNALS):
                    near[key] = max(near.get(key, 0.0), cosine)
            known = frozenset(besides)
            wanted = [k for k, cosine in near.items() if k not in known and cosine >= NEAR]
            wanted = sorted(wanted, key=lambda key: -near[key])[:MOST_SIGNALS]
            found = self._signals.signals(self._persona, wanted)
        except StorageError as error:
            _LOG.warning("auditor.news_unread", extra={"error": str(error)})
            return ()
        return tuple(s for s in found if now - s.published_at <= RECENT)


class Sources:
    """Everything besides the story that a claim of this persona may lean on."""

    def __init__(
        self,
        *,
        knowledge: KnowledgeReader | None = None,
        news: OtherNews | None = None,
        posts: Callable[[], Sequence[Post]] = tuple,
        embedder: Embedder | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._news = news
        self._posts = posts
        self._embedder = embedder
        self._pooled: tuple[Known, Passages] | None = None

    def ground(self, now: datetime) -> Passages:
        """Ground truth; the same pool until a file changes."""
        known = self._known()
        if self._pooled is None or self._pooled[0] is not known:
            passages = (
                _written(fact.text, fact.place, EvidenceKind.GROUND_TRUTH, OURS, now)
                for fact in known.facts
            )
            self._pooled = known, Passages(passages, self._embedder)
        return self._pooled[1]

    def falsehoods(self) -> tuple[Falsehood, ...]:
        return self._known().falsehoods

    def news(
        self, claims: Sequence[str], besides: Iterable[str], trust: Trust, now: datetime
    ) -> Passages:
        """Other news that may speak of `claims`; asks the index once a claim."""
        found = self._news.about(claims, besides, now) if self._news and claims else ()
        return Passages(of_signals(found, EvidenceKind.NEWS, trust), self._embedder)

    def own_posts(self, windows: Sequence[tuple[date, date]] = ()) -> Passages:
        """What the persona has published, on days of these windows where some are given."""
        found = (
            passage
            for post in self._posts()
            if not windows or any(a <= post.posted_at.date() <= b for a, b in windows)
            for passage in _of_post(post)
        )
        # Hundreds of posts would cost seconds of vectors: their own words find them.
        return Passages(found)

    def _known(self) -> Known:
        return self._knowledge.read() if self._knowledge else Known()


def as_passage(falsehood: Falsehood, now: datetime) -> Passage:
    """The falsehood as evidence: its first wording, and what is so."""
    text = f"False: {falsehood.wordings[0]} True: {falsehood.truth}"
    return _written(text, falsehood.place, EvidenceKind.FALSEHOOD, falsehood.source, now)


def _written(text: str, place: str, kind: EvidenceKind, publisher: str, now: datetime) -> Passage:
    return Passage(
        text=text,
        signal_id=place,
        publisher=publisher,
        url=None,
        read_at=now,
        published_at=now,
        kind=kind,
    )


def _of_post(post: Post) -> Iterable[Passage]:
    told = pieces(post.text, LONGEST_POST)
    for text in dict.fromkeys([" ".join(post.text.split()), *told] if len(told) < 6 else told):
        yield Passage(
            text=text,
            signal_id=post.id,
            publisher="own posts",
            url=post.url,
            read_at=post.posted_at,
            published_at=post.posted_at,
            kind=EvidenceKind.OWN_POST,
        )
