"""Hedging: what a text says is not sure, and what it says lies ahead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from agents.auditor.guards.grammar import known_verb
from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.words import Word, words

_ONLY_WITH_TO = word_set("due set asked considered expected discussed")
_NOUNS_TOO = word_set(
    "claim claims talks plan plans hope hopes aims aim estimates forecast forecasts appears seems "
    "attempts attempt proposal possible potential"
)
REACH = 4
"""Words after a hedge that it makes uncertain."""
_HEDGES = word_set(
    "if may might could would plan plans planned planning intend intends intended aim aims aimed "
    "hope hopes hoped expect expects expected consider considers considering considered propose "
    "proposes proposed proposal want wants wanted seek seeks seeking sought likely unlikely "
    "possible possibly potential potentially perhaps reportedly allegedly alleged alleges allege "
    "accused accuses accuse accusing suspect suspected suspects believe believes believed fear "
    "fears claims claimed claim rumoured rumored rumours rumors rumour rumor weighing weighs "
    "mulls mulling explore exploring explores talks should ought preparing prepares threatens "
    "threatened contemplate contemplates asked urged urges predicts predicted forecast forecasts "
    "estimates try tries trying attempt attempts attempting whether appears seems suggests due "
    "set unconfirmed speculation discuss discussing discussed"
)


_BOUND = re.compile(
    r"[.;:!?—–]|,\s+(?:and|but|so|while)\s|\s(?:and|but|while)\s(?=(?:the|it|its|he|she|they)\s)"
)
_HEARSAY = re.compile(
    r"\b(?:according to|is (?:said|believed|thought|understood|reported|expected|alleged) to"
    r"|are (?:said|believed|thought|understood|reported|expected|alleged) to|probably|maybe"
    r"|apparently|supposedly|sources? sa(?:y|id)|getting (?:\w+ ){1,4}ready|if)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s*(?:[.;:!?,]|$)|\s+(?:of|in|and|from)\b")
_REAL_BEFORE_TO = word_set(
    "fail failed fails failing refuse refused refuses refusing decline declined declines declining "
    "manage managed manages managing "
    "able unable began begin begins start started starts continue continued continues helped helps "
    "forced enough used how what where ways way going rushed came went"
)


@lru_cache(maxsize=4096)
def hedged_clauses(claim: str) -> tuple[tuple[int, int], ...]:
    """Stretches of the claim that say of themselves that they are not sure."""
    cuts = [0, *(m.start() for m in _BOUND.finditer(claim)), len(claim)]
    return tuple(
        (start, end)
        for start, end in pairwise(cuts)
        if _HEARSAY.search(claim, start, end)
        or any(
            start <= w.start < end and w.lower in _HEDGES and not _is_noun_here(claim, w)
            for w in words(claim)
        )
    )


@lru_cache(maxsize=4096)
def hedged_words(text: str, reach: int = REACH) -> tuple[set[str], dict[str, str]]:
    """Content stems stated plainly, and those within reach of a hedge ("plans to launch")."""
    plain: set[str] = set()
    hedged: dict[str, str] = {}
    left, hedge, last = 0, None, 0
    for word in words(text):
        if re.search(r"[.;:!?,—–]", text[last : word.start]):
            left = 0
        last = word.end
        if word.lower in _HEDGES and not _is_noun_here(text, word):
            left, hedge = reach, word
        elif left and hedge:
            left -= 1
            if word.content:
                hedged[word.stem] = text[hedge.start : word.end]
        elif word.content:
            plain.add(word.stem)
    return plain, hedged


@lru_cache(maxsize=4096)
def announced_in(text: str) -> tuple[dict[str, str], set[str]]:
    announced: dict[str, str] = {}
    done: set[str] = set()
    previous: list[Word] = []
    for word in words(text):
        ahead = next((w for w in previous[-2:] if w.lower in {"will", "shall", "to"}), None)
        if (
            ahead
            and word.content
            and _bare_verb(previous, ahead, word, ends=bool(_ENDS.match(text, word.end)))
        ):
            announced[word.stem] = text[ahead.start : word.end]
        elif word.content:
            done.add(word.stem)
        previous.append(word)
    return announced, done


def _bare_verb(previous: Sequence[Word], ahead: Word, word: Word, *, ends: bool) -> bool:
    """Whether `word` is the verb that "will" or "to" announces: uninflected and close behind."""
    between = previous[-1]
    before = previous[previous.index(ahead) - 1].lower if previous.index(ahead) else ""
    if ahead.lower == "to" and before in _REAL_BEFORE_TO:
        return False
    if not word.raw.isalpha() or len(word.raw) < 2:
        return False
    if ahead.lower == "to" and ends and not known_verb(word):
        return False  # "lost to frost."
    close = between is ahead or between.lower in {"be", "not", "also", "soon", "now"}
    return close and not word.capital and not word.lower.endswith(("s", "ing"))


def may_be_verbs(claim: str) -> list[Word]:
    return [word for word in words(claim) if (word.content and not word.capital) or word.start == 0]


def _is_noun_here(text: str, word: Word) -> bool:
    """Whether a hedge hedges nothing here: the month of May, "was set by", "two claims"."""
    after = text[word.end :]
    if word.lower == "may":
        return word.raw == "May" and word.start > 0
    if word.lower in {"could", "would"} and re.match(r"\s+not\b", after):
        return True  # inability, not doubt
    if word.lower in _ONLY_WITH_TO and not text[: word.start].endswith("being "):
        return not re.match(r"\s+to\b", after)
    if word.lower in _NOUNS_TOO:
        return not re.match(
            r"\s+(?:to|that|it|he|she|they|for|on|the|an?|its|their|his|her)\b", after
        )
    return False
