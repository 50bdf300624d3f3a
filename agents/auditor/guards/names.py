"""Names: everyone and everything a claim names must be known to the evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise

from agents.auditor.guards.attachment import likeness, neighbours
from agents.auditor.guards.comparisons import fairly_turned
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.naming import Name, Roll, names
from tools.sentences import sentences

Placed = tuple[Name, dict[str, float]]
MARGIN = 0.2
"""By how much another name's neighbours must fit better before a name counts as misplaced."""


def names_known(claim: str, _passages: Sequence[str], context: Context) -> Objection | None:
    """Object to a name that no source of the story has, whole and in one piece."""
    for name in names(claim):
        own = " ".join(name.tokens) in context.own_names
        if not own and not context.roll.knows(name):
            return Objection("names", f'no source names "{name.raw}"')
    return None


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
    stated = [_placed(text) for passage in passages for text in sentences(passage)]
    for position, name in enumerate(names(claim)):
        around = neighbours(claim, name.start, name.end)
        rivals = [row for row in stated if position or not _leads(name, row)]
        other = _fits_better(name, around, [*chain.from_iterable(rivals)], stated)
        if other and " ".join(name.tokens) not in context.own_names:
            reason = f'the source says this of "{other.raw}", the draft of "{name.raw}"'
            return Objection("names", reason, contradicts=True)
    return None


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
