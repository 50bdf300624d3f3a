"""The gate: what may go out at all, and on whose word. Pure."""

from __future__ import annotations

from memory.errors import ConfigError
from memory.persona import Persona
from memory.types import ClaimStatus, Decision, Verdict, Work


def may_go_live(persona: Persona) -> None:
    """Raises ConfigError naming what the persona file lacks for live publishing."""
    if persona.authorisation is None:
        raise ConfigError(
            f'persona "{persona.slug}": live publishing needs authorisation = "self", "consented", '
            '"parody" or "fictional" in persona.toml; publish in nobody\'s name without their word'
        )
    if not persona.disclosure.strip():
        raise ConfigError(
            f'persona "{persona.slug}": live publishing needs a disclosure in persona.toml, '
            'for example disclosure = "Posts by Understudy, approved by me"'
        )


def acceptable(verdict: Verdict) -> bool:
    """Whether a human may accept a draft with this verdict: nothing contradicted or forbidden."""
    contradicted = any(f.status is ClaimStatus.CONTRADICTED for f in verdict.findings)
    return not contradicted and not any(b.fatal for b in verdict.breaches)


def approved(work: Work) -> bool:
    """Whether this very draft has a verdict that lets it out, alone or with a human's word."""
    draft, verdict, approval = work.draft, work.verdict, work.approval
    if draft is None or verdict is None or verdict.draft_id != draft.id:
        return False
    if verdict.decision is Decision.APPROVE:
        return True
    if approval is None or approval.draft_id != draft.id or approval.action != "accept":
        return False
    return acceptable(verdict)
