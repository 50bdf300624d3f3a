"""Numbers: value, unit, scale, rounding, and what they count."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.auditor.guards.attachment import likeness, neighbours
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.quantities import Quantity, covers, quantities, same_kind

_PAIR = re.compile(r"(?<![\w.-])(\d{1,3})-(\d{1,3})(?![\w.-])")
Placed = tuple[Quantity, dict[str, float]]


def numbers(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object to a number that no passage has, or that stands beside another thing there."""
    stated = [
        (quantity, neighbours(text, quantity.start, quantity.end))
        for text in passages
        for quantity in quantities(text)
    ]
    for quantity in quantities(claim):
        around = neighbours(claim, quantity.start, quantity.end)
        if objection := _check((quantity, around), stated):
            return objection
    return _scores(claim, passages)


def _scores(claim: str, passages: Sequence[str]) -> Objection | None:
    """A pair such as "3-2" must be a pair in the source too."""
    stated = [text.replace("–", "-") for text in passages]
    for pair in _PAIR.finditer(claim.replace("–", "-")):
        low, high = pair.groups()
        range_ = re.compile(rf"(?<!\d){low}\D{{1,9}}{high}(?!\d)")
        if not any(range_.search(text) for text in stated):
            return Objection("numbers", f'no source gives "{pair.group()}"')
    return None


def _check(claimed: Placed, stated: Sequence[Placed]) -> Objection | None:
    quantity, around = claimed
    alike = [(source, near) for source, near in stated if same_kind(quantity, source)]
    rated = sorted(
        ((likeness(around, near), covers(quantity, source), source) for source, near in alike),
        key=lambda item: (-item[0], not item[1]),
    )
    borne = [item for item in rated if item[1]]
    others = [item for item in rated if not item[1]]
    if not borne:
        return _unknown(quantity, others[0][2] if others and others[0][0] > 0.25 else None, stated)
    if others and others[0][0] > borne[0][0] + 0.15 and borne[0][0] < 0.6:
        return differs(quantity, others[0][2])
    return None


def _unknown(
    quantity: Quantity, nearest: Quantity | None, stated: Sequence[Placed]
) -> Objection | None:
    if nearest is not None:
        return differs(quantity, nearest)
    same_value = [source for source, _ in stated if source.value == quantity.value]
    if same_value and same_value[0].raw != quantity.raw:
        return Objection(
            "numbers",
            f'the source counts "{show(same_value[0])}", the draft "{show(quantity)}"',
            contradicts=True,
        )
    return Objection("numbers", f'no source gives "{show(quantity)}"')


def differs(quantity: Quantity, source: Quantity) -> Objection:
    reason = f'the source says "{show(source)}", the draft "{show(quantity)}"'
    return Objection("numbers", reason, contradicts=True)


def show(quantity: Quantity) -> str:
    """A figure as a reader would name it: with its hedge and its noun."""
    hedge = {"cap": "up to ", "above": "more than ", "below": "less than ", "about": "about "}
    return hedge.get(quantity.hedge, "") + (quantity.label or quantity.raw)
