"""Small exports for tests: written into a folder, read by one format, sorted into what came out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from memory.types import Post
from tools.archives.entries import Entry, Skipped
from tools.archives.folders import Folder
from tools.archives.kinds import Format


def write(folder: Path, members: Mapping[str, str | bytes]) -> Path:
    """`folder` with these files in it, by their names with slashes."""
    for name, content in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(kind: Format, place: Path) -> list[Entry]:
    """What `kind` reads there, and only if it takes the place for its own."""
    with Folder(place) as folder:
        shown = folder.only(*kind.files)
        assert kind.recognises(shown)
        return list(kind.read(shown))


def posts(entries: list[Entry]) -> list[Post]:
    return [entry for entry in entries if isinstance(entry, Post)]


def reasons(entries: list[Entry]) -> dict[str, str]:
    """Why members were left out, by their names; by what they look like for those of one file."""
    skipped = [entry for entry in entries if isinstance(entry, Skipped)]
    return {entry.example or entry.member: entry.reason for entry in skipped}
