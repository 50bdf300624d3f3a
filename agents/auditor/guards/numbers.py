"""Numbers: value, unit, scale, rounding, and what they count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from agents.auditor.guards.attachment import Sides, likeness, neighbours, sides
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.quantities import Quantity, covers, quantities, same_kind
from agents.auditor.words import known

_PAIR = re.compile(r"(?<![\w.-])(\d{1,3})-(\d{1,3})(?![\w.-])")
NEAREST = 2
"""Content words on each side of a figure that must be its own in the source."""
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
    return (
        _scores(claim, passages)
        or _order(claim, passages)
        or _elsewhere(claim, passages)
        or _bygone(claim, passages)
    )


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
        return _differs(quantity, others[0][2])
    return None


def _unknown(
    quantity: Quantity, nearest: Quantity | None, stated: Sequence[Placed]
) -> Objection | None:
    if nearest is not None:
        return _differs(quantity, nearest)
    same_value = [source for source, _ in stated if source.value == quantity.value]
    if same_value and same_value[0].raw != quantity.raw:
        return Objection(
            "numbers",
            f'the source counts "{_show(same_value[0])}", the draft "{_show(quantity)}"',
            contradicts=True,
        )
    return Objection("numbers", f'no source gives "{_show(quantity)}"')


def _differs(quantity: Quantity, source: Quantity) -> Objection:
    reason = f'the source says "{_show(source)}", the draft "{_show(quantity)}"'
    return Objection("numbers", reason, contradicts=True)


def _show(quantity: Quantity) -> str:
    hedge = {"cap": "up to ", "above": "more than ", "below": "less than ", "about": "about "}
    shown = hedge.get(quantity.hedge, "") + " ".join(quantity.raw.split())
    return f"{shown} {quantity.noun}…" if quantity.noun else shown


def _order(claim: str, passages: Sequence[str]) -> Objection | None:
    """Two figures of one kind in the claim must stand beside their own words in the source."""
    for first, second in combinations(quantities(claim), 2):
        comparable = same_kind(first, second) and first.value != second.value
        if comparable and (objection := _swapped(claim, first, second, passages)):
            return objection
    return None


def _swapped(
    claim: str, first: Quantity, second: Quantity, passages: Sequence[str]
) -> Objection | None:
    """Whether the two figures have changed places against every passage that holds both."""
    here = [neighbours(claim, q.start, q.end) for q in (first, second)]
    verdicts = []
    for text in passages:
        placed = [
            [(neighbours(text, q.start, q.end)) for q in quantities(text) if covers(mine, q)]
            for mine in (first, second)
        ]
        if placed[0] and placed[1]:
            straight = likeness(here[0], placed[0][0]) + likeness(here[1], placed[1][0])
            crossed = likeness(here[0], placed[1][0]) + likeness(here[1], placed[0][0])
            verdicts.append(crossed > straight + 0.25)
    if verdicts and all(verdicts):
        return Objection(
            "numbers",
            f'"{_show(first)}" and "{_show(second)}" have changed places against the source',
            contradicts=True,
        )
    return None


_RANGE_NEXT = re.compile(r"\s?(?:-|–|to|and|or)\s?[$€£]?\d")
_BASE = re.compile(
    r"\b(?:against|from|versus|vs\.?|compared (?:with|to)|instead of|rather than|not)\s+"
    r"(?:about |around |some |just |only |nearly |a )*$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:ago|last|was|were|had|earlier|before|used to|previous(?:ly)?|formerly|once)\b", re.I
)


def _bygone(claim: str, passages: Sequence[str]) -> Objection | None:
    """A figure that a source gives only to compare with ("against 4.1% a year ago") is no news."""
    for quantity in quantities(claim):
        if _BASE.search(claim[: quantity.start]) or _PAST.search(claim):
            continue
        borne = [
            bool(_BASE.search(text[: source.start]))
            for text in passages
            for source in quantities(text)
            if same_kind(quantity, source) and covers(quantity, source)
        ]
        if borne and all(borne):
            reason = f'the source gives "{_show(quantity)}" only to compare with'
            return Objection("numbers", reason, contradicts=True)
    return None


def _elsewhere(claim: str, passages: Sequence[str]) -> Objection | None:
    """A word beside the figure must not stand, in the source, beside another figure instead."""
    for quantity in quantities(claim):
        if _RANGE_NEXT.match(claim, quantity.end):
            continue  # both ends of "3 to 5 sensors" share their noun
        mine = sides(claim, quantity.start, quantity.end)
        found = [
            _taken_from(mine, text, own, quantity)
            for text in passages
            for own in quantities(text)
            if same_kind(quantity, own) and covers(quantity, own)
        ]
        if found and all(found):
            word, other = next(pair for pair in found if pair)
            reason = f'the source says "{_show(other)}" of "{word}", the draft "{_show(quantity)}"'
            return Objection("numbers", reason, contradicts=True)
    return None


def _taken_from(
    mine: Sides, text: str, own: Quantity, claimed: Quantity
) -> tuple[str, Quantity] | None:
    """A word on one side of the claimed figure that is on that side of another figure only."""
    ours = sides(text, own.start, own.end)
    rivals = [q for q in quantities(text) if same_kind(claimed, q) and not covers(claimed, q)]
    for rival in rivals:
        theirs = sides(text, rival.start, rival.end)
        for here, there, other in zip(mine, ours, theirs, strict=True):
            for word in here[:NEAREST]:
                if known(word, other[:NEAREST]) and not known(word, there):
                    return word, rival
    return None
