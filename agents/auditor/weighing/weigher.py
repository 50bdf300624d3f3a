"""Weigher: every claim of a draft against everything that is known, in a fixed order.

The story speaks first. What it does not bear out may be borne out by ground truth or by
other news, each alone and never by half of each. Then whose word it is, how old it is, and
who says otherwise is weighed; and no claim, of whatever kind, may repeat a known falsehood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.auditor.attribution import credit
from agents.auditor.claims import kind_of
from agents.auditor.evidence import Passages, Sources
from agents.auditor.evidence.sources import as_passage
from agents.auditor.verifiers.coverage import cover
from agents.auditor.verifiers.panel import Panel
from agents.auditor.verifiers.verifier import Occasion
from agents.auditor.weighing.falsehoods import Falsehoods
from agents.auditor.weighing.freshness import fresh
from agents.auditor.weighing.opposing import opposes, overtaken, spoken
from agents.auditor.weighing.own import OwnWords, own_words
from agents.auditor.weighing.trust import bearers, trusted, unsure
from agents.seams import Embedder
from memory.knowledge import Falsehood
from memory.persona import Audit
from memory.types import CHECKABLE, Brief, Claim, ClaimStatus, Draft, Finding, Story

SPEAKS_OF = 0.5
"""Share of a claim's words in the nearest facts from which the panel is asked about them."""
GROUND_COMPARED = 3
"""Facts that are compared with a claim for saying otherwise."""
ASKED_ELSEWHERE = 6
"""Claims of a draft for which other news is looked up: each costs one look-up by meaning."""


@dataclass(frozen=True, slots=True)
class Matters:
    """What one draft is weighed with."""

    draft: Draft
    story: Story
    passages: Passages
    occasion: Occasion
    now: datetime


