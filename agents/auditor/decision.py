"""The decision: what follows from the findings and the rules broken.

Decides only; what was found is found elsewhere. From the gravest to the lightest: a fatal
breach or a known falsehood rejects; a contradiction or a rule that words can mend goes back
to the writer; what has too little evidence is attributed, left out, or shown to a human, as
the persona chose; what is left is approved, unless the persona wants to see it.
"""

from __future__ import annotations

from collections.abc import Sequence

from agents.auditor.dangers import exposure
from agents.auditor.rules import Setting
from agents.publisher.risk import spoken, unseen, weigh
from memory.types import (
    Breach,
    ClaimStatus,
    Decision,
    Draft,
    EvidenceKind,
    Finding,
    Risk,
    Verdict,
)


def verdict_on(
    draft: Draft, setting: Setting, breaches: Sequence[Breach], findings: Sequence[Finding]
) -> Verdict:
    """The verdict, with the reasons that the writer or the human is given."""
    reliability = _reliability(findings)
    risk = _risk(draft, setting, findings, reliability)
    decision, reasons = _decide(setting, breaches, findings, risk)
    return Verdict(
        draft_id=draft.id,
        decision=decision,
        findings=tuple(findings),
        breaches=tuple(breaches),
        reliability=reliability,
        reasons=tuple(reasons),
        risk=risk if decision in {Decision.APPROVE, Decision.ASK} else None,
    )


def _risk(draft: Draft, setting: Setting, findings: Sequence[Finding], reliability: float) -> Risk:
    limit = setting.persona.risk if setting.persona.approval == "risk" else None
    return weigh(exposure(draft, setting, findings, reliability), limit)


def _reliability(findings: Sequence[Finding]) -> float:
    """The weakest checkable claim's score; 1 when nothing needed a check."""
    return min((finding.score for finding in findings if finding.claim.checkable), default=1.0)


def _decide(
    setting: Setting,
    breaches: Sequence[Breach],
    findings: Sequence[Finding],
    risk: Risk,
) -> tuple[Decision, list[str]]:
    """The decision and its reasons: wishes to the writer, or words to the human."""
    final = [b.reason for b in breaches if b.fatal] + [f.reason for f in findings if _false(f)]
    if final:
        return Decision.REJECT, final
    fallen = [finding for finding in findings if not _stands(finding)]
    asked = [f for f in fallen if _unsure(f) and setting.persona.audit.unsure == "ask"]
    wishes = [b.reason for b in breaches if not b.asks]
    wishes += [_wish(f, setting) for f in fallen if f not in asked]
    if wishes:
        return Decision.REVISE, wishes
    doubts = [b.reason for b in breaches] + [_shown(f) for f in asked]
    doubts += _doubts(setting, risk)
    return (Decision.ASK, doubts) if doubts else (Decision.APPROVE, [])


def _false(finding: Finding) -> bool:
    """Whether the claim repeats what is known to be false: no wording mends that."""
    known = finding.evidence is not None and finding.evidence.kind is EvidenceKind.FALSEHOOD
    return known and finding.status is ClaimStatus.CONTRADICTED


def _stands(finding: Finding) -> bool:
    """Supported, or no claim that needs support. Anything else goes back."""
    unchecked = finding.status is ClaimStatus.NOT_CHECKED and not finding.claim.checkable
    return unchecked or finding.status is ClaimStatus.SUPPORTED


def _unsure(finding: Finding) -> bool:
    return finding.status is ClaimStatus.NOT_ENOUGH


def _wish(finding: Finding, setting: Setting) -> str:
    """What the writer is asked for."""
    text, reason = finding.claim.text, finding.reason
    if finding.status is ClaimStatus.CONTRADICTED:
        return f'mend "{text}": {reason}'
    if setting.persona.audit.unsure == "drop":
        return f'leave out "{text}": {reason}'
    return f'in "{text}": {reason}'


def _shown(finding: Finding) -> str:
    return f'is "{finding.claim.text}" so? {finding.reason}'


def _doubts(setting: Setting, risk: Risk) -> list[str]:
    """Why a human should look although nothing is wrong."""
    match setting.persona.approval:
        case "never":
            return []  # a source that gives orders must not be able to stop it either
        case "always":
            return ["the persona asks to see every draft"]
        case "risk" if unseen(risk):
            return []
        case "risk":
            return [*(danger.reason for danger in risk.dangers), spoken(risk)]
