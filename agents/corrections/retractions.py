"""Retractions: whether a source takes its own report back.

What a source says of somebody else's words ("the company withdrew its offer") is news and
no retraction: the report itself must be what is taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from agents.stories.matching import any_of

_REPORT = r"(?:article|story|report|post|page|piece|item|item of news|publication|version)"
_TAKEN_BACK = r"(?:retracted|withdrawn|removed|taken down|unpublished|deleted|pulled)"
_OWN = rf"(?:(?:this|our) (?:\w+ )?{_REPORT}|the (?:article|story))"
_RETRACTION = any_of(
    (
        r"^\W*(?:retract(?:ed|ion)|withdrawn)\s*[:\]—–-]",
        rf"\b{_OWN} (?:has|was|is)(?: since| now)?(?: been)?(?: \w+)? {_TAKEN_BACK}\b(?! by\b)",
        r"\b(?:we|the editors|the publisher) (?:have |has |hereby |must )*"
        rf"(?:retract|withdr[ae]wn?|tak(?:e|en) down|remov(?:e|ed))(?:s|ed)? {_OWN}\b",
        rf"\bretraction of {_OWN}\b",
        rf"\b(?:this|our) (?:\w+ )?{_REPORT} (?:is|was|was found to be|has proved|proved)"
        r" (?:false|untrue|wrong|a hoax|fabricated|incorrect)\b",
    )
)


def retraction(sentences: Iterable[str]) -> str | None:
    """The first sentence by which the source takes the report back, None when there is none."""
    return next((one for one in sentences if re.search(_RETRACTION, one)), None)
