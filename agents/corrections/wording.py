"""Wording: the post that would correct a claim, in plain fixed words and within the channel's room.

It says what we wrote, what the source says now, and where; it makes no excuse and adds
nothing. The same correction always has the same words.
"""

from __future__ import annotations

from agents.style.modes import FORMS
from memory.types import Cause, Correction, Mode
from tools.x_text import weighted_length

ROOM = FORMS[Mode.STATEMENT].longest
"""Units of a post, counted as X counts."""
SHORTEST_QUOTE = 24
"""Characters below which a shortened quote says too little to be recognised."""
_STEP = 8


def wording(correction: Correction) -> str:
    """The post, or "" when even its shortest form has no room."""
    source = correction.after or correction.before
    link = f" {source.url}" if source.url else ""
    for said in _said(correction):
        for claim in _shorter(_bare(correction.sentence or correction.claim)):
            text = f"{_opening(correction)}: we wrote “{claim}”. {said}{link}"
            if weighted_length(text) <= ROOM:
                return text
    return ""


def _opening(correction: Correction) -> str:
    return "Update" if correction.cause is Cause.LATER else "Correction"


def _said(correction: Correction) -> list[str]:
    """What there is to say, fullest first."""
    who = (correction.after or correction.before).publisher
    if correction.cause is Cause.RETRACTED:
        return [f"{who} has taken its report back."]
    if correction.after is None:
        return [f"{who} no longer says so."]
    quoted = f"{who} now says: “{_bare(correction.after.text)}”."
    return [quoted, f"{who} now says otherwise."]


def _shorter(claim: str) -> list[str]:
    """What we wrote, whole, then cut at a word further and further to the front."""
    cuts = [claim]
    for end in range(len(claim) - _STEP, SHORTEST_QUOTE, -_STEP):
        head = claim[:end].rsplit(" ", 1)[0].rstrip(" ,;:—–")
        if len(head) >= SHORTEST_QUOTE:
            cuts.append(f"{head} …")
    return cuts


def _bare(text: str) -> str:
    """One line without its full stop, its inner quotes single, ready to stand in quotes."""
    line = " ".join(text.split()).rstrip(" .")
    return line.replace("“", "‘").replace("”", "’").replace('"', "’")
