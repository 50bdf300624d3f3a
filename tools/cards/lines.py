"""Lines: a text broken so that it fits a width, no word cut, and no word left alone.

Of all ways to break it, the one is taken that leaves the lines most even.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def block(text: str, fonts: Fonts, size: int, width: int) -> Block:
    """`text` in lines of at most `width` pixels, where its words allow it. Raises CardError."""
    fonts = fonts.ready(text)
    lines = tuple(_line(part, fonts, size) for part in broken(text, fonts, size, width))
    tallest = max(line.bottom for line in lines) - min(line.top for line in lines)
    step = max(round(LINE_HEIGHT * size), tallest + round(_AIR * size))
    return Block(lines, step, fonts)


def broken(text: str, fonts: Fonts, size: int, width: int) -> list[str]:
    """The lines; one is wider than `width` only where a single word is."""
    pieces = _pieces(text)
    widths = [_line(piece.strip(), fonts, size).width for piece in pieces]
    spaces = [_space(piece, fonts, size) for piece in pieces]
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
    return _joined(pieces, came_from)


def widest_word(text: str, fonts: Fonts, size: int) -> tuple[str, int]:
    """The word that no line can be narrower than, and its width."""
    measured = [(_line(p.strip(), fonts, size).width, p.strip()) for p in _pieces(text)]
    width, word = max(measured)
    return word, width


def _cost(filled: float, first: int, last: int, pieces: int) -> float:
    cost = _OF_A_LINE + max(0.0, 1 - filled) ** 2
    alone = last == pieces and first > 0 and (first == pieces - 1 or filled < _WIDOW)
    return cost + _OF_A_WIDOW * alone


def _joined(pieces: Sequence[str], came_from: Sequence[int]) -> list[str]:
    lines = []
    last = len(pieces)
    while last > 0:
        lines.append("".join(pieces[came_from[last] : last]).strip())
        last = came_from[last]
    return lines[::-1]


def _pieces(text: str) -> list[str]:
    """What no line breaks, each with the space behind it."""
    found, start = [], 0
    for border in words(text):
        found.append(text[start : border.start])
        start = border.start
    return [*found, text[start:]]


def _space(piece: str, fonts: Fonts, size: int) -> float:
    return fonts.loaded(fonts.carried, size).getlength(" ") if piece[-1:].isspace() else 0.0


def _line(text: str, fonts: Fonts, size: int) -> Line:
    """One line, measured by its ink."""
    runs = tuple(fonts.runs(text))
    at, boxes = 0.0, []
    for run in runs:
        font = fonts.loaded(run.face, size)
        left, top, right, bottom = font.getbbox(run.text, direction=fonts.direction, anchor="ls")
        boxes.append((at + left, top, at + right, bottom))
        at += font.getlength(run.text, direction=fonts.direction)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    left, right = int(min(lefts) // 1), int(-(-max(rights) // 1))
    return Line(runs, size, left, round(min(tops)), right, round(max(bottoms)))
