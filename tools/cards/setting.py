"""Setting: where every line of a card stands. No pixel is drawn here.

At the bottom the source with its date, the name and the disclosure, as high as they need; the
fact takes what is left, in the largest letters that fit. What does not fit is an error that
says by how much: nothing is ever cut off.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from memory.errors import CardError
from memory.look import READABLE, Look, Rgb, contrast, rgb
from tools.cards.card import Card, Size
from tools.cards.fonts import Weight, open_fonts, seen
from tools.cards.lines import Block, Box, Text, block, text_of, widest_word

BAR = (0.11, 0.009)
"""Width and height of the coloured bar, of the card's width."""
_GAP = 1.6
"""Above and below the fact, in letters of the source."""
_STEP = 2
"""Pixels by which letters are made smaller until they fit."""
_MOST_FOOTER = 0.42
"""Of the height, for all below the fact."""
_MUTED = 0.72
"""How much of the ink the disclosure keeps, where that is readable."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block at its place: `left` (or `right`, when it reads from there) and `top` of its ink."""

    name: str
    block: Block
    colour: Rgb
    left: int
    right: int
    top: int

    @property
    def box(self) -> Box:
        """Its ink."""
        width = self.block.width
        left = self.right - width if self.block.fonts.rightward else self.left
        return left, self.top, left + width, self.top + self.block.height


@dataclass(frozen=True, slots=True)
class Setting:
    """A card ready to be painted."""

    size: Size
    background: Rgb
    bar: Box
    bar_colour: Rgb
    placed: tuple[Placed, ...]


def set_card(card: Card, look: Look, size: Size) -> Setting:
    """Raises CardError for words that have no room or no font."""
    bar = (
        size.margin,
        size.margin,
        size.margin + round(BAR[0] * size.width),
        size.margin + round(BAR[1] * size.width),
    )
    footer = _footer(card, look, size)
    ceiling, floor = bar[3] + round(_GAP * size.small), footer[0].top - round(_GAP * size.small)
    fact = _fact(card.fact, size, floor - ceiling)
    top = ceiling + (floor - ceiling - fact.height) // 2
    placed = _at(size, "fact", fact, rgb(look.ink), top)
    return Setting(size, rgb(look.background), bar, rgb(look.accent), (placed, *footer))


def _footer(card: Card, look: Look, size: Size) -> list[Placed]:
    """Source and date, name, disclosure, set from the bottom up; the topmost first."""
    ink, paper = rgb(look.ink), rgb(look.background)
    wanted: list[tuple[str, str, Weight, int, Rgb, float]] = [
        ("disclosure", card.disclosure, "regular", size.smaller, muted(ink, paper), 0.5),
        ("name", card.name, "bold", size.small, ink, 0.55),
        ("origin", card.origin, "regular", size.small, rgb(look.accent), 0.0),
    ]
    found: list[Placed] = []
    bottom = size.height - size.margin
    for name, text, weight, letters, colour, gap in wanted:
        plain = plain_text(text)
        if not plain:
            continue
        words = text_of(plain, open_fonts(weight))
        lines = _fitting(name, words, letters, size.width - 2 * size.margin)
        bottom -= lines.height
        found.insert(0, _at(size, name, lines, colour, bottom))
        bottom -= round(gap * letters) + letters // 4
    if found[0].top < size.height * (1 - _MOST_FOOTER):
        raise CardError(
            "card: source, name and disclosure take more than "
            f"{_MOST_FOOTER:.0%} of the card; shorten the disclosure in persona.toml"
        )
    return found


def _fact(fact: str, size: Size, height: int) -> Block:
    """The fact in the largest letters that fit. Raises CardError."""
    plain = plain_text(fact)
    if not plain:
        raise CardError("card: there is no fact to draw; give the card some words")
    text, width = text_of(plain, open_fonts("bold")), size.width - 2 * size.margin

    def too_large(letters: int) -> bool:
        lines = block(text, letters, width)
        return lines.width > width or lines.height > height

    sizes = range(size.smallest, size.largest + 1, _STEP)
    fitting = bisect_left(sizes, True, key=too_large)
    if fitting:
        return block(text, sizes[fitting - 1], width)
    lines = _fitting("fact", text, size.smallest, width)
    raise CardError(
        f"card: the fact has {len(plain)} characters and about "
        f"{len(plain) * height // lines.height} fit on this card; shorten it"
    )


def _fitting(name: str, text: Text, letters: int, width: int) -> Block:
    """`text` in letters of that size, within `width`. Raises CardError."""
    lines = block(text, letters, width)
    if lines.width > width:
        word, wide = widest_word(text, letters)
        raise CardError(
            f"card: “{word[:40]}” of the {name} is {wide} pixels wide in the smallest letters and "
            f"the card has {width}; shorten it"
        )
    return lines


def _at(size: Size, name: str, lines: Block, colour: Rgb, top: int) -> Placed:
    return Placed(name, lines, colour, size.margin, size.width - size.margin, top)


def plain_text(text: str) -> str:
    """On one line, its letters composed, nothing that has no shape: what is measured and drawn."""
    return " ".join(unicodedata.normalize("NFC", seen(text)).split())


def muted(ink: Rgb, paper: Rgb) -> Rgb:
    """A softer ink that is still readable on `paper`."""
    for percent in range(round(100 * _MUTED), 100, 4):
        mixed = _mixed(ink, paper, percent / 100)
        if contrast(mixed, paper) >= READABLE:
            return mixed
    return ink


def _mixed(ink: Rgb, paper: Rgb, share: float) -> Rgb:
    red, green, blue = (round(share * i + (1 - share) * p) for i, p in zip(ink, paper, strict=True))
    return red, green, blue
