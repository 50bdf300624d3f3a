"""Names: everyone and everything a claim names must be known to the evidence."""

from __future__ import annotations

from collections.abc import Sequence

from agents.auditor.guards.objection import Context, Objection
from agents.auditor.naming import Roll, names


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
