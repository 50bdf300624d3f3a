"""The claim ledger: what every publication claims, and what each claim rests on.

Kept for every verdict under its draft, read for what went into the outbox. A claim is
found by its publication, by the signal that it leans on, and by that signal's address.
Nothing is judged here, and nothing is forgotten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from memory.database import Database, to_json
from memory.tables import ClaimRow, EvidenceRow, PublicationRow, VerdictRow
from memory.types import NEVER_OUT, Entry, Evidence, Finding, PublicationState, Verdict


class ClaimLedger:
    """The claims of one database, as they were when their drafts were let out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_publication(self, publication_id: int) -> tuple[Entry, ...]:
        """The claims of one publication, in the order of its text."""
        return self._entries(PublicationRow.id == publication_id)

    def of_signal(self, persona: str, signal_id: str) -> tuple[Entry, ...]:
        """Every claim that leans on this signal."""
        return self._entries(PublicationRow.persona == persona, EvidenceRow.signal_id == signal_id)

    def of_url(self, persona: str, url: str) -> tuple[Entry, ...]:
        """Every claim whose evidence stands at this canonical address."""
        return self._entries(PublicationRow.persona == persona, EvidenceRow.url == url)

    def since(
        self, persona: str, since: datetime | None = None, *, dry_run: bool = True
    ) -> tuple[Entry, ...]:
        """Every claim that was put into the outbox since `since`, or ever, oldest first.

        What never went out claims nothing; dry runs are left out on request.
        """
        conditions: list[Any] = [
            PublicationRow.persona == persona,
            col(PublicationRow.state).not_in(NEVER_OUT),
            col(PublicationRow.dry_run).in_({False, dry_run}),
        ]
        if since is not None:
            conditions.append(PublicationRow.created_at >= since)
        return self._entries(*conditions)

    def _entries(self, *conditions: Any) -> tuple[Entry, ...]:
        query = (
            select(ClaimRow, PublicationRow, VerdictRow.created_at)
            .join(PublicationRow, col(PublicationRow.draft_id) == col(ClaimRow.draft_id))
            .join(VerdictRow, col(VerdictRow.draft_id) == col(ClaimRow.draft_id))
            .outerjoin(EvidenceRow, col(EvidenceRow.id) == col(ClaimRow.evidence_id))
            .where(PublicationRow.number == 1, *conditions)
            .order_by(col(PublicationRow.id), col(ClaimRow.number), col(ClaimRow.id))
        )
        with self._database.reading() as session:
            return tuple(_entry(*row) for row in session.exec(query))


def enter(session: Session, verdict: Verdict) -> None:
    """Write the verdict's claims, in place of those that were there for its draft."""
    session.execute(delete(ClaimRow).where(col(ClaimRow.draft_id) == verdict.draft_id))
    for number, finding in enumerate(verdict.findings, 1):
        session.add(
            ClaimRow(
                draft_id=verdict.draft_id,
                number=number,
                text=finding.claim.text,
                resolved=finding.claim.resolved,
                kind=finding.claim.kind,
                status=finding.status,
                score=finding.score,
                reason=finding.reason,
                evidence_id=_keep(session, finding.evidence),
                body=to_json(finding),
            )
        )


def _keep(session: Session, evidence: Evidence | None) -> str | None:
    if evidence is None:
        return None
    key = hashlib.sha256(f"{evidence.signal_id}\n{evidence.text}".encode()).hexdigest()[:16]
    session.merge(EvidenceRow(id=key, **evidence.model_dump(exclude={"spans"})))
    return key


def _entry(claim: ClaimRow, publication: PublicationRow, checked_at: datetime) -> Entry:
    return Entry(
        id=claim.id or 0,
        number=claim.number,
        persona=publication.persona,
        publication_id=publication.id or 0,
        draft_id=publication.draft_id,
        assignment_id=publication.assignment_id,
        story_id=publication.story_id,
        channel=publication.channel,
        url=publication.external_url,
        state=PublicationState(publication.state),
        dry_run=publication.dry_run,
        checked_at=checked_at,
        said_at=publication.sent_at or publication.due_at,
        finding=Finding.model_validate(claim.body),
    )


def publications(entries: Sequence[Entry]) -> dict[int, tuple[Entry, ...]]:
    """The entries by their publication, in their order."""
    found: dict[int, tuple[Entry, ...]] = {}
    for entry in entries:
        found[entry.publication_id] = (*found.get(entry.publication_id, ()), entry)
    return found
