"""Durations: how long something took, and the how-manieth day, week or season it was."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.auditor.guards.grammar import Span, hangs_elsewhere
from agents.auditor.guards.numbers import borne_out, show
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.lexicon import word_set
from agents.auditor.quantities import Quantity, quantities
from agents.auditor.rounding import covers

_ATTRIBUTE = re.compile(r"\s+[a-z]+")
_HEADS = word_set("ago later earlier old long away of in on at for to from and or but after before")


def durations(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object to a stretch of time that no passage gives, or gives of another verb."""
    given = {q.unit for text in passages for q in quantities(text)}
    for quantity in quantities(claim):
        if not (quantity.duration or quantity.rank):
            continue
        if quantity.unit not in given:
            return Objection("durations", f'no source says so; leave out "{quantity.raw}"')
        if objection := borne_out(claim, quantity, passages, "durations"):
            return objection
        if other := _on_another_verb(claim, quantity, passages):
            reason = f'the source says "{other}" here, the draft "{show(quantity)}"'
            return Objection("durations", reason, contradicts=True)
    return None


def _on_another_verb(claim: str, quantity: Quantity, passages: Sequence[str]) -> str | None:
    """ "Served eleven months of a two-year sentence" is not "served two years"."""

    def agreeing(text: str) -> list[tuple[Span, bool]]:
        found = [q for q in quantities(text) if q.unit == quantity.unit]
        plain = [q for q in found if not _is_attribute(text, q)]
        mine = _is_attribute(claim, quantity)
        wanted = found if mine or not plain else plain
        near = [((q.start, q.end), q in wanted and covers(quantity, q)) for q in found]
        # One that belongs to a noun bears nothing out beside a plain one, yet it is known.
        known = any(covers(quantity, q) for q in found)
        return near if any(fits for _, fits in near) or not known else [*near, ((0, 0), True)]

    return hangs_elsewhere(claim, (quantity.start, quantity.end), passages, agreeing)


def _is_attribute(text: str, quantity: Quantity) -> bool:
    """Whether the duration only describes the noun after it ("a two-year sentence")."""
    following = _ATTRIBUTE.match(text, quantity.end)
    singular = not quantity.raw.endswith("s")
    return (
        bool(following)
        and singular
        and following is not None
        and (following.group().strip() not in _HEADS)
    )
