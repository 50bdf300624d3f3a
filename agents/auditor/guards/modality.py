"""Modality: plans and rumours told as facts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.auditor.guards.grammar import verbs
from agents.auditor.guards.hedging import announced_in, hedged_clauses, hedged_words, may_be_verbs
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.moments import moments
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.words import Word, kin, stem

_SETTLED = word_set("due set")
"""Hedges that bear out "will", as they do not bear out "has"."""


def modality(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when a source's "may", "plans to" or "allegedly" is gone from the claim.

    A hedge anywhere in a clause of the claim serves the whole clause.
    """
    unsure, sure = _over(passages)
    if not unsure:
        return None
    hedged = hedged_clauses(claim)
    figures = [(q.start, q.end) for q in quantities(claim)]
    figures += [(m.start, m.end) for m in moments(claim)]
    for word in may_be_verbs(claim):
        if any(start <= word.start < end for start, end in hedged):
            continue
        if any(s <= word.start < e for s, e in figures):
            continue  # their own guards look after times and amounts
        hedge = unsure.get(word.stem, "").split(" ")[0].lower()
        if hedge in _SETTLED and word.stem in announced_in(claim)[0]:
            continue
        if hedge == "if" and word not in verbs(claim):
            continue
        if hedge == "would" and _promised(word, claim, passages):
            continue
        if word.stem in unsure and not any(kin(word.stem, other) for other in sure):
            return Objection(
                "modality",
                f'the source says "{unsure[word.stem]}", the draft states "{word.raw}" as a fact',
                contradicts=True,
            )
    return None


_SAID_WOULD = re.compile(
    r"\b(?:said|says|announced|promised|pledged|added|confirmed|told \w+)\b[^.;:!?]*?"
    r"\bwould\s+(\w+)",
    re.I,
)


def _promised(word: Word, claim: str, passages: Sequence[str]) -> bool:
    """ "Said that it would spend" is "will spend", told of the past."""
    coming = word.stem in announced_in(claim)[0]
    return coming and any(
        stem(match[1]) == word.stem for text in passages for match in _SAID_WOULD.finditer(text)
    )


def _over(passages: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """Stems that are hedged in the passages, with the words that hedge them, and plain stems."""
    unsure: dict[str, str] = {}
    sure: set[str] = set()
    for text in passages:
        plain, hedged = hedged_words(text)
        unsure.update(hedged)
        sure |= plain
    return unsure, sure
