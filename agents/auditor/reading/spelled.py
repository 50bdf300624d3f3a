"""Numbers in words: "twenty-one", "a hundred", "two million", "half", "doubled"."""

from __future__ import annotations

import re

from agents.auditor.reading.amounts import HEDGE_REACH, amount, hedge_of
from agents.auditor.reading.numerals import FRACTIONS, MULTIPLES, NUMBER_WORDS, SCALES
from agents.auditor.reading.quantity import Quantity
from agents.auditor.reading.words import Word, is_heading, words

_POINT_NEXT = re.compile(r"\s(?:of\s)?an?\s(?:percentage[\s-])?point\b", re.IGNORECASE)


def spelled(text: str) -> list[Quantity]:
    """Numbers in words: "twenty-one", "a hundred", "two million", "half", "doubled".

    One with a capital inside a sentence is part of a name ("Harbour Nine").
    """
    heading = is_heading(text)
    tokens = tuple(w for w in words(text) if heading or w.start == 0 or w.raw[0].islower())
    found = []
    index = 0
    while index < len(tokens):
        value, used = _read_words(tokens, index)
        if value is not None and _of_a_fraction(tokens[index + used :]):
            index += used  # "three quarters" is read at "quarters"
            continue
        if value is not None:
            start, end = tokens[index].start, tokens[index + used - 1].end
            found.append(amount(text, start, end, value, ""))
        elif quantity := _fraction_or_multiple(text, tokens, index):
            found.append(quantity)
        index += max(used, 1)
    return found


def _of_a_fraction(following: tuple[Word, ...]) -> bool:
    return bool(following) and following[0].lower in {"thirds", "quarters", "fifths", "tenths"}


def _read_words(tokens: tuple[Word, ...], index: int) -> tuple[float | None, int]:
    """The number that begins at `index` and how many words it takes; None when none does."""
    total, used, real = 0.0, 0, False
    for word in tokens[index:]:
        if used and word.start > tokens[index + used - 1].end + 1:
            break
        if word.lower in NUMBER_WORDS:
            if total and not (total % 10 == 0 and NUMBER_WORDS[word.lower] < 100):
                break
            total += NUMBER_WORDS[word.lower]
            real = real or word.lower != "one"
        elif word.lower in SCALES and len(word.lower) > 3 and used:
            total = (total or 1) * SCALES[word.lower]
            real = True
        elif not (used == 0 and word.lower in {"a", "an"} and _scale_next(tokens, index)):
            break
        used += 1
    return (total, used) if real else (None, 1)


def _scale_next(tokens: tuple[Word, ...], index: int) -> bool:
    following = tokens[index + 1 : index + 2]
    return bool(following) and (following[0].lower in SCALES or following[0].lower == "dozen")


def _fraction_or_multiple(text: str, tokens: tuple[Word, ...], index: int) -> Quantity | None:
    word = first = tokens[index]
    if word.lower in MULTIPLES:
        value, unit = float(MULTIPLES[word.lower]), "times"
    elif word.lower in FRACTIONS and _POINT_NEXT.match(text, word.end):
        value, unit = FRACTIONS[word.lower], "points"
    elif word.lower in FRACTIONS and _is_share(text, tokens, index):
        if index and tokens[index - 1].lower in NUMBER_WORDS:
            first = tokens[index - 1]
        value, unit = 100 * FRACTIONS[word.lower] * NUMBER_WORDS.get(first.lower, 1.0), "%"
    else:
        return None
    before = text[max(0, word.start - HEDGE_REACH) : word.start]
    hedge = hedge_of(re.sub(r"\b(?:a|one|two|three)[\s-]*$", "", before))
    hedge = hedge or ("about" if unit == "%" else "")
    raw = text[first.start : word.end]
    return Quantity(raw, first.start, word.end, value, unit, "", hedge, raw)


def _is_share(text: str, tokens: tuple[Word, ...], index: int) -> bool:
    """Whether "half" or "third" is a share here and neither a quarter-year nor a rank."""
    before = tokens[index - 1].lower if index else ""
    word, after = tokens[index].lower, text[tokens[index].end :].lstrip().lower()
    if before in {"first", "second", "last", "this", "next"}:
        return False
    ends = not after or after[0] in ".,;:!?" or after.startswith(("of ", "in ", "to "))
    return (
        word == "half"
        or before in {"two", "three", "four", "nine"}
        or (ends and before in {"a", "one"})
    )
