"""Pointers: which fact of the brief each sentence of a draft comes from.

A model names the facts that it used, and is not believed: a sentence points to a fact
only when it shares enough of its words and figures with it. What points nowhere is the
persona's own, or made up; the auditor decides which.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from agents.auditor.reading.numerals import FRACTIONS, MULTIPLES
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.quantity import Quantity
from agents.auditor.reading.rounding import covers
from agents.auditor.reading.words import words
from agents.style.offline.facts import HEADLINE
from memory.types import Brief, Pointer
from tools.sentences import spans

SHARE, SHARE_OF_NAMED = 0.5, 0.34
"""Of a sentence's content words and figures, what a fact must have; less when it was named."""
_MORE = 2
"""Words or figures that a further fact must add to point to it as well."""
SMALL = 12
"""Up to here a bare number in words may be a way of speaking ("two kinds of custodian")."""
_MANNERS_OF_SPEAKING = FRACTIONS.keys() | MULTIPLES.keys()


def pointers(text: str, brief: Brief, named: Collection[int] = ()) -> tuple[Pointer, ...]:
    """Each sentence of `text` with the facts that bear it, in order; often one, seldom two.

    `named` are the indexes of facts that the writer says it used; the headline is HEADLINE.
    """
    told = {HEADLINE: brief.headline, **{n: fact.text for n, fact in enumerate(brief.facts)}}
    # The headline last: a sentence that a fact bears as well points to the fact.
    order = sorted(told, key=lambda fact: (fact not in named, fact == HEADLINE, fact))
    return tuple(
        Pointer(start=start, end=end, fact=fact)
        for start, end in spans(text)
        for fact in _bearing(text[start:end], {fact: told[fact] for fact in order}, named)
    )


def figures_in(text: str) -> tuple[Quantity, ...]:
    """The figures that somebody must have given: "twice", "half" and "two kinds" are left out."""
    return tuple(
        figure
        for figure in quantities(text)
        if any(character.isdigit() for character in figure.raw)
        or ((figure.unit or figure.value > SMALL) and figure.raw not in _MANNERS_OF_SPEAKING)
    )


def same_figure(claimed: Quantity, source: Quantity) -> bool:
    """Whether a source's figure bears a claimed one out; what is counted may be named otherwise."""
    return claimed.unit == source.unit and covers(claimed, source)


def _bearing(sentence: str, told: dict[int, str], named: Collection[int]) -> list[int]:
    """The facts that `sentence` comes from, the one that gives most first."""
    figures = figures_in(sentence)
    given = {fact: _given(sentence, figures, text) for fact, text in told.items()}
    marks = _stems(sentence, figures) | {figure.raw for figure in figures}
    if {figure.raw for figure in figures} - set().union(*given.values()):
        return []  # a figure of no fact: whatever else it says, it does not say what they say
    found: list[int] = []
    left = set(marks)
    while left:
        fact = max(given, key=lambda one: len(given[one] & left))  # the first of equals
        taken = given[fact] & left
        if not (len(taken) >= _MORE if found else _enough(sentence, taken, marks, fact in named)):
            break
        found.append(fact)
        left -= taken
    return found


def _enough(sentence: str, taken: set[str], marks: set[str], was_named: bool) -> bool:
    """Whether a fact gives enough of a sentence: most of it, and something that tells."""
    share = len(taken) / len(marks)
    names = {word.stem for word in words(sentence)[1:] if word.capital}
    telling = len(taken) > _MORE or bool(taken & names) or any(map(_has_digit, taken))
    return share >= (SHARE_OF_NAMED if was_named else SHARE) and telling


def _given(sentence: str, figures: Sequence[Quantity], fact: str) -> set[str]:
    """The stems and figures of a sentence that the fact has as well."""
    borne = {
        figure.raw
        for figure in figures
        if any(same_figure(figure, source) for source in quantities(fact))
    }
    return _stems(sentence, figures) & {word.stem for word in words(fact)} | borne


def _stems(sentence: str, figures: Sequence[Quantity]) -> set[str]:
    """The stems of the content words that are no part of a figure."""
    return {
        word.stem
        for word in words(sentence)
        if word.content and not any(one.start <= word.start < one.end for one in figures)
    }


def _has_digit(mark: str) -> bool:
    return any(character.isdigit() for character in mark)
