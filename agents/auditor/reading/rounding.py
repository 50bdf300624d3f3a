"""Whether one figure bears another out: same kind, same value, rounding and hedges considered."""

from __future__ import annotations

import math

from agents.auditor.reading.quantity import Quantity
from agents.auditor.reading.words import kin


def same_kind(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities could be compared at all: same unit, or the same things counted."""
    if one.unit or other.unit:
        return one.unit == other.unit
    return not one.noun or not other.noun or kin(one.noun, other.noun)


def covers(claim: Quantity, source: Quantity) -> bool:
    """Whether a source's figure bears out a claimed one, hedges and rounding considered."""
    claimed, stated = claim.value / claim.size, source.value / claim.size
    if math.isinf(claimed) or math.isinf(stated):
        return claim.raw == source.raw  # hundreds of digits: no float tells them apart
    if math.isclose(claimed, stated):
        return _bound_kept(claim, source)
    if not stated or claimed * stated < 0 or claim.rank:
        return False
    off = (claimed - stated) / abs(stated)
    exact = abs(off) <= 0.03 and (_rounded(claimed, stated) or claim.size != source.size)
    if claim.hedge == source.hedge and claim.hedge != "about":
        return exact
    match claim.hedge:
        case "below":
            return 0 <= off <= 0.09
        case "above":
            return -0.15 <= off <= 0
        case "about":
            near = abs(claimed - stated) <= 0.6 * _step(claimed)
            return abs(off) <= 0.02 or (abs(off) <= 0.08 and near)
        case _:
            return exact


def _bound_kept(claim: Quantity, source: Quantity) -> bool:
    """A ceiling may not become a plain figure, nor "over" "under", nor "about" "at least"."""
    if source.hedge == "cap":
        return claim.hedge == "cap"
    turned = {("above", "below"), ("below", "above"), ("cap", "above"), ("above", "about")}
    return (claim.hedge, source.hedge) not in turned


def _step(value: float) -> float:
    """The place of the last digit that is not a rounding zero: 10 for 50, 1e8 for 1.4e9."""
    digits = f"{abs(value):.6e}".partition("e")
    kept = len(digits[0].rstrip("0").partition(".")[2])
    return float(10.0 ** (int(digits[2]) - kept))


def _rounded(claim: float, source: float) -> bool:
    """Whether `claim` is `source` rounded to two or more of its leading digits."""
    return any(float(f"{source:.{digits}g}") == claim for digits in (2, 3, 4))
