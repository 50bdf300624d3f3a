"""Marks: what a text shows of its writer, as numbers that a linear model can weigh.

Three views that can be fooled in different ways: letter groups within words, the frame
of function words and punctuation with everything else masked, and measurements of form
(length, rhythm, casing, marks). Names, numbers, links and handles are masked in all of
them: they tell what a text is about, not whose it is.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.style.english.lexicon import is_common
from agents.style.voice.profile import body, opener_of
from tools.sentences import sentences

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LETTER_BITS, FRAME_BITS = 17, 16
"""Features are hashed into 2 to the power of these."""
_SHORTEST_GROUP, _LONGEST_GROUP = 2, 5

_TOKEN = re.compile(r"\n+|[#$@]?\w+(?:['’&.-]\w+)*|[^\w\s]+")
_HANDLES = re.compile(r"^(?:\.?@\w+[\s:,]+)+")
_EMOJI = re.compile("[\U0001f1e6-\U0001faff\u2600-\u27bf]")


def own_words(text: str) -> str:
    """`text` without links and without the handles that it begins with."""
    return _HANDLES.sub("", body(text))


def tokens_of(text: str) -> list[str]:
    """Words, runs of marks and line breaks, links and leading handles left out."""
    return _TOKEN.findall(own_words(text))


class Masks:
    """Which words say how somebody writes, learned from many people's posts."""

    def __init__(self, general: Iterable[str], frame: Iterable[str]) -> None:
        """`general`: words that are not about one thing; `frame`: those that most people use."""
        self.general = frozenset(general)
        self.frame = frozenset(frame)
        self._letters: dict[str, NDArray[np.int32]] = {}
        self._frames: dict[str, str] = {}

    @classmethod
    def learn(cls, voices: Sequence[Sequence[str]]) -> Masks:
        """From the texts of each voice: general is what several use, frame what half of them do."""
        spread: Counter[str] = Counter()
        for texts in voices:
            spread.update({token.lower() for text in texts for token in tokens_of(text)})
        few, many = min(3, len(voices)), max(2, math.ceil(0.4 * len(voices)))
        return cls(
            (word for word, count in spread.items() if count >= few),
            (word for word, count in spread.items() if count >= many),
        )

    def letters(self, texts: Sequence[str]) -> csr_matrix:
        """Shape (len(texts), 2**LETTER_BITS): log counts of letter groups."""
        return _hashed([self._groups_of(tokens_of(text)) for text in texts], LETTER_BITS)

    def frames(self, texts: Sequence[str]) -> csr_matrix:
        """Shape (len(texts), 2**FRAME_BITS): log counts of one, two and three masked words."""
        return _hashed([self._runs_of(tokens_of(text)) for text in texts], FRAME_BITS)

    def _groups_of(self, tokens: Sequence[str]) -> NDArray[np.int32]:
        found = [self._groups(token) for token in tokens]
        return np.concatenate(found) if found else np.empty(0, dtype=np.int32)

    def _groups(self, token: str) -> NDArray[np.int32]:
        known = self._letters.get(token)
        if known is None:
            known = np.array(list(_groups(self._masked(token))), dtype=np.int32)
            self._letters[token] = known
        return known

    def _masked(self, token: str) -> str:
        """`token` itself when it is a general word or a mark, else what kind of thing it is."""
        if not any(character.isalnum() for character in token):
            return "¶" * min(2, len(token)) if token[0] == "\n" else token[:4]
        if token[0] == "@" or any(character.isdigit() for character in token):
            return shape(token)
        return token if token.lower() in self.general or is_common(token) else shape(token)

    def _runs_of(self, tokens: Sequence[str]) -> NDArray[np.int32]:
        words = ["^", *(self._frame(token) for token in tokens), "$"]
        runs = [*words, *map(" ".join, pairwise(words))]
        runs += map(" ".join, zip(words, words[1:], words[2:], strict=False))
        return np.array([_hash(run, FRAME_BITS) for run in runs], dtype=np.int32)

    def _frame(self, token: str) -> str:
        known = self._frames.get(token)
        if known is None:
            kept = token.lower() in self.frame or not any(c.isalnum() for c in token)
            known = self._masked(token) if kept else shape(token)
            self._frames[token] = known
        return known


