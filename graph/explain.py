"""Explain: everything that led to one publication, gathered from memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.team import Team
from memory.errors import ConfigError
from memory.journal import Trail
from memory.types import Correction, Draft, Entry, Post, Publication, Usage, Verdict


@dataclass(frozen=True)
class Account:
    """One post and how it came about."""

    publication: Publication | None
    trail: Trail
    exemplars: Sequence[Post]
    cost: Sequence[Usage]
    """What was paid between the assignment's first draft and its delivery."""
    claims: Sequence[Entry] = ()
    """The publication's part of the claim ledger."""
    corrections: Sequence[Correction] = ()
    """What was found out about it since."""

    @property
    def final(self) -> Draft | None:
        """The draft that went out, or else the latest."""
        if self.publication:
            return next((d for d in self.trail.drafts if d.id == self.publication.draft_id), None)
        return self.trail.drafts[-1] if self.trail.drafts else None

    @property
    def verdict(self) -> Verdict | None:
        return self.trail.verdicts.get(self.final.id) if self.final else None

    def as_json(self) -> dict[str, Any]:
        trail = self.trail
        candidate = trail.assignment.candidate
        return {
            "publication": _dump(self.publication),
            "result": trail.result,
            "turn": trail.turn_id,
            "story": _dump(candidate.story) if candidate else None,
            "assignment": _dump(trail.assignment, exclude={"candidate"}),
            "scores": _dump(candidate, exclude={"story"}) if candidate else None,
            "brief": _dump(trail.brief),
            "attempts": [
                {"draft": _dump(d), "verdict": _dump(trail.verdicts.get(d.id))}
                for d in trail.drafts
            ],
            "exemplars": [_dump(post) for post in self.exemplars],
            "approvals": [_dump(a) for a in trail.approvals],
            "approver": _dump(trail.approver(self.final)) if self.final else None,
            "claims": [_dump(entry) for entry in self.claims],
            "corrections": [_dump(one) for one in self.corrections],
            "cost": [_dump(u) for u in self.cost],
        }


def account_of(team: Team, identity: str) -> Account:
    """The account of a publication's number, a draft's id or an assignment's id.

    Raises ConfigError when nothing goes by that name.
    """
    publication = team.outbox.get(int(identity)) if identity.isdecimal() else None
    assignment_id = (
        team.journal.assignment_of(publication.id)
        if publication
        else team.journal.assignment_of_draft(identity) or identity
    )
    trail = team.journal.trail(assignment_id) if assignment_id else None
    if trail is None:
        raise ConfigError(
            f"explain: nothing is called {identity!r}; give a publication's number as run-loop "
            "prints it (what waits for you is shown by: python main.py inbox show)"
        )
    if publication is None:
        publication = team.outbox.of_assignment(trail.assignment.id)
    used = {key for draft in trail.drafts for key in draft.exemplars}
    posts = [p for p in team.store.posts(trail.assignment.persona) if p.id in used]
    return Account(
        publication,
        trail,
        posts,
        team.store.usage_of(trail.assignment.id),
        team.claims.of_publication(publication.id) if publication else (),
        team.corrections.of_publication(publication.id) if publication else (),
    )


def _dump(value: Any, **how: Any) -> Any:
    return value.model_dump(mode="json", **how) if value is not None else None
