"""Where a text may be broken: between paragraphs, lines, sentences, clauses, words, characters.

For whoever cuts a text into posts or breaks it into lines. A border is never inside a
link, an emoji, a letter with its accents, or between a number and what it counts; white
space that forbids a break (no-break spaces) is kept. Chinese and Japanese, which have no
spaces, break between characters, but not before a mark that closes nor after one that opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import chain
from typing import NamedTuple

import regex

from tools.lengths import GRAPHEME
from tools.sentences import spans
from tools.x_text import urls


class Rank(IntEnum):
    """How good a place to break is; the lower, the better."""

    PARAGRAPH = 0
    LINE = 1
    SENTENCE = 2
    CLAUSE = 3
    WORD = 4
    CHARACTER = 5


class Border(NamedTuple):
    """A break: what comes before ends at `end`, what comes after starts at `start`.

    Between them is nothing but white space.
    """

    end: int
    start: int
    rank: Rank
    quoted: bool = False
    """Whether it lies inside a quotation."""


_BREAKING = r"[^\S\u00a0\u2007\u202f]"
"""White space, but for no-break spaces."""
_GAP = re.compile(rf"{_BREAKING}+")
_CLAUSE_END = re.compile(r"[,;:–—.!?…，、；：。！？،؛؟۔।॥։።][\"'”’»)\]」』）]*$")
"""Sentences of scripts that `spans` does not know end a clause at least."""
_TAIL = 8
"""Characters before a gap in which the end of a clause shows."""
_GLUED = re.compile(
    rf"(?<![^\s(\[“‘\"'$€£¥₿+\-−~≈])\d(?:[\d.,:/]*\d)?(?:{_BREAKING}+)(?=[^\W\d_]|[%‰°€$£¥₿])"
    rf"|(?:[$€£¥₿#№]|\b(?:[A-Z]{{3}}|[Nn]o\.|[Pp]p?\.))(?:{_BREAKING}+)(?=\d)"
)
_WIDE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\u3000-\u303f\uff01-\uff60]")
_NEVER_FIRST = frozenset(
    "、。，．・：；？！）］｝〕〉》」』】〗’”ー々ゝゞヽヾぁぃぅぇぉっゃゅょァィゥェォッャュョ…‥％℃"
)
_NEVER_LAST = frozenset("（［｛〔〈《「『【〖‘“￥＄")
_QUOTED = re.compile(r"“[^“”]*”|«[^«»]*»|「[^「」]*」|„[^„“”]*[“”]|(?<!\w)\"[^\"]*\"(?!\w)")


def words(text: str) -> list[Border]:
    """Borders down to words, in order; in scripts without spaces also between characters."""
    shut = _shut(text)
    quoted = _inner(text, (match.span() for match in _QUOTED.finditer(text)))
    ends = {end for _, end in spans(text)}
    return [
        Border(end, start, rank, bool(quoted[end]))
        for end, start, rank in sorted({*_gaps(text, ends), *_wide_breaks(text, ends)})
        if end > 0 and start < len(text) and not shut[end] and not shut[start]
    ]


def characters(text: str) -> list[Border]:
    """Borders between any two characters that a reader sees, but for those of a link."""
    shut = _shut(text)
    return [Border(at, at, Rank.CHARACTER) for at in range(1, len(text)) if not shut[at]]


def _shut(text: str) -> bytearray:
    """For each place in `text` whether a break there is forbidden."""
    seen = (match.span() for match in GRAPHEME.finditer(text))
    links = ((link.start, link.end) for link in urls(text))
    glued = ((match.start(), match.end() + 1) for match in _GLUED.finditer(text))
    return _inner(text, chain(seen, links, glued))


def _inner(text: str, stretches: Iterable[tuple[int, int]]) -> bytearray:
    """For each place in `text` whether it is inside one of `stretches`, not at its ends."""
    inside = bytearray(len(text) + 1)
    for start, end in stretches:
        inside[start + 1 : end] = b"\1" * (end - start - 1)
    return inside


def _gaps(text: str, sentence_ends: set[int]) -> Iterator[tuple[int, int, Rank]]:
    for gap in _GAP.finditer(text):
        lines = gap.group().count("\n")
        if lines:
            rank = Rank.PARAGRAPH if lines > 1 else Rank.LINE
        else:
            rank = _rank(text, gap.start(), sentence_ends)
        yield gap.start(), gap.end(), rank


def _wide_breaks(text: str, sentence_ends: set[int]) -> Iterator[tuple[int, int, Rank]]:
    """Where a Chinese or Japanese character meets another without white space."""
    for match in _WIDE.finditer(text):
        for at in match.span():
            before, after = text[at - 1 : at], text[at : at + 1]
            if not before.strip() or not after.strip() or before.isdigit():
                continue
            if after not in _NEVER_FIRST and before not in _NEVER_LAST:
                yield at, at, _rank(text, at, sentence_ends)


def _rank(text: str, end: int, sentence_ends: set[int]) -> Rank:
    """Of a border on one line, by what comes before it."""
    if end in sentence_ends:
        return Rank.SENTENCE
    clause = _CLAUSE_END.search(text[max(0, end - _TAIL) : end])
    return Rank.CLAUSE if clause else Rank.WORD
