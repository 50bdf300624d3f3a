"""A passage: a few words of somebody's, with who said them, where and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from memory.types import Evidence, EvidenceKind, Signal

DURABLE = frozenset({EvidenceKind.GROUND_TRUTH, EvidenceKind.FALSEHOOD})
"""What does not age."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One or two neighbouring sentences of a source, and when they were published."""

    text: str
    signal_id: str
    """The signal; for other kinds a file and line, or a post's id."""
    publisher: str
    url: str | None
    read_at: datetime
    published_at: datetime
    kind: EvidenceKind = EvidenceKind.STORY
    trust: float = 1.0
    as_of: datetime | None = None
    """When its source was true, where that is not when it was read: the day of a snapshot."""
    fingerprint: str = ""
    """The same for all that print the same text."""

    def evidence(self) -> Evidence:
        """As it is kept in the ledger of claims."""
        return Evidence(
            text=self.text,
            signal_id=self.signal_id,
            publisher=self.publisher,
            url=self.url,
            read_at=self.read_at,
            kind=self.kind,
            published_at=None if self.kind in DURABLE else self.published_at,
            trust=self.trust,
        )


def of_signal(
    signal: Signal,
    texts: Iterable[str],
    *,
    kind: EvidenceKind = EvidenceKind.STORY,
    trust: float = 1.0,
) -> Iterator[Passage]:
    """`texts` as passages of `signal`."""
    for text in texts:
        yield Passage(
            text=text,
            signal_id=signal.id,
            publisher=signal.publisher,
            url=signal.url,
            read_at=signal.seen_at,
            published_at=signal.published_at,
            kind=kind,
            trust=trust,
            as_of=signal.as_of,
            fingerprint=signal.fingerprint,
        )
