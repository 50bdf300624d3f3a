"""Cutting: what of a text is one passage.

Sentences, each alone and with the next one, since the second half of a fact often stands
there. What has no full stops for long (a transcript, a list) is cut into windows that
overlap, so that nothing is lost at a seam and no passage holds a whole page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tools.sentences import sentences

LONGEST_SENTENCE = 80
"""Words from which a "sentence" is cut into windows; the longest of real news prose have 70."""
WINDOW = 40
"""Words of a window: about two sentences."""
OVERLAP = 15
"""Words that a window shares with the one before: a clause is seldom longer."""


def pieces(text: str, most: int) -> list[str]:
    """The sentences of `text`, at most `most`; what is too long for one comes as windows."""
    return [piece for sentence in sentences(text) for piece in windows(sentence)][:most]


def pairs(found: Sequence[str]) -> Iterator[str]:
    """Every two neighbours as one passage; windows overlap already and are left alone."""
    for first, second in pairwise(found):
        if len(first.split()) <= LONGEST_SENTENCE and not _overlap(first, second):
            yield joined(first, second)


def joined(first: str, second: str) -> str:
    """Two sentences as one passage, with a full stop between them."""
    return f"{first} {second}" if first[-1:] in ".!?…”\"’'" else f"{first}. {second}"


def windows(sentence: str) -> list[str]:
    """The sentence itself, or windows of it; the last one ends with its last word."""
    words = sentence.split()
    if len(words) <= LONGEST_SENTENCE:
        return [sentence]
    starts = range(0, len(words) - OVERLAP, WINDOW - OVERLAP)
    return [" ".join(words[start : start + WINDOW]) for start in starts]


def _overlap(first: str, second: str) -> bool:
    return len(first.split()) == WINDOW and first.split()[-OVERLAP:] == second.split()[:OVERLAP]
