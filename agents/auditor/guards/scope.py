"""Scope: a part told as the whole, and a user of some told of all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from agents.auditor.guards.objection import Context, Objection
from agents.auditor.lexicon import word_set
from agents.auditor.numerals import NUMBER_WORDS
from agents.auditor.words import kin, stem, words

_PARTS = (
    "part parts portion portions section sections fragment fragments piece pieces half halves "
    "third thirds quarter quarters sample samples share minority corner edge wing bits some "
    "several many most few none one majority dozens hundreds scores end stretch outskirts suburb"
)
_PART_OF = re.compile(
    rf"\b(?P<part>{'|'.join(_PARTS.split())}|{'|'.join(NUMBER_WORDS)}|\d+%?)\s+of\s+"
    r"(?P<phrase>(?:the|its|their|his|her|this|that|these|those|all)\s+(?:[\w-]+\s+){0,2}?"
    r"(?P<noun>[\w-]+))(?=\s*(?:[.,;:!?]|$|\s(?:is|are|was|were|has|have|had|will|in|on|at|by|to|"
    r"that|which|who|from|with|for|after|before|during|\w+ed|\w+s)\b))",
    re.IGNORECASE,
)
_DEFINITE = word_set("the its their his her this that these those all whole entire")
_PARTITIVE = re.compile(
    rf"\b(?:{'|'.join(_PARTS.split())}|\d+%?|{'|'.join(NUMBER_WORDS)}|partly|partially|among|northern|"
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
    limited = [m for m in _PART_OF.finditer(text) if kin(stem(m["noun"]), noun)]
    held = [(m.start("noun"), m.end("noun")) for m in limited]
    free = [
        word
        for word in words(text)
        if kin(word.stem, noun) and not any(s <= word.start < e for s, e in held)
    ]
    if free:
        return ""
    return limited[0].group() if limited else None
