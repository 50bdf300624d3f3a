"""Durations: how long something took, and the how-manieth day, week or season it was.

On which verb a duration hangs is for `figures.py`, as with every other figure.
"""

from __future__ import annotations

from collections.abc import Sequence

from agents.auditor.guards.numbers import borne_out
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.quantities import quantities


def durations(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object to a stretch of time, or to a "fourth day", that no passage gives."""
    given = {quantity.unit for text in passages for quantity in quantities(text)}
    for quantity in quantities(claim):
        if not (quantity.duration or quantity.rank):
            continue
        if quantity.unit not in given:
            return Objection("durations", f'no source says so; leave out "{quantity.raw}"')
        if objection := borne_out(claim, quantity, passages, "durations"):
            return objection
    return None
