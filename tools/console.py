"""The embedded channel: an outbox file, one JSON line per publication, and no network.

A line is on disk before `publish` returns, and the publication's key is in it: so
`find` knows for certain what is out, also after a crash in the middle of a line. It
prints nothing; what a person sees is the business of whoever publishes.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from memory.errors import ChannelBusy, ChannelUnknown
from memory.types import Description, Limit, Publication, Reactions, Receipt

if TYPE_CHECKING:
    from agents.seams import Keep


class ConsoleChannel:
    """Publishes into `outbox`, which several processes may share."""

    name = "console"

    def __init__(self, outbox: Path, clock: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._clock = clock

    def describe(self) -> Description:
        """As X, so that what is tried here would do there."""
        return Description(
            name=self.name,
            longest=25_000,
            counted="weighted",
            threads=True,
            replies=True,
            quotes=True,
            most_media=4,
            longest_alt=1_000,
        )

    def publish(self, publication: Publication, keep: Keep) -> Receipt:  # noqa: ARG002
        """Adds the publication, unless its key is there. Raises ChannelBusy or ChannelUnknown."""
        with self._opened() as file:
            known = _lines(file)
            if publication.key not in known:
                _append(file, self._line(publication))
        return self._receipt(publication.key)

    def find(self, publication: Publication) -> Receipt | None:
        """Whether the key is in the file. Raises ChannelUnknown when that cannot be read."""
        try:
            with self._opened() as file:
                known = _lines(file)
        except ChannelBusy as error:
            raise ChannelUnknown(str(error)) from error
        return self._receipt(publication.key) if publication.key in known else None

    def reactions(self, publication: Publication) -> Reactions:  # noqa: ARG002
        """Nobody reads a file."""
        return Reactions()

    def limits(self) -> tuple[Limit, ...]:
        """None."""
        return ()

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        """The file, locked; made if it is missing."""
        try:
            self._outbox.parent.mkdir(parents=True, exist_ok=True)
            with self._outbox.open("a+b", buffering=0) as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield file
        except OSError as error:
            raise ChannelBusy(f"console: cannot use {self._outbox}: {error}") from error

    def _line(self, publication: Publication) -> dict[str, Any]:
        return {
            "key": publication.key,
            "published_at": self._clock().isoformat(),
            "persona": publication.persona,
            "channel": publication.channel,
            "dry_run": publication.dry_run,
            "text": publication.text,
        }

    def _receipt(self, key: str) -> Receipt:
        return Receipt(external_id=key, url=f"{self._outbox.absolute().as_uri()}#{key}")


def _lines(file: BinaryIO) -> set[str]:
    """Keys of the whole lines; what a crash left behind the last line end does not count."""
    file.seek(0)
    whole, _, _ = file.read().rpartition(b"\n")
    return {_key(line, number) for number, line in enumerate(whole.splitlines(), 1) if line}


def _key(line: bytes, number: int) -> str:
    try:
        return str(json.loads(line)["key"])
    except (ValueError, TypeError, KeyError) as error:
        raise ChannelUnknown(
            f"console: line {number} of the outbox file is not one of ours; mend or remove it"
        ) from error


def _append(file: BinaryIO, line: dict[str, Any]) -> None:
    """One more line, on disk, after the last whole one. Raises ChannelBusy or ChannelUnknown."""
    end = _end_of_whole_lines(file)
    try:
        file.truncate(end)
        _write(file, json.dumps(line, ensure_ascii=False).encode() + b"\n")
        os.fsync(file.fileno())
    except OSError as error:
        _undo(file, end, error)


def _end_of_whole_lines(file: BinaryIO) -> int:
    file.seek(0)
    return file.read().rfind(b"\n") + 1


def _write(file: BinaryIO, data: bytes) -> None:
    """All of `data`: a disk that fills up takes a part and says so only the next time."""
    while data:
        data = data[file.write(data) :]


def _undo(file: BinaryIO, end: int, error: OSError) -> None:
    try:
        file.truncate(end)
        os.fsync(file.fileno())
    except OSError as second:
        raise ChannelUnknown(f"console: writing failed half-way: {error}; {second}") from error
    raise ChannelBusy(f"console: cannot write the outbox file: {error}; make room") from error
