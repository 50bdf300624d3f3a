"""Folders: the members of an export, be it a directory, a zip or one file, read and never unpacked.

A format's reader sees names with forward slashes and bounded contents, and cannot tell the
three apart. What would lead out of the place, never end or be somebody's secret is left out
with a reason (`refused`); a member that turns out broken raises SourceError, and the reader
goes on with the next.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path, PurePosixPath
from typing import Protocol, cast

from memory.errors import ConfigError, SourceError
from tools.archives.entries import Skipped
from tools.archives.salvage import Salvaged, salvage
from tools.charsets import decode

MEMBER_BYTES = 16 * 2**20
"""Bytes of a member that is held in memory at once, where the reader names no other limit."""
HEAD_BYTES = 4_096
"""Bytes that tell what a member is."""
STREAM_BYTES = 4 * 2**30
"""Bytes of a member that is read piece by piece."""
LINE_BYTES = 4 * 2**20
"""Bytes of the longest line."""
MOST_MEMBERS = 500_000
PRIVATE = "private: never read"
BREAKS_OFF = "the zip breaks off: read as far as it goes; download it again for the rest"
LOST = "NUL bytes in place of text: the file was damaged before it came here"
BOMB_RATIO, BOMB_BYTES = 200, 64 * 2**20
"""A zip member that unpacks to more than so many times its size, and to more than so many bytes:
exports of text reach a ratio of 30."""
CHUNK = 64 * 1024
"""Bytes that are read at once, and may be lost where a member breaks off."""

_ENCRYPTED = 0x1
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PRIVATE = re.compile(
    r"""
    (direct-message|deleted-|phone-|email-|ip-audit|account|contact|device|ni-devices|ageinfo|ad-
      |ads-|personalization|audio-video|connected-application|sso|key-registry|saved-search
      |protected-history|grok).*\.js
    |((.*[ _])?messages|(imported[ _]?)?contacts|connections|(.*[ _])?phone[ _]?numbers
      |email[ _]addresses|logins|security[ _]challenges|registration|receipts.*|invitations
      |ad_targeting|ads[ _]clicked|lan[ _]ads[ _]engagement|searchqueries|private_.*
      |(email_list|subscribers)[._ ]?.*|.*\.(opens|delivers))\.csv
    |messages?(_\d+)?\.(json|html)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What exports of X, LinkedIn, Substack and chats call talk with others, addresses, logins and
advertising. A format that says which members it needs is shown no others; this is for the rest."""


class _Container(Protocol):
    """Where members lie. `sizes` is in bytes, unpacked."""

    sizes: dict[str, int]
    refused: list[Skipped]

    def open(self, name: str) -> io.BufferedIOBase: ...
    def close(self) -> None: ...


class Folder:
    """The readable members of `place`. Raises ConfigError when there is no reading it at all."""

    def __init__(self, place: Path, watch: Callable[[int], None] | None = None) -> None:
        """`watch` is told of the bytes that were read, as they are."""
        self.place = place
        self._watch = watch
        self._container = _opened(place)
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
                yield from io.TextIOWrapper(source, "utf-16", errors="replace", newline="\n")
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


def _opened(place: Path) -> _Container:
    try:
        if place.is_dir():
            return _Directory(place)
        if not stat.S_ISREG(place.stat().st_mode):
            raise ConfigError(f"{place}: is neither a file nor a folder; name one of these")
        with place.open("rb") as file:
            begins = file.read(4)
        return _zip(place) if begins in {b"PK\x03\x04", b"PK\x05\x06"} else _File(place)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{place}: cannot be read ({reason}); check the path") from error


def _zip(place: Path) -> _Container:
    """A zip, or what is left of one."""
    try:
        return _Zip(place)
    except (zipfile.BadZipFile, struct.error, NotImplementedError, EOFError) as error:
        left = _Remains(place)
        if left.sizes:
            return left
        raise ConfigError(
            f"{place}: is a zip that breaks off or is damaged ({error}); download it again"
        ) from error


class _File:
    """One file, which is its own only member."""

    def __init__(self, place: Path) -> None:
        self._beside = place.parent
        private = is_private(place.name)
        self.sizes = {} if private else {place.name: place.stat().st_size}
        self.refused = [Skipped(0, PRIVATE, place.name)] if private else []

    def open(self, name: str) -> io.BufferedIOBase:
        return (self._beside / name).open("rb")

    def close(self) -> None:
        """Holds nothing open."""


class _Directory:
    """A directory with all below it, hidden names excepted; links may not lead out of it."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._root = place.resolve()
        self.sizes: dict[str, int] = {}
        self.refused: list[Skipped] = []
        for path in _files_below(place):
            name = path.relative_to(place).as_posix()
            reason = self._objection(path) or _objection(name, len(self.sizes))
            if reason:
                self.refused.append(Skipped(0, reason, name))
            else:
                self.sizes[name] = path.stat().st_size

    def _objection(self, path: Path) -> str | None:
        try:
            if path.is_symlink() and not path.resolve(strict=True).is_relative_to(self._root):
                return "a link that leads out of the folder"
            if not stat.S_ISREG(path.stat().st_mode):
                return "no ordinary file"
        except (OSError, RuntimeError) as error:
            return f"cannot be read ({getattr(error, 'strerror', None) or error})"
        return None

    def open(self, name: str) -> io.BufferedIOBase:
        return (self._place / name).open("rb")

    def close(self) -> None:
        """Holds nothing open."""


