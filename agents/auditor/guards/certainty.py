"""Certainty: plans and rumours told as done, and "first", "only", "all" nobody vouched for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.auditor.guards.objection import Context, Objection
from agents.auditor.lexicon import IRREGULAR, word_set
from agents.auditor.moments import moments
from agents.auditor.words import Word, kin, words

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
_PAST_ENDING = re.compile(r"(?<!e)ed$")


def modality(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when a source's "may", "plans to" or "allegedly" is gone from the claim."""
    unsure, sure = _over(passages)
    still_unsure = _hedged_words(claim, 2 * REACH)[1]
    for word in _verbs(claim):
        if word.stem in still_unsure:
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
    ahead = bool(moments(claim))
    for word in _verbs(claim):
        if word.stem in still_ahead or any(kin(word.stem, other) for other in done):
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
    if word.lower in _ONLY_WITH_TO:
        return not re.match(r"\s+to\b", after)
    if word.lower in _NOUNS_TOO:
        return not re.match(r"\s+(?:to|that|it|he|she|they|for|on)\b", after)
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


_REAL_BEFORE_TO = word_set(
    "fail failed fails refuse refused refuses decline declined declines manage managed manages "
    "able unable began begin begins start started starts continue continued continues helped helps "
    "forced enough used how what where ways way going rushed came went"
)


def _bare_verb(previous: Sequence[Word], ahead: Word, word: Word) -> bool:
    """Whether `word` is the verb that "will" or "to" announces: uninflected and close behind."""
    between = previous[-1]
    before = previous[previous.index(ahead) - 1].lower if previous.index(ahead) else ""
    if ahead.lower == "to" and before in _REAL_BEFORE_TO:
        return False
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
