"""Figures in their place: a true number beside the wrong thing is a false statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from agents.auditor.guards.attachment import Sides, likeness, neighbours, sentence_of, sides
from agents.auditor.guards.grammar import verbs
from agents.auditor.guards.numbers import show
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.lexicon import IRREGULAR, OFFICES, word_set
from agents.auditor.reading.numerals import NUMBER_WORDS
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.quantity import Quantity
from agents.auditor.reading.rounding import covers, same_kind
from agents.auditor.reading.words import Word, known, stem, words

NEAREST = 2
"""Content words on each side of a figure that must be its own in the source."""


def figures(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object to a figure that the source has, but of something else."""
    checks = (_order, _elsewhere, _only_to_compare, _other_step, _other_verb, _other_subject)
    return next((found for check in checks if (found := check(claim, passages))), None)


def _sources(quantity: Quantity, passages: Sequence[str]) -> Iterator[tuple[str, Quantity]]:
    """Where the passages bear the figure out: (passage, its figure)."""
    for text in passages:
        for source in quantities(text):
            if same_kind(quantity, source) and covers(quantity, source):
                yield text, source


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
            segments = [_segment(claim, first), _segment(claim, second)]
            theirs = [_of_same(text, first), _of_same(text, second)]
            kept = sum(len(a & b) for a, b in zip(segments, theirs, strict=True))
            exchanged = sum(len(a & b) for a, b in zip(segments, theirs[::-1], strict=True))
            if kept != exchanged:
                verdicts.append(exchanged > kept)
                continue
            straight = likeness(here[0], placed[0][0]) + likeness(here[1], placed[1][0])
            crossed = likeness(here[0], placed[1][0]) + likeness(here[1], placed[0][0])
            verdicts.append(crossed > straight + 0.25)
    if verdicts and all(verdicts):
        return Objection(
            "numbers",
            f'"{show(first)}" and "{show(second)}" have changed places against the source',
            contradicts=True,
        )
    return None


_JOINT = re.compile(r"[,;:.—–](?!\d)|\b(?:and|but|while|whereas|against|compared|or)\b")


@lru_cache(maxsize=4096)
def _segment(text: str, figure: Quantity) -> frozenset[str]:
    """Content stems between the joints of the sentence on both sides of a figure."""
    cuts = [0, *(match.end() for match in _JOINT.finditer(text)), len(text)]
    low = max(cut for cut in cuts if cut <= figure.start)
    high = min((cut for cut in cuts if cut >= figure.end), default=len(text))
    return frozenset(
        w.stem
        for w in words(text)
        if low <= w.start < high
        and not figure.start <= w.start < figure.end
        and w.content
        and w.raw[0].isalpha()
    )


def _of_same(text: str, figure: Quantity) -> frozenset[str]:
    """What stands in the segment of the first figure of a passage that bears this one out."""
    return next((_segment(text, q) for q in quantities(text) if covers(figure, q)), frozenset())


_RANGE_NEXT = re.compile(r"\s?(?:-|–|to|and|or)\s?[$€£]?\d")
_BASE = re.compile(
    r"\b(?:against|from|versus|vs\.?|compared (?:with|to)|instead of|rather than|not)\s+"
    r"(?:about |around |some |just |only |nearly |a )*$",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    rf"(?:\b(?:\d[\d,.]*%?|{'|'.join(NUMBER_WORDS)}|none|most|some|half|many|few|part)\s+|(?:^|[.;,]\s*))"
    r"(?:out\s+)?of\s+(?:(?:\w+\s+){0,3}\w+['’]s\s+|(?:the|its|their|his|her|those)\s+)?$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:ago|last|was|were|had|earlier|before|used to|previous(?:ly)?|formerly|once)\b", re.I
)


def _only_to_compare(claim: str, passages: Sequence[str]) -> Objection | None:
    """A figure only compared with ("against 4.1%") or a total ("two of 3") is no news itself."""
    for quantity in quantities(claim):
        before = claim[: quantity.start]
        if _BASE.search(before) or _TOTAL.search(before) or _PAST.search(claim):
            continue
        borne = [
            bool(_BASE.search(text[: source.start]) or _TOTAL.search(text[: source.start]))
            for text, source in _sources(quantity, passages)
        ]
        if borne and all(borne):
            reason = f'the source gives "{show(quantity)}" only to compare with'
            return Objection("numbers", reason, contradicts=True)
    return None


def _elsewhere(claim: str, passages: Sequence[str]) -> Objection | None:
    """A word beside the figure must not stand, in the source, beside another figure instead."""
    for quantity in quantities(claim):
        if _RANGE_NEXT.match(claim, quantity.end):
            continue  # both ends of "3 to 5 sensors" share their noun
        if _TOTAL.search(claim[: quantity.start]):
            continue  # what is said of "five of nine" is said of the five
        mine = sides(claim, quantity.start, quantity.end)
        found = [
            _taken_from(mine, claim, text, own, quantity)
            for text, own in _sources(quantity, passages)
        ]
        if found and all(found):
            word, other = next(pair for pair in found if pair)
            reason = f'the source says "{show(other)}" of "{word}", the draft "{show(quantity)}"'
            return Objection("numbers", reason, contradicts=True)
    return None


