"""A picture of a publication, read and looked at before it is uploaded.

Refused here, in words that help, is what a platform would refuse later or show badly: a
file that is gone, too large or no PNG or JPEG, and a picture without a description.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from memory.errors import ChannelRefused
from memory.types import Media, Publication, Value

KINDS = {"PNG": "image/png", "JPEG": "image/jpeg"}


class Picture(Value):
    """What an upload needs."""

    data: bytes
    kind: str
    """image/png or image/jpeg."""
    width: int
    height: int
    alt: str


def pictures(
    publication: Publication, *, platform: str, most: int, largest: int, longest_alt: int
) -> Sequence[Picture]:
    """Those of `publication`, at most `most`, each up to `largest` bytes. Raises ChannelRefused."""
    count = len(publication.media)
    if count > most:
        raise ChannelRefused(f"{platform}: {count} of {most} pictures; leave some out")
    return [_picture(one, platform, largest, longest_alt) for one in publication.media]


def _picture(media: Media, platform: str, largest: int, longest_alt: int) -> Picture:
    where = f"{platform}: picture {media.path}"
    if not media.alt.strip():
        raise ChannelRefused(f"{where} has no alt text; say what it shows")
    if len(media.alt) > longest_alt:
        raise ChannelRefused(
            f"{where}: its alt text has {len(media.alt)} of {longest_alt} characters; shorten it"
        )
    try:
        data = Path(media.path).read_bytes()
    except (OSError, ValueError) as error:
        raise ChannelRefused(f"{where} cannot be read: {error}; make it again") from error
    if len(data) > largest:
        raise ChannelRefused(f"{where} has {len(data)} of {largest} bytes; make it smaller")
    kind, width, height = _looked_at(data, where)
    return Picture(data=data, kind=kind, width=width, height=height, alt=media.alt)


def _looked_at(data: bytes, where: str) -> tuple[str, int, int]:
    """Kind, width and height in pixels."""
    from PIL import Image  # slow to import

    try:
        with Image.open(BytesIO(data), formats=tuple(KINDS)) as image:
            return KINDS[str(image.format)], image.width, image.height
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise ChannelRefused(f"{where} is no PNG or JPEG: {error}") from error
