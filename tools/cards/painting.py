"""Painting: a card that was set, as pixels. The same card gives the same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from tools.cards.setting import Placed, Setting

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

_JPEG_QUALITY = 92


def png(setting: Setting) -> bytes:
    """The card as a PNG file."""
    out = BytesIO()
    paint(setting).save(out, "PNG", compress_level=9)
    return out.getvalue()


def jpeg(setting: Setting) -> bytes:
    """The card as a JPEG file, for channels that take no other."""
    out = BytesIO()
    paint(setting).save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return out.getvalue()


def paint(setting: Setting, bleed: int = 0) -> Image:
    """The card with `bleed` pixels of background more on every side."""
    from PIL import Image, ImageDraw

    size = setting.size
    whole = (size.width + 2 * bleed, size.height + 2 * bleed)
    image = Image.new("RGB", whole, setting.background)
    draw = ImageDraw.Draw(image)
    left, top, right, bottom = (edge + bleed for edge in setting.bar)
    draw.rectangle((left, top, right - 1, bottom - 1), fill=setting.bar_colour)
    for placed in setting.placed:
        _paint_block(draw, placed, bleed)
    return image


def _paint_block(draw: ImageDraw, placed: Placed, bleed: int) -> None:
    lines, fonts = placed.block, placed.block.fonts
    base = placed.top - lines.lines[0].top + bleed
    for line in lines.lines:
        start = placed.right - line.width if lines.fonts.rightward else placed.left
        at = float(start - line.left + bleed)
        for run in line.runs:
            font = fonts.loaded(run.face, line.size)
            draw.text(
                (at, base), run.text, placed.colour, font, anchor="ls", direction=fonts.direction
            )
            at += font.getlength(run.text, direction=fonts.direction)
        base += lines.step
