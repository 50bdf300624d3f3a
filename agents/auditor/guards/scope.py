"""Scope: a part told as the whole, and a user of some told of all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise, takewhile

from agents.auditor.guards.grammar import verbs
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.numerals import NUMBER_WORDS
from agents.auditor.reading.words import Word, kin, words

_PARTS = (
    "part parts portion portions section sections fragment fragments piece pieces half halves "
    "third thirds quarter quarters sample samples share minority corner edge wing bits some "
    "several many most few none one majority dozens hundreds scores end stretch outskirts suburb"
)
_PART_OF = re.compile(
    rf"\b(?:{'|'.join(_PARTS.split())}|{'|'.join(NUMBER_WORDS)}|\d+%?)\s+of\s+"
    r"(?:the|its|their|his|her|this|that|these|those|all)\s+",
    re.IGNORECASE,
)
_PHRASE_END = re.compile(
    r"[.,;:!?()]|\s(?:is|are|was|were|has|have|had|will|can|may|in|on|at|by|to|of|that|which|who|from"
    r"|with|for|after|before|during|and)\b"
)
LONGEST = 3
"""Words of the whole of which a part is told."""
_DEFINITE = word_set("the its their his her this that these those all whole entire")
_PARTITIVE = re.compile(
    rf"\b(?:{'|'.join(_PARTS.split())}|\d+%?|{'|'.join(NUMBER_WORDS)}|partly|partially|hardly|scarcely|barely|among|northern|"
    r"southern|eastern|western|upper|lower|inner|outer)\b",
    re.IGNORECASE,
)


def scope(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when a source has "part of the park" and the claim "the park"."""
    if _PARTITIVE.search(claim):
        return None
    whole = _definite_nouns(claim)
    for noun, raw in whole:
        verdicts = [_only_in_part(text, noun) for text in passages]
        told = [verdict for verdict in verdicts if verdict is not None]
        if told and all(told):
            reason = f'the source says "{told[0]}", the draft only "{raw}"'
            return Objection("scope", reason, contradicts=True)
    return None


@lru_cache(maxsize=4096)
def _definite_nouns(text: str) -> tuple[tuple[str, str], ...]:
    """(stem, as written) of the words that "the" and the like stand before."""
    found = []
    tokens = words(text)
    for before, word in pairwise(tokens):
        if before.lower in _DEFINITE and word.content:
            found.append((word.stem, text[before.start : word.end]))
    return tuple(found)


def _only_in_part(text: str, noun: str) -> str | None:
    """How a passage limits the noun, "" when it has the noun unlimited, None when not at all."""
    limited = [(w, raw) for w, raw in _parts(text) if kin(w.stem, noun)]
    held = {word.start for word, _ in limited}
    if any(kin(word.stem, noun) and word.start not in held for word in words(text)):
        return ""
    return limited[0][1] if limited else None


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[tuple[Word, str], ...]:
    """The nouns of which a passage tells only a part, each with the words that say so."""
    acts = {verb.start for verb in verbs(text)}
    found = []
    for match in _PART_OF.finditer(text):
        stop = _PHRASE_END.search(text, match.end())
        limit = stop.start() if stop else len(text)
        phrase = [w for w in words(text) if match.end() <= w.start < limit][:LONGEST]
        whole = [*takewhile(lambda word: word.start not in acts, phrase)]
        if whole:
            found.append((whole[-1], text[match.start() : whole[-1].end]))
    return tuple(found)
