"""Unusual: what of a draft stands out against the persona's habits, told to a human."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from agents.style.voice.profile import VoiceProfile, body, opener_of
from tools.sentences import sentences

_RARE, _USUAL = 0.08, 0.85
"""Share of the persona's posts below which doing something is rare, and from which not to is."""
_EMOJI = re.compile("[\U0001f1e6-\U0001faff\u2600-\u27bf]")
_HASHTAG = re.compile(r"(?<!\w)#\w")
_CASHTAG = re.compile(r"(?<!\w)\$[A-Z]{2}")
_DASH = re.compile("[—–]")
_FORMAL = re.compile(
    r"\b(?:therefore|however|moreover|regarding|furthermore|thus|hence|whilst|upon|shall|"
    r"(?:do|does|did|is|are|was|were|have|has|had|will|would|can|could|should) ?not|cannot)\b",
    re.IGNORECASE,
)


def _has(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: bool(pattern.search(text))


@dataclass(frozen=True)
class _Habit:
    """Something that a post has or has not, and what to call it."""

    has: Callable[[str], bool]
    share: Callable[[VoiceProfile], float]
    name: str


_FULL_STOP = _Habit(lambda t: t.endswith("."), lambda p: p.ends_with_stop, "full stop at the end")
_HABITS = (
    _Habit(lambda t: bool(opener_of(t)), lambda p: p.opener_share, "opener"),
    _Habit(lambda t: "!" in t, lambda p: p.exclamation_share, "exclamation mark"),
    _Habit(lambda t: "?" in t, lambda p: p.question_share, "question"),
    _Habit(_has(_DASH), lambda p: p.dash_share, "dash"),
    _Habit(lambda t: ";" in t, lambda p: p.semicolon_share, "semicolon"),
    _Habit(lambda t: "\n" in t, lambda p: p.line_break_share, "line break"),
    _Habit(_has(_EMOJI), lambda p: p.emoji_share, "emoji"),
    _Habit(_has(_HASHTAG), lambda p: p.hashtag_share, "hashtag"),
    _Habit(_has(_CASHTAG), lambda p: p.cashtag_share, "cashtag"),
    _Habit(lambda t: t[:1].islower(), lambda p: p.lowercase_start_share, "small first letter"),
    _FULL_STOP,
)


def unusual(text: str, profile: VoiceProfile) -> tuple[str, ...]:
    """In words, what is rare for the persona; empty when nothing stands out or nothing is known."""
    plain = body(text)
    if not profile.posts or not plain:
        return ()
    notes = list(filter(None, [_manner(plain, profile)]))
    for habit in _HABITS:
        share = habit.share(profile)
        if habit.has(plain) and share < _RARE:
            notes.append(f"{_article(habit.name)} {habit.name}, which is rare")
        elif not habit.has(plain) and share >= _USUAL and not _ends_otherwise(habit, plain):
            notes.append(f"no {habit.name}, which is rare")
    return tuple(notes)


def _ends_otherwise(habit: _Habit, plain: str) -> bool:
    """Whether a full stop is missing because another mark stands there."""
    return habit is _FULL_STOP and plain[-1] in "?!…"


def _manner(plain: str, profile: VoiceProfile) -> str:
    """ "a little longer and more formal than usual", or empty."""
    found = list(filter(None, [_length(plain, profile), _rhythm(plain, profile)]))
    if _FORMAL.search(plain) and profile.contractions_share > 0.7:
        found.append("more formal")
    return f"{' and '.join(found)} than usual" if found else ""


def _length(plain: str, profile: VoiceProfile) -> str:
    off = (len(plain) - profile.length_mean) / max(profile.length_spread, 10)
    if abs(off) <= 1:
        return ""
    much = "a little" if abs(off) <= 1.8 else "much"
    return f"{much} {'longer' if off > 0 else 'shorter'}"


def _rhythm(plain: str, profile: VoiceProfile) -> str:
    parts = sentences(plain)
    words = len(plain.split()) / max(1, len(parts))
    if len(parts) > profile.sentences_mean + 1.5:
        return "in more sentences"
    return "in longer sentences" if words > 2 * max(profile.words_per_sentence, 3) else ""


def _article(name: str) -> str:
    return "an" if name[0] in "aeio" else "a"
