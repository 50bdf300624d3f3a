"""A picture of a publication, read and looked at before it is uploaded.

Refused here, in words that help, is what a platform would refuse later or show badly: a
file that is gone, too large or no PNG or JPEG, and a picture without a description.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from memory.errors import ChannelRefused
from memory.types import Description, Media, Publication, Value

KINDS = {"PNG": "image/png", "JPEG": "image/jpeg"}


class Picture(Value):
    """What an upload needs."""

    data: bytes
    kind: str
    """image/png or image/jpeg."""
    width: int
    height: int
    alt: str


def pictures(publication: Publication, place: Description, largest: int) -> Sequence[Picture]:
    """Those of `publication`, as many as `place` takes, each up to `largest` bytes.

    Raises ChannelRefused.
    """
    count = len(publication.media)
    if count > place.most_media:
        raise ChannelRefused(
            f"{place.name}: {count} of {place.most_media} pictures; leave some out"
        )
    return [_picture(one, place, largest) for one in publication.media]


def _picture(media: Media, place: Description, largest: int) -> Picture:
    where = f"{place.name}: picture {media.path}"
    if not media.alt.strip():
        raise ChannelRefused(f"{where} has no alt text; say what it shows")
    if len(media.alt) > place.longest_alt:
        raise ChannelRefused(
            f"{where}: its alt text has {len(media.alt)} of {place.longest_alt} characters; "
            "shorten it"
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
