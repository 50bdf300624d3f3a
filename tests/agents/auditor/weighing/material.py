"""A desk for weighing: a panel with the offline verifier, small corpora, one day in November."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from agents.auditor import OfflineVerifier, Panel, split_claims
from agents.auditor.attribution import uncredited
from agents.auditor.evidence import OtherNews, Sources
from agents.auditor.verifiers import Occasion
from agents.auditor.weighing import Weigher
from agents.seams import Embedder
from memory.knowledge import Falsehood, Known, KnownFact
from memory.persona import Audit
from memory.types import Finding, Post, Signal, Story
from tests.factory import brief, draft, signal

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FLAT = Falsehood(("The Earth is flat.",), "The Earth is round.", "NOAA", "falsehoods.md:1")


class Written:
    """What is written down, without files."""

    def __init__(self, *facts: str, falsehoods: Sequence[Falsehood] = ()) -> None:
        told = tuple(KnownFact(text, f"truth.md:{n}") for n, text in enumerate(facts, 1))
        self.known = Known(told, tuple(falsehoods))

    def read(self) -> Known:
        return self.known


class Memory:
    """Signals by id, all of them equally near to everything."""

    def __init__(self, *signals: Signal, near: float = 0.9) -> None:
        self.by_id = {one.id: one for one in signals}
        self.near = near
        self.asked: list[str] = []
        self.read: list[str] = []

    def signals(self, _persona: str, ids: Sequence[str]) -> Sequence[Signal]:
        self.read += ids
        return [self.by_id[key] for key in ids]

    def query(self, text: str, count: int) -> Sequence[tuple[str, float]]:
        self.asked.append(text)
        return [(key, self.near) for key in self.by_id][:count]


def told(text: str, publisher: str = "Example Wire", *, hours: float = 2, **changes: Any) -> Signal:
    """A signal of so many hours ago."""
    when = NOW - timedelta(hours=hours)
    name = changes.pop("id", f"{publisher}-{hours:g}")
    dates = {"published_at": when, "seen_at": NOW, "as_of": NOW}
    return signal(name, publisher=publisher, title="", text=text, **(dates | changes))


def weigh(
    text: str,
    *signals: Signal,
    knowledge: Written | None = None,
    memory: Memory | None = None,
    posts: Sequence[Post] = (),
    trust: Mapping[str, float] | None = None,
    embedder: Embedder | None = None,
) -> tuple[Finding, ...]:
    """What is found of each claim of `text`, told of a story with these signals."""
    news = OtherNews("ada", memory, memory) if memory else None
    sources = Sources(knowledge=knowledge, news=news, posts=lambda: posts, embedder=embedder)
    weigher = Weigher(Panel([OfflineVerifier()]), sources, Audit(trust=dict(trust or {})), embedder)
    one = Story(id="s", title="", signals=signals)
    publishers = [one.publisher for one in signals]
    claims = [uncredited(claim, publishers) for claim in split_claims(text)]
    occasion = Occasion(said=NOW.date())
    return weigher.weigh(claims, draft(text=text), brief(facts=()), one, occasion, NOW)


def only(text: str, *signals: Signal, **known: Any) -> Finding:
    """The same for a text of one claim."""
    (found,) = weigh(text, *signals, **known)
    return found
