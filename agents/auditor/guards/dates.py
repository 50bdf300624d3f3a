"""Dates: a time in the claim must be one that a passage gives, or its day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agents.auditor.guards.attachment import likeness, neighbours
from agents.auditor.guards.grammar import Span, governor, hangs_elsewhere
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.lexicon import IRREGULAR
from agents.auditor.reading.moments import Moment, agree, moments, windows
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.rounding import covers

NEAR = 24
"""Characters between a figure and the time that belongs to it."""
_AHEAD = re.compile(
    r"\b(?:will|shall|would|to|is|are|be|due|set|planned|scheduled|expected|may|might|could|can)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(no earlier than|no sooner than|not before|no later than)\s+$", re.IGNORECASE
)
_BOUND_AFTER = re.compile(r",?\s+at the (?:very )?(?:earliest|latest|soonest)", re.IGNORECASE)
MARGIN = 0.3
"""By how much another time's neighbours must fit better before a time counts as misplaced."""


def dates(claim: str, passages: Sequence[str], context: Context) -> Objection | None:
    """Object to a day, month, year or relative time that agrees with none in the passages."""
    stated = [moment for text in passages for moment in moments(text)]
    for moment in moments(claim):
        if not _borne_out(moment, stated, context):
            return _objection(moment, stated)
        if _not_yet(claim, moment, context):
            reason = f'the draft tells of "{moment.raw}" as past, and it lies ahead'
            return Objection("dates", reason, contradicts=True)
        if bound := _bound_lost(claim, moment, passages, context):
            reason = f'the source says "{bound}", the draft "{moment.raw}"'
            return Objection("dates", reason, contradicts=True)
        if other := _misplaced(claim, moment, passages, context):
            return _objection(moment, [other])
        if given := _on_another_verb(claim, moment, passages, context):
            reason = f'the source says "{given}" here, the draft "{moment.raw}"'
            return Objection("dates", reason, contradicts=True)
    return None


def _not_yet(claim: str, moment: Moment, context: Context) -> bool:
    """Whether the claim says of a day or year to come that something happened then."""
    stretches = windows(moment, context.said)
    verb = governor(claim, (moment.start, moment.end))
    if verb is None or not stretches or any(start <= context.said for start, _ in stretches):
        return False
    irregular = verb.lower in IRREGULAR and not verb.lower.endswith("s")
    past = verb.lower.endswith("ed") or irregular
    return past and verb.end <= moment.start and not _AHEAD.search(claim[: moment.start])


def _bound_lost(
    claim: str, moment: Moment, passages: Sequence[str], context: Context
) -> str | None:
    """The source's "no earlier than" that day, where it has no other and the claim no bound."""
    if _BOUND.search(claim[: moment.start]) or _BOUND_AFTER.match(claim, moment.end):
        return None
    told = [
        (_BOUND.search(text[: other.start]), other)
        for text in passages
        for other in moments(text)
        if _agree(moment, other, context)
    ]
    if not told or not all(bound for bound, _ in told):
        return None
    bound, other = told[0]
    return f"{bound[1]} {other.raw}" if bound else None


def _on_another_verb(
    claim: str, moment: Moment, passages: Sequence[str], context: Context
) -> str | None:
    """ "Launched in 2021 and failed in 2026" is not "launched in 2026"."""

    def agreeing(text: str) -> list[tuple[Span, bool]]:
        return [((m.start, m.end), _agree(moment, m, context)) for m in moments(text)]

    return hangs_elsewhere(claim, (moment.start, moment.end), passages, agreeing)


def _misplaced(
    claim: str, moment: Moment, passages: Sequence[str], context: Context
) -> Moment | None:
    """The source's time that stands where the claim has this one, if it is another time."""
    paired = [other for text in passages for other in _with_its_figure(claim, moment, text)]
    if paired:
        wrong = [other for other in paired if not _agree(moment, other, context)]
        return wrong[0] if len(wrong) == len(paired) else None
    around = neighbours(claim, moment.start, moment.end)
    own, best, found = 0.0, 0.0, None
    for text in passages:
        for other in moments(text):
            alike = likeness(around, neighbours(text, other.start, other.end))
            if _agree(moment, other, context):
                own = max(own, alike)
            elif alike > best:
                best, found = alike, other
    return found if own and best > own + MARGIN else None


def _with_its_figure(claim: str, moment: Moment, text: str) -> Iterator[Moment]:
    """The times that follow, in a source, the figure which stands before this time in the claim."""
    earlier = max((m.end for m in moments(claim) if m.end < moment.start), default=0)
    near = max(earlier, moment.start - NEAR)
    before = [q for q in quantities(claim) if near <= q.end <= moment.start]
    for figure in quantities(text):
        after = [m for m in moments(text) if 0 <= m.start - figure.end <= NEAR]
        if before and after and covers(before[-1], figure):
            yield after[0]


def _agree(moment: Moment, other: Moment, context: Context) -> bool:
    return agree(moment, context.said, other, context.published)


def _borne_out(moment: Moment, stated: Sequence[Moment], context: Context) -> bool:
    if any(agree(moment, context.said, other, context.published) for other in stated):
        return True
    if any(other.raw.lower() == moment.raw.lower() and other.shift is None for other in stated):
        return True
    return not stated and _is_publication_day(moment, context)


def _is_publication_day(moment: Moment, context: Context) -> bool:
    """With no time in the source, the news is of the day it was published."""
    if moment.span:
        published = Moment(
            raw="",
            start=0,
            end=0,
            year=context.published.year,
            month=context.published.month,
            day=context.published.day,
        )
        return agree(moment, context.said, published, context.published)
    if moment.shift is not None:
        return context.published in moment.days(context.said)
    day = context.published
    said = (moment.year, moment.month, moment.day, moment.weekday)
    true = (day.year, day.month, day.day, day.weekday())
    return all(s is None or s == t for s, t in zip(said, true, strict=True))


def _objection(moment: Moment, stated: Sequence[Moment]) -> Objection:
    if stated:
        given = ", ".join(dict.fromkeys(f'"{other.raw}"' for other in stated[:3]))
        reason = f'the source says {given}, the draft "{moment.raw}"'
        return Objection("dates", reason, contradicts=True)
    return Objection("dates", f'no source says when; leave out "{moment.raw}"')
