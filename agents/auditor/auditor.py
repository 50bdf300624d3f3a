"""The auditor: may this draft go out under the persona's name?

Rules run first, then every claim is checked against the story. A fatal breach
rejects; anything unsupported or breakable sends the draft back with wishes; what
is left is approved, or shown to a human, as the persona decided. Whatever goes
wrong inside is a refusal, never an approval.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from datetime import datetime

from agents.auditor.attribution import uncredited
from agents.auditor.claims import OfflineSplitter, Splitter
from agents.auditor.decision import verdict_on
from agents.auditor.evidence import Sources
from agents.auditor.rules import RULES, Rule, Setting, has_story_link
from agents.auditor.verifiers import Occasion, Panel
from agents.auditor.weighing import Weigher, credited, undisputed
from agents.seams import Embedder
from memory.persona import Persona
from memory.types import (
    Breach,
    Brief,
    Claim,
    ClaimKind,
    ClaimStatus,
    Decision,
    Description,
    Draft,
    EvidenceKind,
    Finding,
    Pointer,
    Story,
    Verdict,
)

LONGEST_CHECKED = 25_000
"""Characters; a longer draft breaks the length rule on every channel, so its claims can wait."""

_LOG = logging.getLogger(__name__)


class Auditor:
    """Decide whether a draft may go out under the persona's name."""

    def __init__(
        self,
        panel: Panel,
        *,
        persona: Persona,
        clock: Callable[[], datetime],
        earlier: Callable[[str], Sequence[str]],
        rules: Sequence[Rule] = RULES,
        embedder: Embedder | None = None,
        sources: Sources | None = None,
        splitter: Splitter | None = None,
        describe: Callable[[str], Description] | None = None,
        first_on: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`earlier(slug)` gives the texts of the persona's posts and publications; `sources`
        what a claim may lean on besides its story; `first_on(channel)` says whether nothing of
        ours has gone out there yet."""
        self._weigher = Weigher(panel, sources or Sources(), persona.audit, embedder)
        self._splitter = splitter or OfflineSplitter()
        self._persona = persona
        self._clock = clock
        self._earlier = earlier
        self._rules = tuple(rules)
        self._describe = describe
        self._first_on = first_on

    def audit(self, draft: Draft, brief: Brief, story: Story, *, live: bool = False) -> Verdict:
        """The verdict on `draft`. Never raises: an error of ours is a rejection that says so."""
        try:
            return self._audit(draft, brief, story, live)
        except Exception as error:  # noqa: BLE001 - a fault of ours must never let a draft out
            _LOG.exception("auditor.failed", extra={"draft": draft.id})
            reason = f"auditor: could not finish ({type(error).__name__}: {error}); see the log"
            breach = Breach(rule="auditor failed", reason=reason, fatal=True)
            return Verdict(
                draft_id=draft.id, decision=Decision.REJECT, breaches=(breach,), reasons=(reason,)
            )

    def _audit(self, draft: Draft, brief: Brief, story: Story, live: bool) -> Verdict:
        setting = Setting(
            persona=self._persona,
            brief=brief,
            story=story,
            earlier=self._earlier(self._persona.slug),
            now=self._clock(),
            live=live,
            place=self._describe(draft.channel) if self._describe else None,
            first_on_channel=self._first_on(brief.channel),
        )
        breaches = [breach for rule in self._rules if (breach := rule(draft, setting))]
        if any(breach.fatal for breach in breaches) or len(draft.text) > LONGEST_CHECKED:
            return verdict_on(draft, setting, breaches, ())
        findings = self._findings(draft, setting)
        if not any(f.claim.checkable for f in findings) and not has_story_link(draft, setting):
            breaches.append(
                Breach(rule="substance", reason="give a fact of the story, or its link")
            )
        return verdict_on(draft, setting, breaches, findings)

    def _findings(self, draft: Draft, setting: Setting) -> tuple[Finding, ...]:
        occasion = Occasion(
            said=setting.now.astimezone(self._persona.zone).date(),
            own_names=own_names(self._persona),
            threshold=self._persona.audit.threshold_for(setting.brief.channel),
        )
        publishers = [signal.publisher for signal in setting.story.signals]
        claims = [
            uncredited(_as_pointed(claim, draft.pointers), publishers)
            for claim in self._splitter.split(draft.text, setting.brief)
        ]
        published = _plain("\n".join(setting.earlier))
        return tuple(
            _own_words(finding.claim)
            if _may_repeat(finding) and _plain(finding.claim.text) in published
            else undisputed(credited(finding, setting.story), setting.story)
            for finding in self._weigher.weigh(
                claims, draft, setting.brief, setting.story, occasion, setting.now
            )
        )


def _as_pointed(claim: Claim, pointers: Sequence[Pointer]) -> Claim:
    """What the writer says is a fact of the brief is checked as one, however it is written.

    "circle scrambles to right usdc" names nobody to a reader of capitals.
    """
    points = any(one.start <= claim.start and claim.end <= one.end for one in pointers)
    if points and claim.kind is ClaimKind.OPINION:
        return claim.model_copy(update={"kind": ClaimKind.FACT})
    return claim


def _plain(text: str) -> str:
    """Text as it is compared with earlier posts: letters, digits and single spaces."""
    return " " + " ".join(re.findall(r"\w+", text.lower())) + " "


def _may_repeat(finding: Finding) -> bool:
    """Whether it is an opinion, and no known falsehood."""
    known = finding.evidence is not None and finding.evidence.kind is EvidenceKind.FALSEHOOD
    return not finding.claim.checkable and not known


def _own_words(claim: Claim) -> Finding:
    """An opinion that the persona has published in these very words stays an opinion."""
    return Finding(
        claim=claim,
        status=ClaimStatus.NOT_CHECKED,
        score=1.0,
        evidence=None,
        reason="the persona's own opinion, published before",
    )


def own_names(persona: Persona) -> frozenset[str]:
    """The names that need no evidence: the persona's own, whole and in parts, and its handles."""
    name = persona.name.lower()
    handles = {handle.lower().lstrip("@") for handle in persona.handles.values()}
    return frozenset({name, *name.split(), *handles})
