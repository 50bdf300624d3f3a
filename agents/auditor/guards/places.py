"""Places: where it happened, whence and whither; not merely where someone is based."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from agents.auditor.guards.grammar import Span, hangs_elsewhere
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.naming import Name, names
from agents.auditor.reading.patterns import lowered

_WAYS = {
    "from": "from", "out of": "from", "away from": "from", "outside": "outside", "off": "off",
    "to": "to", "into": "to", "towards": "to", "toward": "to", "bound for": "to", "in": "in",
    "at": "in", "inside": "in", "within": "in", "near": "near", "beside": "near",
    "outside of": "outside", "around": "near", "on": "in", "for": "to",
}  # fmt: skip
_AGAINST = {
    frozenset(pair)
    for pair in (
        ("from", "to"),
        ("in", "outside"),
        ("in", "near"),
        ("in", "off"),
    )
}
_PREPOSITION = re.compile(
    r"\b(out of|away from|bound for|outside of|" + "|".join(k for k in _WAYS if " " not in k) + r")"
    r"\s+(?:the\s+)?(?:(?:city|town|village|port|island|state|region|river|lake|county)\s+of\s+"
    r"|north(?:ern)?\s+|south(?:ern)?\s+|east(?:ern)?\s+|west(?:ern)?\s+)?$",
    re.IGNORECASE,
)
_MOTION = re.compile(
    r"\b(?:(?P<off>left|leav(?:e|es|ing)|fled|flee(?:s|ing)?|depart(?:s|ed|ing)?|quit)"
    r"|reach(?:es|ed|ing)?|enter(?:s|ed|ing)?)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_REVERSED_PLACE = re.compile(
    r"\b(?P<one>\w+)\s+(?P<way>beside|opposite|above|below|under|behind|inside|within)\s+the\s+(?P<other>\w+)"
)

Placed = tuple[Name, str]


def places(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object to a place on the wrong verb, and to "from", "to" or "in" turned round."""
    for name, way in located(claim):
        ways = {other for text in passages for n, other in located(text) if _same(n, name)}
        if ways and all(frozenset({way, other}) in _AGAINST for other in ways):
            given = sorted(ways)[0]
            reason = f'the source says "{given}" of "{name.raw}", the draft "{way}"'
            return Objection("places", reason, contradicts=True)
        if way in {"in", "to"} and (other := _elsewhere(claim, name, passages)):
            reason = f'the source has this in "{other}", the draft in "{name.raw}"'
            return Objection("places", reason, contradicts=True)
    return _beside(claim, passages)


def _elsewhere(claim: str, name: Name, passages: Sequence[str]) -> str | None:
    def agreeing(text: str) -> list[tuple[Span, bool]]:
        return [((n.start, n.end), _same(n, name)) for n, way in located(text) if way != "from"]

    return hangs_elsewhere(claim, (name.start, name.end), passages, agreeing)


@lru_cache(maxsize=4096)
def located(text: str) -> tuple[Placed, ...]:
    """Names that stand after a preposition of place, with its way: "in", "from", "to", …"""
    ways = ((name, _way(text[: name.start])) for name in names(text))
    return tuple((name, way) for name, way in ways if way)


def _way(before: str) -> str:
    """How a text leads up to a place, "" when it does not; who leaves one comes from it."""
    if match := _PREPOSITION.search(before):
        return _WAYS[lowered(match[1])]
    if match := _MOTION.search(before):
        return "from" if match["off"] else "to"
    return ""


def _same(one: Name, other: Name) -> bool:
    return bool(set(one.tokens) & set(other.tokens))


def _beside(claim: str, passages: Sequence[str]) -> Objection | None:
    """ "In the park beside the station" is not "in the station beside the park"."""
    for mine in _REVERSED_PLACE.finditer(claim):
        pairs = [
            (other["one"].lower(), other["other"].lower())
            for text in passages
            for other in _REVERSED_PLACE.finditer(text)
            if other["way"] == mine["way"]
        ]
        pair = (mine["one"].lower(), mine["other"].lower())
        if pair[::-1] in pairs and pair not in pairs:
            reason = f'"{pair[0]}" and "{pair[1]}" have changed places around "{mine["way"]}"'
            return Objection("places", reason, contradicts=True)
    return None