def _taken_from(
    mine: Sides, claim: str, text: str, own: Quantity, claimed: Quantity
) -> tuple[str, Quantity] | None:
    """A word on one side of the claimed figure that is on that side of another figure only."""
    ours = sides(text, own.start, own.end)
    mates = _segment(claim, claimed)
    home = _segment(text, own)
    beside = _named_by(text, own)
    rivals = [q for q in quantities(text) if same_kind(claimed, q) and not covers(claimed, q)]
    for rival in rivals:
        away = _segment(text, rival)
        if mates & home - away and not mates & away - home:
            continue  # its own words keep it in place
        theirs = sides(text, rival.start, rival.end)
        for here, there, other in zip(mine, ours, theirs, strict=True):
            for word in here[:NEAREST]:
                gapped = word == claimed.noun and not own.noun
                if gapped or word in there or known(word, beside):
                    continue
                if word in other[:NEAREST] or (
                    known(word, other[:NEAREST]) and not known(word, there)
                ):
                    return word, rival
    return None


_NAMED_BY = re.compile(r"(\w+)\s+(?:of|at|is|was|:)\s+(?:about |around |nearly |some )?$", re.I)


def _named_by(text: str, figure: Quantity) -> tuple[str, ...]:
    """The word that a figure gives the size of: "a valuation of $120m"."""
    match = _NAMED_BY.search(text[: figure.start])
    return (stem(match[1]),) if match else ()


STANDS_FOR = (
    word_set(
        "company firm group bank business club team side agency union city town country government "
        "startup start maker giant studio school park party board singer writer man woman site"
    )
    | OFFICES
)
"""Nouns that take up a name said before, so that they tell of no other subject."""


def _other_subject(claim: str, passages: Sequence[str]) -> Objection | None:
    """In "the upgrade costs $20, and the first month is free" the month does not cost $20."""
    for quantity in quantities(claim):
        mine = _subject(claim, quantity)
        if not mine:
            continue
        found = [_belongs_to(mine, claim, text, own) for text, own in _sources(quantity, passages)]
        if found and all(found):
            reason = f'the source says "{show(quantity)}" of "{found[0]}"'
            return Objection("numbers", reason, contradicts=True)
    return None


def _belongs_to(mine: Sequence[Word], claim: str, text: str, own: Quantity) -> str | None:
    """The subject of a source's figure, when the claim's is another one of the same sentence."""
    theirs = _subject(text, own)
    if not theirs or any(word.lower in STANDS_FOR for word in theirs):
        return None
    low, high = sentence_of(text, own.start, own.end)
    home = _segment(text, own)
    said = {word.stem for word in words(claim)}
    sentence = {w.stem for w in words(text) if low <= w.start < high}
    strangers = all(w.stem in sentence and not known(w.stem, home) for w in mine)
    return theirs[-1].raw if strangers and not any(known(w.stem, said) for w in theirs) else None


def _subject(text: str, figure: Quantity) -> list[Word]:
    """The content words before the verb of the figure's part of the sentence."""
    cuts = [0, *(match.end() for match in _JOINT.finditer(text))]
    low = max(cut for cut in cuts if cut <= figure.start)
    act = next((verb for verb in verbs(text) if low <= verb.start < figure.start), None)
    if act is None:
        return []
    return [w for w in words(text) if low <= w.start < act.start and w.content]


_STEP = re.compile(r"\b(to|by|from)\s+(?:about |around |nearly |just |over |under |some )*$", re.I)


def _other_step(claim: str, passages: Sequence[str]) -> Objection | None:
    """ "Rose to 5%" is not "rose by 5%"."""
    for quantity in quantities(claim):
        step = _STEP.search(claim[: quantity.start])
        steps = [_STEP.search(text[: q.start]) for text, q in _sources(quantity, passages)]
        given = [found[1].lower() for found in steps if found]
        if step and given and len(given) == len(steps) and step[1].lower() not in given:
            reason = (
                f'the source says "{given[0]} {show(quantity)}", the draft "{step[1]} '
                f'{show(quantity)}"'
            )
            return Objection("numbers", reason, contradicts=True)
    return None


def _other_verb(claim: str, passages: Sequence[str]) -> Objection | None:
    """The verb before a figure, when the source has it, stands near that figure there too."""
    for quantity in quantities(claim):
        verb = _verb_before(claim, quantity)
        if verb is None or quantity.duration or quantity.rank:
            continue
        missing = [
            known(verb.stem, (w.stem for w in words(text)))
            and not any(known(verb.stem, side) for side in sides(text, q.start, q.end))
            for text, q in _sources(quantity, passages)
        ]
        if missing and all(missing):
            reason = f'the source does not say "{verb.raw}" of "{show(quantity)}"'
            return Objection("numbers", reason, contradicts=True)
    return None


def _verb_before(claim: str, quantity: Quantity) -> Word | None:
    """The content word right before a figure, when it looks like a verb in the past."""
    before = [w for w in words(claim) if w.end <= quantity.start and w.content]
    last = before[-1] if before else None
    verbal = last and (last.lower.endswith("ed") or last.lower in IRREGULAR)
    return last if last and verbal and not last.capital else None
