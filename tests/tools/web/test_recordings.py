"""Recordings: what was fetched comes back as it was, when it was, from a folder anyone can read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from memory.errors import ConfigError, SourceError, StorageError
from tests.conftest import Clock
from tests.servers.feed_server import FeedServer, Resource, redirect
from tests.tools.listings.test_feeds import rss
from tools.web.fetcher import Fetcher, Page
from tools.web.recordings import PAGES, Recorder, Recording, Replayer


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
def recorder(tmp_path: Path, clock: Clock) -> Iterator[Recorder]:
    fetcher = Fetcher(timeout_s=5, max_bytes=100_000, allow_private_hosts=True)
    recorder = Recorder(fetcher, tmp_path / "kept", clock)
    yield recorder
    recorder.close()


def said(page: Page) -> tuple[object, ...]:
    return page.url, page.status, page.body, page.content_type, page.etag, page.moved_to


def test_a_page_comes_back_as_it_was(
    server: FeedServer, recorder: Recorder, clock: Clock, tmp_path: Path
) -> None:
    server.resources["/a"] = Resource(b"<rss>one</rss>", etag='"v1"')
    server.resources["/moved"] = redirect("/a", status=301)
    before = {path: recorder.read(server.url(path)) for path in ("/a", "/moved")}
    replayer = Replayer(Recording(tmp_path / "kept"), clock)
    for path, page in before.items():
        assert said(replayer.read(server.url(path))) == said(page)


def test_what_a_place_said_depends_on_when_it_is_asked(
    server: FeedServer, recorder: Recorder, clock: Clock, tmp_path: Path
) -> None:
    first = clock()
    for body in (b"monday", b"tuesday"):
        server.resources["/a"] = Resource(body)
        recorder.read(server.url("/a"))
        clock.forward(days=1)
    recording = Recording(tmp_path / "kept")
    assert recording.page(server.url("/a"), first).body == b"monday"
    assert recording.page(server.url("/a"), first + timedelta(hours=23)).body == b"monday"
    assert recording.page(server.url("/a"), first + timedelta(days=9)).body == b"tuesday"
    with pytest.raises(SourceError, match="not in the recording before"):
        recording.page(server.url("/a"), first - timedelta(seconds=1))


def test_a_failure_fails_again_and_not_modified_stays_so(
    server: FeedServer, recorder: Recorder, clock: Clock, tmp_path: Path
) -> None:
    server.resources["/a"] = Resource(b"one", etag='"v1"')
    with pytest.raises(SourceError, match="404"):
        recorder.read(server.url("/none"))
    assert recorder.submit(server.url("/a"), '"v1"').result().not_modified
    replayer = Replayer(Recording(tmp_path / "kept"), clock)
    with pytest.raises(SourceError, match="404"):
        replayer.submit(server.url("/none")).result()
    assert replayer.submit(server.url("/a")).result().not_modified


def test_one_look_outside_is_one_moment(
    server: FeedServer, recorder: Recorder, clock: Clock, tmp_path: Path
) -> None:
    for path in ("/a", "/b"):
        server.resources[path] = Resource(b"x")
    start = clock()
    for path in ("/a", "/b"):
        recorder.read(server.url(path))
        clock.forward(seconds=5)
    clock.forward(hours=1)
    recorder.read(server.url("/b"))
    moments = list(Recording(tmp_path / "kept").moments())
    assert [places for _, places in moments] == [
        (server.url("/a"), server.url("/b")),
        (server.url("/b"),),
    ]
    assert moments[0][0] == start + timedelta(seconds=5)


def test_the_same_body_is_kept_once(server: FeedServer, recorder: Recorder, tmp_path: Path) -> None:
    server.resources["/a"] = Resource(b"always the same")
    for _ in range(3):
        recorder.read(server.url("/a"))
    assert len(list((tmp_path / "kept" / "bodies").rglob("*.gz"))) == 1
    assert len((tmp_path / "kept" / PAGES).read_text("utf-8").splitlines()) == 3


@pytest.mark.parametrize("path", ["/a", "/none"])
def test_what_cannot_be_kept_is_told_and_holds_nobody_up(
    server: FeedServer, recorder: Recorder, tmp_path: Path, path: str
) -> None:
    server.resources["/a"] = Resource(b"one")
    (tmp_path / "kept" / PAGES).mkdir()  # nothing can be written there, as on a full disk
    with pytest.raises(StorageError, match="UNDERSTUDY_RECORD"):
        recorder.submit(server.url(path)).result(10)


def test_a_recording_that_was_killed_in_mid_line_is_read_up_to_there(
    server: FeedServer, recorder: Recorder, clock: Clock, tmp_path: Path
) -> None:
    server.resources["/a"] = Resource(b"one")
    recorder.read(server.url("/a"))
    with (tmp_path / "kept" / PAGES).open("a", encoding="utf-8") as file:
        file.write('{"at": "2026-11-20T09:')
    assert Recording(tmp_path / "kept").page(server.url("/a"), clock()).body == b"one"


def test_a_broken_line_or_a_lost_body_is_named(
    server: FeedServer, recorder: Recorder, clock: Clock, tmp_path: Path
) -> None:
    server.resources["/a"] = Resource(b"one")
    recorder.read(server.url("/a"))
    (body,) = (tmp_path / "kept" / "bodies").rglob("*.gz")
    body.write_bytes(b"not gzip")
    with pytest.raises(StorageError, match="cannot be read"):
        Recording(tmp_path / "kept").page(server.url("/a"), clock())
    pages = tmp_path / "kept" / PAGES
    pages.write_text("nonsense\n" + pages.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(ConfigError, match="line 1 is no answer"):
        Recording(tmp_path / "kept")


def test_a_folder_of_snapshots_is_a_recording(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    folder.mkdir()
    for number, day in enumerate((18, 17, 19)):
        dated = f"<item><title>T{number}</title><pubDate>{day} Nov 2026 08:00 GMT</pubDate></item>"
        (folder / f"{number:03}.xml").write_bytes(rss(dated))
    (folder / "index.json").write_text('{"note": "no feed"}', encoding="utf-8")
    recording = Recording(tmp_path)
    moments = list(recording.moments())
    assert [places for _, places in moments] == [(str(folder),)] * 3
    times = [at for at, _ in moments]
    assert times[0] == datetime(2026, 11, 18, 8, tzinfo=UTC)
    assert times == sorted(times), "the order of the names is the order of time"
    assert b"T1" in recording.page(str(folder), times[1]).body


def test_a_time_in_a_files_name_counts(tmp_path: Path) -> None:
    (tmp_path / "feed-2026-11-20T0930.xml").write_bytes(rss("<item><title>T</title></item>"))
    ((at, _),) = Recording(tmp_path).moments()
    assert at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("content", [None, "no feed at all"])
def test_a_folder_without_anything_to_replay_says_what_to_do(
    tmp_path: Path, content: str | None
) -> None:
    if content:
        (tmp_path / "notes.txt").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match="UNDERSTUDY_RECORD"):
        Recording(tmp_path)
    with pytest.raises(ConfigError, match="is no folder"):
        Recording(tmp_path / "nowhere")
