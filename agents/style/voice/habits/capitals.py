"""Capitals: who writes all small, who begins small, who shouts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from agents.style.english.casing import is_title_case
from agents.style.english.lexicon import is_common
from agents.style.voice.habits.corpus import Corpus
from agents.style.voice.habits.values import SEEN_OFTEN, Counted, counted, part, share_of
from memory.types import Value

_CAPITALS = re.compile(r"(?<![\w#$@.&])[A-Z]{3,}(?![\w.])")
_LONGER = re.compile(r"(?<= )[^\W\d_]{4,}")
_LONE_I = re.compile(r"(?<![\w.'’])[iI](?=['’](?:m|ve|d|ll)\b|\s)(?!\.e)")


class Capitals(Value):
    """Shares are of short posts unless they say otherwise."""

    lower_case_share: float
    """Not one capital."""
    upper_case_share: float
    """Not one small letter, of eight letters and more."""
    lowercase_start_share: float
    """The first character is a small letter."""
    sentences_lower_share: float
    """Of second and later sentences, those that begin small."""
    small_i_share: float
    """Of the word "I", those written "i"."""
    title_case_share: float
    shouted_share: float
    """With an ordinary word in capitals."""
    shouted: tuple[Counted, ...]

    @classmethod
    def measure(cls, corpus: Corpus) -> Capitals:
        bodies = corpus.bodies
        later = [part for one in corpus.said for part in one.sentences[1:]]
        alone = _LONE_I.findall(corpus.everything)
        shouts = [dict.fromkeys(_shouted(text)) for text in bodies]
        return cls(
            lower_case_share=share_of(bodies, str.islower),
            upper_case_share=share_of(
                bodies, lambda text: text.isupper() and sum(map(str.isalpha, text)) >= 8
            ),
            lowercase_start_share=share_of(bodies, lambda text: text[0].islower()),
            sentences_lower_share=share_of(later, lambda text: text[0].islower()),
            small_i_share=part(alone.count("i"), len(alone)),
            title_case_share=share_of(bodies, _in_title_case),
            shouted_share=share_of(shouts, bool),
            shouted=counted(Counter(w for words in shouts for w in words), 10, SEEN_OFTEN),
        )


def _in_title_case(text: str) -> bool:
    """The cheap question first: most of the longer words have a capital."""
    longer = _LONGER.findall(text)
    return 2 * sum(map(str.istitle, longer)) >= len(longer) > 1 and is_title_case(text)


def _shouted(text: str) -> Iterator[str]:
    """Words in capitals that are no acronym: everyday words, written loud."""
    for match in _CAPITALS.finditer(text):
        word = match.group()
        if is_common(word) or (len(word) > 5 and text.isupper()):
            yield word
