"""Numbers: value, unit, scale, rounding, and what they count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from agents.auditor.guards.attachment import likeness, neighbours
from agents.auditor.guards.comparisons import inverse
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.guards.signs import signs
from agents.auditor.reading.arithmetic import derived
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.quantity import Quantity
from agents.auditor.reading.rounding import covers, same_kind

_PAIR = re.compile(r"(?<![\w.-])(\d{1,3})-(\d{1,3})(?![\w.-])")
Placed = tuple[Quantity, dict[str, float]]


def numbers(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object to a number that no passage has, or that stands beside another thing there."""
    for quantity in quantities(claim):
        if quantity.duration or quantity.rank or inverse(claim, quantity, passages):
            continue  # they have guards of their own
        if objection := borne_out(claim, quantity, passages):
            return objection
    return signs(claim, passages) or _scores(claim, passages)


def borne_out(
    claim: str, quantity: Quantity, passages: Sequence[str], guard: str = "numbers"
) -> Objection | None:
    """Object, under the name of `guard`, unless a passage has the figure among its neighbours."""
    around = neighbours(claim, quantity.start, quantity.end)
    objection = _check((quantity, around), [row for text in passages for row in _placed(text)])
    return replace(objection, guard=guard) if objection else None


@lru_cache(maxsize=4096)
def _placed(text: str) -> tuple[Placed, ...]:
    """The figures of a passage, and those that follow from them, with their neighbours."""
    return tuple((q, neighbours(text, q.start, q.end)) for q in (*quantities(text), *derived(text)))


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
    if any(covers(quantity, s) and _same_link(around, near, stated) for s, near in alike):
        return None
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


def _same_link(around: dict[str, float], near: dict[str, float], stated: Sequence[Placed]) -> bool:
    """Whether both figures are the one end of a change ("to 47%") that tells it from the other."""
    mine = {key for key in around if key[0] == "<"}
    theirs = {key for key in near if key[0] == "<"}
    others = [other for _, other in stated if "<from" in other and "<to" not in other]
    shared = set(around) & set(near) - mine
    return mine == theirs == {"<to"} and bool(others) and bool(shared)


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
