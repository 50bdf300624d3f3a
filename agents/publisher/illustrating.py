"""Illustrating: the card that goes with a post, where its channel needs or its persona wants one.

The key fact is a sentence of the draft itself that the auditor found borne out, with who bears
it out and when; nothing stands on a card that is not in the post or its sources. Where the
picture is an extra, one that cannot be drawn does not hold the post up.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from memory.errors import CardError
from memory.persona import Persona
from memory.types import (
    ClaimStatus,
    Description,
    Draft,
    Evidence,
    EvidenceKind,
    Finding,
    Media,
    Signal,
    Value,
    Work,
)
from tools.cards import LANDSCAPE, PORTRAIT, Card, Setting, Size, alt_text, jpeg, png, set_card
from tools.cards.files import keep
from tools.sentences import spans
from tools.x_text import EMOJI, urls

ALT = 1_000
"""Characters of an alternative text where the channel names no limit."""
_TELLING = frozenset({EvidenceKind.STORY, EvidenceKind.NEWS})
_LOOSE = re.compile(r"\s(?=[.,;:!?…](?:\s|$))")
"""White space before a mark, where a link stood."""
_LOG = logging.getLogger(__name__)


class KeyFact(Value):
    """A sentence with who tells it, and when."""

    text: str
    publisher: str
    told_at: datetime | None


class Illustrator:
    """Draws the card of a draft."""

    def __init__(self, persona: Persona, folder: Path, media_url: str = "") -> None:
        """Cards are kept in `folder`, which the world reads at `media_url`, where there is one."""
        self._persona = persona
        self._folder = folder
        self._media_url = media_url

    def illustrate(self, work: Work, place: Description, now: datetime) -> tuple[Media, ...]:
        """The card of `work.draft`; none where nobody asks for one.

        Raises CardError when `place` takes no post without a picture and none can be drawn.
        """
        wanted = place.name in self._persona.card.channels and place.most_media > 0
        if work.draft is None or not (wanted or place.needs_media):
            return ()
        try:
            return (self._card(work, work.draft, place, now),)
        except CardError as error:
            if place.needs_media:
                raise
            _LOG.warning("card.left_out", extra={"draft": work.draft.id, "why": str(error)})
            return ()

    def _card(self, work: Work, draft: Draft, place: Description, now: datetime) -> Media:
        size = PORTRAIT if place.needs_media else LANDSCAPE
        card, setting = self.drawn(work, size, now)
        # Instagram takes JPEG only, as its own channel here says.
        data, ending = (jpeg(setting), "jpg") if place.needs_media else (png(setting), "png")
        path = keep(data, self._folder, draft.id, ending)
        return Media(
            path=str(path),
            alt=alt_text(card, place.longest_alt or ALT),
            url=f"{self._media_url}/{path.name}" if self._media_url else None,
        )

    def drawn(self, work: Work, size: Size, now: datetime) -> tuple[Card, Setting]:
        """The best card of `work.draft` that can be drawn. Raises CardError."""
        errors = []
        for fact in key_facts(work):
            card = self.card(fact, now)
            try:
                return card, set_card(card, self._persona.card, size)
            except CardError as error:
                errors.append(error)
        if errors:
            raise errors[0]
        raise CardError(
            "card: neither the draft nor its brief states a fact to draw; take another channel, "
            "or ask for a draft with a fact"
        )

    def card(self, fact: KeyFact, now: datetime) -> Card:
        """The card that says `fact` in the persona's name."""
        persona = self._persona
        return Card(
            fact=fact.text,
            name=persona.name,
            source=fact.publisher,
            date=(fact.told_at or now).astimezone(persona.zone).date(),
            disclosure=persona.disclosure,
        )


def key_facts(work: Work) -> list[KeyFact]:
    """What the card may say, best first: what the draft says and is borne out, then its sources."""
    found: dict[str, KeyFact] = {}
    for fact in (*_borne_out(work), *_briefed(work)):
        if fact.text:
            found.setdefault(fact.text, fact)
    return list(found.values())


def _borne_out(work: Work) -> Iterator[KeyFact]:
    if work.draft is None or work.verdict is None:
        return
    supported = [
        finding
        for finding in work.verdict.findings
        if finding.status is ClaimStatus.SUPPORTED and finding.claim.checkable
    ]
    for finding in sorted(supported, key=lambda one: -one.score):
        if finding.evidence is not None and finding.evidence.kind in _TELLING:
            yield _stated(work.draft, finding, finding.evidence)


def _stated(draft: Draft, finding: Finding, evidence: Evidence) -> KeyFact:
    """The sentence of the draft in which the claim stands."""
    start, end = next(
        ((a, b) for a, b in spans(draft.text) if a <= finding.claim.start < b),
        (finding.claim.start, finding.claim.end),
    )
    told_at = evidence.published_at or evidence.read_at
    return KeyFact(text=_bare(draft.text[start:end]), publisher=evidence.publisher, told_at=told_at)


def _briefed(work: Work) -> Iterator[KeyFact]:
    if work.brief is None:
        return
    candidate = work.assignment.candidate
    signals = {one.id: one for one in candidate.story.signals} if candidate else {}
    for fact in work.brief.facts:
        signal: Signal | None = signals.get(fact.signal_id)
        told_at = (signal.published_at or signal.seen_at) if signal else None
        yield KeyFact(text=_bare(fact.text), publisher=fact.publisher, told_at=told_at)


def _bare(sentence: str) -> str:
    """Without links and emoji: they say nothing on a card."""
    for link in reversed(urls(sentence)):
        sentence = sentence[: link.start] + sentence[link.end :]
    return _LOOSE.sub("", " ".join(EMOJI.sub("", sentence).split()))
