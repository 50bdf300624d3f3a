"""Certainty: plans and rumours told as done, and "first", "only", "all" nobody vouched for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.auditor.guards.objection import Context, Objection
from agents.auditor.lexicon import IRREGULAR, word_set
from agents.auditor.moments import moments
from agents.auditor.words import Word, kin, words

REACH = 4
"""Words after a hedge that it makes uncertain."""
_HEDGES = word_set(
    "may might could would plan plans planned planning intend intends intended aim aims aimed hope "
    "hopes hoped expect expects expected consider considers considering considered propose "
    "proposes proposed proposal want wants wanted seek seeks seeking sought likely unlikely "
    "possible possibly potential potentially perhaps reportedly allegedly alleged alleges allege "
    "accused accuses accuse accusing suspected suspects claims claimed claim rumoured rumored "
    "rumours rumors rumour rumor weighing weighs mulls mulling explore exploring explores talks "
    "if should ought preparing prepares threatens threatened contemplate contemplates asked "
    "urged urges predicts predicted forecast forecasts estimates try tries trying attempt "
    "attempts attempting whether appears seems suggests due set "
    "plaintiffs unconfirmed speculation discuss discussing discussed"
)
_FUTURE = word_set("will shall would 'll gonna soon upcoming to due set")
_PAST_ENDING = re.compile(r"(?<!e)ed$")


def modality(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when a source's "may", "plans to" or "allegedly" is gone from the claim."""
    if not passages or _hedged_words(claim)[1]:
        return None
    unsure, sure = _over(passages)
    for word in _verbs(claim):
        if word.stem in unsure and not any(kin(word.stem, other) for other in sure):
            return Objection(
                "modality",
                f'the source says "{unsure[word.stem]}", the draft states "{word.raw}" as a fact',
                contradicts=True,
            )
    return None


def tense(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when what a source announces ("will launch") is told as done ("launched")."""
    if not passages or any(w.lower in _FUTURE for w in words(claim)) or _hedged_words(claim)[1]:
        return None
    announced, done = _announced(passages)
    ahead = bool(moments(claim))
    for word in _verbs(claim):
        if any(kin(word.stem, other) for other in done):
            continue
        if word.stem in announced and (_is_past(word) or not ahead):
            return Objection(
                "tense",
                f'the source says "{announced[word.stem]}", the draft "{word.raw}" as if done',
                contradicts=True,
            )
    return None


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


def _hedged_words(text: str) -> tuple[set[str], dict[str, str]]:
    """Content stems stated plainly, and those within reach of a hedge ("plans to launch")."""
    plain: set[str] = set()
    hedged: dict[str, str] = {}
    left, hedge, last = 0, None, 0
    for word in words(text):
        if re.search(r"[.;:!?,—–]", text[last : word.start]):
            left = 0
        last = word.end
        if word.lower in _HEDGES and not _is_noun_here(text, word):
            left, hedge = REACH, word
        elif left and hedge:
            left -= 1
            if word.content:
                hedged[word.stem] = text[hedge.start : word.end]
        elif word.content:
            plain.add(word.stem)
    return plain, hedged


def _is_noun_here(text: str, word: Word) -> bool:
    """ "plan", "claims", "talks", "due", "set" and "asked" hedge only with "to", "that" or "in"."""
    if word.lower in {"may"}:
        return word.raw == "May" and word.start > 0
    if word.lower in {"due", "set", "asked", "considered", "expected", "discussed", "if", "should"}:
        return not re.match(r"\s+to\b", text[word.end :])
    if word.lower in {
        "claim",
        "claims",
        "talks",
        "plan",
        "plans",
        "hope",
        "hopes",
        "aims",
        "aim",
        "estimates",
        "forecast",
        "forecasts",
        "appears",
        "seems",
        "attempts",
        "attempt",
        "proposal",
        "possible",
        "potential",
        "considering",
    }:
        return not re.match(r"\s+(?:to|that|it|he|she|they|for|on)\b", text[word.end :])
    return False


def _announced(passages: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """Verbs after "will" or "to", with those words, and stems used without them."""
    announced: dict[str, str] = {}
    done: set[str] = set()
    for text in passages:
        previous: list[Word] = []
        for word in words(text):
            ahead = next((w for w in previous[-2:] if w.lower in {"will", "shall", "to"}), None)
            if ahead and word.content and _bare_verb(previous, ahead, word):
                announced[word.stem] = text[ahead.start : word.end]
            elif word.content:
                done.add(word.stem)
            previous.append(word)
    return announced, done


def _bare_verb(previous: Sequence[Word], ahead: Word, word: Word) -> bool:
    """Whether `word` is the verb that "will" or "to" announces: uninflected and close behind."""
    between = previous[-1]
    close = between is ahead or between.lower in {"be", "not", "also", "soon", "now"}
    return close and not word.capital and not word.lower.endswith(("s", "ing"))


# -------------------------------------------------------------------- absolutes

_ABSOLUTES = {
    "first": "first maiden debut initial",
    "only": "only sole solely just",
    "all": "all every entire whole everyone everybody each full fully total",
    "every": "all every each everyone everybody entire",
    "entire": "entire whole all full",
    "none": "none no nobody",
    "nobody": "none no nobody nothing",
    "everyone": "all every everyone everybody",
    "everybody": "all every everyone everybody",
    "never": "never",
    "always": "always every",
    "ever": "ever never history record",
    "record": "record high highest ever",
    "unprecedented": "unprecedented first",
    "most": "most majority more",
    "biggest": "biggest largest greatest",
    "largest": "biggest largest greatest",
    "oldest": "oldest first",
    "completely": "completely wholly entirely fully all",
    "entirely": "completely wholly entirely fully all",
    "fully": "completely wholly entirely fully all full",
    "last": "last final latest past previous",
    "final": "last final",
}
_IDIOMS = re.compile(
    r"\b(?:at first|first of all|at all|after all|above all|not only|if only|all but|all right"
    r"|last (?:week|month|year|night|quarter|autumn|summer|spring|winter|\w+day)"
    r"|at last|once and for all|first (?:quarter|half)|for the most part)\b",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(r"^[a-z]{3,}(?:est|iest)$")
_NOT_SUPERLATIVE = word_set(
    "interest request invest harvest protest contest digest guest quest forest arrest suggest "
    "modest honest latest request rest test west best nest conquest earnest manifest tempest "
    "behest midwest northwest southwest crest chest zest fest"
)


def absolutes(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object to "first", "only", "all", "never" and superlatives that no passage uses."""
    cleared = _IDIOMS.sub(lambda m: " " * len(m.group()), claim)
    said = {word.lower for text in passages for word in words(text)}
    for word in words(cleared):
        if not _allowed(word.lower, said):
            return Objection("absolutes", f'no source says "{word.raw}" here')
    return None


def _allowed(word: str, said: set[str]) -> bool:
    if word in _ABSOLUTES:
        return not said.isdisjoint(_ABSOLUTES[word].split())
    if _SUPERLATIVE.match(word) and word not in _NOT_SUPERLATIVE:
        return word in said
    return True
