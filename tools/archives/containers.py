"""Containers: where the members of an export lie, and which of them may be read.

A directory, a zip, what is left of a zip that breaks off, or one file. Whatever would lead out of
it, never end or be somebody's secret is left out with a reason.
"""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol, cast

from memory.errors import ConfigError
from tools.archives.entries import Skipped
from tools.archives.salvage import Salvaged, salvage

MOST_MEMBERS = 500_000
PRIVATE = "private: never read"
BREAKS_OFF = "the zip breaks off: read as far as it goes; download it again for the rest"
BOMB_RATIO, BOMB_BYTES = 200, 64 * 2**20
"""A zip member that unpacks to more than so many times its size, and to more than so many bytes:
exports of text reach a ratio of 30."""

_ENCRYPTED = 0x1
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


class Container(Protocol):
    """Where members lie. `sizes` is in bytes, unpacked."""

    sizes: dict[str, int]
    refused: list[Skipped]

    def open(self, name: str) -> io.BufferedIOBase: ...
    def close(self) -> None: ...


def opened(place: Path) -> Container:
    """The container at `place`. Raises ConfigError when there is no reading it."""
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


def _zip(place: Path) -> Container:
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