def shape(token: str) -> str:
    """What kind of word it is: casing, its ending, whether it is a number, tag or handle."""
    mark = token[0] if token[0] in "#$@" else ""
    letters = token[len(mark) :]
    if mark == "@":
        return "@"
    if any(character.isdigit() for character in letters):
        return mark + re.sub(r"\d+", "0", letters) if len(letters) < 8 else mark + "0"
    if letters.isupper() and len(letters) > 1:
        return mark + "XX"
    if letters[0].isupper():
        return mark + "Xx"
    ending = next((e for e in ("ing", "ed", "ly", "s") if letters.endswith(e)), "")
    return mark + "xx" + ending


def _groups(word: str) -> Iterable[int]:
    padded = f" {word} "
    for width in range(_SHORTEST_GROUP, _LONGEST_GROUP + 1):
        for start in range(len(padded) - width + 1):
            yield _hash(padded[start : start + width], LETTER_BITS)


@lru_cache(maxsize=1 << 16)
def _hash(text: str, bits: int) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) & ((1 << bits) - 1)


def _hashed(rows: Sequence[NDArray[np.int32]], bits: int) -> csr_matrix:
    from scipy.sparse import csr_matrix

    places = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
    columns = np.concatenate(rows) if rows else np.empty(0, dtype=np.int32)
    ones = np.ones(len(columns), dtype=np.float32)
    matrix = csr_matrix((ones, columns, places), shape=(len(rows), 1 << bits))
    matrix.sum_duplicates()
    matrix.data = np.log1p(matrix.data, dtype=np.float32)
    return matrix


_MARKS = (",", "!", "?", ":", ";", "&", "(", "\n", "\n\n")
"""Counted as they are."""


def _count(pattern: str) -> Callable[[str], int]:
    compiled = re.compile(pattern)
    return lambda text: len(compiled.findall(text))


_COUNTED: dict[str, Callable[[str], int]] = {
    "stops": _count(r"\.(?!\.)"),
    "ellipses": _count(r"\.{2,}|…"),
    "dashes": _count("[—–]| - "),
    "quotes": _count('["“”]'),
    "curly": _count("[“”‘’]"),
    "apostrophes": _count(r"\w['’]\w"),
    "hashtags": _count(r"(?<!\w)#\w"),
    "cashtags": _count(r"(?<!\w)\$[A-Za-z]"),
    "handles": _count(r"(?<!\w)@\w"),
    "digits": _count(r"\d+"),
    "shouted": _count(r"\b[A-Z]{2,}\b"),
    "capitals": _count(r"\b[A-Z][a-z]"),
}


def measurements(texts: Sequence[str]) -> NDArray[np.float32]:
    """Shape (len(texts), width): lengths, rhythm, counts of marks, how it begins and ends."""
    return np.array([_measured(text) for text in texts], dtype=np.float32)


def _measured(text: str) -> list[float]:
    plain = own_words(text)
    words = plain.split()
    parts = sentences(plain)
    lengths = [len(part.split()) for part in parts] or [0]
    last, first = plain[-1:], plain[:1]
    return [
        len(plain),
        len(words),
        len(parts),
        max(lengths),
        min(lengths),
        len(plain) / max(1, len(words)),
        len(_EMOJI.findall(plain)),
        len(opener_of(plain)),
        float(first.islower()),
        float(first.isupper()),
        float(last == "."),
        float(last in "!?"),
        float(last.isalnum()),
        float(bool(_EMOJI.match(last))) if last else 0.0,
        float(plain.islower()),
        *(float(plain.count(mark)) for mark in _MARKS),
        *(float(count(plain)) for count in _COUNTED.values()),
    ]
