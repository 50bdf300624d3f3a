"""Clauses: words that a source keeps apart, and verbs that mean another thing alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from agents.auditor.guards.objection import Context, Objection
from agents.auditor.lexicon import word_set
from agents.auditor.words import Word, kin, stem, words
from tools.sentences import sentences

_CONTRAST = re.compile(
    r"\b(?:but|while|whereas|although|though|instead|unlike|whilst)\b|,\s+yet\b|;",
    re.IGNORECASE,
)
_PHRASAL = {
    stem(verb): word_set(particles)
    for verb, particles in {
        "call": "off up",
        "put": "off down",
        "hold": "off up back",
        "rule": "out",
        "pull": "out",
        "back": "out down off",
        "drop": "out",
        "opt": "out",
        "bail": "out",
        "throw": "out",
        "turn": "down away off",
        "stand": "down",
        "step": "down back",
        "strike": "down",
        "break": "up off down",
        "give": "up away",
        "fall": "through",
        "write": "off",
        "take": "over",
        "hand": "over",
        "sign": "off",
        "lay": "off",
        "buy": "out",
        "sell": "out",
        "shut": "out",
        "carry": "out",
        "walk": "away out",
    }.items()
}
"""Verbs whose particle changes what they say."""


def clauses(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when the claim joins what a contrast keeps apart, or drops a verb's particle."""
    return _joined(claim, passages) or _particle(claim, passages)


def _joined(claim: str, passages: Sequence[str]) -> Objection | None:
    content = [word for word in words(claim) if word.content and not word.raw[0].isdigit()]
    pieces = [text for passage in passages for text in sentences(passage)]
    for left, right in pairwise(content):
        if _CONTRAST.search(claim[left.end : right.start]):
            continue
        apart = [found for text in pieces if (found := _apart(text, left, right)) is not None]
        if apart and all(apart):
            reason = f'the source does not say "{left.raw}" and "{right.raw}" of the same thing'
            return Objection("clauses", reason, contradicts=True)
    return None


def _apart(text: str, left: Word, right: Word) -> bool | None:
    """Whether a contrast always lies between the two words; None when not both are there."""
    tokens = words(text)
    ones = [word for word in tokens if kin(word.stem, left.stem)]
    others = [word for word in tokens if kin(word.stem, right.stem)]
    if not ones or not others:
        return None
    return all(
        _CONTRAST.search(text[min(one.end, other.end) : max(one.start, other.start)])
        for one in ones
        for other in others
        if one is not other
    )


def _particle(claim: str, passages: Sequence[str]) -> Objection | None:
    """ "Called the strike" is not "called off the strike"."""
    for verb in words(claim):
        particles = _PHRASAL.get(verb.stem)
        if not particles:
            continue
        given = [
            _following(text, word, particles)
            for text in passages
            for word in words(text)
            if word.stem == verb.stem
        ]
        mine = _following(claim, verb, particles)
        if given and mine not in given:
            said = f"{verb.raw} {mine}".strip()
            reason = f'the source says "{verb.raw} {given[0]}", the draft "{said}"'
            return Objection("clauses", reason, contradicts=True)
    return None


def _following(text: str, verb: Word, particles: frozenset[str]) -> str:
    """The particle within four words after a verb, or nothing."""
    after = [word.lower for word in words(text) if word.start >= verb.end][:4]
    return next((word for word in after if word in particles), "")
