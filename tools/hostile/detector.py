"""Does outside text give orders to a language model, or hide words from people?

Sentence by sentence, and with the reasons: what is marked is kept out of facts, headlines,
evidence and prompts, and what stands beside it is still news. Nothing that is safe depends
on a mark alone, as no outside text is ever followed.
"""

from __future__ import annotations

import re

from tools.hostile.cues import ENOUGH, WEAK, any_cue, cues
from tools.hostile.disguise import disguise, levelled, unleeted
from tools.sentences import Span, spans

LONGEST_TEXT = 100_000
"""Characters that are looked at."""
WINDOW = 1_500
"""Characters of a sentence that are looked at together: pages without full stops exist."""
OVERLAP = 200
"""Characters that two windows share, so that no order falls between them."""
SHOUTED_WORDS = 4
"""Words in capitals, one after the other, that stand out of a text in small letters."""

_WORD = re.compile(r"[^\W_][\w']*")
_SHOUT = re.compile(rf"(?:\b[A-Z][A-Z']*\b[^\w.!?]+){{{SHOUTED_WORDS - 1},}}\b[A-Z']{{2,}}\b")
_SHOUTED_ORDER = re.compile(
    r"\b(?:DO NOT ANSWER|JUST (?:OUTPUT|SAY|PRINT)|OUTPUT|SAY|FORGET|IGNORE|DISREGARD|DU BIST"
    r"|RESPOND|REPLY WITH|YOU (?:MUST|WILL|ARE)|PROMPT|INSTRUCTIONS)\b"
)
_REPORTING = frozenset(
    re.findall(r"\w+", "told asked instructed ordered urged advised warned allowed forced invited")
)
_REPORTED = re.compile(
    rf"\b(?:{'|'.join(sorted(_REPORTING))})"
    r"(?!\W+(?:you|me)\b)(?:\W+\w+){1,6}?\W+(?:not )?to\W+\w+"
)
"""Somebody else was told to do it: "he told the court to disregard"."""
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_OPEN_DIALOGUE = re.compile(r"\n\w[\w ]{0,30}:[^\n]{5,300}\?\W*\w[\w ]{0,30}:\W*$")
"""A question of one speaker and the bare name of the next: it is to be continued."""


def is_hostile(*texts: str) -> bool:
    """Whether any of `texts` gives orders to software or hides words. Never raises."""
    return any(hostile_spans(text) for text in texts)


def hostile_spans(text: str) -> tuple[Span, ...]:
    """The sentences of `text` that give orders to software or hide words, in order."""
    return tuple(span for span, _ in marks(text))


def without_orders(text: str) -> str:
    """`text` without the sentences that are marked, the same text when none is. Never raises."""
    found = hostile_spans(text)
    if not found:
        return text
    kept, end = [], 0
    for start, stop in found:
        kept.append(text[end:start])
        end = stop
    return "".join([*kept, text[end:]]).strip()


def orders(text: str) -> str:
    """The sentences of `text` that are marked, one a line; empty when none is."""
    return "\n".join(text[start:end] for start, end in hostile_spans(text))


def marks(text: str) -> tuple[tuple[Span, str], ...]:
    """Every marked sentence of `text` with the reason, for people to read.

    Beside a sentence that gives orders, a sign of orders is enough: they seldom come alone.
    """
    head = text[:LONGEST_TEXT]
    hides = disguise(head)
    if not hides and not _SHOUT.search(head) and not any_cue(_words_of(unleeted(levelled(head)))):
        return ()
    found = [(span, *_judged(head[slice(*span)], hides=bool(hides))) for span in spans(head)]
    sure = {n for n, (_, weight, _) in enumerate(found) if weight >= ENOUGH}
    if not sure:
        whole = hides or _joint(found) or ("is left open" if _OPEN_DIALOGUE.search(head) else "")
        return (((0, len(text)), whole),) if whole else ()
    beside = {m for n in sure for m in (n - 1, n, n + 1)}
    return tuple(
        (span, reason)
        for n, (span, weight, reason) in enumerate(found)
        if n in sure or (n in beside and weight >= WEAK)
    )


def _joint(found: list[tuple[Span, float, str]]) -> str:
    """The reason for marking a short text whose every sentence gives some sign, or empty."""
    weights = [weight for _, weight, _ in found]
    if len(weights) > 1 and min(weights) > WEAK and sum(weights) >= ENOUGH:
        return found[0][2]
    return ""


def _judged(sentence: str, *, hides: bool) -> tuple[float, str]:
    """How much a sentence reads like an order to software, and by what sign."""
    starts = range(0, max(1, len(sentence) - OVERLAP), WINDOW - OVERLAP)
    return max(_judged_window(sentence[n : n + WINDOW], hides=hides) for n in starts)


def _judged_window(sentence: str, *, hides: bool) -> tuple[float, str]:
    hidden = disguise(sentence) if hides else ""
    if hidden:
        return ENOUGH, hidden
    if _shouts(sentence):
        return ENOUGH, "shouts an order within a sentence"
    level = levelled(sentence)
    plain = unleeted(level)
    return max(_weighed(level), _weighed(plain) if plain != level else (0.0, ""))


def _weighed(level: str) -> tuple[float, str]:
    words = _words_of(level)
    if not any_cue(words):
        return 0.0, ""
    if not words.isdisjoint(_REPORTING):
        level = _REPORTED.sub("reported", level)
        words = _words_of(level)
    found = list(cues(level, words))
    heaviest = max(found, key=lambda cue: cue.weight, default=None)
    return sum(cue.weight for cue in found), heaviest.reason if heaviest else ""


def _words_of(level: str) -> set[str]:
    """The words by which cues are looked up; "@script" stands for scripts without spaces."""
    words = set(_WORD.findall(level))
    return words | {"@script"} if not level.isascii() and _OTHER_SCRIPT.search(level) else words


def _shouts(sentence: str) -> bool:
    found = _SHOUT.search(sentence)
    if not found or not _SHOUTED_ORDER.search(found[0]):
        return False
    rest = sentence[: found.start()] + sentence[found.end() :]
    return sum(c.islower() for c in rest) > sum(c.isupper() for c in rest) + 8
