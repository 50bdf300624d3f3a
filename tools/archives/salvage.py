"""Salvage: what can still be read of a zip that breaks off.

A zip has its table of contents at its end, so that an interrupted download has none. But each
member begins with a header of its own, and these are found one after the other from the start.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_HEADER = struct.Struct("<4s2xHH8xLLHH")
"""Signature, flags, method, packed and unpacked bytes, lengths of name and extras."""
_SIGNATURE = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
_TOLD_ELSEWHERE = 0xFFFFFFFF
"""In place of a size over 4 GiB."""
_BETWEEN = 24
"""Bytes at most between a member and the next header: checksum and sizes that follow."""
_CHUNK = 16 * 1024


@dataclass(frozen=True)
class Salvaged:
    """A member, or as much of it as there is."""

    name: str
    begins: int
    """Where its bytes begin in the zip."""
    packed: int
    """Bytes that are there."""
    size: int
    """Bytes that these unpack to."""
    deflated: bool
    whole: bool

    def open(self, place: Path) -> io.BufferedReader:
        """Its bytes; reading raises EOFError where they end too early."""
        return io.BufferedReader(_Unpacking(place.open("rb"), self), _CHUNK)


def salvage(place: Path, is_bomb: Callable[[int, int], bool]) -> Iterator[Salvaged]:
    """The members in order, as far as each can be told from the next.

    `is_bomb` is asked of packed and unpacked bytes; a member that is one ends the search.
    """
    with place.open("rb") as file:
        end = file.seek(0, io.SEEK_END)
        at: int | None = 0
        while at is not None:
            file.seek(at)
            member = _member(file, end, is_bomb)
            if member is None:
                return
            yield member
            at = _next(file, member) if member.whole else None


def _member(file: IO[bytes], end: int, is_bomb: Callable[[int, int], bool]) -> Salvaged | None:
    """The member whose header is here."""
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size or not header.startswith(_SIGNATURE):
        return None
    _, flags, method, packed, size, name_length, more_length = _HEADER.unpack(header)
    name = file.read(name_length).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
    begins = file.seek(more_length, io.SEEK_CUR)
    known = not flags & _SIZES_FOLLOW and packed != _TOLD_ELSEWHERE
    whole = known and begins + packed <= end
    findable = {_STORED, _DEFLATED} if known else {_DEFLATED}  # deflated bytes say where they end
    if flags & _ENCRYPTED or begins >= end or method not in findable:
        return None
    if method == _STORED and not whole:
        packed = size = end - begins
    elif not whole:
        packed, size, whole = _inflated(file, is_bomb)
    if is_bomb(packed, size):
        return None
    return Salvaged(name, begins, packed, size, method == _DEFLATED, whole)


def _inflated(file: IO[bytes], is_bomb: Callable[[int, int], bool]) -> tuple[int, int, bool]:
    """Packed bytes from here, the bytes that they unpack to, and whether they come to an end."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    packed = size = 0
    while not inflate.eof and not is_bomb(packed, size):
        chunk = inflate.unconsumed_tail or file.read(_CHUNK)
        if not chunk:
            return packed, size, False
        try:
            size += len(inflate.decompress(chunk, _CHUNK * 64))
        except zlib.error:
            return packed, size, False
        packed += len(chunk) - len(inflate.unconsumed_tail) - len(inflate.unused_data)
    return packed, size, True


def _next(file: IO[bytes], member: Salvaged) -> int | None:
    """Where the header of the next member is."""
    begins = file.seek(member.begins + member.packed)
    found = file.read(_BETWEEN + len(_SIGNATURE)).find(_SIGNATURE)
    return None if found < 0 else begins + found


class _Unpacking(io.RawIOBase):
    """The bytes of one member."""

    def __init__(self, file: IO[bytes], member: Salvaged) -> None:
        self._file = file
        self._left = member.packed
        self._whole = member.whole
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS) if member.deflated else None
        file.seek(member.begins)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what io passes
        found = b""
        while not found:
            chunk = self._packed(len(buffer))
            if not chunk:
                if self._whole:
                    return 0
                raise EOFError("the archive breaks off here")
            found = self._inflate.decompress(chunk, len(buffer)) if self._inflate else chunk
        buffer[: len(found)] = found
        return len(found)

    def _packed(self, most: int) -> bytes:
        if self._inflate and self._inflate.unconsumed_tail:
            return self._inflate.unconsumed_tail
        chunk = self._file.read(min(most, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()
        super().close()
