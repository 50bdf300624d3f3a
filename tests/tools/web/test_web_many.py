"""Many fetches at once: bounded in all and per host, stopped at any moment, leaving nothing."""

from __future__ import annotations

import gc
import logging
import signal
import subprocess
import sys
import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor, wait
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from memory.errors import SourceError
from tests.servers.feed_server import FeedServer, Resource, redirect
from tests.tools.web.fetching import FEED
from tools.settings import ROOT
from tools.web.fetcher import Fetcher


def fetcher(*, timeout_s: float = 20, concurrency: int = 64, per_host: int = 4) -> Fetcher:
    return Fetcher(
        timeout_s=timeout_s,
        max_bytes=100_000,
        allow_private_hosts=True,
        concurrency=concurrency,
        per_host=per_host,
    )


def test_addresses_and_files_come_side_by_side(server: FeedServer, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(FEED)
    places = [server.url("/feed"), str(file), file.as_uri(), server.url("/none"), str(tmp_path)] * 9
    with fetcher() as reader:
        coming = [reader.submit(place) for place in places]
        for place, future in zip(places, coming, strict=True):
            if place.endswith(("/feed", ".xml")):
                assert future.result(20).body == FEED
            else:
                assert isinstance(future.exception(20), SourceError)


def test_one_host_is_asked_no_more_than_it_may_be_at_once(server: FeedServer) -> None:
    server.resources["/feed"] = server.together(3, Resource(FEED))
    with fetcher(per_host=3) as reader:
        pages = [reader.submit(server.url("/feed")) for _ in range(24)]
        assert [page.result(20).body for page in pages] == [FEED] * 24
    assert server.busiest == 3


def test_all_hosts_together_are_asked_no_more_than_they_may_be(server: FeedServer) -> None:
    server.resources["/feed"] = server.together(5, Resource(FEED))
    with fetcher(concurrency=5, per_host=4) as reader:
        pages = [
            reader.submit(server.url("/feed", host=host))
            for host in ("127.0.0.1", "localhost") * 10
        ]
        assert [page.result(20).body for page in pages] == [FEED] * 20
    assert server.busiest == 5


def test_waiting_for_a_turn_does_not_count_against_the_deadline(server: FeedServer) -> None:
    server.resources["/slow"] = server.hold
    with fetcher(timeout_s=0.2, per_host=1) as reader:
        pages = [reader.submit(server.url("/slow")) for _ in range(4)]
        last = reader.submit(server.url("/feed"))
        assert last.result(20).body == FEED  # after 0.8 s of waiting
        assert all("not read within" in str(page.exception(20)) for page in pages)


def test_the_next_of_a_host_takes_the_connection_over() -> None:
    with FeedServer({"/feed": Resource(FEED)}, keep_alive=True) as server, fetcher() as reader:
        pages = [reader.submit(server.url("/feed")) for _ in range(60)]
        wait(pages, 20)
        assert len(server.requests) == 60
        assert server.connections <= 8  # the first four do not know yet who comes after them
        assert server.requests[-1][1]["Connection"] == "close"  # nobody is left to use it


def test_a_connection_that_ends_without_an_answer_is_not_the_last_word(server: FeedServer) -> None:
    asked = []

    def hang_up_once(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        if len(asked) > 1:
            Resource(FEED)(request)

    server.resources["/kept"] = hang_up_once
    server.resources["/mute"] = lambda request: asked.append(request.path)
    with fetcher() as reader:
        assert reader.fetch(server.url("/kept")).body == FEED
        with pytest.raises(SourceError, match="broke off"):
            reader.fetch(server.url("/mute"))
    assert asked.count("/kept") == 2
    assert 2 <= asked.count("/mute") <= 4  # aiohttp tries once more by itself


def test_redirects_wait_for_their_turn_too(server: FeedServer) -> None:
    other = server.url("/feed", host="localhost")
    server.resources |= {"/a": redirect(other), "/feed": server.together(2, Resource(FEED))}
    with fetcher(per_host=2, concurrency=8) as reader:
        pages = [reader.submit(server.url("/a")) for _ in range(12)]
        assert [page.result(20).body for page in pages] == [FEED] * 12
    assert server.busiest == 2


def test_one_fetcher_serves_many_threads(server: FeedServer) -> None:
    with fetcher() as reader, ThreadPoolExecutor(16) as threads:
        pages = list(threads.map(reader.read, [server.url("/feed")] * 200))
    assert [page.body for page in pages] == [FEED] * 200


def test_what_is_cancelled_before_its_turn_is_never_asked_for(server: FeedServer) -> None:
    server.resources["/slow"] = server.hold
    with fetcher(per_host=1) as reader:
        first = reader.submit(server.url("/slow"))
        waiting = [reader.submit(server.url("/feed")) for _ in range(20)]
        assert all(future.cancel() for future in waiting)
        assert first.cancel()  # under way, it is broken off
        with pytest.raises(CancelledError):
            first.result(20)
        reader.fetch(server.url("/feed"))
    assert [path for path, _ in server.requests if path == "/feed"] == ["/feed"]


def threads() -> set[threading.Thread]:
    """The threads in which fetchers work, other tests' too."""
    return {thread for thread in threading.enumerate() if thread.name == "fetch"}


def test_closing_ends_what_is_under_way_and_what_waits(
    server: FeedServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.resources["/slow"] = server.hold
    there, before = threads(), threading.active_count()
    with caplog.at_level(logging.DEBUG):
        reader = fetcher()
        pages = [reader.submit(server.url("/slow")) for _ in range(20)]
        reader.close()
        reader.close()
        for page in (*pages, reader.submit(server.url("/feed"))):
            assert "since reading was ended" in str(page.exception(20))
        with pytest.raises(SourceError, match="since reading was ended"):
            reader.read(server.url("/feed"))
        del reader, pages, page
        gc.collect()
    assert [record for record in caplog.records if record.levelno > logging.DEBUG] == []
    assert threads() <= there
    assert threading.active_count() <= before + 4  # the server's own, which still hold


def test_a_fetcher_that_nobody_holds_ends_by_itself(server: FeedServer) -> None:
    there = threads()
    page = fetcher().submit(server.url("/feed"))  # it lives as long as it has something to do
    assert page.result(20).body == FEED
    gc.collect()
    for thread in threads() - there:
        thread.join(20)
    assert threads() <= there


@pytest.mark.parametrize("how", ["closed", "left open", "interrupted"])
def test_the_process_ends_without_a_word(server: FeedServer, how: str) -> None:
    under_way = threading.Event()

    def slow(request: BaseHTTPRequestHandler) -> None:
        under_way.set()
        server.hold(request)

    server.resources["/slow"] = slow
    script = f"""
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
from tools.web.fetcher import Fetcher
reader = Fetcher(timeout_s=500, max_bytes=1000, allow_private_hosts=True)
assert reader.read({server.url("/feed")!r}).status == 200
if {how == "interrupted"}:
    try:
        reader.read({server.url("/slow")!r})
    except KeyboardInterrupt:
        print("interrupted")
waiting = [reader.submit({server.url("/slow")!r}) for _ in range(9)]
if {how == "closed"}:
    reader.close()
"""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if how == "interrupted":
        assert under_way.wait(60)
        process.send_signal(signal.SIGINT)
    said, complained = process.communicate(timeout=60)
    assert said == ("interrupted\n" if how == "interrupted" else "")
    assert complained == ""
    assert process.returncode == 0
