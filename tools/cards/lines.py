"""Lines: a text broken so that it fits a width, no word cut, and no word left alone.

Of all ways to break it, the one is taken that leaves the lines most even.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from tools.borders import words
from tools.cards.fonts import Fonts, Run

_OF_A_LINE = 0.3
_OF_A_WIDOW = 2.0
_WIDOW = 0.25
"""A last line that is narrower than this part of the width looks forgotten."""
_AIR = 0.06
"""Between the lowest of a line and the highest of the next, in sizes, at the least."""
LINE_HEIGHT = 1.2
"""From line to line, in sizes, where no letter is taller than usual."""

Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""
Pieces = Sequence[tuple[Run, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one size; `left`, `top`, `right`, `bottom` is its ink from its start and base."""

    runs: tuple[Run, ...]
    size: int
    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Block:
    """Lines below each other; its ink is `width` wide and `height` high."""

    lines: tuple[Line, ...]
    step: int
    """From base to base."""
    fonts: Fonts
    """What it is drawn with."""

    @property
    def width(self) -> int:
        return max(line.width for line in self.lines)

    @property
    def height(self) -> int:
        first, last = self.lines[0], self.lines[-1]
        return last.bottom - first.top + self.step * (len(self.lines) - 1)


@dataclass(frozen=True, slots=True)
class Text:
    """Words that can be drawn: `pieces` that no line breaks, each with the space behind it."""

    pieces: tuple[tuple[Run, ...], ...]
    fonts: Fonts

    def __str__(self) -> str:
        return "".join(run.text for piece in self.pieces for run in piece)


def text_of(text: str, fonts: Fonts) -> Text:
    """`text` (on one line) with the font of each stretch. Raises CardError where none draws it."""
    ready = fonts.ready(text)
    starts = [0, *(border.start for border in words(text)), len(text)]
    return Text(tuple(tuple(ready.runs(text[a:b])) for a, b in pairwise(starts)), ready)


def block(text: Text, size: int, width: int) -> Block:
    """`text` in lines of at most `width` pixels; wider only where a single word is."""
    lines = tuple(_line(part, text.fonts, size) for part in _broken(text, size, width))
    tallest = max(line.bottom for line in lines) - min(line.top for line in lines)
    step = max(round(LINE_HEIGHT * size), tallest + round(_AIR * size))
    return Block(lines, step, text.fonts)


def widest_word(text: Text, size: int) -> tuple[str, int]:
    """The word that no line can be narrower than, and its width."""
    measured = [_line([piece], text.fonts, size) for piece in text.pieces]
    widest = max(measured, key=lambda line: line.width)
    return "".join(run.text for run in widest.runs), widest.width


def _broken(text: Text, size: int, width: int) -> list[Pieces]:
    """The pieces of each line."""
    pieces = text.pieces
    blank = text.fonts.loaded(text.fonts.carried, size).getlength(" ")
    widths = [_line([piece], text.fonts, size).width for piece in pieces]
    spaces = [blank if piece[-1].text.endswith(" ") else 0.0 for piece in pieces]
    best = [0.0] + [float("inf")] * len(pieces)
    came_from = [0] * len(best)
    for last in range(1, len(best)):
        used: float = widths[last - 1]
        for first in range(last - 1, -1, -1):
            if first < last - 1:
                used += widths[first] + spaces[first]
            if used > width and first < last - 1:
                break
            cost = best[first] + _cost(used / width, first, last, len(pieces))
            if cost < best[last]:
                best[last], came_from[last] = cost, first
    return _lines(pieces, came_from)


def _cost(filled: float, first: int, last: int, pieces: int) -> float:
    cost = _OF_A_LINE + max(0.0, 1 - filled) ** 2
    alone = last == pieces and first > 0 and (first == pieces - 1 or filled < _WIDOW)
    return cost + _OF_A_WIDOW * alone


def _lines(pieces: Pieces, came_from: Sequence[int]) -> list[Pieces]:
    lines = []
    last = len(pieces)
    while last > 0:
        lines.append(pieces[came_from[last] : last])
        last = came_from[last]
    return lines[::-1]


def _line(pieces: Pieces, fonts: Fonts, size: int) -> Line:
    """One line, measured by its ink."""
    runs = tuple(_joined(pieces))
    at, boxes = 0.0, []
    for run in runs:
        font = fonts.loaded(run.face, size)
        left, top, right, bottom = font.getbbox(run.text, direction=fonts.direction, anchor="ls")
        boxes.append((at + left, top, at + right, bottom))
        at += font.getlength(run.text, direction=fonts.direction)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    left, right = floor(min(lefts)), ceil(max(rights))
    return Line(runs, size, left, floor(min(tops)), right, ceil(max(bottoms)))


def _joined(pieces: Pieces) -> list[Run]:
    """Neighbours of one font in one, no space at the end."""
    runs: list[Run] = []
    for run in (run for piece in pieces for run in piece):
        if runs and runs[-1].face is run.face:
            runs[-1] = Run(runs[-1].text + run.text, run.face)
        else:
            runs.append(run)
    runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].face)
    return runs
