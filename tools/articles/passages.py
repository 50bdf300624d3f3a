"""Passages: an article cut into pieces that can be quoted as evidence, with stable offsets.

Pure: the same text is cut in the same places whenever it is cut. Pieces end where a
sentence ends, and at the end of a paragraph where that makes no crumbs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from memory.types import Passage
from tools.sentences import Span, spans

ENOUGH = 300
"""Characters from which a passage ends with its paragraph."""
MOST = 600
"""Characters of a passage; a longer sentence is cut between two words."""

_WORD = re.compile(r"\S+")


def passages(article: str, text: str) -> tuple[Passage, ...]:
    """`text` of the signal `article` in passages, in order.

    Each is `text[start:end]` exactly; they do not overlap, and only white space lies
    between them. Never raises.
    """
    return tuple(
        Passage(article=article, text=text[start:end], start=start, end=end)
        for start, end in _gathered(text)
    )


def _gathered(text: str) -> Iterator[Span]:
    """Neighbouring pieces put together as long as they fit."""
    begin = finish = 0
    for start, end in _pieces(text):
        if finish == 0:
            begin, finish = start, end
            continue
        ended = "\n" in text[finish:start] and finish - begin >= ENOUGH
        if ended or end - begin > MOST:
            yield begin, finish
            begin = start
        finish = end
    if finish:
        yield begin, finish


def _pieces(text: str) -> Iterator[Span]:
    """The sentences, the longest of them in parts."""
    for start, end in spans(text):
        if end - start <= MOST:
            yield start, end
        else:
            yield from _parts(text, start, end)


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """A long sentence by words, and a word that is itself too long by characters."""
    for found in _WORD.finditer(text, start, end):
        for left in range(found.start(), found.end(), MOST):
            yield left, min(left + MOST, found.end())
