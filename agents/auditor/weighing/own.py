"""Own words: "as I wrote in May, …" speaks of the persona's posts, and they alone bear it out.

What was said is not thereby so: "as I wrote" asserts its content too, which then has to be
borne out elsewhere like any other claim, while "I wrote that" only reports it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from agents.auditor.reading.moments import Window, moments, windows

_SAID = (
    r"(?:wrote|written|said|posted|argued|noted|warned|tweeted|pointed out|mentioned|told you"
    r"|been saying|been writing|called it)"
)
_WHEN = (
    r"(?:\s+(?:here|before|earlier|once|already|previously|about this|back|in|on|last|this|the"
    r"|week|month|year|spring|summer|autumn|fall|winter|early|late|mid|January|February|March|April"
    r"|May|June|July|August|September|October|November|December|\d{1,2}(?:st|nd|rd|th)?|\d{4}))*"
)
_MEANT = re.compile(
    rf"^\W*(?P<frame>(?P<as>as|like) I(?:['’]ve| have|['’]d| had)?(?: once| already)? {_SAID}"
    rf"{_WHEN})"
    r"\s*[,:;—–-]\s*(?P<said>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_REPORTED = re.compile(
    rf"^\W*(?P<frame>(?:back )?(?:in [A-Z]\w+(?: \d{{4}})?,? |last \w+,? )?I(?:['’]ve| have|['’]d"
    rf"| had)?(?: once| already)? {_SAID}{_WHEN})\s*(?:that\b|:)\s*(?P<said>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a claim says that the persona has said, when, and whether it is said again as so."""

    said: str
    when: tuple[Window, ...]
    asserted: bool


def own_words(claim: str, today: date) -> OwnWords | None:
    """The persona's earlier words that `claim` refers to; None when it refers to none."""
    found = _MEANT.match(claim) or _REPORTED.match(claim)
    if found is None:
        return None
    when = tuple(
        (first, last)
        for moment in moments(found["frame"])
        for first, last in windows(moment, today)
        if first <= today
    )
    return OwnWords(found["said"].strip(), when, asserted="as" in found.re.groupindex)
