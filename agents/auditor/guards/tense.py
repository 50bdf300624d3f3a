"""Tense: what is announced told as done, what is over as if it went on, what is done as ahead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from agents.auditor.guards.grammar import verbs
from agents.auditor.guards.hedging import REACH, announced_in, hedged_words, may_be_verbs
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.guards.polarity import denies
from agents.auditor.reading.lexicon import IRREGULAR
from agents.auditor.reading.moments import moments
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.words import Word, kin, stem, words

_PAST_ENDING = re.compile(r"(?<!e)ed$")
_ENDED = re.compile(
    r"\b(?:used to\s+(?P<habit>\w+)|(?:was|were)\s+(?P<state>\w+)(?:\s\w+){0,3}?\s+until)\b",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(r"\b(?:was|were|had|used to|former(?:ly)?|previously|once|until|ex)\b", re.I)
_COMPLETED = re.compile(
    r"\b(?:has|have|had|was|were|been)\s+(?:\w+ly\s+|already\s+|now\s+|been\s+)*(\w+)",
    re.IGNORECASE,
)
_PERFECT = re.compile(
    r"\b(?:has|have)\s+(?:\w+ly\s+|already\s+|now\s+|been\s+)*(?P<verb>\w+)\b", re.IGNORECASE
)
_GOING_ON = re.compile(
    r"\b(?:is|are|['’]s|['’]re)\s+(?:still\s+|now\s+|currently\s+|\w+ly\s+)?"
    r"(?:being\s+(?P<done>\w+)|(?P<doing>\w+ing))\b",
    re.IGNORECASE,
)


def tense(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when what a source announces ("will launch") is told as done ("launched")."""
    announced, done = _announced(passages)
    still_ahead = _announced([claim])[0] | hedged_words(claim, 2 * REACH)[1]
    if objection := _over_or_undone(claim, passages, set(still_ahead), announced):
        return objection
    ahead = bool(moments(claim)) or any(q.duration for q in quantities(claim))
    for word in may_be_verbs(claim):
        if denies(claim, word) or word.stem in still_ahead or _is_done(word, done, passages):
            continue
        if word.stem in announced and (_is_past(word) or not ahead):
            return Objection(
                "tense",
                f'the source says "{announced[word.stem]}", the draft "{word.raw}" as if done',
                contradicts=True,
            )
    return None


def _is_done(word: Word, done: set[str], passages: Sequence[str]) -> bool:
    """Whether a passage has the very word elsewhere than ahead, or another verb of its sense."""
    if word.stem in done:
        return True
    acts = {v.stem for text in passages for v in verbs(text) if v.stem in done}
    return any(kin(word.stem, other) for other in acts)


def _over_or_undone(
    claim: str, passages: Sequence[str], ahead: set[str], announced: dict[str, str]
) -> Objection | None:
    """What "used to" be or was so "until" may not go on; what is done may not lie ahead."""
    for match in (m for text in passages for m in _ended(text)):
        over = stem(match["habit"] or match["state"])
        for word in words(claim):
            if word.stem == over and not _is_past_here(claim, word):
                reason = f'the source says "{match.group()}", the draft "{word.raw}"'
                return Objection("tense", reason, contradicts=True)
    if unfinished := _unfinished(claim, passages):
        reason = f'the source says that this goes on, the draft "{unfinished}" as if done'
        return Objection("tense", reason, contradicts=True)
    for word in words(claim):
        coming = word.stem in ahead and re.search(
            r"\b(?:will|shall|to)\s+(?:be\s+)?$", claim[: word.start], re.IGNORECASE
        )
        undone = denies(claim, word)
        if (
            coming
            and not undone
            and word.stem not in announced
            and _always_done(word.stem, passages)
        ):
            reason = f'the source says "{word.raw}" is done, the draft that it lies ahead'
            return Objection("tense", reason, contradicts=True)
    return None


def _unfinished(claim: str, passages: Sequence[str]) -> str | None:
    """What the claim has as completed where every passage that has it says it is under way."""
    for match in _PERFECT.finditer(claim):
        verb = stem(match["verb"])
        uses = [(text, w) for text in passages for w in words(text) if w.stem == verb]
        if match["verb"].endswith("ing") or not uses:
            continue
        if all(w.start in _under_way(text) for text, w in uses):
            return match.group()
    return None


@lru_cache(maxsize=4096)
def _under_way(text: str) -> frozenset[int]:
    found = _GOING_ON.finditer(text)
    return frozenset(m.start("done") if m["done"] else m.start("doing") for m in found)


@lru_cache(maxsize=4096)
def _ended(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_ENDED.finditer(text))


def _is_past_here(claim: str, word: Word) -> bool:
    """Whether the claim itself says that this is over."""
    before = claim[: word.start]
    participle = re.search(r"\b(?:is|are)\s+(?:\w+ly\s+)?$", before, re.IGNORECASE)
    return bool(_LONG_AGO.search(before)) or (_is_past(word) and not participle)


def _always_done(stemmed: str, passages: Sequence[str]) -> bool:
    """Whether every use of a verb in the passages is in the perfect or the passive past."""
    uses = [(text, w) for text in passages for w in words(text) if w.stem == stemmed]
    return bool(uses) and all(w.start in _completed(text) for text, w in uses)


@lru_cache(maxsize=4096)
def _completed(text: str) -> frozenset[int]:
    return frozenset(match.start(1) for match in _COMPLETED.finditer(text))


def _is_past(word: Word) -> bool:
    return bool(_PAST_ENDING.search(word.lower)) or word.lower in IRREGULAR


def _announced(passages: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """Verbs after "will" or "to", with those words, and stems used without them."""
    announced: dict[str, str] = {}
    done: set[str] = set()
    for text in passages:
        coming, other = announced_in(text)
        announced.update(coming)
        done |= other
    return announced, done
