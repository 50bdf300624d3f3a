"""Small, complete values for tests: each takes what matters and fills in the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from memory.outbox import Posting
from memory.persona import Interest, Persona
from memory.types import (
    Assignment,
    AssignmentKind,
    Brief,
    Candidate,
    Claim,
    ClaimKind,
    ClaimStatus,
    Decision,
    Draft,
    Evidence,
    Fact,
    Finding,
    Mode,
    Post,
    Publication,
    PublicationState,
    Signal,
    Story,
    Verdict,
    Work,
)

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def persona(**changes: Any) -> Persona:
    return Persona(
        **{
            "slug": "ada",
            "name": "Ada Example",
            "authorisation": "fictional",
            "disclosure": "Invented, and written by software.",
            "interests": (Interest(name="custody", weight=1, keywords=("custody",)),),
            "approval": "never",
            **changes,
        }
    )


def post(number: int = 1, **changes: Any) -> Post:
    return Post(
        **{"id": f"p{number}", "text": f"Post {number} on custody.", "posted_at": NOW, **changes}
    )


def signal(name: str = "s1", **changes: Any) -> Signal:
    return Signal(
        **{
            "id": name,
            "source": "feed.xml",
            "publisher": "Example Wire",
            "title": "Harbourline freezes withdrawals",
            "text": "Harbourline froze withdrawals on Tuesday after losing $12m.",
            "url": f"https://wire.example/{name}",
            "published_at": NOW,
            "seen_at": NOW,
            "as_of": NOW,
            "fingerprint": f"print-{name}",
            **changes,
        }
    )


def story(name: str = "story1", **changes: Any) -> Story:
    one = signal(f"s-{name}")
    return Story(**{"id": name, "title": one.title, "signals": (one,), **changes})


def candidate(name: str = "story1", score: float = 0.8) -> Candidate:
    return Candidate(
        story=story(name),
        score=score,
        relevance=0.8,
        newsworthiness=0.7,
        freshness=0.9,
        novelty=1.0,
        topic="custody",
        reasons=("close to custody",),
    )


def assignment(name: str = "a1", **changes: Any) -> Assignment:
    return Assignment(
        **{
            "id": name,
            "persona": "ada",
            "kind": AssignmentKind.POST,
            "candidate": candidate(f"story-{name}"),
            "reason": "close to custody",
            **changes,
        }
    )


def brief(assignment_id: str = "a1", **changes: Any) -> Brief:
    fact = Fact(
        text="Harbourline froze withdrawals on Tuesday after losing $12m.",
        signal_id="s1",
        publisher="Example Wire",
    )
    return Brief(
        **{
            "assignment_id": assignment_id,
            "persona": "ada",
            "channel": "console",
            "story_id": "story1",
            "headline": "Harbourline freezes withdrawals",
            "topic": "custody",
            "mode": Mode.STATEMENT,
            "angle": "what it says about custody",
            "tone": "dry",
            "why_now": "an hour old",
            "facts": (fact,),
            **changes,
        }
    )


def draft(
    name: str = "a1-1", text: str = "Harbourline froze withdrawals.", **changes: Any
) -> Draft:
    return Draft(**{"id": name, "text": text, "channel": "console", "writer": "offline", **changes})


def finding(status: ClaimStatus = ClaimStatus.SUPPORTED, text: str = "It froze.") -> Finding:
    return Finding(
        claim=Claim(text=text, start=0, end=len(text), kind=ClaimKind.FACT),
        status=status,
        score=0.9,
        evidence=Evidence(
            text="Harbourline froze withdrawals.",
            signal_id="s1",
            publisher="Example Wire",
            url="https://wire.example/s1",
            read_at=NOW,
        ),
        reason="the source says so",
    )


def verdict(
    decision: Decision = Decision.APPROVE, draft_id: str = "a1-1", **changes: Any
) -> Verdict:
    return Verdict(
        **{
            "draft_id": draft_id,
            "decision": decision,
            "findings": (finding(),),
            "reliability": 0.9,
            **changes,
        }
    )


def work(name: str = "a1", decision: Decision = Decision.APPROVE, **changes: Any) -> Work:
    return Work(
        **{
            "assignment": assignment(name),
            "brief": brief(name),
            "draft": draft(f"{name}-1"),
            "verdict": verdict(decision, f"{name}-1"),
            **changes,
        }
    )


def posting(key: str = "k1", *texts: str, **changes: Any) -> Posting:
    """A post (or, with several texts, a thread) to go out at once."""
    given = Posting(
        key=key,
        persona="ada",
        channel="x",
        assignment_id=key,
        draft_id=key,
        texts=texts or ("Hello.",),
        dry_run=False,
        due_at=NOW,
    )
    return given.model_copy(update=changes)


def publication(text: str = "Hello.", **changes: Any) -> Publication:
    """A row on its way to its channel."""
    given = Publication(
        id=1,
        key="k1",
        persona="ada",
        channel="x",
        draft_id="d1",
        assignment_id="a1",
        text=text,
        state=PublicationState.SENDING,
        dry_run=False,
        attempts=1,
        due_at=NOW,
        created_at=NOW,
        began_at=NOW,
    )
    return given.model_copy(update=changes)
