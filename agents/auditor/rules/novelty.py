"""Novelty and time: nothing said twice, nothing old told as today's."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache

from agents.auditor.rules.rule import Setting
from memory.types import Breach, Draft

SHINGLE = 3
"""Words in a shingle."""
ALIKE = 0.6
"""Share of shingles from which two texts count as the same."""
WHOLE_POST = 12
"""Shingles from which an earlier post may not be repeated inside a longer draft; a single
old line of fewer words may return."""
FRESH = timedelta(days=1)

_RELATIVE = re.compile(
    r"\b(?:today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening)|last night"
    r"|right now|just now|breaking|minutes ago|hours? ago|overnight|moments ago)\b(?!['’]s)",
    re.IGNORECASE,
)


def not_said_before(draft: Draft, setting: Setting) -> Breach | None:
    """Not a near-duplicate of an earlier post or publication."""
    mine = _shingles(draft.text)
    for text in setting.earlier:
        theirs = _shingles(text)
        if _same(mine, theirs):
            reason = f'say something new: "{_head(text)}" was published before'
            return Breach(rule="repetition", reason=reason)
    return None


def _same(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    if not mine or not theirs:
        return False
    shared = len(mine & theirs)
    inside = len(theirs) >= WHOLE_POST and shared / len(theirs) >= ALIKE
    return shared / len(mine) >= ALIKE or inside


@lru_cache(maxsize=8192)
def _shingles(text: str) -> frozenset[str]:
    """Runs of three normalised words, links left out; a shorter text is one run."""
    plain = re.sub(r"https?://\S+", " ", text.lower()).replace("’", "'")
    tokens = re.findall(r"\w+(?:'\w+)?", plain)
    if len(tokens) < SHINGLE:
        return frozenset({" ".join(tokens)} if tokens else ())
    return frozenset(" ".join(tokens[i : i + SHINGLE]) for i in range(len(tokens) - SHINGLE + 1))


def _head(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59].rstrip() + "…"


def timely(draft: Draft, setting: Setting) -> Breach | None:
    """No "today" about a story that is older than a day."""
    found = _RELATIVE.search(draft.text)
    newest = max((signal.published_at for signal in setting.story.signals), default=None)
    if found is None or newest is None or setting.now - newest <= FRESH:
        return None
    reason = f'leave out "{found.group()}": the story is of {newest:%d %B %Y}'
    return Breach(rule="time", reason=reason)
