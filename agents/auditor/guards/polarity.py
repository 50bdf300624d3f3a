"""Polarity: negation dropped or added, and words turned into their opposites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from agents.auditor.guards.attachment import likeness, neighbours
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.lexicon import OPPOSITES, word_set
from agents.auditor.words import Word, kin, stem, words

SCOPE = 3
"""Content words after a negator that it may deny."""
_NEGATORS = word_set(
    "not no never none nor neither cannot without nobody nothing nowhere hardly barely scarcely "
    "deny denied denies denying fail failed fails failing refuse refused refuses refusing decline "
    "declined declines declining lack lacks lacked lacking reject rejected rejects rejecting "
    "unable avoid avoided avoids avoiding stop stopped instead false ruled"
)
_PLAIN = word_set("not no never none nor neither cannot without nobody nothing")
_NOT_NEGATING = re.compile(
    r"\b(?:not only|no doubt|no longer than|no more than|not least|no matter|if not|whether or not"
    r"|no\. ?\d|stop(?:s|ped)? short)\b",
    re.IGNORECASE,
)


def negation(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when claim and source agree on a word that only one of them denies."""
    claimed, claim_denied = _polarity(claim)
    if not passages:
        return None
    stated: set[str] = set()
    denied: set[str] = set()
    for text in passages:
        said, against = _polarity(text)
        stated |= said
        denied |= against
    for word in sorted(claimed - claim_denied):
        if _has(word, denied) and not _has(word, stated):
            return Objection(
                "negation",
                f'the source denies "{_shown(word, claim)}", the draft states it',
                contradicts=True,
            )
    return _added(claim, claim_denied, denied)


def _added(claim: str, claim_denied: set[str], denied: set[str]) -> Objection | None:
    """A denial in the claim must deny something that the source denies."""
    negator = next((w for w in words(_cleared(claim)) if _negates(w) and _plain(w)), None)
    if negator is None or not claim_denied:
        return None
    if any(_has(word, denied) for word in claim_denied):
        return None
    return Objection(
        "negation",
        f'the draft denies ("{negator.raw}") what the source does not deny',
        contradicts=True,
    )


def _has(word: str, pool: Iterable[str]) -> bool:
    return any(kin(word, other) for other in pool)


def _shown(stemmed: str, claim: str) -> str:
    return next((w.raw for w in words(claim) if w.stem == stemmed), stemmed)


def _cleared(text: str) -> str:
    """Text in which phrases that only look like denials are blanked."""
    return _NOT_NEGATING.sub(lambda m: " " * len(m.group()), text)


def _negates(word: Word) -> bool:
    return word.lower in _NEGATORS or word.lower.endswith("n't")


def _plain(word: Word) -> bool:
    return word.lower in _PLAIN or word.lower.endswith("n't")


@lru_cache(maxsize=4096)
def _polarity(text: str) -> tuple[set[str], set[str]]:
    """Content stems that a text states, and those that it denies."""
    cleared = _cleared(text)
    stated: set[str] = set()
    denied: set[str] = set()
    left, last = 0, 0
    for word in words(cleared):
        if left and re.search(r"[.;:!?,—–]|\b(?:but|and)\b", cleared[last : word.start]):
            left = 0
        last = word.end
        if _negates(word):
            left = SCOPE
            if not _plain(word):
                stated.add(word.stem)
        elif word.lower == "but":
            left = 0
        elif word.content:
            (denied if left else stated).add(word.stem)
            left = max(0, left - 1)
    return stated, denied


# -------------------------------------------------------------------- opposites


@lru_cache(maxsize=1)
def _sides() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    def stems_of(side: frozenset[str]) -> frozenset[str]:
        return frozenset(stem(word) for word in side) | side

    pairs = [(stems_of(a), stems_of(b)) for a, b in OPPOSITES]
    return tuple(pairs + [(b, a) for a, b in pairs])


def opposites(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when the claim says "rose" where the source, of the same thing, says "fell"."""
    for word in words(claim):
        for mine, theirs in _sides():
            if word.stem not in mine and word.lower not in mine:
                continue
            if opposite := _turned(claim, word, mine, theirs, passages):
                reason = f'the source says "{opposite}", the draft "{word.raw}"'
                return Objection("opposites", reason, contradicts=True)
    return None


def _turned(
    claim: str, word: Word, mine: frozenset[str], theirs: frozenset[str], passages: Sequence[str]
) -> str | None:
    """The source's opposite word when it stands where the claim's word does, else None."""
    around = neighbours(claim, word.start, word.end)
    same, other, opposite = 0.0, 0.0, None
    for text in passages:
        for candidate in words(text):
            near = neighbours(text, candidate.start, candidate.end)
            if candidate.stem in mine or candidate.lower in mine or kin(candidate.stem, word.stem):
                same = max(same, 0.05 + likeness(around, near))
            elif candidate.stem in theirs or candidate.lower in theirs:
                alike = likeness(around, near)
                if alike > other:
                    other, opposite = alike, candidate.raw
    return opposite if opposite and other > 0.2 and other > same + 0.1 else None
