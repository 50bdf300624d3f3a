"""Measures: what a rule with a limit counts. Each tells what it found, or "" when all is well.

What is not written or not decided yet is never too much: the rule is asked again before
delivery, when everything is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from agents.policy.act import Act
from tools import x_text
from tools.lengths import COUNTS

Measure = Callable[[Act, int], str]


def _counted(count: Callable[[str], int], what: str) -> Measure:
    """At most `limit` of something in the text."""

    def measure(act: Act, limit: int) -> str:
        found = count(act.text or "")
        return f"{found} of {limit} {what}" if found > limit else ""

    return measure


def without_picture(act: Act, _limit: int) -> str:
    """At least one picture."""
    return "no picture" if act.media == () else ""


def without_alt(act: Act, _limit: int) -> str:
    """Every picture says what it shows."""
    bare = [one.path for one in act.media or () if not one.alt.strip()]
    return ", ".join(bare)


def silent_for(act: Act, limit: int) -> str:
    """They wrote at most `limit` hours ago."""
    if act.last_message_at is None:
        return "have not written to us"
    silence = act.at - act.last_message_at
    hours = silence // timedelta(hours=1)
    return f"wrote {hours} hours ago" if silence > timedelta(hours=limit) else ""


MEASURES: Mapping[str, Measure] = {
    "weighted": _counted(COUNTS["weighted"], "units"),
    "characters": _counted(COUNTS["characters"], "characters"),
    "graphemes": _counted(COUNTS["graphemes"], "characters"),
    "cashtags": _counted(lambda text: len(x_text.cashtags(text)), "cashtags"),
    "hashtags": _counted(lambda text: len(x_text.hashtags(text)), "hashtags"),
    "mentions": _counted(lambda text: len(x_text.mentions(text)), "mentions"),
    "without picture": without_picture,
    "without alt": without_alt,
    "silent hours": silent_for,
}
