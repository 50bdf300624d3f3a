"""Names: everyone and everything a claim names must be known to the evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise

from agents.auditor.guards.attachment import likeness, neighbours
from agents.auditor.guards.comparisons import fairly_turned
from agents.auditor.guards.figures import STANDS_FOR
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.naming import Name, Roll, names
from tools.sentences import sentences

Placed = tuple[Name, dict[str, float]]
_ANAPHOR = re.compile(
    rf"\W*(?:it|he|she|they|the (?:{'|'.join(sorted(STANDS_FOR))}))\b", re.IGNORECASE
)
"""The beginning of a sentence whose subject was named before."""
MARGIN = 0.2
"""By how much another name's neighbours must fit better before a name counts as misplaced."""


def names_known(claim: str, _passages: Sequence[str], context: Context) -> Objection | None:
    """Object to a name that no source of the story has, whole and in one piece."""
    for name in names(claim):
        own = " ".join(name.tokens) in context.own_names
        if not own and not context.roll.knows(name) and not _titled(claim, name, context.roll):
            return Objection("names", f'no source names "{name.raw}"')
    return None


def _titled(claim: str, name: Name, roll: Roll) -> bool:
    """Whether a claim begins with a known title and a known name: "Firefighter Dana Okafor"."""
    title, *rest = name.tokens
    bare = Name(name.raw, name.start, name.end, tuple(rest))
    return (
        len(rest) > 1 and not claim[: name.start].strip() and roll.has(title) and roll.knows(bare)
    )


def names_here(claim: str, passages: Sequence[str], context: Context) -> Objection | None:
    """Object to a name that the story knows but that has no part in what the claim tells."""
    if not passages:
        return None
    here = Roll("\n".join(passages))
    for name in names(claim):
        own = " ".join(name.tokens) in context.own_names
        if not own and context.roll.knows(name) and not here.knows(name):
            return Objection("names", f'the source does not say this of "{name.raw}"')
    return None


def names_placed(claim: str, passages: Sequence[str], context: Context) -> Objection | None:
    """Object when another name stands, in the source, where the claim has this one."""
    if fairly_turned(claim, passages):
        return None
    stated = [(text, _placed(text)) for passage in passages for text in sentences(passage)]
    here = [(name, neighbours(claim, name.start, name.end)) for name in names(claim)]
    for position, (name, around) in enumerate(here):
        rivals = [
            [one for one in row if not _has_its_own_place(one, around, here)]
            for text, row in stated
            if position or not (_leads(name, row) or _may_be_meant(name, text, row))
        ]
        other = _fits_better(
            name, around, [*chain.from_iterable(rivals)], [row for _, row in stated]
        )
        if other and " ".join(name.tokens) not in context.own_names:
            reason = f'the source says this of "{other.raw}", the draft of "{name.raw}"'
            return Objection("names", reason, contradicts=True)
    return None


def _may_be_meant(name: Name, text: str, row: Sequence[Placed]) -> bool:
    """Whether "it" or "the company", with which a sentence begins, can be this name."""
    return bool(_ANAPHOR.match(text)) and not any(_same(other, name) for other, _ in row)


def _has_its_own_place(rival: Placed, around: dict[str, float], here: Sequence[Placed]) -> bool:
    """Whether the claim names a rival, too, and where that fits at least as well."""
    fit = likeness(around, rival[1])
    return any(
        near is not around and _same(rival[0], name) and likeness(near, rival[1]) >= fit
        for name, near in here
    )


@lru_cache(maxsize=4096)
def _placed(text: str) -> list[Placed]:
    return [(name, neighbours(text, *_extent(text, name))) for name in names(text)]


def _extent(text: str, name: Name) -> tuple[int, int]:
    """A name with the bracket that gives its other form: "Tollgate Mining ($TGM)"."""
    found = names(text)
    for one, other in pairwise(found):
        if name in (one, other) and re.fullmatch(r"\s*(?:\w+\s)?\(", text[one.end : other.start]):
            return one.start, other.end + 1
    return name.start, name.end


def _leads(name: Name, sentence: Sequence[Placed]) -> bool:
    """Whether a sentence begins with this name: the subject of all its verbs, near or far."""
    return bool(sentence) and _same(sentence[0][0], name)


def _same(candidate: Name, name: Name) -> bool:
    return _roll(candidate.tokens).shares(name)


@lru_cache(maxsize=4096)
def _roll(tokens: tuple[str, ...]) -> Roll:
    return Roll(" ".join(tokens))


def _fits_better(
    name: Name,
    around: dict[str, float],
    rivals: Sequence[Placed],
    stated: Sequence[Sequence[Placed]],
) -> Name | None:
    """The name of the source whose neighbours are those of the claim's name, when not its own.

    A name that the source has only under an alias cannot be compared.
    """
    own = [
        likeness(around, near)
        for candidate, near in chain.from_iterable(stated)
        if _same(candidate, name)
    ]
    others = [
        (likeness(around, near), candidate.raw, candidate)
        for candidate, near in rivals
        if not _same(candidate, name)
    ]
    if not own or not others:
        return None
    best = max(others, key=lambda other: other[:2])
    return best[2] if best[0] > max(own) + MARGIN else None
