"""Figures that follow from those a text gives: a share of a total, the distance of two shares.

"From 41% to 47%" is six points; "206 of 412" is half; "half of the 36 schools" is 18.
Only what every reader would work out the same way; nothing is added up.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.quantity import Quantity

_FROM_TO = re.compile(r",?\s+(?:to|from|up from|down from)\s+")
_OF_THE = re.compile(r"\s+of\s+(?:(?:the|its|their|all|those)\s+)?(?:\w+['’]s\s+)?")
_OF_WHOM = re.compile(r"\s+[^.;]{0,40}?,?\s+of\s+(?:whom|which|them)\s+")
_NEXT = re.compile(r"\s+[\w-]+(?:\s[\w-]+)?,\s+")
_WHOM = re.compile(r"\s+of\s+(?:whom|which|them)\b")


@lru_cache(maxsize=4096)
def derived(text: str) -> tuple[Quantity, ...]:
    """Quantities that `text` implies by its neighbouring figures, each where the first one is."""
    found: list[Quantity] = []
    given = quantities(text)
    for one, other in pairwise(given):
        between = text[one.end : other.start]
        if one.unit == other.unit == "%" and _FROM_TO.fullmatch(between):
            found.append(replace(one, value=abs(one.value - other.value), unit="points", hedge=""))
        elif _OF_THE.fullmatch(between) and not other.unit:
            found += _share(one, other)
        elif not one.unit and not other.unit and _of_whom(text, one, other):
            found += _share(replace(other, noun=one.noun), one)
    return tuple(found)


def _of_whom(text: str, whole: Quantity, part: Quantity) -> bool:
    """ "64 members, 16 of whom" and "64 members, of whom 16"."""
    between = text[whole.end : part.start]
    if _OF_WHOM.fullmatch(between):
        return True
    return bool(_NEXT.fullmatch(between) and _WHOM.match(text, part.end))


def _share(part: Quantity, whole: Quantity) -> list[Quantity]:
    """A share as a count, or a count as a share of its whole."""
    if not whole.value or part.hedge == "cap":
        return []
    if part.unit == "%":
        count = part.value * whole.value / 100
        return [replace(part, value=count, unit="", noun=whole.noun)]
    if not part.unit and part.value <= whole.value:
        return [replace(part, value=100 * part.value / whole.value, unit="%", noun="")]
    return []
