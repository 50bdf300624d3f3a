"""Recordings: everything that was fetched, kept in a folder, and given out again.

    FOLDER/pages.jsonl         one line for each answer: when, from where, what it said
    FOLDER/bodies/ab/abcd….gz  each body once, under its SHA-256

A folder of plain feed files is a recording too: files beside each other are successive
snapshots of one feed, in the order of their names, and each sub-folder is another feed.
"""

from __future__ import annotations

import gzip
import re
import threading
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from memory.errors import ConfigError, SourceError, StorageError
from memory.types import UTCTime, Value
from tools.listings.feeds import parse_feed
from tools.web.fetcher import Page

PAGES = "pages.jsonl"
ONE_SCAN = timedelta(seconds=60)
"""Answers closer together than this belong to one look outside."""
APART = timedelta(minutes=15)
"""Between two snapshots of which the later tells no time, or an earlier one."""

_STAMP = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[-_]?(\d{2})[-_]?(\d{2})(?:[T_ -]?(\d{2})[-_:h]?(\d{2}))?(?!\d)"
)


class Answer(Value):
    """One line of a recording: a page, or what went wrong."""

    at: UTCTime
    place: str
    url: str = ""
    status: int = 0
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    moved_to: str | None = None
    body: str | None = None
    """SHA-256 of the body."""
    error: str | None = None


class Reader(Protocol):
    """Fetches pages, as `tools.web.fetcher.Fetcher` does."""

    def submit(
        self, place: str, etag: str | None = None, last_modified: str | None = None
    ) -> Future[Page]: ...

    def read(self, place: str) -> Page: ...

    def close(self) -> None: ...


class Recorder:
    """A reader that keeps whatever another reader fetches. One may serve many threads."""

    def __init__(self, reader: Reader, folder: Path, clock: Callable[[], datetime]) -> None:
        self._reader = reader
        self._folder = folder
        self._clock = clock
        self._writing = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"{folder}: cannot be made ({error}); record elsewhere") from error

    def submit(
        self, place: str, etag: str | None = None, last_modified: str | None = None
    ) -> Future[Page]:
        """Like the reader's; the page is on disk when the future is done.

        It ends with StorageError, too: a recording with gaps is not gone on with.
        """
        kept: Future[Page] = Future()
        kept.set_running_or_notify_cancel()

        def keep(coming: Future[Page]) -> None:
            try:
                kept.set_result(self._kept(place, coming))
            except BaseException as error:  # noqa: BLE001  (handed on, whatever it is)
                kept.set_exception(error)

        self._reader.submit(place, etag, last_modified).add_done_callback(keep)
        return kept

    def read(self, place: str) -> Page:
        return self.submit(place).result()

    def close(self) -> None:
        self._reader.close()

    def _kept(self, place: str, coming: Future[Page]) -> Page:
        try:
            page = coming.result()
        except SourceError as error:
            self._write(Answer(at=self._clock(), place=place, error=str(error)))
            raise
        self._write(
            Answer(
                at=self._clock(),
                place=place,
                url=page.url,
                status=page.status,
                content_type=page.content_type,
                etag=page.etag,
                last_modified=page.last_modified,
                not_modified=page.not_modified,
                moved_to=page.moved_to,
                body=self._keep_body(page.body) if page.body else None,
            )
        )
        return page

    def _keep_body(self, body: bytes) -> str:
        """The SHA-256 under which it is on disk."""
        digest = sha256(body).hexdigest()
        path = _body_path(self._folder, digest)
        with self._storage_errors():
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                half = path.with_suffix(f".{threading.get_ident()}")
                half.write_bytes(gzip.compress(body, 6))
                half.replace(path)
        return digest

    def _write(self, answer: Answer) -> None:
        line = answer.model_dump_json(exclude_defaults=True) + "\n"
        with (
            self._storage_errors(),
            self._writing,
            (self._folder / PAGES).open("a", encoding="utf-8") as file,
        ):
            file.write(line)

    @contextmanager
    def _storage_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageError(
                f"{self._folder}: nothing more can be recorded ({error}); make room, or record "
                "elsewhere (UNDERSTUDY_RECORD)"
            ) from error


