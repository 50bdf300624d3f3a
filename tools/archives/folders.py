"""Folders: the members of an export, be it a directory, a zip or one file, read and never unpacked.

A format's reader sees names with forward slashes and bounded contents, and cannot tell the
three apart. A member that turns out broken raises SourceError, and the reader goes on with the
next; `containers.py` says what is left out from the start.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import partial
from pathlib import Path, PurePosixPath

from memory.errors import SourceError
from tools.archives.containers import opened
from tools.archives.entries import Skipped
from tools.charsets import decode

MEMBER_BYTES = 16 * 2**20
"""Bytes of a member that is held in memory at once, where the reader names no other limit."""
HEAD_BYTES = 4_096
"""Bytes that tell what a member is."""
STREAM_BYTES = 4 * 2**30
"""Bytes of a member that is read piece by piece."""
LINE_BYTES = 4 * 2**20
"""Bytes of the longest line."""
LOST = "NUL bytes in place of text: the file was damaged before it came here"
CHUNK = 64 * 1024
"""Bytes that are read at once, and may be lost where a member breaks off."""

_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Folder:
    """The readable members of `place`. Raises ConfigError when there is no reading it at all."""

    def __init__(self, place: Path, watch: Callable[[int], None] | None = None) -> None:
        """`watch` is told of the bytes that were read, as they are."""
        self.place = place
        self._watch = watch
        self._container = opened(place)
        self._shown = sorted(self._container.sizes)
        self._nul: dict[str, int] = {}

    @property
    def refused(self) -> tuple[Skipped, ...]:
        """What was left out of the whole place, and why."""
        return tuple(self._container.refused)

    @property
    def damaged(self) -> tuple[Skipped, ...]:
        """The members of which, so far as they were read, a part was lost."""
        return tuple(
            Skipped(0, LOST, name, f"{nul:,} of {self.size_of(name):,} bytes")
            for name, nul in self._nul.items()
        )

    def names(self, *patterns: str) -> list[str]:
        """The members in order, or those that match one of `patterns` (see PurePath.match).

        A pattern is compared from the right: "posts/*.html" finds "export/posts/a.html" too.
        """
        if not patterns:
            return list(self._shown)
        return [n for n in self._shown if any(PurePosixPath(n).match(p) for p in patterns)]

    def only(self, *patterns: str) -> Folder:
        """The same place, with nothing to be seen or opened but what `names(*patterns)` gives."""
        narrow = copy(self)
        narrow._shown = self.names(*patterns)
        return narrow

    @property
    def size(self) -> int:
        """Bytes of all members, unpacked."""
        return sum(map(self.size_of, self._shown))

    def size_of(self, name: str) -> int:
        """Bytes, unpacked."""
        return self._container.sizes[name]

    def head(self, name: str) -> str:
        """How a member begins, in at most HEAD_BYTES; "" when it cannot be read. Never raises."""
        try:
            with self.stream(name, watched=False) as source:
                return decode(source.read(HEAD_BYTES))
        except SourceError:
            return ""

    def bytes_of(self, name: str, limit: int = MEMBER_BYTES) -> bytes:
        """A whole member. Raises SourceError when it is broken or longer than `limit` bytes."""
        if self.size_of(name) > limit:
            raise SourceError(f"larger than {limit:,} bytes")
        with self.stream(name) as source:
            found = source.read(limit + 1)
        if len(found) > limit:
            raise SourceError(f"larger than {limit:,} bytes")
        return found

    def text_of(self, name: str, limit: int = MEMBER_BYTES) -> str:
        """A whole member in the charset that it declares or shows. Raises like `bytes_of`."""
        return decode(self.bytes_of(name, limit))

    @contextmanager
    def stream(self, name: str, *, watched: bool = True) -> Iterator[io.BufferedReader[_Bounded]]:
        """A member to be read piece by piece; reading raises SourceError where it is broken."""
        if name not in self._shown:
            raise SourceError("is not among what may be read here")
        with _told():
            source = self._container.open(name)
        watch = self._watch if watched else None
        with source, io.BufferedReader(_Bounded(source, watch), CHUNK) as buffered:
            yield buffered

    def lines(self, name: str, *, watched: bool = True) -> Iterator[str]:
        """The lines of a member, each with its end, and at most LINE_BYTES of each.

        NUL bytes, with which a disk fills what it lost, are dropped. Raises SourceError where
        the member breaks off, after all whole lines before.
        """
        with self.stream(name, watched=watched) as source:
            if source.peek(2)[:2] in _UTF16:
                wide = io.TextIOWrapper(source, "utf-16", errors="replace", newline="\n")
                yield from iter(partial(wide.readline, LINE_BYTES), "")
                return
            rest = b""
            for chunk in self._without_nul(name, source):
                *whole, rest = (rest + chunk).split(b"\n")
                rest = rest[: LINE_BYTES + 1]
                yield from (_decoded(line) + "\n" for line in whole)
            if rest:
                yield _decoded(rest)

    def pieces(self, name: str) -> Iterator[str]:
        """A UTF-8 member piece by piece, without NUL bytes. Raises SourceError as `lines` does."""
        decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        with self.stream(name) as source:
            for chunk in self._without_nul(name, source):
                yield decoder.decode(chunk)

    def _without_nul(self, name: str, source: io.BufferedReader[_Bounded]) -> Iterator[bytes]:
        nul = 0
        while chunk := source.read1(CHUNK):
            some = chunk.replace(b"\0", b"")
            nul += len(chunk) - len(some)
            yield some
        if nul:
            self._nul[name] = nul

    def close(self) -> None:
        self._container.close()

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _decoded(line: bytes) -> str:
    """UTF-8, or Windows-1252 for a line that has letters and none of UTF-8."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("utf-8" if _MULTIBYTE.search(line) else "windows-1252", "replace")


class _Bounded(io.RawIOBase):
    """Passes reads on, counts them, and ends them at STREAM_BYTES."""

    def __init__(self, source: io.BufferedIOBase, watch: Callable[[int], None] | None) -> None:
        self._source = source
        self._watch = watch
        self._left = STREAM_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what io passes
        with _told():
            found = self._source.read1(len(buffer))  # read would lose what comes before an error
        self._left -= len(found)
        if self._left < 0:
            raise SourceError(f"larger than {STREAM_BYTES:,} bytes")
        if self._watch and found:
            self._watch(len(found))
        buffer[: len(found)] = found
        return len(found)


@contextmanager
def _told() -> Iterator[None]:
    """What broken members raise, as SourceError; a reader of ours keeps its own errors."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise SourceError(f"damaged or cut short ({error or 'unexpected end'})") from error
    except (NotImplementedError, RuntimeError) as error:
        raise SourceError(f"packed in a way that is not understood ({error})") from error
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror or error})") from error
