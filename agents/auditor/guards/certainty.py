"""Certainty: plans and rumours told as done, and what is over told as if it went on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from agents.auditor.guards.grammar import known_verb, verbs
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.guards.polarity import denies
from agents.auditor.reading.lexicon import IRREGULAR, word_set
from agents.auditor.reading.moments import moments
from agents.auditor.reading.quantities import quantities
from agents.auditor.reading.words import Word, kin, stem, words

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
_SETTLED = word_set("due set")
"""Hedges that bear out "will", as they do not bear out "has"."""
_PAST_ENDING = re.compile(r"(?<!e)ed$")


def modality(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when a source's "may", "plans to" or "allegedly" is gone from the claim.

    A hedge anywhere in a clause of the claim serves the whole clause.
    """
    unsure, sure = _over(passages)
    if not unsure:
        return None
    hedged = _hedged_clauses(claim)
    figures = [(q.start, q.end) for q in quantities(claim)]
    figures += [(m.start, m.end) for m in moments(claim)]
    for word in _verbs(claim):
        if any(start <= word.start < end for start, end in hedged):
            continue
        if any(s <= word.start < e for s, e in figures):
            continue  # their own guards look after times and amounts
        hedge = unsure.get(word.stem, "").split(" ")[0].lower()
        if hedge in _SETTLED and word.stem in _announced_in(claim)[0]:
            continue
        if hedge == "if" and word not in verbs(claim):
            continue
        if word.stem in unsure and not any(kin(word.stem, other) for other in sure):
            return Objection(
                "modality",
                f'the source says "{unsure[word.stem]}", the draft states "{word.raw}" as a fact',
                contradicts=True,
            )
    return None


def tense(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when what a source announces ("will launch") is told as done ("launched")."""
    announced, done = _announced(passages)
    still_ahead = _announced([claim])[0] | _hedged_words(claim, 2 * REACH)[1]
    if objection := _over_or_undone(claim, passages, set(still_ahead), announced):
        return objection
    ahead = bool(moments(claim)) or any(q.duration for q in quantities(claim))
    for word in _verbs(claim):
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


_BOUND = re.compile(
    r"[.;:!?—–]|,\s+(?:and|but|so|while)\s|\s(?:and|but|while)\s(?=(?:the|it|its|he|she|they)\s)"
)
_HEARSAY = re.compile(
    r"\b(?:according to|is (?:said|believed|thought|understood|reported|expected|alleged) to"
    r"|are (?:said|believed|thought|understood|reported|expected|alleged) to|probably|maybe"
    r"|apparently|supposedly|sources? sa(?:y|id)|getting (?:\w+ ){1,4}ready|if)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def _hedged_clauses(claim: str) -> tuple[tuple[int, int], ...]:
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


_ENDED = re.compile(
    r"\b(?:used to\s+(?P<habit>\w+)|(?:was|were)\s+(?P<state>\w+)(?:\s\w+){0,3}?\s+until)\b",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(r"\b(?:was|were|had|used to|former(?:ly)?|previously|once|until|ex)\b", re.I)
_COMPLETED = re.compile(
    r"\b(?:has|have|had|was|were|been)\s+(?:\w+ly\s+|already\s+|now\s+|been\s+)*(\w+)",
    re.IGNORECASE,
)


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
        if coming and word.stem not in announced and _always_done(word.stem, passages):
            reason = f'the source says "{word.raw}" is done, the draft that it lies ahead'
            return Objection("tense", reason, contradicts=True)
    return None


_PERFECT = re.compile(
    r"\b(?:has|have)\s+(?:\w+ly\s+|already\s+|now\s+|been\s+)*(?P<verb>\w+)\b", re.IGNORECASE
)
_GOING_ON = re.compile(
    r"\b(?:is|are|['’]s|['’]re)\s+(?:still\s+|now\s+|currently\s+|\w+ly\s+)?"
    r"(?:being\s+(?P<done>\w+)|(?P<doing>\w+ing))\b",
    re.IGNORECASE,
)


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


def _verbs(claim: str) -> list[Word]:
    return [word for word in words(claim) if (word.content and not word.capital) or word.start == 0]


def _is_past(word: Word) -> bool:
    return bool(_PAST_ENDING.search(word.lower)) or word.lower in IRREGULAR


def _over(passages: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """Stems that are hedged in the passages, with the words that hedge them, and plain stems."""
    unsure: dict[str, str] = {}
    sure: set[str] = set()
    for text in passages:
        plain, hedged = _hedged_words(text)
        unsure.update(hedged)
        sure |= plain
    return unsure, sure


@lru_cache(maxsize=4096)
def _hedged_words(text: str, reach: int = REACH) -> tuple[set[str], dict[str, str]]:
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


def _announced(passages: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """Verbs after "will" or "to", with those words, and stems used without them."""
    announced: dict[str, str] = {}
    done: set[str] = set()
    for text in passages:
        coming, other = _announced_in(text)
        announced.update(coming)
        done |= other
    return announced, done


@lru_cache(maxsize=4096)
def _announced_in(text: str) -> tuple[dict[str, str], set[str]]:
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


_ENDS = re.compile(r"\s*(?:[.;:!?,]|$)|\s+(?:of|in|and|from)\b")
_REAL_BEFORE_TO = word_set(
    "fail failed fails refuse refused refuses decline declined declines manage managed manages "
    "able unable began begin begins start started starts continue continued continues helped helps "
    "forced enough used how what where ways way going rushed came went"
)


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
