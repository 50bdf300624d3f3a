"""Freshness: whether evidence is too old for a claim about something that changes.

Prices and counts change within days, offices and records within weeks, what happened never.
A claim that gives its own date speaks of that day and does not age.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from agents.auditor.evidence.passage import DURABLE, Passage
from agents.auditor.reading.moments import moments
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.quotations import quotations
from agents.auditor.weighing.trust import unsure
from memory.types import EvidenceKind, Finding

FIGURES_AGE = timedelta(hours=72)
"""Prices, rates and counts: three days bridge a weekend, and after that markets have moved."""
STATES_AGE = timedelta(days=30)
"""Offices, records and whatever is so "now": they change seldom, and then it is in the news."""

_STATE = (
    r"(?:is|are|['’]s|['’]re|has|have|holds?|stands?|sits?|trades?|costs?|counts?|employs?|serves?"
    r"|owns?|remains?|yields?|hovers?|amounts?|numbers|fetch(?:es)?|totals?|boasts?)"
)
_FIGURE_NOW = re.compile(
    rf"\b{_STATE}\b"
    r"(?! (?:been |said |to )?(?:agreed|raised|sold|bought|paid|fined|launched|hit|cut))",
    re.IGNORECASE,
)
"""A verb that says what is, beside a figure."""
_HAPPENED = re.compile(
    r"\b(?:was|were|had|did|rose|fell|gained|lost|raised|sold|bought|paid|said|reported|announced"
    r"|ruled|fined|stole|drained|launched|agreed|won|hit|reached|climbed|dropped|jumped|grew)\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:now|currently|at present|at the moment|these days|nowadays|right now|as of today|still"
    r"|so far|to date|as we speak)\b",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"\b(?:is|are|remains?|['’]s) (?:\w+ ){0,4}?(?:largest|biggest|smallest|highest|lowest|richest"
    r"|fastest|oldest|longest|record|all-time|number one|no\. 1|leading)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:\b(?:is|are|remains?|serves? as|heads?|leads?|runs?)|['’]s) (?:[\w.&-]+['’]?s? ){0,4}?"
    r"(?:chief executive|chief financial officer|ceo|cfo|cto|coo|president|prime minister|minister"
    r"|chair(?:man|woman|person)?|governor|mayor|chancellor|secretary|head of|boss of|king|queen"
    r"|pope|head coach|captain|champion|commissioner|director(?: general)?)\b",
    re.IGNORECASE,
)
_CURRENT = {"today", "tonight", "right now", "this morning", "this afternoon", "this evening"}


class Changing(NamedTuple):
    """What of a claim changes, and how old its evidence may be."""

    what: str
    bound: timedelta


def changing(claim: str) -> Changing | None:
    """What of `claim` may be otherwise by now; None for what happened, or has its own date.

    Quoted words and titles were said then and do not age.
    """
    for quoted in reversed(quotations(claim)):
        claim = f"{claim[: quoted.start]} {claim[quoted.end :]}"
    dated = [m for m in moments(claim) if m.raw.lower() not in _CURRENT]
    if dated:
        return None
    now = _NOW.search(claim) or len(moments(claim)) > len(dated)
    if quantities(claim) and (now or (_FIGURE_NOW.search(claim) and not _HAPPENED.search(claim))):
        return Changing("prices and counts change", FIGURES_AGE)
    if _OFFICE.search(claim):
        return Changing("offices change hands", STATES_AGE)
    if _RECORD.search(claim):
        return Changing("records are broken", STATES_AGE)
    return Changing("what is so now may not stay so", STATES_AGE) if now else None


def age(passage: Passage, now: datetime) -> timedelta:
    """How long ago its source was true: a snapshot was as old on its own day as it was then."""
    as_of = passage.as_of or passage.read_at
    on_its_day = max(timedelta(0), as_of - passage.published_at)
    return on_its_day + max(timedelta(0), now - passage.read_at)


def fresh(claim: str, finding: Finding, telling: Sequence[Passage], now: datetime) -> Finding:
    """The finding, unless all who bear it out told it too long ago for it to be so now."""
    changes = changing(claim)
    aging = [p for p in telling if p.kind not in DURABLE and p.kind is not EvidenceKind.OWN_POST]
    if changes is None or not telling or len(aging) < len(telling):
        return finding
    newest = min(aging, key=lambda passage: age(passage, now))
    if age(newest, now) <= changes.bound:
        return finding
    day = f"{newest.published_at:%-d %B %Y}"
    reason = (
        f"{newest.publisher} said so {in_words(age(newest, now))} ago ({day}), and {changes.what}; "
        f"say when it was so, or leave it out"
    )
    return unsure(finding, reason)


def in_words(span: timedelta) -> str:
    """ "5 days", "7 hours"."""
    days, hours = span.days, round(span.total_seconds() / 3600)
    if days >= 3:
        return f"{days} days"
    return f"{hours} hours" if hours != 1 else "1 hour"
