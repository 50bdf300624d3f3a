"""The posts to measure, each taken apart once: body, sentences, words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from memory.types import Post, PostKind
from tools.sentences import sentences

URL = re.compile(r"https?://\S+")
_SPACES = re.compile(r"[ \t]+")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SHORT = frozenset({PostKind.STATEMENT, PostKind.COMMENT, PostKind.QUESTION, PostKind.THREAD})
_THREAD = 500
"""Characters; more are a whole thread, and not a part of one."""


@dataclass(frozen=True)
class Written:
    """One post and its parts."""

    post: Post
    body: str
    """The text without its links."""
    sentences: tuple[str, ...]
    """Those with a word or number; an emoji after a full stop is none."""
    runs: tuple[tuple[str, ...], ...]
    """Of each sentence the words and numbers in lower case, handles left out."""

    @classmethod
    def read(cls, post: Post) -> Written:
        text = body(post.text)
        parts = tuple(part for part in sentences(text) if any(map(str.isalnum, part)))
        return cls(post, text, parts, tuple(map(words_of, parts)))

    @property
    def is_short(self) -> bool:
        kind = self.post.kind
        return kind in _SHORT and (kind is not PostKind.THREAD or len(self.body) <= _THREAD)

    @property
    def words(self) -> Iterator[str]:
        return chain.from_iterable(self.runs)


@dataclass(frozen=True)
class Corpus:
    """Everything somebody published, and the part of it whose form is counted."""

    every: tuple[Written, ...]

    @classmethod
    def of(cls, posts: Sequence[Post]) -> Corpus:
        return cls(tuple(map(Written.read, posts)))

    @cached_property
    def own(self) -> tuple[Written, ...]:
        """Short posts; without any, whole threads and articles; without those, replies.

        A reply is half of a talk and an article has another form, so neither counts for
        openers and length while there are posts that were written as posts.
        """
        short = [one for one in self.every if one.is_short]
        others = [one for one in self.every if one.post.kind is not PostKind.REPLY]
        return tuple(short or others or self.every)

    @cached_property
    def said(self) -> tuple[Written, ...]:
        """`own` where something is left without the links."""
        return tuple(one for one in self.own if one.body)

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The bodies of `said`."""
        return tuple(one.body for one in self.said)

    @cached_property
    def everything(self) -> str:
        """All bodies, replies and articles too, a line break between two."""
        return "\n".join(one.body for one in self.every)


def body(text: str) -> str:
    """A post's text without its links."""
    return _SPACES.sub(" ", URL.sub("", text)).strip()


def words_of(text: str) -> tuple[str, ...]:
    """Words and numbers of `text` in lower case, apostrophes straight, handles left out."""
    plain = _HANDLE.sub(" ", text).replace("’", "'").lower()
    return tuple(_WORD.findall(plain))