class Recording:
    """What a folder holds. Raises ConfigError when that is nothing that can be replayed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder = folder.resolve()
        self._files: dict[str, Path] = {}
        answers = _read_lines(folder) if (folder / PAGES).is_file() else self._snapshots()
        if not answers:
            raise ConfigError(
                f"{folder}: holds no recording; name a folder made with UNDERSTUDY_RECORD, or one "
                "with feed files"
            )
        self._answers: dict[str, list[Answer]] = defaultdict(list)
        for answer in sorted(answers, key=lambda one: one.at):
            self._answers[answer.place].append(answer)

    def moments(self) -> Iterator[tuple[datetime, tuple[str, ...]]]:
        """When something was read, oldest first, and which places."""
        every = sorted((one.at, one.place) for told in self._answers.values() for one in told)
        moment: list[tuple[datetime, str]] = []
        for at, place in every:
            if moment and at - moment[0][0] > ONE_SCAN:
                yield moment[-1][0], tuple(dict.fromkeys(place for _, place in moment))
                moment = []
            moment.append((at, place))
        yield moment[-1][0], tuple(dict.fromkeys(place for _, place in moment))

    def page(self, place: str, now: datetime) -> Page:
        """What `place` had last answered at `now`. Raises SourceError, also as it did then."""
        told = self._answers.get(place, [])
        number = bisect_right(told, now, key=lambda one: one.at)
        if not number:
            raise SourceError(f"{place}: is not in the recording before {now:%Y-%m-%d %H:%M}")
        answer = told[number - 1]
        if answer.error is not None:
            raise SourceError(answer.error)
        return Page(
            url=answer.url or place,
            status=answer.status or 200,
            body=self._body(answer),
            content_type=answer.content_type,
            etag=answer.etag,
            last_modified=answer.last_modified,
            not_modified=answer.not_modified,
            moved_to=answer.moved_to,
        )

    def _body(self, answer: Answer) -> bytes:
        if answer.body is None:
            return b""
        try:
            if answer.body in self._files:
                return self._files[answer.body].read_bytes()
            return gzip.decompress(_body_path(self._folder, answer.body).read_bytes())
        except (OSError, EOFError, ValueError) as error:
            raise StorageError(
                f"{self._folder}: the body {answer.body[:12]}… cannot be read ({error}); "
                "record again"
            ) from error

    def _snapshots(self) -> list[Answer]:
        if not self._folder.is_dir():
            raise ConfigError(f"{self._folder}: is no folder; name one that was recorded")
        folders = [self._folder, *sorted(p for p in self._folder.rglob("*") if p.is_dir())]
        return [answer for folder in folders for answer in self._series(folder)]

    def _series(self, folder: Path) -> Iterator[Answer]:
        """The feed files of one folder as the answers of one place."""
        before: datetime | None = None
        for path in sorted(p for p in folder.iterdir() if p.is_file()):
            body = path.read_bytes()
            try:
                feed = parse_feed(body, str(path))
            except SourceError:
                continue  # an index, a note, a picture
            dates = [entry.published_at for entry in feed.entries if entry.published_at]
            at = _stamp(path.name) or max(dates, default=None) or before
            at = at or datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if before is not None and at <= before:
                at = before + APART
            before = at
            digest = sha256(body).hexdigest()
            self._files[digest] = path
            yield Answer(at=at, place=str(folder), url=path.as_uri(), body=digest)


class Replayer:
    """A reader that answers from a recording, as of its clock."""

    def __init__(self, recording: Recording, clock: Callable[[], datetime]) -> None:
        self._recording = recording
        self._clock = clock

    def submit(
        self, place: str, etag: str | None = None, last_modified: str | None = None
    ) -> Future[Page]:
        """The page as it was. What was asked with is no matter: the answer is known."""
        del etag, last_modified
        future: Future[Page] = Future()
        try:
            future.set_result(self._recording.page(place, self._clock()))
        except SourceError as error:
            future.set_exception(error)
        return future

    def read(self, place: str) -> Page:
        """Raises SourceError."""
        return self._recording.page(place, self._clock())

    def close(self) -> None:
        """Nothing is open."""


def _read_lines(folder: Path) -> list[Answer]:
    answers: list[Answer] = []
    lines = (folder / PAGES).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            answers.append(Answer.model_validate_json(line))
        except ValidationError as error:
            if number == len(lines):
                break  # the last line of a recording that was killed
            first: Any = error.errors(include_url=False)[0]
            raise ConfigError(
                f"{folder / PAGES}: line {number} is no answer ({first['msg']}); remove the line"
            ) from None
    return answers


def _body_path(folder: Path, digest: str) -> Path:
    return folder / "bodies" / digest[:2] / f"{digest}.gz"


def _stamp(name: str) -> datetime | None:
    """The time in a file's name, such as 2026-11-20T0900."""
    found = _STAMP.search(name)
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
