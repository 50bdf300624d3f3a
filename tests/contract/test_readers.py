"""One contract for all that give out pages: the fetcher, the recorder and the replayer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memory.errors import SourceError
from tests.servers.feed_server import FeedServer, Resource, redirect
from tools.web.fetcher import Page
from tools.web.recordings import Reader, Recorder, Recording, Replayer

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FEED = Resource(b"<rss>\xc3\xa9</rss>", "application/rss+xml", etag='"v1"', last_modified="today")


def fetcher() -> Reader:
    from tools.web.fetcher import Fetcher

    return Fetcher(timeout_s=5, max_bytes=10_000, allow_private_hosts=True)


def recorder(folder: Path) -> Reader:
    return Recorder(fetcher(), folder, lambda: NOW)


def replayer(folder: Path, places: list[str]) -> Reader:
    """A replayer of what a recorder saw at these places."""
    reader = recorder(folder)
    for place in places:
        reader.submit(place).exception()
    reader.close()
    return Replayer(Recording(folder), lambda: NOW)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    resources = {"/feed": FEED, "/moved": redirect("/feed", 301), "/gone": Resource(status=410)}
    with FeedServer(resources) as running:
        yield running


MAKERS: dict[str, Callable[[Path, list[str]], Reader]] = {
    "fetcher": lambda _folder, _places: fetcher(),
    "recorder": lambda folder, _places: recorder(folder),
    "replayer": replayer,
}


@pytest.fixture(params=MAKERS)
def reader(request: pytest.FixtureRequest, server: FeedServer, tmp_path: Path) -> Iterator[Reader]:
    places = [server.url(path) for path in ("/feed", "/moved", "/gone", "/none")]
    reader = MAKERS[request.param](tmp_path / "kept", places)
    yield reader
    reader.close()


def test_a_page_comes_whole(reader: Reader, server: FeedServer) -> None:
    page = reader.read(server.url("/feed"))
    assert page.url == server.url("/feed")
    assert (page.status, page.body, page.not_modified) == (200, FEED.body, False)
    assert page.content_type == "application/rss+xml"
    assert (page.etag, page.last_modified, page.moved_to) == ('"v1"', "today", None)


def test_submitting_is_reading_later(reader: Reader, server: FeedServer) -> None:
    coming: Future[Page] = reader.submit(server.url("/feed"))
    assert coming.result(20) == reader.read(server.url("/feed"))


def test_a_permanent_redirect_is_told(reader: Reader, server: FeedServer) -> None:
    page = reader.read(server.url("/moved"))
    assert page.url == page.moved_to == server.url("/feed")


@pytest.mark.parametrize("path", ["/gone", "/none"])
def test_what_cannot_be_read_is_a_source_error_that_names_it(
    reader: Reader, server: FeedServer, path: str
) -> None:
    with pytest.raises(SourceError, match=path):
        reader.read(server.url(path))
    assert isinstance(reader.submit(server.url(path)).exception(20), SourceError)


def test_closing_twice_is_harmless(reader: Reader) -> None:
    reader.close()
    reader.close()
