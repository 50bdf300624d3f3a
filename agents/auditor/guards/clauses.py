"""Clauses: words that a source keeps apart, and verbs that mean another thing alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from agents.auditor.guards.objection import Context, Objection
from agents.auditor.lexicon import PHRASAL
from agents.auditor.words import Word, kin, known, stem, words
from tools.sentences import sentences

_CONTRAST = re.compile(
    r"\b(?:but|while|whereas|although|though|instead|unlike|whilst)\b|,\s+yet\b|;",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.;:!?,—–\n]|\b(?:and|but|while|because|which|who)\b")
_PHRASAL: dict[str, frozenset[str]] = {
    stem(verb): frozenset(particle for same, particle in PHRASAL if same == verb)
    for verb, _ in PHRASAL
}
"""Verbs whose particle changes what they say, with those particles."""
_LIGHT = frozenset(stem(verb) for verb in ("put", "take", "bring", "come", "get", "set", "give"))
"""Verbs that mean nothing without their particle, so that it alone must be borne out."""


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
        mine = _following(claim, verb, particles)
        given = [
            _following(text, word, particles)
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
    same = _same_sense().get((verb.stem, particle), frozenset())
    return any(known(word.stem, same) for text in passages for word in words(text) if word.content)


@lru_cache(maxsize=1)
def _same_sense() -> dict[tuple[str, str], frozenset[str]]:
    return {
        (stem(verb), particle): frozenset(stem(word) for word in same)
        for (verb, particle), same in PHRASAL.items()
    }


def _following(text: str, verb: Word, particles: frozenset[str]) -> str:
    """The particle within four words after a verb and in its clause, or nothing.

    One that begins a phrase of its own ("put it in the bag off the road") is none.
    """
    stop = _STOP.search(text, verb.end)
    limit = stop.start() if stop else len(text)
    after = [word for word in words(text) if verb.end <= word.start < limit][:4]
    for position, word in enumerate(after):
        if word.lower in particles and not (position and _leads_on(text, word)):
            return word.lower
    return ""


def _leads_on(text: str, particle: Word) -> bool:
    """Whether a particle apart from its verb is a preposition: a noun phrase follows it."""
    return bool(re.match(r"\s+(?:the|a|an|its|their|his|her|this|that)\b", text[particle.end :]))