class _Zip:
    """A zip file, read where it lies."""

    def __init__(self, place: Path) -> None:
        self._zip = zipfile.ZipFile(place)
        self.sizes: dict[str, int] = {}
        self.refused: list[Skipped] = []
        for member in self._zip.infolist():
            if member.is_dir() or _hidden(member.filename):
                continue
            reason = _unsafe(member) or _objection(member.filename, len(self.sizes))
            if reason:
                self.refused.append(Skipped(0, reason, member.filename))
            else:
                self.sizes[member.filename] = member.file_size

    def open(self, name: str) -> io.BufferedIOBase:
        return cast("io.BufferedIOBase", self._zip.open(name))

    def close(self) -> None:
        self._zip.close()


class _Remains:
    """A zip without its table of contents: the download was interrupted."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._members: dict[str, Salvaged] = {}
        self.refused = [Skipped(0, BREAKS_OFF, place.name)]
        for member in salvage(place, _is_bomb):
            if member.name.endswith("/") or _hidden(member.name):
                continue
            reason = _leading_out(member.name) or _objection(member.name, len(self._members))
            if reason:
                self.refused.append(Skipped(0, reason, member.name))
            else:
                self._members[member.name] = member
        self.sizes = {name: member.size for name, member in self._members.items()}

    def open(self, name: str) -> io.BufferedIOBase:
        return self._members[name].open(self._place)

    def close(self) -> None:
        """Holds nothing open."""


def _files_below(place: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(place):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        yield from (Path(folder) / name for name in sorted(files) if not _hidden(name))


def _hidden(name: str) -> bool:
    """What systems and version control leave in a folder."""
    parts = PurePosixPath(name).parts
    return any(p == "__MACOSX" or (p.startswith(".") and p != "..") for p in parts)


def _objection(name: str, found: int) -> str | None:
    if is_private(name):
        return PRIVATE
    return f"more than {MOST_MEMBERS:,} members" if found >= MOST_MEMBERS else None


def is_private(name: str) -> bool:
    """Whether a member is by its name no post: messages, addresses, logins, advertising."""
    return _PRIVATE.fullmatch(PurePosixPath(name).name) is not None


def _unsafe(member: zipfile.ZipInfo) -> str | None:
    if reason := _leading_out(member.filename):
        return reason
    if stat.S_ISLNK(member.external_attr >> 16):
        return "a link, not a file"
    if member.flag_bits & _ENCRYPTED:
        return "encrypted; export it without a password"
    if _is_bomb(member.compress_size, member.file_size):
        ratio = member.file_size / max(member.compress_size, 1)
        return f"unpacks to {member.file_size:,} bytes, {ratio:,.0f} times its size"
    return None


def _is_bomb(packed: int, size: int) -> bool:
    return size > BOMB_BYTES and size > BOMB_RATIO * packed


def _leading_out(name: str) -> str | None:
    parts = re.split(r"[/\\]", name)
    out = name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or ".." in parts
    return "its name leads out of the archive" if out else None


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
