"""Pictures that a platform would refuse are refused before anything is sent."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from memory.errors import ChannelRefused
from memory.types import Description, Media
from tests import factory as make
from tools.platforms.pictures import Picture, pictures

HERE = Description(name="here", longest=500, most_media=2, longest_alt=20)


def file(folder: Path, name: str = "card.png") -> Path:
    path = folder / name
    Image.new("RGB", (40, 20), "white").save(path)
    return path


HEAD = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
SWOLLEN = zlib.compress(b"x" * 2_000_000)
"""A text beside the picture that takes far more room once it is unpacked."""


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def looked_at(path: Path, alt: str = "A white card", count: int = 1) -> list[Picture]:
    given = make.publication(media=(Media(path=str(path), alt=alt),) * count)
    return list(pictures(given, HERE, largest=5_000))


@pytest.mark.parametrize(("name", "kind"), [("a.png", "image/png"), ("a.jpg", "image/jpeg")])
def test_a_picture_is_read_with_its_kind_and_shape(tmp_path: Path, name: str, kind: str) -> None:
    path = file(tmp_path, name)
    (one,) = looked_at(path)
    assert one == Picture(
        data=path.read_bytes(), kind=kind, width=40, height=20, alt="A white card"
    )


def test_the_kind_is_what_the_file_holds_whatever_its_name(tmp_path: Path) -> None:
    path = file(tmp_path, "a.png").rename(tmp_path / "a.jpg")
    assert looked_at(path)[0].kind == "image/png"


def test_a_post_without_pictures_has_none() -> None:
    assert list(pictures(make.publication(), HERE, largest=1)) == []


def test_too_many_are_refused(tmp_path: Path) -> None:
    path = file(tmp_path)
    assert len(looked_at(path, count=2)) == 2
    with pytest.raises(ChannelRefused, match="here: 3 of 2 pictures"):
        looked_at(path, count=3)


@pytest.mark.parametrize("alt", ["", " \n"])
def test_one_without_a_description_is_refused(tmp_path: Path, alt: str) -> None:
    with pytest.raises(ChannelRefused, match="has no alt text"):
        looked_at(file(tmp_path), alt)


def test_a_description_has_a_longest(tmp_path: Path) -> None:
    assert looked_at(file(tmp_path), "x" * 20)
    with pytest.raises(ChannelRefused, match="21 of 20 characters"):
        looked_at(file(tmp_path), "x" * 21)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", b"<svg/>", b"\x89PNG"),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"cut"),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", HEAD) + chunk(b"zTXt", b"a\0\0" + SWOLLEN),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(data)
    with pytest.raises(ChannelRefused, match="is no PNG or JPEG"):
        looked_at(path)


@pytest.mark.parametrize("name", ["gone.png", "no\0file.png"])
def test_one_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ChannelRefused, match="cannot be read"):
        looked_at(tmp_path / name)


def test_a_heavy_one_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path)
    path.write_bytes(path.read_bytes().ljust(5_000, b"\0"))
    assert looked_at(path)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(ChannelRefused, match="5001 of 5000 bytes"):
        looked_at(path)
