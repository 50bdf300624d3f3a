"""Siding: whose word a claim passes on, and whether it takes a side where sources disagree.

A claim may tell one side of a dispute as somebody's; as its own only when that side spoke
last, and long after the others.
"""

from __future__ import annotations

from agents.auditor.attribution import credit
from agents.auditor.weighing.opposing import LATER
from agents.auditor.weighing.trust import unsure
from agents.stories.disputes import disputed
from memory.types import ClaimStatus, Dispute, Finding, Story


def credited(finding: Finding, story: Story) -> Finding:
    """The finding, if whoever the claim credits is the one who says so."""
    named = credit(finding.claim.text, (signal.publisher for signal in story.signals))
    bearer = finding.evidence.publisher if finding.evidence else None
    if named is None or finding.status is not ClaimStatus.SUPPORTED:
        return finding
    if named.publisher in {bearer, *finding.publishers}:
        return finding
    return unsure(finding, f"{bearer} says so, not {named.publisher}")


def undisputed(finding: Finding, story: Story) -> Finding:
    """The finding, unless its claim takes a side, as its own, where the sources disagree."""
    text = finding.claim.text
    doubt = disputed(text, story.disputes)
    if doubt is None or finding.status is not ClaimStatus.SUPPORTED:
        return finding
    if settled(text, doubt, story):
        return finding
    named = credit(text, (saying.publisher for saying in doubt.sayings))
    if named and disputed(text, [_said_by(doubt, named.publisher)]):
        return finding
    return unsure(
        finding, f"the sources disagree: {doubt.spoken}; leave it out, or say who says so"
    )


def settled(text: str, doubt: Dispute, story: Story) -> bool:
    """Whether `text` is on the side of whoever spoke last, and that long after all the others."""
    when = {signal.id: signal.published_at for signal in story.signals}
    told = [saying for saying in doubt.sayings if saying.signal_id in when]
    if len(told) < len(doubt.sayings):
        return False
    last = max(told, key=lambda saying: when[saying.signal_id])
    rest = [saying for saying in told if saying.value != last.value]
    ours = doubt.model_copy(update={"sayings": (last,)})
    theirs = doubt.model_copy(update={"sayings": tuple(rest)})
    late = all(when[last.signal_id] - when[one.signal_id] >= LATER for one in rest)
    return late and disputed(text, [ours]) is not None and disputed(text, [theirs]) is None


def _said_by(doubt: Dispute, publisher: str) -> Dispute:
    """What that publisher says of it."""
    own = tuple(saying for saying in doubt.sayings if saying.publisher == publisher)
    return doubt.model_copy(update={"sayings": own})
