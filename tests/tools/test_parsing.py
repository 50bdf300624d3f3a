"""Parsing in processes: on time, within memory, and gone in the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from memory.errors import SourceError
from tools.listings.feeds import Feed
from tools.listings.listing import Elsewhere, read_listing
from tools.parsing import MAX_MEMORY, ParserPool

ROOT = Path(__file__).parent.parent.parent
PLACE = "https://quay.example/feed"
FEED = b'<rss version="2.0"><channel><item><title>Toll</title></item></channel></rss>'


def behave(how: str) -> int:
    """What a parser might do; answers with the number of its process."""
    if how == "hang":
        time.sleep(600)
    if how == "die":
        os._exit(3)
    if how == "eat":
        return len(bytearray(2 * MAX_MEMORY))
    if how == "refuse":
        raise SourceError("https://quay.example/feed: is empty")
    if how == "interrupt":
        os.kill(os.getpid(), signal.SIGINT)
    return os.getpid()


@pytest.fixture(scope="module")
def processes() -> Iterator[ParserPool[[str], int]]:
    pool = ParserPool(behave, workers=1, patience_s=3.0, at_once=0)
    yield pool
    pool.close()


def test_the_first_calls_are_worked_on_here_and_later_ones_elsewhere() -> None:
    pool = ParserPool(behave, workers=1, at_once=2)
    try:
        here = [pool.submit(word).result() for word in ("a", "b")]
        there = pool.submit("c").result(60)
    finally:
        pool.close()
    assert here == [os.getpid()] * 2
    assert there != os.getpid()


def test_a_large_text_goes_to_a_process_at_once() -> None:
    pool = ParserPool(read_listing, workers=1)
    try:
        feed = pool.submit(FEED + b" " * 1_000_000, PLACE, None).result(60)
    finally:
        pool.close()
    assert isinstance(feed, Feed)
    assert feed.entries[0].title == "Toll"


def test_feeds_and_places_elsewhere_come_back_from_a_process() -> None:
    page = b'<html><link rel="alternate" type="application/rss+xml" href="/f"></html>'
    pool = ParserPool(read_listing, workers=1, at_once=0)
    try:
        answers = [pool.submit(body, PLACE, None) for body in (FEED, page, b"")]
        assert isinstance(answers[0].result(60), Feed)
        assert answers[1].result(60) == Elsewhere("https://quay.example/f")
        with pytest.raises(SourceError, match="is empty"):
            answers[2].result(60)
    finally:
        pool.close()


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("hang", "hang: was not read within 3 s"),
        ("die", "die: reading it ended its process"),
        ("eat", "eat: reading it ended its process .*2 GB of memory"),
        ("refuse", r"quay\.example/feed: is empty"),
    ],
)
def test_what_a_parser_does_wrong_is_told_and_the_next_call_works(
    processes: ParserPool[[str], int], how: str, words: str
) -> None:
    with pytest.raises(SourceError, match=words):
        processes.submit(how).result(60)
    assert processes.submit("fine").result(60) != os.getpid()


def test_ctrl_c_does_not_reach_a_process(processes: ParserPool[[str], int]) -> None:
    first = processes.submit("interrupt").result(60)
    assert processes.submit("fine").result(60) == first


def test_unfinished_work_is_refused_when_the_pool_closes() -> None:
    pool = ParserPool(behave, workers=1, at_once=0)
    pool.submit("fine").result(60)
    waiting = [pool.submit("hang") for _ in range(3)]
    pool.close()
    pool.close()
    for answer in waiting:
        with pytest.raises(SourceError, match="hang: reading it"):
            answer.result(60)


def test_nothing_is_left_of_a_program_that_ends_or_is_interrupted() -> None:
    program = textwrap.dedent(
        """
        import os, signal, sys
        from tools.listings.listing import read_listing
        from tools.parsing import ParserPool

        if __name__ == "__main__":
            pool = ParserPool(read_listing, at_once=0)
            feed = pool.submit(sys.stdin.buffer.read(), "https://quay.example/feed").result(60)
            print(os.getpgid(0), len(feed.entries), flush=True)
            if "interrupt" in sys.argv:
                os.killpg(0, signal.SIGINT)
        """
    )
    for argument in ("end", "interrupt"):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", program, argument],
            input=FEED,
            capture_output=True,
            cwd=ROOT,
            timeout=60,
            start_new_session=True,
            check=False,
        )
        group, entries = done.stdout.split()
        assert entries == b"1"
        errors = done.stderr.decode()
        assert errors.count("Traceback") == (1 if argument == "interrupt" else 0), errors
        with pytest.raises(ProcessLookupError):
            wait_for_the_end_of(int(group))


def wait_for_the_end_of(group: int) -> None:
    for _ in range(100):
        os.killpg(group, 0)
        time.sleep(0.05)
