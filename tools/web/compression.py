"""Unpacking what a server compressed, in small steps, so that a bomb is noticed early."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]

ACCEPTED = "gzip, deflate, br"
"""Value of Accept-Encoding."""

_PIECE = 65_536
"""Bytes unpacked in one step, at most; brotli may overshoot by as much again."""

_GZIP_MAGIC = b"\x1f\x8b"


class Broken(ValueError):
    """What came is not what Content-Encoding says."""


class Unpacker(Protocol):
    """Unpacks one body."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """What `piece` unpacks to, in steps. Raises Broken."""
        ...

    def end(self) -> bytes:
        """What was left over. Raises EOFError when the body broke off in the middle."""
        ...


def unpacker(encoding: str) -> Unpacker | None:
    """One for a Content-Encoding, or None when it is none that we ask for."""
    make = _UNPACKERS.get(encoding.strip().lower())
    return make() if make else None


class _Plain:
    def feed(self, piece: bytes) -> Iterator[bytes]:
        yield piece

    def end(self) -> bytes:
        return b""


class _Zlib:
    """gzip, also in several members, and deflate with or without its zlib header."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._held = b""
        self._inflate = zlib.decompressobj(31) if gzip else None

    def feed(self, piece: bytes) -> Iterator[bytes]:
        rest = self._held + piece
        self._held = b""
        while rest:
            if self._inflate is None:  # bare deflate is how some servers understand it
                self._inflate = zlib.decompressobj(15 if rest[0] & 0x0F == 8 else -15)
            if self._inflate.eof:
                if len(rest) < len(_GZIP_MAGIC):
                    self._held = rest
                    return
                if not (self._gzip and rest.startswith(_GZIP_MAGIC)):
                    return  # padding after the end
                self._inflate = zlib.decompressobj(31)
            try:
                yield self._inflate.decompress(rest, _PIECE)
            except zlib.error as error:
                raise Broken(str(error)) from error
            rest = self._inflate.unconsumed_tail or self._inflate.unused_data

    def end(self) -> bytes:
        if self._inflate is None:
            raise EOFError
        left = self._inflate.flush() if not self._inflate.eof else b""
        if not self._inflate.eof:
            raise EOFError
        return left


class _Brotli:
    def __init__(self) -> None:
        self._brotli = brotli.Decompressor()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        if self._brotli.is_finished():
            return  # padding after the end
        try:
            part = self._brotli.process(piece, output_buffer_limit=_PIECE)
            # It may hold output back even while it says that it can accept more data.
            while part or not self._brotli.can_accept_more_data():
                yield part
                if self._brotli.is_finished():
                    return
                part = self._brotli.process(b"", output_buffer_limit=_PIECE)
        except brotli.error as error:
            raise Broken(str(error)) from error

    def end(self) -> bytes:
        if not self._brotli.is_finished():
            raise EOFError
        return b""


_UNPACKERS: dict[str, Callable[[], Unpacker]] = {
    "": _Plain,
    "identity": _Plain,
    "gzip": lambda: _Zlib(gzip=True),
    "x-gzip": lambda: _Zlib(gzip=True),
    "deflate": lambda: _Zlib(gzip=False),
    "br": _Brotli,
}
