"""Look: the colours of a persona's image cards, checked to be readable.

Contrast is that of WCAG 2.2 (success criterion 1.4.3): the ratio of
relative luminances, 1 to 21, of which small text needs 4.5.
"""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from memory.types import Value

READABLE = 4.5
"""Contrast that text of any size needs."""

Rgb = tuple[int, int, int]


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError('write a colour as "#rrggbb", for example "#1b263b"')
    return value.lower()


Colour = Annotated[str, AfterValidator(_colour)]


class Look(Value):
    """Colours of a card, and where cards go out."""

    background: Colour = "#f7f3ea"
    ink: Colour = "#1c2430"
    """Of the fact and the name."""
    accent: Colour = "#a63d1f"
    """Of the bar at the top and the source."""
    channels: tuple[str, ...] = ()
    """Channels whose posts get a card; those that take no post without a picture always do."""

    @model_validator(mode="after")
    def _readable(self) -> Self:
        for name in ("ink", "accent"):
            found = contrast(rgb(getattr(self, name)), rgb(self.background))
            if found < READABLE:
                raise ValueError(
                    f"{name} on background has a contrast of {found:.1f} to 1 and readers need "
                    f"{READABLE}; make one of them darker or lighter"
                )
        return self


def rgb(colour: str) -> Rgb:
    """ "#rrggbb" as three numbers from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: Rgb, other: Rgb) -> float:
    """How well one colour is read on the other, 1 (not at all) to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
