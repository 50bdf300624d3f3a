"""Clauses: words that a source keeps apart, and verbs that mean another thing alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from agents.auditor.guards.objection import Context, Objection
from agents.auditor.guards.phrasal import PARTICLES, particle_of, same_sense
from agents.auditor.reading.words import Word, kin, known, stem, words
from tools.sentences import sentences

_CONTRAST = re.compile(
    r"\b(?:but|while|whereas|although|though|instead|unlike|whilst)\b|,\s+yet\b|;",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(r"\d\S*\s+and\b")
"""Between two words of a claim of which the second begins another clause."""
_LIGHT = frozenset(stem(verb) for verb in ("put", "take", "bring", "come", "get", "set", "give"))
"""Verbs that mean nothing without their particle, so that it alone must be borne out."""


def clauses(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when the claim joins what a contrast keeps apart, or drops a verb's particle."""
    return _joined(claim, passages) or _particle(claim, passages)


def _joined(claim: str, passages: Sequence[str]) -> Objection | None:
    content = [word for word in words(claim) if word.content and not word.raw[0].isdigit()]
    pieces = [text for passage in passages for text in sentences(passage)]
    for left, right in pairwise(content):
        between = claim[left.end : right.start]
        if _CONTRAST.search(between) or _NEW_CLAUSE.search(between):
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
        particles = PARTICLES.get(verb.stem)
        if not particles:
            continue
        mine = particle_of(claim, verb, particles)
        given = [
            particle_of(text, word, particles)
            for text in passages
            for word in words(text)
            if word.stem == verb.stem
        ]
        if mine in given or (mine and _said_otherwise(verb, mine, passages)):
            continue
        said = f"{verb.raw} {mine}".strip()
        if given:
            reason = f'the source says "{verb.raw} {given[0]}", the draft "{said}"'
            return Objection("clauses", reason, contradicts=True)
        if mine and verb.stem in _LIGHT:
            return Objection("clauses", f'no source says "{said}"')
    return None


def _said_otherwise(verb: Word, particle: str, passages: Sequence[str]) -> bool:
    """Whether a passage has a verb of the same sense, as "cancel" is of "call off"."""
    same = same_sense().get((verb.stem, particle), frozenset())
    return any(known(word.stem, same) for text in passages for word in words(text) if word.content)
