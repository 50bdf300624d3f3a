"""Opposing: whether a passage says otherwise than a claim, of the very same thing.

Strict, since a false alarm here holds up honest news: the passage has to hold nearly all
words of the claim and mean nearly the same, and a guard for hard facts has to object.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from agents.auditor.evidence import Passage, Passages
from agents.auditor.evidence.passage import DURABLE
from agents.auditor.guards import GUARDS, Objection
from agents.auditor.reading.naming import Roll, names
from agents.auditor.verifiers.coverage import cover
from agents.auditor.verifiers.verifier import Occasion
from agents.auditor.weighing.trust import alone
from agents.seams import Embedder
from memory.types import ClaimStatus, Finding

HELD = 0.75
"""Share of the claim's content words that the passage must hold."""
TOLD = 0.6
"""Share of a durable fact's content words that the claim must hold."""
MEANS = 0.75
"""Cosine of the two, when there is an embedder."""
HARD = frozenset({"numbers", "dates", "negation", "opposites", "durations", "comparisons"})
"""Guards that speak of what is so and not of how it is told."""
LATER = timedelta(hours=6)
"""How much later a source must be to know better; within a news cycle one of the two errs."""
LOOKED_AT = 12
"""Passages of a pool in which a later source is looked for."""


def opposes(
    claim: str, passage: Passage, occasion: Occasion, embedder: Embedder | None
) -> Objection | None:
    """What the passage says otherwise, if it speaks of the same."""
    if cover(claim, [passage.text]).share < HELD:
        return None
    if passage.kind in DURABLE and cover(passage.text, [claim]).share < TOLD:
        return None
    roll = Roll(passage.text)
    if not all(roll.shares(name) for name in names(claim)) or not _near(claim, passage, embedder):
        return None
    context = alone([passage.text], passage, occasion)
    found = (guard(claim, [passage.text], context) for guard in GUARDS)
    return next((o for o in found if o and o.contradicts and o.guard in HARD), None)


def overtaken(
    finding: Finding,
    telling: Sequence[Passage],
    passages: Passages,
    occasion: Occasion,
    embedder: Embedder | None,
) -> Finding:
    """The finding, unless a source that is later than all who bear it out says otherwise."""
    if not telling or any(passage.kind in DURABLE for passage in telling):
        return finding
    last = max(telling, key=lambda passage: passage.published_at)
    for passage in passages.best(finding.claim.alone, LOOKED_AT):
        if passage.published_at - last.published_at < LATER or passage.publisher in {
            one.publisher for one in telling if one.signal_id == passage.signal_id
        }:
            continue
        if objection := opposes(finding.claim.alone, passage, occasion, embedder):
            reason = (
                f"{spoken(last)} said so, and {spoken(passage)} later says otherwise: "
                f"{objection.reason}"
            )
            changes = {
                "status": ClaimStatus.CONTRADICTED,
                "score": 0.0,
                "evidence": passage.evidence(),
                "reason": reason,
            }
            return finding.model_copy(update=changes)
    return finding


def spoken(passage: Passage) -> str:
    """ "Ledgerwire (3 March, 14:00)"; what does not age by its file and line."""
    if passage.kind in DURABLE:
        return f"{passage.publisher} ({passage.signal_id})"
    return f"{passage.publisher} ({passage.published_at:%-d %B, %H:%M})"


def _near(claim: str, passage: Passage, embedder: Embedder | None) -> bool:
    if embedder is None:
        return True
    one, other = embedder.embed([claim, passage.text])
    return float(one @ other) >= MEANS
