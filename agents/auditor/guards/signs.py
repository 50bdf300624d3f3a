"""Signs: "-3%" is no "3%", unless words say what the sign says ("fell 3%")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.auditor.guards.attachment import sentence_of
from agents.auditor.guards.objection import Objection
from agents.auditor.reading.lexicon import OPPOSITES, word_set
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.quantity import Quantity
from agents.auditor.reading.rounding import covers, same_kind
from agents.auditor.reading.words import known, stem, words

_SIGN = re.compile(r"(?:^|(?<=[\s(:]))(?<![\d%]\s)([-−–+])$")
"""Right before a figure, and no dash between two."""
_RISES, _FALLS = next(pair for pair in OPPOSITES if "rise" in pair[0])
_UP = frozenset(stem(word) for word in _RISES)
_DOWN = frozenset(stem(word) for word in _FALLS | word_set("minus negative below loss lose"))


def signs(claim: str, passages: Sequence[str]) -> Objection | None:
    """Object to a figure above zero whose source has it below, or the other way round."""
    for mine in quantities(claim):
        stated = [
            (text, other)
            for text in passages
            for other in quantities(text)
            if same_kind(mine, other) and covers(mine, other)
        ]
        if stated and all(_turned(claim, mine, text, other) for text, other in stated):
            said = f"{_sign(stated[0][0], stated[0][1])}{stated[0][1].raw}"
            reason = f'the source says "{said}", the draft "{_sign(claim, mine)}{mine.raw}"'
            return Objection("numbers", reason, contradicts=True)
    return None


def _turned(claim: str, mine: Quantity, text: str, other: Quantity) -> bool:
    """Whether one of the two has a sign, and the other points the other way."""
    if not (_sign(claim, mine) or _sign(text, other)):
        return False
    directions = {_direction(claim, mine), _direction(text, other)}
    return directions == {"up", "down"}


def _sign(text: str, figure: Quantity) -> str:
    found = _SIGN.search(text[: figure.start])
    return found[1] if found else ""


def _direction(text: str, figure: Quantity) -> str:
    """By its sign, else by the words of its sentence; a bare figure is above zero."""
    if sign := _sign(text, figure):
        return "up" if sign == "+" else "down"
    low, high = sentence_of(text, figure.start, figure.end)
    near = [word.stem for word in words(text) if low <= word.start < high]
    falls = any(known(stemmed, _DOWN) for stemmed in near)
    rises = any(known(stemmed, _UP) for stemmed in near)
    if falls and rises:
        return "either"
    return "down" if falls else "up"
