"""Deeds: verbs, and the nouns of verbs, with those who do them and what they are done to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agents.auditor.guards.attachment import sentence_of, sides
from agents.auditor.guards.grammar import passive, verbs
from agents.auditor.reading.words import Word, words

NEAR = 3
"""Content words on each side of a verb that take part in it."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb or the noun of one: stems of those who do it and of what it is done to.

    `plain` is an active verb: another word of its sense may have other roles.
    """

    raw: str
    stem: str
    doers: tuple[str, ...]
    sufferers: tuple[str, ...]
    plain: bool
    objects: tuple[str, ...] = ()
    """The noun phrase right at the verb to which it is done, without what follows it."""
    near: frozenset[str] = frozenset()
    """Every content stem of its sentence."""


@lru_cache(maxsize=4096)
def deeds(text: str) -> tuple[Deed, ...]:
    """Every verb of `text` with its sides, and nouns such as "acquisition of A by B"."""
    found = [_verb_deed(text, verb) for verb in verbs(text)]
    found += [deed for word in words(text) if (deed := _noun_deed(text, word))]
    return tuple(found)


def _verb_deed(text: str, verb: Word) -> Deed:
    acts = {other.stem for other in verbs(text)}
    left, right = (
        tuple(stemmed for stemmed in side if stemmed not in acts)
        for side in sides(text, verb.start, verb.end)
    )
    by = _phrase(text, _BY_LATER, verb.end)
    low, high = sentence_of(text, verb.start, verb.end)
    near = frozenset(w.stem for w in words(text) if low <= w.start < high and w.content)
    if passive(text, verb) or (by and _BY_AT_ONCE.match(text, verb.end)):
        before = _phrase_before(text, low, verb.start)
        return Deed(verb.raw, verb.stem, by, left[:NEAR], False, before, near)
    after = _phrase(text, _AT_ONCE, verb.end, _OBJECT_END)
    return Deed(verb.raw, verb.stem, left[:NEAR], right[:NEAR], True, after, near)


_AT_ONCE = re.compile(r"\s+(?=(?:the|an?|its|their|his|her|\d|[A-Z]))(?:the\s|an?\s|its\s)?")


def _phrase_before(text: str, low: int, end: int) -> tuple[str, ...]:
    """Content stems of the noun phrase that stands last before a passive verb."""
    clause = text[low:end]
    subject = re.split(r"\s(?:is|are|was|were|has|have|had|been|be|being|got|get)\b", clause)[0]
    start = low + max((m.end() for m in re.finditer(r"[,;:—–]", subject)), default=0)
    stop = _OBJECT_END.search(text, start)
    limit = min(low + len(subject), stop.start() if stop else len(text))
    return tuple(w.stem for w in words(text) if start <= w.start < limit and w.content)


def _noun_deed(text: str, word: Word) -> Deed | None:
    if not word.content or not _DEED.search(word.lower):
        return None
    done_to = _phrase(text, _OF, word.end)
    doers = _phrase(text, _BY_LATER, word.end) or _owners(text, word)
    if not done_to or not doers:
        return None
    return Deed(word.raw, word.stem, doers, done_to, plain=False)


_DEED = re.compile(
    r"(?:[ts]ion|ment|ism|ure|over|al|ery|purchase|sale|defeat|arrest|rescue|praise)$"
)
_OF = re.compile(r"\s+of\s+")
_BY_LATER = re.compile(
    r"(?:\s+[\w'’-]+){0,6}?\s+by\s+(?!\d|half\b|an?\s\w+\spoint|(?:one|two|three|four|five|six)\b)"
)
_BY_AT_ONCE = re.compile(r"\s+(?:\w+ly\s+)?by\s")
_PHRASE_END = re.compile(
    r"[.;:!?,—–()]|\s(?:by|for|from|to|in|on|at|with|after|over|of|during|and|but|because|when"
    r"|was|were|is|are|has|had|will|who|which)\s"
)

_OBJECT_END = re.compile(_PHRASE_END.pattern.replace("|and|", "|"))


def _phrase(
    text: str, opening: re.Pattern[str], at: int, ending: re.Pattern[str] = _PHRASE_END
) -> tuple[str, ...]:
    """Content stems of the noun phrase after a preposition that follows `at`."""
    match = opening.match(text, at)
    if not match:
        return ()
    stop = ending.search(text, match.end())
    limit = stop.start() if stop else len(text)
    return tuple(w.stem for w in words(text) if match.end() <= w.start < limit and w.content)


def _owners(text: str, noun: Word) -> tuple[str, ...]:
    """The possessor right before a noun: "Tessera Media's acquisition"."""
    match = re.search(r"((?:[\w-]+\s){0,2}[\w-]+)['’]s?\s+(?:\w+\s+)?$", text[: noun.start])
    if not match:
        return ()
    return tuple(w.stem for w in words(text) if match.start(1) <= w.start < match.end(1))
