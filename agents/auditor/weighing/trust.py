"""Trust: who bears a claim out in words of their own, and whether that is enough.

A text that many print is one telling, by whoever printed it first; so is a sentence that
stands word for word in several texts. A publisher bears a claim out when no guard objects to
the claim before its passages alone and they hold nearly all of its words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from agents.auditor.attribution import credit
from agents.auditor.evidence import Passage, Passages
from agents.auditor.guards import Context
from agents.auditor.reading.naming import Roll
from agents.auditor.verifiers.coverage import cover
from agents.auditor.verifiers.panel import PASSAGES, object_to
from agents.auditor.verifiers.verifier import Occasion
from memory.types import Claim, ClaimStatus, Evidence, Finding

ENOUGH = 0.5
"""The weight from which a publisher's word alone lets a claim stand as a fact; below it the
claim needs another publisher, or has to say who says so."""
FULL_WORD = 1.0
"""The weight of whoever is not named in the persona's `[audit.trust]`."""
BEARS_OUT = 0.75
"""Share of a claim's content words that a publisher's own passages hold when it bears it out."""
HALF = 0.5
"""What a claim scores at most whose evidence is there and not enough."""
NEAREST = 12
"""Passages of a pool in which other publishers of the same thing are looked for."""


def bearers(
    claim: Claim, finding: Finding, passages: Passages, occasion: Occasion
) -> tuple[Passage, ...]:
    """One passage of each independent publisher that bears the claim out, oldest first.

    Where none does in words near enough to be told by, it is whoever the finding rests on.
    """
    by_signal: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages.best(claim.alone, NEAREST):
        by_signal[passage.signal_id].append(passage)
    telling = [
        told[0] for told in by_signal.values() if _bears_out(claim.alone, told[:PASSAGES], occasion)
    ]
    if telling or finding.evidence is None:
        return independent(telling)
    return tuple(by_signal.get(finding.evidence.signal_id, ())[:1])


def independent(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Without those that print what an earlier one printed, and once a publisher."""
    kept: dict[str, Passage] = {}
    printed: set[str] = set()
    for passage in sorted(passages, key=lambda p: (p.published_at, p.signal_id)):
        marks = {mark for mark in (passage.fingerprint, _plain(passage.text)) if mark}
        if printed.isdisjoint(marks):
            kept.setdefault(passage.publisher, passage)
        printed |= marks
    return tuple(kept.values())


def trusted(finding: Finding, telling: Sequence[Passage], trust: Mapping[str, float]) -> Finding:
    """The finding with its publishers, resting on one of them; too little trust in all of
    them is not enough, unless the claim says whose word it is."""
    names = tuple(passage.publisher for passage in telling)
    named = finding.model_copy(update={"publishers": names} | _rest(finding, telling))
    if not telling or any(trust.get(name, FULL_WORD) >= ENOUGH for name in names):
        return named
    if credit(finding.claim.text, names):
        return named
    who = " and ".join(names)
    reason = f"only {who} {'say' if len(names) > 1 else 'says'} so; name who says it"
    return unsure(named, reason)


def _rest(finding: Finding, telling: Sequence[Passage]) -> dict[str, Evidence]:
    """The evidence of one who bears it out, where the finding names another."""
    decided = finding.evidence and finding.evidence.signal_id
    if not telling or decided in {passage.signal_id for passage in telling}:
        return {}
    return {"evidence": telling[0].evidence()}


def unsure(finding: Finding, reason: str) -> Finding:
    """The finding as one with too little evidence."""
    score = min(finding.score, HALF)
    changes = {"status": ClaimStatus.NOT_ENOUGH, "score": score, "reason": reason}
    return finding.model_copy(update=changes)


def _bears_out(claim: str, told: Sequence[Passage], occasion: Occasion) -> bool:
    texts = [passage.text for passage in told]
    if cover(claim, texts).share < BEARS_OUT:
        return False
    return object_to(claim, texts, alone(texts, told[0], occasion)) is None


def alone(texts: Sequence[str], passage: Passage, occasion: Occasion) -> Context:
    """What guards know when these texts of one source are all that is known."""
    whole = "\n".join(texts)
    return Context(
        said=occasion.said,
        published=passage.published_at.date(),
        evidence=whole,
        roll=Roll(f"{whole}\n{passage.publisher}"),
        own_names=occasion.own_names,
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
