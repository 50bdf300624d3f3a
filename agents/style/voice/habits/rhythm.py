"""Rhythm: how long sentences are, how many make a post, and where lines break."""

from __future__ import annotations

import re

from agents.style.voice.habits.corpus import Corpus
from agents.style.voice.habits.values import Spread, share_of
from memory.types import Value

FRAGMENT = 4
"""Words; a sentence of no more is a short one."""
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_LISTED = re.compile(r"^[ \t]*(?:[-–•*▪→✅]|\d{1,2}[.)/])[ \t]+\S", re.MULTILINE)


class Rhythm(Value):
    """Sentences and lines of short posts; shares are of posts."""

    sentences: Spread
    """A post."""
    words: Spread
    """A sentence."""
    one_sentence_share: float
    short_sentence_share: float
    """Of sentences, those of four words and fewer."""
    line_break_share: float
    empty_line_share: float
    lines: Spread
    """A post, where there is more than one."""
    list_share: float
    """Posts with two and more lines that begin with a dash, a bullet or a number."""

    @classmethod
    def measure(cls, corpus: Corpus) -> Rhythm:
        sizes = [len(part.split()) for one in corpus.said for part in one.sentences]
        bodies = corpus.bodies
        return cls(
            sentences=Spread.of(len(one.sentences) for one in corpus.said),
            words=Spread.of(sizes),
            one_sentence_share=share_of(corpus.said, lambda one: len(one.sentences) == 1),
            short_sentence_share=share_of(sizes, lambda size: size <= FRAGMENT),
            line_break_share=share_of(bodies, lambda text: "\n" in text),
            empty_line_share=share_of(bodies, _EMPTY_LINE.search),
            lines=Spread.of(len(text.splitlines()) for text in bodies if "\n" in text),
            list_share=share_of(bodies, lambda text: len(_LISTED.findall(text)) > 1),
        )
