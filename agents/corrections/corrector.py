"""Corrector: does a published claim still stand, now that a source has changed or come in?

A source that says the same in other places, or only more, brings nothing up. The claim
is held against the new words by the same panel that let it out; what the panel cannot
tell, and the rest of the story does not bear out, is brought up as no longer borne out.
Nothing is published or mended here: a finding is for a human.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from agents.auditor.auditor import own_names
from agents.auditor.evidence import Passages
from agents.auditor.verifiers import Occasion, Panel
from agents.auditor.verifiers.coverage import cover
from agents.corrections.retractions import retraction
from agents.seams import Embedder
from memory.persona import Persona
from memory.types import Cause, ClaimStatus, Entry, Evidence, Finding, Signal, Story
from tools.sentences import sentences

SAME_MATTER = 0.6
"""Share of a claim's words from which a passage that contradicts it speaks of the same thing."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Change:
    """A source in its present words, and what it said when claims leaned on it."""

    signal: Signal
    """Its title and text are those of now."""
    before: str


@dataclass(frozen=True)
class Doubt:
    """Why a claim no longer stands. `change` is a digest of the words that say so."""

    cause: Cause
    status: ClaimStatus
    reason: str
    after: Evidence | None
    change: str


class Corrector:
    """Hold published claims against what their sources say by now."""

    def __init__(self, panel: Panel, persona: Persona, embedder: Embedder | None = None) -> None:
        self._panel = panel
        self._persona = persona
        self._embedder = embedder

    def changed(self, entry: Entry, change: Change, story: Story) -> Doubt | None:
        """What a changed source means for a claim; `story` holds what every source says now."""
        evidence, now = entry.finding.evidence, _words_of(change.signal)
        lost, fresh = _missing(change.before, now), _missing(now, change.before)
        if evidence is None or not (lost or fresh):
            return None
        if taken_back := retraction(fresh):
            after = _quoted(change.signal, taken_back)
            reason = f"{change.signal.publisher} has taken its report back: “{taken_back}”"
            return _doubt(Cause.RETRACTED, ClaimStatus.NOT_ENOUGH, reason, after, change.signal)
        leaned = _stands(evidence.text, change.before)
        if leaned and not _stands(evidence.text, now):
            return self._replaced(entry, change, story, fresh)
        if against := self._against(entry, _only(change.signal, fresh)):
            return _contradiction(Cause.CHANGED, against, change.signal)
        return self._thinned(entry, change, story) if leaned and lost else None

    def contradicted(self, entry: Entry, later: Signal) -> Doubt | None:
        """What a later signal means for a claim: something only where it contradicts it."""
        if self._persona.audit.trust.get(later.publisher, 1.0) == 0:
            return None
        against = self._against(entry, later)
        return _contradiction(Cause.LATER, against, later) if against else None

    def _replaced(
        self, entry: Entry, change: Change, story: Story, fresh: Sequence[str]
    ) -> Doubt | None:
        """The very words that the claim leaned on are gone."""
        alone = self._check(entry, change.signal)
        if alone.status is ClaimStatus.SUPPORTED:
            return None  # the same in other words
        if alone.status is ClaimStatus.CONTRADICTED:
            new = self._nearest(entry, change.signal, fresh)
            against = alone.model_copy(update={"evidence": new or alone.evidence})
            return _contradiction(Cause.CHANGED, against, change.signal)
        return self._unborne(entry, change, story)

    def _thinned(self, entry: Entry, change: Change, story: Story) -> Doubt | None:
        """The passage that decided stands; another that the claim needed may be gone."""
        title, _, text = change.before.partition("\n")
        before = change.signal.model_copy(update={"title": title, "text": text})
        if self._check(entry, before).status is not ClaimStatus.SUPPORTED:
            return None  # it needed no more than what stands, or more than this source
        if self._check(entry, change.signal).status is ClaimStatus.SUPPORTED:
            return None
        return self._unborne(entry, change, story)

    def _unborne(self, entry: Entry, change: Change, story: Story) -> Doubt | None:
        if self._check(entry, *story.signals).status is ClaimStatus.SUPPORTED:
            return None  # others bear it out
        reason = f"{change.signal.publisher} no longer says so, and no other source does"
        return _doubt(Cause.CHANGED, ClaimStatus.NOT_ENOUGH, reason, None, change.signal)

    def _against(self, entry: Entry, signal: Signal) -> Finding | None:
        """The panel's finding when `signal` contradicts the claim and speaks of the same thing."""
        if not signal.text.strip() and not signal.title.strip():
            return None
        finding = self._check(entry, signal)
        if finding.status is not ClaimStatus.CONTRADICTED or finding.evidence is None:
            return None
        told = cover(entry.finding.claim.alone, [finding.evidence.text])
        return finding if told.share >= SAME_MATTER else None

    def _check(self, entry: Entry, *signals: Signal) -> Finding:
        occasion = Occasion(
            said=entry.checked_at.astimezone(self._persona.zone).date(),
            own_names=own_names(self._persona),
            threshold=self._persona.audit.threshold_for(entry.channel),
        )
        (finding,) = self._panel.check([entry.finding.claim], self._passages(*signals), occasion)
        return finding

    def _nearest(self, entry: Entry, signal: Signal, fresh: Sequence[str]) -> Evidence | None:
        """The new sentence that is nearest to the claim."""
        wanted = set(fresh)
        near = self._passages(_only(signal, fresh)).best(entry.finding.claim.alone, len(fresh) * 3)
        return next((p.evidence() for p in near if p.text in wanted), None)

    def _passages(self, *signals: Signal) -> Passages:
        story = Story(id="", title="", signals=signals)
        return Passages.of(story, embedder=self._embedder)


def _contradiction(cause: Cause, finding: Finding, signal: Signal) -> Doubt:
    reason = f"{signal.publisher}: {finding.reason}"
    return _doubt(cause, ClaimStatus.CONTRADICTED, reason, finding.evidence, signal)


def _doubt(
    cause: Cause, status: ClaimStatus, reason: str, after: Evidence | None, signal: Signal
) -> Doubt:
    said = after.text if after else "no longer said"
    change = sha256(f"{signal.id}\n{_plain(said)}".encode()).hexdigest()[:16]
    return Doubt(cause, status, reason, after, change)


def _quoted(signal: Signal, text: str) -> Evidence:
    return Evidence(
        text=text,
        signal_id=signal.id,
        publisher=signal.publisher,
        url=signal.url,
        read_at=signal.seen_at,
        published_at=signal.published_at,
    )


def _only(signal: Signal, said: Sequence[str]) -> Signal:
    return signal.model_copy(update={"title": "", "text": "\n".join(said)})


def _words_of(signal: Signal) -> str:
    return f"{signal.title}\n{signal.text}"


def _missing(here: str, there: str) -> tuple[str, ...]:
    """The sentences of `here` whose words `there` does not have in a row."""
    known = _plain(there)
    return tuple(one for one in sentences(here) if (said := _plain(one)) and said not in known)


def _stands(evidence: str, text: str) -> bool:
    """Whether `text` has every sentence of the passage; white space and signs do not count."""
    return not _missing(evidence, text)


def _plain(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} " if _WORD.search(text) else ""
