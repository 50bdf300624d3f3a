"""Names: everyone and everything a claim names must be known to the evidence."""

from __future__ import annotations

from collections.abc import Sequence

from agents.auditor.guards.attachment import likeness, neighbours
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.naming import Name, Roll, names

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
    stated = [
        (name, neighbours(text, name.start, name.end)) for text in passages for name in names(text)
    ]
    for name in names(claim):
        around = neighbours(claim, name.start, name.end)
        other = _fits_better(name, around, stated)
        if other and " ".join(name.tokens) not in context.own_names:
            reason = f'the source says this of "{other.raw}", the draft of "{name.raw}"'
            return Objection("names", reason, contradicts=True)
    return None


def _fits_better(
    name: Name, around: dict[str, float], stated: Sequence[tuple[Name, dict[str, float]]]
) -> Name | None:
    """The name of the source whose neighbours are those of the claim's name, when not its own."""
    own, best, other = 0.0, 0.0, None
    for candidate, near in stated:
        alike = likeness(around, near)
        if Roll(" ".join(candidate.tokens)).shares(name):
            own = max(own, alike)
        elif alike > best:
            best, other = alike, candidate
    return other if best > own + MARGIN else None
