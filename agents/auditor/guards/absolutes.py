"""Absolutes: "first", "only", "all", "every", "none", "never" and the highest of its kind.

Such a word needs its like in a source, there as unlimited as in the claim ("nearly
every" is not "every", "one of the oldest" not "the oldest"), and near the same words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from agents.auditor.guards.attachment import likeness, neighbours
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.words import Word, known, stem, words

_ALL = "all every each everyone everybody entire whole full fully total everything both always"
_LIKE: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("all", "every", "each", "everyone", "everybody", "everything"), word_set(_ALL)
    ),
    "entire": word_set("entire whole all full total"),
    "whole": word_set("entire whole all full total"),
    "first": word_set("first maiden debut initial inaugural"),
    "only": word_set("only sole solely just lone alone single except unique"),
    "sole": word_set("only sole solely lone single"),
    "none": word_set("none no nobody not neither nothing"),
    "no": word_set(
        "no none not nobody nothing never without zero neither nor cannot deny denied lack lacks "
        "lacked fail failed refuse refused unable"
    ),
    "nobody": word_set("none no nobody nothing"),
    "nothing": word_set("nothing no none not"),
    "nowhere": word_set("nowhere no not"),
    "never": word_set("never not no"),
    "always": word_set("always every all"),
    "ever": word_set("ever never history record date"),
    "record": word_set("record high highest ever"),
    "unprecedented": word_set("unprecedented first"),
    "most": word_set("most majority more mostly"),
    "biggest": word_set("biggest largest greatest"),
    "largest": word_set("biggest largest greatest"),
    "oldest": word_set("oldest first"),
    "completely": word_set("completely wholly entirely fully all"),
    "entirely": word_set("completely wholly entirely fully all"),
    "fully": word_set("completely wholly entirely fully all full"),
    "unanimous": word_set("unanimous unanimously all"),
    "unanimously": word_set("unanimous unanimously all"),
    "nationwide": word_set("nationwide national country countrywide"),
    "worldwide": word_set("worldwide global globally world"),
    "last": word_set("last final latest past previous"),
    "final": word_set("last final"),
}
REACH = 8
"""Content words on each side of an absolute that tell what it is said of."""
_DILUTING = re.compile(
    r"\b(?:nearly|almost|virtually|practically|not|hardly|scarcely|some of|one of|many of"
    r"|several of|among|most of|part of|half of|few of|two of|three of|second|third|fourth|fifth"
    r"|next|all but)"
    r"(?:\s+(?:the|its|their|his|her))?(?:\s+[\w-]+['’]s)?\s+$",
    re.IGNORECASE,
)
_IDIOMS = re.compile(
    r"\b(?:at first|first of all|at all(?!\s+of\b)|after all|above all|not only|if only|all but"
    r"|all right|last (?:week|month|year|night|quarter|autumn|summer|spring|winter|\w+day)"
    r"|at (?:the )?(?:very )?(?:earliest|latest|last)|once and for all|first (?:quarter|half)"
    r"|for the most part|other than)\b",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(r"^[a-z]{3,}(?:est|iest)$")
_NOT_SUPERLATIVE = word_set(
    "interest request invest harvest protest contest digest guest quest forest arrest suggest "
    "modest honest latest rest test west best nest conquest earnest manifest tempest behest "
    "midwest northwest southwest crest chest zest fest"
)
_STRETCHING = re.compile(r"\b(?:ever|(?:in|of)\s+(?:the\s+)?(?:world|history|all\s+time))\b", re.I)


def absolutes(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object to an absolute that no passage has, has only diluted, or has of something else."""
    cleared = _IDIOMS.sub(lambda m: " " * len(m.group()), claim)
    for word in words(cleared):
        likes = _likes(word)
        if likes is None:
            continue
        uses = [(text, w) for text in passages for w in words(text) if _bears(w, likes)]
        if not uses:
            return Objection("absolutes", f'no source says "{word.raw}" here')
        if not _diluted(cleared, word) and all(_diluted(text, other) for text, other in uses):
            text, other = uses[0]
            limit = _DILUTING.search(text[: other.start])
            said = text[limit.start() if limit else other.start : other.end].lower()
            reason = f'the source says "{said}", the draft "{word.raw}"'
            return Objection("absolutes", reason, contradicts=True)
        owners = [_owner(text, other) for text, other in uses]
        if all(owners) and not any(_owned(cleared, word, owner) for owner in owners):
            reason = f'the source says "{owners[0]}\'s {uses[0][1].raw}", the draft "{word.raw}"'
            return Objection("absolutes", reason, contradicts=True)
        if not any(_of_the_same(cleared, word, text, other) for text, other in uses):
            return Objection("absolutes", f'the source says "{uses[0][1].raw}" of something else')
    return None


def _likes(word: Word) -> frozenset[str] | None:
    """The words that bear an absolute out, None when the word is none."""
    if word.lower in _LIKE:
        return _LIKE[word.lower]
    if _SUPERLATIVE.match(word.lower) and word.lower not in _NOT_SUPERLATIVE:
        return frozenset({word.lower})
    return None


_OWNER = re.compile(r"(\w+)['’]s?\s+(?:\w+\s+)?$")
_OWN = re.compile(r"\b(?:its|their|his|her|our|my)\s+(?:\w+\s+)?$", re.IGNORECASE)


def _owner(text: str, word: Word) -> str:
    """Whose first or largest a text speaks of, "" when it is nobody's in particular."""
    match = _OWNER.search(text[: word.start])
    return match[1] if match else ""


def _owned(claim: str, word: Word, owner: str) -> bool:
    """Whether the claim keeps to the same owner, by name or pronoun."""
    if _OWN.search(claim[: word.start]):
        return True
    return known(stem(owner), {other.stem for other in words(claim)})


def _bears(word: Word, likes: frozenset[str]) -> bool:
    return word.lower in likes or ("not" in likes and word.lower.endswith("n't"))


def _diluted(text: str, word: Word) -> bool:
    return bool(_DILUTING.search(text[: word.start])) and word.lower != "not"


def _of_the_same(claim: str, word: Word, text: str, other: Word) -> bool:
    """Whether any word near the absolute is near it in the source too."""
    around = _around(claim, word.start, word.end)
    return not around or likeness(around, _around(text, other.start, other.end)) > 0


@lru_cache(maxsize=4096)
def _around(text: str, start: int, end: int) -> dict[str, float]:
    return neighbours(text, start, end, REACH)
