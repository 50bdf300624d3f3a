"""Dangers: what of a draft may go wrong although every claim stands and no rule is broken.

Looks only; what each of them weighs is decided by `agents.publisher.risk`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agents.alarms import loud
from agents.auditor.guards.hedging import hedged_clauses
from agents.auditor.rules.accusations import accusations
from agents.auditor.rules.accusing import accuses
from agents.auditor.rules.charter import charter
from agents.auditor.rules.money import hints_in
from agents.auditor.rules.people import full_names, is_person
from agents.auditor.rules.rule import Setting
from agents.publisher.costs import cost_of
from agents.publisher.risk import Exposure
from memory.types import ClaimStatus, Draft, EvidenceKind, Finding
from tools.sentences import spans
from tools.x_text import cashtags

_DEFAMATION = "conduct.defamation"


def exposure(
    draft: Draft, setting: Setting, findings: Sequence[Finding], reliability: float
) -> Exposure:
    """What speaks for a look at `draft`."""
    brief, story = setting.brief, setting.story
    people = tuple(_people(draft.text))
    accused = [a.who for a in accusations(draft.text)] if accuses(draft.text) else []
    return Exposure(
        reliability=reliability,
        grave=brief.grave,
        hostile=any(signal.hostile for signal in story.signals),
        accused_person=next((who for who in accused if who in people), ""),
        accused_body=next((who for who in accused if who not in people), ""),
        person=next(iter(people), ""),
        accusing=accuses(draft.text),
        advice=next(hints_in(draft.text), ""),
        cashtag=next((tag.value for tag in cashtags(draft.text)), ""),
        new_topic="" if _spoken_of(brief.topic, setting) else brief.topic,
        by_model=draft.writer == "llm",
        urgent=loud(setting.persona, story, setting.now) or "",
        unhedged=sum(_alone(finding, draft, setting) for finding in findings),
        first_on=brief.channel if setting.first_on_channel else "",
        usd=cost_of(
            draft.parts or (draft.text,), brief.channel, summoned=brief.answering is not None
        ).usd,
    )


def _people(text: str) -> Iterator[str]:
    """Living persons whom the text names, as it names them."""
    dead = charter()[_DEFAMATION].any_of("dead")
    for name in full_names(text):
        parts = (" ".join(name.tokens), *name.tokens)
        if is_person(name) and not any(dead.fullmatch(part) for part in parts):
            yield name.raw


def _spoken_of(topic: str, setting: Setting) -> bool:
    """Whether any earlier text holds a word of the topic."""
    interest = next((one for one in setting.persona.interests if one.name == topic), None)
    known = {topic, *(interest.keywords if interest else ())}
    word = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})s?(?!\w)", re.IGNORECASE)
    return any(word.search(text) for text in reversed(setting.earlier))


def _alone(finding: Finding, draft: Draft, setting: Setting) -> bool:
    """Whether a claim rests on one publisher, and its sentence neither says so nor doubts."""
    if finding.status is not ClaimStatus.SUPPORTED or not finding.claim.checkable:
        return False
    ours = finding.evidence is not None and finding.evidence.kind is EvidenceKind.GROUND_TRUTH
    if ours or len(finding.publishers) > 1:
        return False
    around = " ".join(
        draft.text[start:end]
        for start, end in spans(draft.text)
        if start < finding.claim.end and finding.claim.start < end
    )
    publishers = {signal.publisher.lower() for signal in setting.story.signals}
    credited = any(name and name in around.lower() for name in publishers)
    return not credited and not hedged_clauses(around)
