"""What little grammar the guards need: which words are verbs, and what hangs on them.

Made of word lists and endings, for the short sentences of news and posts; where it
cannot tell, it says so by returning nothing, and its callers then keep silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from agents.auditor.guards.attachment import sentence_of
from agents.auditor.reading.lexicon import IRREGULAR, VERBS, word_set
from agents.auditor.reading.words import Word, kin, stem, words

Span = tuple[int, int]
_DETERMINERS = word_set(
    "the a an its their his her our my your this that these those no some any each every of one"
)
_PREPOSITIONS = word_set("in of for at by from with on under about into after before over off via")
_TELLING = word_set("reported told")
_BEING = word_set("is are was were be been being")
_NO_VERB = word_set(
    "need hundred seed speed breed wicked sacred naked indeed fed red bed shed compared according "
    "men women people children better best worse worst feet teeth"
)
_BE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|get|gets|got|getting|isn['’]t|aren['’]t|wasn['’]t|weren['’]t)"
    r"\s+(?:\w+ly\s+|not\s+|also\s+|still\s+|now\s+)*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _verb_stems() -> frozenset[str]:
    return frozenset(stem(verb) for verb in VERBS)


@lru_cache(maxsize=4096)
def verbs(text: str) -> tuple[Word, ...]:
    """The content words of `text` that act as verbs or participles, in order."""
    found: list[Word] = []
    before: Word | None = None
    for word in words(text):
        if (word.content or word.lower in _TELLING) and is_verbal(text, word, before):
            if found and _is_its_subject(text, found[-1], word):
                found.pop()
            found.append(word)
        before = word
    return tuple(found)


def _is_its_subject(text: str, word: Word, verb: Word) -> bool:
    """Whether a bare word right before a verb in the past is a noun: "net profit rose"."""
    bare = not word.lower.endswith(("ed", "ing")) and word.lower not in IRREGULAR
    past = verb.lower in IRREGULAR and not verb.lower.endswith("ing")
    return bare and past and text[word.end : verb.start] == " "


def is_verbal(text: str, word: Word, before: Word | None) -> bool:
    """Whether a word is used as a verb here: by form, and with no determiner before it."""
    if (word.capital and word.start) or word.raw[0].isdigit() or word.lower in _NO_VERB:
        return False
    if "-" in (text[word.start - 1 : word.start], text[word.end : word.end + 1]):
        return False
    if text[word.end : word.end + 2] in {"'s", "’s"}:
        return False
    inflected = word.lower.endswith(("ed", "ing")) or word.lower in IRREGULAR
    if before is not None and before.lower in _BEING and not inflected:
        return False
    if before is not None and text[before.end : word.start].isspace():
        possessive = text[before.start : word.start].rstrip().endswith(("'s", "’s", "s'", "s’"))
        if possessive or (before.lower in _DETERMINERS and not _one_does(before, word)):
            return False
        if before.lower in _PREPOSITIONS and not word.lower.endswith(("ed", "ing")):
            return False
    regular = word.lower.endswith("ed") and len(word.lower) > 4
    return regular or word.lower in IRREGULAR or word.stem in _verb_stems()


def _one_does(before: Word, word: Word) -> bool:
    """ "The next one opens": no noun in the plural follows "one"."""
    return before.lower == "one" and word.lower.endswith("s")


def known_verb(word: Word) -> bool:
    """Whether a word is in the list of everyday verbs, in whatever form."""
    return word.stem in _verb_stems()


def passive(text: str, verb: Word) -> bool:
    """Whether a form of "be" stands right before the verb."""
    return bool(_BE.search(text[: verb.start])) and not verb.lower.endswith("ing")


def governor(text: str, span: Span) -> Word | None:
    """The verb that a time, place or amount hangs on: the last before it, else the next after."""
    low, high = sentence_of(text, *span)
    near = [verb for verb in verbs(text) if low <= verb.start < high]
    before = [verb for verb in near if verb.end <= span[0]]
    if before:
        return before[-1]
    return next((verb for verb in near if verb.start >= span[1]), None)


def hangs_elsewhere(
    claim: str,
    span: Span,
    passages: Iterable[str],
    adjuncts: Callable[[str], Sequence[tuple[Span, bool]]],
) -> str | None:
    """What the source has on the verb of the claim's adjunct, if that is on another verb there.

    `adjuncts` gives the like stretches of a passage and whether each agrees with the
    claim's. None when the source bears the pair out, or does not tell.
    """
    verb = governor(claim, span)
    if verb is None:
        return None
    found = [_verdict(verb, text, adjuncts(text)) for text in passages]
    told = [verdict for verdict in found if verdict is not None]
    return told[0] if told and all(told) else None


def _verdict(verb: Word, text: str, adjuncts: Sequence[tuple[Span, bool]]) -> str | None:
    """ "" when this passage bears the pair out, the verb's own adjunct when not, None if mute."""
    if not any(agrees for _, agrees in adjuncts):
        return None
    hung = [(governor(text, span), span, agrees) for span, agrees in adjuncts]
    own = [(span, agrees) for head, span, agrees in hung if head and kin(head.stem, verb.stem)]
    if not own:
        return None
    if any(agrees for _, agrees in own):
        return ""
    return text[own[0][0][0] : own[0][0][1]]
