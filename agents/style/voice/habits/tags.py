"""Tags: hashtags, cashtags and handles, how many of them and where."""

from __future__ import annotations

import re

from agents.style.voice.habits.corpus import Corpus
from agents.style.voice.habits.values import Counted, Spread, counted, part, share_of, tally
from memory.types import Value

_HASHTAG = re.compile(r"(?<![\w&/])#\w*[^\W\d_]\w*")
_CASHTAG = re.compile(r"(?<![\w$])\$[A-Za-z]{2,6}(?![\w$])")
_HANDLE = re.compile(r"(?<![\w@./])@\w{2,}")


class Tags(Value):
    """One sort of tag in short posts."""

    share: float
    """Posts with any."""
    used: tuple[Counted, ...]
    a_post: Spread
    """How many, where there are any."""
    at_end_share: float
    """Of the posts with any, those that end with one."""
    at_start_share: float

    @classmethod
    def _of(cls, corpus: Corpus, pattern: re.Pattern[str]) -> Tags:
        found = [(text, pattern.findall(text)) for text in corpus.bodies]
        having = [(text, tags) for text, tags in found if tags]
        return cls(
            share=part(len(having), len(found)),
            used=counted(tally(tag for _, tags in having for tag in tags), 20),
            a_post=Spread.of(len(tags) for _, tags in having),
            at_end_share=share_of(having, lambda one: one[0].endswith(one[1][-1])),
            at_start_share=share_of(having, lambda one: one[0].startswith(one[1][0])),
        )

    @classmethod
    def hashtags(cls, corpus: Corpus) -> Tags:
        return cls._of(corpus, _HASHTAG)

    @classmethod
    def cashtags(cls, corpus: Corpus) -> Tags:
        return cls._of(corpus, _CASHTAG)

    @classmethod
    def handles(cls, corpus: Corpus) -> Tags:
        return cls._of(corpus, _HANDLE)
