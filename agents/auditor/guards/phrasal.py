"""Phrasal verbs: "call off" is one word in two, and means "cancel"."""

from __future__ import annotations

import re
from functools import lru_cache

from agents.auditor.reading.lexicon import PHRASAL
from agents.auditor.reading.words import Word, stem, words

_STOP = re.compile(r"[.;:!?,—–\n]|\b(?:and|but|while|because|which|who)\b")
PARTICLES: dict[str, frozenset[str]] = {
    stem(verb): frozenset(particle for same, particle in PHRASAL if same == verb)
    for verb, _ in PHRASAL
}
"""Verbs whose particle changes what they say, with those particles."""


@lru_cache(maxsize=1)
def same_sense() -> dict[tuple[str, str], frozenset[str]]:
    return {
        (stem(verb), particle): frozenset(stem(word) for word in same)
        for (verb, particle), same in PHRASAL.items()
    }


def particle_of(text: str, verb: Word, particles: frozenset[str]) -> str:
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


@lru_cache(maxsize=4096)
def senses(text: str) -> frozenset[str]:
    """Stems of the plain verbs that say the same as the phrasal verbs of `text`."""
    found: set[str] = set()
    for word in words(text):
        if particles := PARTICLES.get(word.stem):
            found |= same_sense().get((word.stem, particle_of(text, word, particles)), frozenset())
    return frozenset(found)


def said_plainly(claim: str, pool: frozenset[str]) -> frozenset[str]:
    """Stems of the claim's phrasal verbs whose plain ones are in `pool`."""
    found: set[str] = set()
    for word in words(claim):
        if particles := PARTICLES.get(word.stem):
            same = same_sense().get((word.stem, particle_of(claim, word, particles)), frozenset())
            if same & pool:
                found.add(word.stem)
    return frozenset(found)