class Weigher:
    """Finds what each claim of a draft is worth."""

    def __init__(
        self, panel: Panel, sources: Sources, audit: Audit, embedder: Embedder | None = None
    ) -> None:
        self._panel = panel
        self._sources = sources
        self._audit = audit
        self._embedder = embedder
        self._known: tuple[Sequence[Falsehood], Falsehoods] | None = None

    def weigh(
        self,
        claims: Sequence[Claim],
        draft: Draft,
        brief: Brief,
        story: Story,
        occasion: Occasion,
        now: datetime,
    ) -> tuple[Finding, ...]:
        """One finding a claim, in order. Raises ConfigError when the knowledge files are broken."""
        passages = Passages.of(story, brief, embedder=self._embedder, trust=self._audit.trust)
        matters = Matters(draft, story, passages, occasion, now)
        own = {n: said for n, c in enumerate(claims) if (said := own_words(c.alone, occasion.said))}
        told = [_as_said(claim, own.get(n)) for n, claim in enumerate(claims)]
        found = self._elsewhere(self._by(told, passages, matters), matters)
        found = [self._against_ground(finding, matters) for finding in found]
        return tuple(
            self._not_false(
                self._own(claim, finding, own[n], matters) if n in own else finding,
                told[n],
                matters,
            )
            for n, (claim, finding) in enumerate(zip(claims, found, strict=True))
        )

    def _by(self, claims: Sequence[Claim], passages: Passages, matters: Matters) -> list[Finding]:
        """What the panel says with these passages alone, and what their word is worth."""
        found = self._panel.check(claims, passages, matters.occasion)
        return [self._worth(finding, passages, matters) for finding in found]

    def _worth(self, finding: Finding, passages: Passages, matters: Matters) -> Finding:
        if finding.status is not ClaimStatus.SUPPORTED:
            return finding
        claim, occasion = finding.claim, matters.occasion
        telling = bearers(claim, finding, passages, occasion)
        weighed = trusted(finding, telling, self._audit.trust)
        if weighed.status is ClaimStatus.SUPPORTED:
            weighed = fresh(claim.text, weighed, telling, matters.now)
        credited = credit(claim.text, weighed.publishers) is not None
        if weighed.status is ClaimStatus.SUPPORTED and not credited:
            weighed = overtaken(weighed, telling, passages, occasion, self._embedder)
        return weighed

    # ---------------------------------------------------------------- other evidence

    def _elsewhere(self, found: list[Finding], matters: Matters) -> list[Finding]:
        """The findings, better ones where ground truth or other news bear a claim out."""
        found = [self._by_ground(one, matters) if _lacking(one) else one for one in found]
        open_ones = [one.claim for one in found if _lacking(one) and not _against(one)]
        asked = open_ones[:ASKED_ELSEWHERE]
        news = self._sources.news(
            [claim.alone for claim in asked],
            [signal.id for signal in matters.story.signals],
            self._audit.trust,
            matters.now,
        )
        if not len(news):
            return found
        better = {
            one.claim: one
            for one in self._by(asked, news, matters)
            if one.status is ClaimStatus.SUPPORTED
        }
        return [better.get(one.claim, one) if _lacking(one) else one for one in found]

    def _by_ground(self, finding: Finding, matters: Matters) -> Finding:
        """What ground truth says of a claim that the story does not bear out."""
        ground = self._sources.ground(matters.now)
        near = [passage.text for passage in ground.best(finding.claim.alone, GROUND_COMPARED)]
        if cover(finding.claim.alone, near).share < SPEAKS_OF:
            return finding
        (known,) = self._by([finding.claim], ground, matters)
        if known.status is not ClaimStatus.SUPPORTED:
            return finding
        against = self._opponent(finding.claim, matters.passages, matters)
        if against is None:
            return known
        return unsure(known, f"ground truth says so, and {against} says otherwise; say who says it")

    def _against_ground(self, finding: Finding, matters: Matters) -> Finding:
        """The finding, unless ground truth says otherwise: then it is a dispute, or false."""
        if not finding.claim.checkable or finding.publishers == ("ground truth",):
            return finding
        ground = self._sources.ground(matters.now)
        for passage in ground.best(finding.claim.alone, GROUND_COMPARED):
            objection = opposes(finding.claim.alone, passage, matters.occasion, self._embedder)
            if objection is None:
                continue
            said = f'{spoken(passage)} says otherwise: "{passage.text}"'
            if finding.status is ClaimStatus.SUPPORTED:
                who = " and ".join(finding.publishers) or "the source"
                return unsure(finding, f"{who} says so, but {said}; say who says it")
            changes = {
                "status": ClaimStatus.CONTRADICTED,
                "score": 0.0,
                "evidence": passage.evidence(),
                "reason": f"{said} ({objection.reason})",
            }
            return finding.model_copy(update=changes)
        return finding

    def _opponent(self, claim: Claim, passages: Passages, matters: Matters) -> str | None:
        """Who says otherwise in a pool."""
        for passage in passages.best(claim.alone, GROUND_COMPARED):
            if opposes(claim.alone, passage, matters.occasion, self._embedder):
                return spoken(passage)
        return None

    # ------------------------------------------------------- own words and falsehoods

    def _own(self, claim: Claim, finding: Finding, own: OwnWords, matters: Matters) -> Finding:
        """Whether the persona has said so; what "as I wrote" says again must stand besides."""
        posts = self._sources.own_posts(own.when)
        (said,) = self._panel.check([_as_said(claim, own, fact=True)], posts, matters.occasion)
        if said.status is not ClaimStatus.SUPPORTED:
            reason = "none of your posts of that time says so; leave out that you said it"
            return unsure(finding.model_copy(update={"claim": claim, "evidence": None}), reason)
        checked = own.asserted and kind_of(own.said) in CHECKABLE
        kept = finding if checked else said
        reason = finding.reason if checked else "you have said so"
        return kept.model_copy(update={"claim": claim, "reason": reason})

    def _not_false(self, finding: Finding, told: Claim, matters: Matters) -> Finding:
        """The finding, unless what its claim tells is known to be false."""
        known = self._sources.falsehoods()
        if self._known is None or self._known[0] is not known:
            self._known = known, Falsehoods(known, self._embedder)
        repeated = self._known[1].repeated(told, matters.draft.text, matters.occasion)
        if repeated is None:
            return finding
        changes = {
            "status": ClaimStatus.CONTRADICTED,
            "score": 0.0,
            "evidence": as_passage(repeated, matters.now).evidence(),
            "reason": f"this is a known falsehood: {repeated.truth} ({repeated.source})",
            "publishers": (),
        }
        return finding.model_copy(update=changes)


def _lacking(finding: Finding) -> bool:
    """Whether a claim that needs support has too little, or is told otherwise."""
    return finding.status in {ClaimStatus.NOT_ENOUGH, ClaimStatus.CONTRADICTED}


def _against(finding: Finding) -> bool:
    return finding.status is ClaimStatus.CONTRADICTED


def _as_said(claim: Claim, own: OwnWords | None, *, fact: bool = False) -> Claim:
    """The claim as what it says was said."""
    if own is None:
        return claim
    kind = claim.kind if fact or claim.kind not in CHECKABLE else kind_of(own.said)
    return claim.model_copy(update={"resolved": own.said, "kind": kind})
