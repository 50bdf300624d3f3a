"""Roles: who did what to whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from agents.auditor.guards.attachment import sides
from agents.auditor.guards.comparisons import fairly_turned
from agents.auditor.guards.deeds import NEAR, Deed, deeds
from agents.auditor.guards.grammar import passive
from agents.auditor.guards.objection import Context, Objection
from agents.auditor.reading.lexicon import IRREGULAR, word_set
from agents.auditor.reading.naming import Name, names
from agents.auditor.reading.words import Word, kin, known, stem, words
from tools.sentences import sentences

_BY = re.compile(r"(?:\s+\w+){0,2}\s+by\s+(?:the\s+)?(?:\w+\s+)?")
"""What lies between a passive verb and its doer."""
_UNCHANGED = word_set("beat bet bid cut hit hurt let put quit set shut split")
BETWEEN = 4
"""Most words between a name and its verb."""


def roles(claim: str, passages: Sequence[str], _context: Context) -> Objection | None:
    """Object when, in every source, the claim's doer or its object is on the verb's wrong side."""
    if fairly_turned(claim, passages):
        return None
    pieces = [text for passage in passages for text in sentences(passage)]
    for doer, verb, done_to in _triples(claim):
        if _never(_does(text, doer, verb) for text in pieces):
            reason = f'the source does not have "{doer.raw}" as the one who "{verb.raw}"'
            return Objection("roles", reason, contradicts=True)
        direct = not _OBLIQUE.search(claim, verb.end, done_to.start)
        if direct and _never(_suffers(text, done_to, verb) for text in pieces):
            reason = f'the source does not say that anyone "{verb.raw}" "{done_to.raw}"'
            return Objection("roles", reason, contradicts=True)
    return _crossed(claim, pieces)


_OBLIQUE = re.compile(
    r"\b(?:with|from|for|to|in|at|on|near|against|of|about|into|over|after)\s", re.I
)


def _crossed(claim: str, pieces: Sequence[str]) -> Objection | None:
    """Who does and who suffers may not change places, whichever voice or noun tells it."""
    for mine in deeds(claim):
        found = [
            _exchange(mine, other)
            for text in pieces
            for other in deeds(text)
            if other.stem == mine.stem
            or (kin(other.stem, mine.stem) and not (mine.plain and other.plain))
        ]
        turned = [pair for pair in found if pair is not None]
        if turned and all(turned):
            before, after = turned[0]
            reason = f'"{before}" and "{after}" have changed places around "{mine.raw}"'
            return Objection("roles", reason, contradicts=True)
    return _names_crossed(claim, pieces)


def _names_crossed(claim: str, pieces: Sequence[str]) -> Objection | None:
    """Two names may not change places around any word that claim and source share."""
    if len(names(claim)) < 2:
        return None
    of_names = {stem(token) for name in names(claim) for token in name.tokens}
    for word in words(claim):
        if not (word.content or word.lower in _TELLING) or word.stem in of_names:
            continue
        found = [
            _names_exchange(claim, word, text, other, of_names)
            for text in pieces
            for other in words(text)
            if other.stem == word.stem
        ]
        turned = [pair for pair in found if pair is not None]
        if turned and all(turned):
            before, after = turned[0]
            reason = f'"{before}" and "{after}" have changed places around "{word.raw}"'
            return Objection("roles", reason, contradicts=True)
    return None


def _names_exchange(
    claim: str, word: Word, text: str, other: Word, of_names: set[str]
) -> tuple[str, ...] | None:
    if passive(claim, word) != passive(text, other):
        return None
    left, right = sides(claim, word.start, word.end)
    was_left, was_right = sides(text, other.start, other.end)
    for before in left[:NEAR]:
        for after in right[:NEAR]:
            crossed = before in was_right[:NEAR] and after in was_left[:NEAR]
            alone = before not in was_left and after not in was_right
            if crossed and alone and {before, after} <= of_names:
                return before, after
    return ()


_TELLING = word_set("reported reports report told tells tell said says")


def _exchange(mine: Deed, other: Deed) -> tuple[str, ...] | None:
    """The pair that changed places; empty when none did, None when a side is not told."""
    if pair := _other_object(mine, other):
        return pair
    if not (mine.doers and mine.sufferers and other.doers and other.sufferers):
        return None
    for doer in mine.doers:
        for sufferer in mine.sufferers:
            crossed = doer in other.sufferers and sufferer in other.doers
            if crossed and doer not in other.doers and sufferer not in other.sufferers:
                return doer, sufferer
    return ()


def _other_object(mine: Deed, other: Deed) -> tuple[str, ...]:
    """The two things that changed places: "arrested a jeweller after the robbery of a guard"."""
    if not mine.objects or not other.objects:
        return ()
    if any(known(stemmed, other.objects) for stemmed in mine.objects):
        return ()
    if set(mine.objects) <= other.near and set(other.objects) <= mine.near:
        return mine.objects[-1], other.objects[-1]
    return ()


def _never(answers: Iterable[bool | None]) -> bool:
    """Whether at least one sentence could tell, and none said yes."""
    known = [answer for answer in answers if answer is not None]
    return bool(known) and not any(known)


def _triples(claim: str) -> Iterator[tuple[Name, Word, Name]]:
    """(doer, verb, other name) of the claim; the passive is turned round."""
    found, tokens = names(claim), words(claim)
    for left, right in pairwise(found):
        between = [w for w in tokens if left.end <= w.start and w.end <= right.start]
        content = [w for w in between if w.content and not w.capital]
        if _AFTER_PREPOSITION.search(claim[: left.start]):
            continue  # "in Ghent" does nothing
        if not content or len(between) > 2 * BETWEEN or not _verbal(claim, content[0]):
            continue
        passive = between[-1].lower == "by" or (len(between) > 1 and between[-2].lower == "by")
        yield (right, content[0], left) if passive else (left, content[0], right)


_AFTER_PREPOSITION = re.compile(r"\b(?:in|at|from|to|near|on|off|into)\s+(?:the\s+)?$", re.I)


def _verbal(text: str, word: Word) -> bool:
    """Whether a word looks like a verb of the news: inflected, and no part of "x-based"."""
    if text[word.start - 1 : word.start] == "-" or text[word.end : word.end + 1] == "-":
        return False
    return word.lower.endswith(("ed", "s")) or word.lower in IRREGULAR or word.lower in _UNCHANGED


def _does(sentence: str, doer: Name, verb: Word) -> bool | None:
    """Whether the doer does the verb in this sentence; None when it does not hold both.

    The doer stands before an active verb, or after a passive one and its "by".
    """
    subjects, others, verbs = _cast(sentence, doer, verb)
    if not subjects or not verbs:
        return None
    return any(_is_doer(sentence, s, v, others) for s in subjects for v in verbs)


def _is_doer(sentence: str, subject: Name, verb: Word, others: Sequence[Name]) -> bool:
    if subject.start > verb.end:
        passive = _BY.fullmatch(sentence[verb.end : subject.start])
        return bool(passive) or not any(other.end <= verb.start for other in others)
    return not any(
        other.start > verb.end and _BY.fullmatch(sentence[verb.end : other.start])
        for other in others
    )


def _suffers(sentence: str, done_to: Name, verb: Word) -> bool | None:
    """Whether the verb is done to this name; None when the sentence does not hold both.

    It stands after an active verb, before a passive one, or before "which" and the verb.
    """
    objects, others, verbs = _cast(sentence, done_to, verb)
    if not objects or not verbs or not others:
        return None
    return any(
        o.start > v.end
        or re.match(r"(?:\s+\w+){0,4}\s+by\b", sentence[v.end :])
        or re.search(
            r"\b(?:which|that|who|whom|was|were|is|are|been|be)\b", sentence[o.end : v.start]
        )
        for o in objects
        for v in verbs
    )


def _cast(sentence: str, person: Name, verb: Word) -> tuple[list[Name], list[Name], list[Word]]:
    """The sentence's mentions of a name, its other names, and the verb's occurrences."""
    found = names(sentence)
    mentions = [n for n in found if set(n.tokens) & set(person.tokens)]
    others = [n for n in found if n not in mentions]
    verbs = [w for w in words(sentence) if kin(w.stem, verb.stem) and not w.capital]
    return mentions, others, verbs
