"""Polarity: negation dropped or added, and words turned into their opposites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from agents.auditor.guards.attachment import likeness, neighbours, sides
from agents.auditor.guards.comparisons import accounted
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.lexicon import OPPOSITES, word_set
from agents.auditor.reading.words import Word, kin, known, stem, words

SCOPE = 2
"""Content words after a negator that it denies."""
NEAR = 2
"""Content words on each side of a denial that tell what it denies."""
OBJECT = 0.3
"""Likeness added when an opposite verb has the very object of the claim's verb."""
ALIKE = 0.4
"""Likeness of neighbours from which two denials count as the same."""
_NEGATORS = word_set(
    "not no never none nor neither cannot without nobody nothing nowhere hardly barely scarcely "
    "deny denied denies denying lack lacks lacked lacking unable few exempt immune impossible"
)
_YET_TO = re.compile(
    r"\b(?:has|have|had|is|are)\s+(?P<before>yet|still)\s+to\b"
    r"|\b(?:must|needs?\s+to|has\s+to|have\s+to)\s+(?P<after>still)\b"
    r"|\b(?P<first>still)\s+(?:must|needs?\s+to|has\s+to|have\s+to)\b",
    re.IGNORECASE,
)
"""What has still to be done is not done."""
_NOT_SO = re.compile(
    r"\b(?:(?:is|are|was|were|has been|have been)\s+not|(?:is|are|was|were)n['’]t)\s+(?:been\s+)?",
    re.IGNORECASE,
)
_BEFORE_ITS_VERB = word_set("yet still")
_WITH_TO = word_set(
    "fail failed fails failing refuse refused refuses refusing decline declined declines declining"
)
_NOT_NEGATING = re.compile(
    r"\b(?:not only|no doubt|not least|no matter|if not|whether or not|not just|no\. ?\d"
    r"|no (?:longer|more|less|fewer|earlier|later|sooner) than)\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"\b(?:over|about|regarding|concerning|despite|lack of)\s+(?:[\w-]+[\s-]){0,3}$", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[.;:!?,—–]|\b(?:but|and)\b")


