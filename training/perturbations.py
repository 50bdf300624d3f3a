"""Perturbations: true and false variants of sentences whose evidence is our own.

What a verifier learns from, and what it is tried with. Every kind makes what its name says
or nothing: never its input, and never what stands in the evidence anyway. Seeded: equal
chance, equal variants. An error of a kind that nobody would write is no use, so that many
sentences have no variant of a kind at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from agents.auditor.reading.quotations import plain
from training import rewordings, values, wordings
from training.material import Material

Kind = Callable[[Material, Random], str | None]

FALSE: Mapping[str, Kind] = {
    "number": values.number,
    "name": values.name,
    "roles": values.roles,
    "date": values.date,
    "quotation": values.quotation,
    "negation": wordings.negation,
    "antonym": wordings.antonym,
    "certainty": wordings.certainty,
    "stitched": wordings.stitched,
    "added": wordings.added,
}
"""What each kind of error is called: the evidence contradicts its variant, or lacks it."""
TRUE: Mapping[str, Kind] = {
    "shortened": rewordings.shortened,
    "synonyms": rewordings.synonyms,
    "figures": rewordings.figures,
    "lower case": rewordings.lower_case,
    "merged": rewordings.merged,
}
"""What each kind of rewording is called: the evidence bears its variant out."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A variant of a sentence, and what was done to it."""

    kind: str
    text: str


def planted(material: Material, kind: str, chance: Random) -> Planted | None:
    """The sentence with an error of that kind; None where it offers no place for one."""
    return _made(FALSE, material, kind, chance)


def reworded(material: Material, kind: str, chance: Random) -> Planted | None:
    """The sentence in other words of that kind; None where it offers no place for them."""
    return _made(TRUE, material, kind, chance)


def every_error(
    material: Material, chance: Random, kinds: Sequence[str] = tuple(FALSE)
) -> tuple[Planted, ...]:
    """One variant of each kind that applies."""
    made = (planted(material, kind, chance) for kind in kinds)
    return tuple(one for one in made if one)


def every_rewording(
    material: Material, chance: Random, kinds: Sequence[str] = tuple(TRUE)
) -> tuple[Planted, ...]:
    """One variant of each kind that applies."""
    made = (reworded(material, kind, chance) for kind in kinds)
    return tuple(one for one in made if one)


def _made(
    kinds: Mapping[str, Kind], material: Material, kind: str, chance: Random
) -> Planted | None:
    text = kinds[kind](material, chance)
    if text is None or text == material.sentence:
        return None
    if kinds is FALSE and plain(text) in plain(material.evidence):
        return None
    return Planted(kind, text)
