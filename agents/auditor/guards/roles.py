"""Roles: who did what to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agents.auditor.guards.objection import Context, Objection
from agents.auditor.lexicon import IRREGULAR
from agents.auditor.naming import Name, names
from agents.auditor.words import Word, kin, words
from tools.sentences import sentences

_BY = re.compile(r"(?:\s+\w+){0,2}\s+by\s+(?:the\s+)?(?:\w+\s+)?")
"""What lies between a passive verb and its doer."""
BETWEEN = 4
"""Most words between a name and its verb."""


def roles(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when the claim's doer of a verb stands after that verb in every source."""
    for doer, verb, _ in _triples(claim):
        placed = [_place(text, doer, verb) for passage in passages for text in sentences(passage)]
        known = [place for place in placed if place is not None]
        if known and not any(known):
            reason = f'the source does not have "{doer.raw}" as the one who "{verb.raw}"'
            return Objection("roles", reason, contradicts=True)
    return None


def _triples(claim: str) -> Iterator[tuple[Name, Word, Name]]:
    """(doer, verb, other name) of the claim; the passive is turned round."""
    found, tokens = names(claim), words(claim)
    for left, right in pairwise(found):
        between = [w for w in tokens if left.end <= w.start and w.end <= right.start]
        content = [w for w in between if w.content and not w.capital]
        if not content or len(between) > 2 * BETWEEN or not _verbal(claim, content[0]):
            continue
        passive = between[-1].lower == "by" or (len(between) > 1 and between[-2].lower == "by")
        yield (right, content[0], left) if passive else (left, content[0], right)


def _verbal(text: str, word: Word) -> bool:
    """Whether a word looks like a verb of the news: inflected, and no part of "x-based"."""
    if text[word.start - 1 : word.start] == "-" or text[word.end : word.end + 1] == "-":
        return False
    return word.lower.endswith(("ed", "s")) or word.lower in IRREGULAR


def _place(sentence: str, doer: Name, verb: Word) -> bool | None:
    """Whether the doer does the verb in this sentence; None when it does not hold both.

    The doer stands before an active verb, or after a passive one and its "by".
    """
    subjects = [n for n in names(sentence) if set(n.tokens) & set(doer.tokens)]
    verbs = [w for w in words(sentence) if kin(w.stem, verb.stem) and not w.capital]
    if not subjects or not verbs:
        return None
    others = [n for n in names(sentence) if not set(n.tokens) & set(doer.tokens)]
    return any(_does(sentence, s, v, others) for s in subjects for v in verbs)


def _does(sentence: str, subject: Name, verb: Word, others: Sequence[Name]) -> bool:
    if subject.start > verb.end:
        passive = _BY.fullmatch(sentence[verb.end : subject.start])
        return bool(passive) or not any(other.end <= verb.start for other in others)
    return not any(
        other.start > verb.end and _BY.fullmatch(sentence[verb.end : other.start])
        for other in others
    )