def negation(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object to a denial that no passage makes, and to one that the claim has lost."""
    if not passages:
        return None
    return _added(claim, passages) or _dropped(claim, passages) or _denied_here(claim, passages)


def _added(claim: str, passages: Sequence[str]) -> Objection | None:
    """A denial in the claim must stand among the same words as one in the source."""
    stated = [
        neighbours(text, word.start, word.end, NEAR) for text in passages for word in denials(text)
    ]
    for word in denials(claim):
        around = neighbours(claim, word.start, word.end, NEAR)
        if not any(likeness(around, near) >= ALIKE for near in stated):
            reason = f'the draft denies ("{word.raw}") what the source does not deny'
            return Objection("negation", reason, contradicts=True)
    return None


def _dropped(claim: str, passages: Sequence[str]) -> Objection | None:
    """What the source denies, and nowhere states, the claim may not state."""
    claimed = _stated_outright(claim)
    scopes = [_scopes(text) for text in passages]
    stated = {stemmed for plain, _ in scopes for stemmed in plain}
    denied = {stemmed for _, against in scopes for stemmed in against}
    for word in words(claim):
        if _TOPIC.search(claim[: word.start]):
            continue  # "fined over checks" states no checks
        if word.stem in claimed and known(word.stem, denied) and not known(word.stem, stated):
            reason = f'the source denies "{word.raw}", the draft states it'
            return Objection("negation", reason, contradicts=True)
    return None


def _denied_here(claim: str, passages: Sequence[str]) -> Objection | None:
    """What the claim denies first of all must not be what the source states, and never denies."""
    scopes = [_scopes(text) for text in passages]
    stated = {stemmed for plain, _ in scopes for stemmed in plain}
    denied = {stemmed for _, against in scopes for stemmed in against}
    for word in _first_denied(claim):
        if word.stem in stated and not known(word.stem, denied):
            reason = f'the source says "{word.raw}", the draft denies it'
            return Objection("negation", reason, contradicts=True)
    return None


def _first_denied(text: str) -> list[Word]:
    """The word behind each denial of being so: "were not insured"."""
    found = []
    for match in _NOT_SO.finditer(text):
        after = [word for word in words(text) if word.start >= match.end()]
        if after and after[0].content and after[0].lower.endswith("ed"):
            found.append(after[0])
    return found


def denies(claim: str, word: Word) -> bool:
    """Whether the clause of a word of the claim denies something."""
    return word.stem not in _stated_outright(claim)


@lru_cache(maxsize=4096)
def _stated_outright(claim: str) -> frozenset[str]:
    """Content stems of those clauses of the claim that deny nothing.

    "The lease was not renewed" denies the lease its renewal as "did not renew the
    lease" does, though "lease" stands before the denial.
    """
    negators = denials(claim)
    cuts = [0, *(m.start() for m in _CLAUSE_END.finditer(claim)), len(claim)]
    stated: set[str] = set()
    for start, end in pairwise(cuts):
        if not any(start <= word.start < end for word in negators):
            stated |= {w.stem for w in words(claim) if start <= w.start < end and w.content}
    return frozenset(stated)


@lru_cache(maxsize=4096)
def denials(text: str) -> tuple[Word, ...]:
    """The words that deny; "failed" only before "to", and not in "not only" and the like."""
    cleared = _NOT_NEGATING.sub(lambda m: " " * len(m.group()), text)
    yet = {match.start(match.lastgroup or 0) for match in _YET_TO.finditer(cleared)}
    return tuple(w for w in words(cleared) if _negates(cleared, w) or w.start in yet)


def _negates(text: str, word: Word) -> bool:
    if word.lower == "few":
        return not re.search(r"\ba\s+$", text[: word.start], re.IGNORECASE)
    if word.lower in _WITH_TO:
        return text[word.end :].lstrip().startswith("to ")
    return word.lower in _NEGATORS or word.lower.endswith("n't")


_PLANNED = re.compile(r"\b(?:due|set|scheduled|supposed|meant|expected|planned)\s+to\s+$")
"""Before a verb that is neither stated nor denied."""


@lru_cache(maxsize=4096)
def _scopes(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Content stems that a text states, and those that it denies."""
    negators, places = set(denials(text)), _denied(text)
    stated: set[str] = set()
    denied: set[str] = set()
    for word in words(text):
        if word in negators or not word.content:
            continue
        if word.start in places:
            denied.add(word.stem)
        elif not _PLANNED.search(text[: word.start]):
            stated.add(word.stem)
    return frozenset(stated), frozenset(denied)


@lru_cache(maxsize=4096)
def _denied(text: str) -> frozenset[int]:
    """Where the content words begin that a negator before them denies."""
    negators = set(denials(text))
    found: set[int] = set()
    left, last = 0, 0
    for word in words(text):
        if _CLAUSE_END.search(text[last : word.end]):
            left = 0
        last = word.end
        if word in negators:
            left = 1 if word.lower in _BEFORE_ITS_VERB else SCOPE
        elif word.content:
            if left:
                found.add(word.start)
            left = max(0, left - 1)
    return frozenset(found)


# -------------------------------------------------------------------- opposites


Side = frozenset[str]


@lru_cache(maxsize=1)
def _sides() -> dict[str, list[tuple[Side, Side]]]:
    """Word or stem to the pairs of sides of which it is on the first."""
    table: dict[str, list[tuple[Side, Side]]] = {}
    for left, right in OPPOSITES:
        one, other = (side | {stem(word) for word in side} for side in (left, right))
        for mine, theirs in ((one, other), (other, one)):
            for word in mine:
                table.setdefault(word, []).append((mine, theirs))
    return table


def opposites(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when the claim says "rose" where the source, of the same thing, says "fell"."""
    turned = accounted(claim, passages)
    for word in words(claim):
        if word.stem in turned:
            continue
        pairs = (*_sides().get(word.stem, ()), *_sides().get(word.lower, ()))
        for mine, theirs in dict.fromkeys(pairs):
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
    denied = word.start in _turned_by_denial(claim)
    for text in passages:
        for candidate in words(text):
            if _is_one_of(candidate, mine) or kin(candidate.stem, word.stem):
                twin = 1.0 if _led_alike(claim, word, text, candidate) else 0.05
                same = max(same, twin + _likeness(around, text, candidate))
            elif _is_one_of(candidate, theirs) and (
                denied == (candidate.start in _turned_by_denial(text))
            ):
                alike = _likeness(around, text, candidate)
                if _has_its_object(claim, word, text, candidate):
                    alike += OBJECT
                if alike > other:
                    other, opposite = alike, candidate.raw
    return opposite if opposite and other > 0.2 and other > same + 0.1 else None


@lru_cache(maxsize=4096)
def _turned_by_denial(text: str) -> frozenset[int]:
    """Where words begin that are no opposites of theirs: what is no longer allowed is banned.

    Nor does "no earlier than" say that anything is early.
    """
    bounds = [match.span() for match in _NOT_NEGATING.finditer(text)]
    bound = {w.start for w in words(text) if any(a <= w.start < b for a, b in bounds)}
    return _denied(text) | bound


def _led_alike(claim: str, word: Word, text: str, candidate: Word) -> bool:
    """Whether the very word follows the very same one: "is open" in both."""
    mine = re.search(r"(\w+)\s+$", claim[: word.start])
    theirs = re.search(r"(\w+)\s+$", text[: candidate.start])
    alike = mine and theirs and mine[1].lower() == theirs[1].lower()
    return bool(alike) and candidate.stem == word.stem


def _is_one_of(word: Word, side: frozenset[str]) -> bool:
    return word.stem in side or word.lower in side


def _likeness(around: dict[str, float], text: str, word: Word) -> float:
    return likeness(around, neighbours(text, word.start, word.end))


def _has_its_object(claim: str, word: Word, text: str, candidate: Word) -> bool:
    """Whether the source's opposite is followed by what follows the claim's word."""
    mine = sides(claim, word.start, word.end)[1][:1]
    return bool(mine) and mine == sides(text, candidate.start, candidate.end)[1][:1]
