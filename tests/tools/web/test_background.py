"""A loop in a thread: work ends in a result, an error, a cancelled future or `stopped`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, wait

import pytest

from tools.web.background import LoopThread

STOPPED = RuntimeError("the loop was closed")


@pytest.fixture
def loop() -> Iterator[LoopThread]:
    running = LoopThread("background of a test")
    yield running
    running.close()
    assert "background of a test" not in [thread.name for thread in threading.enumerate()]


async def forever(began: threading.Event | None = None) -> None:
    if began:
        began.set()
    await asyncio.Event().wait()


async def answer() -> int:
    return 42


async def fail() -> int:
    raise ZeroDivisionError


def test_work_ends_in_its_result_or_its_error(loop: LoopThread) -> None:
    assert loop.submit(answer, STOPPED).result(10) == 42
    with pytest.raises(ZeroDivisionError):
        loop.submit(fail, STOPPED).result(10)


def test_no_thread_begins_before_there_is_work() -> None:
    idle = LoopThread("never began")
    assert "never began" not in [thread.name for thread in threading.enumerate()]
    idle.close()


def test_what_is_cancelled_stops_whether_begun_or_not(loop: LoopThread) -> None:
    began, ended = threading.Event(), threading.Event()

    async def work() -> None:
        try:
            await forever(began)
        finally:
            ended.set()

    begun = loop.submit(work, STOPPED)
    assert began.wait(10)
    waiting = [loop.submit(forever, STOPPED) for _ in range(50)]
    assert all(future.cancel() for future in [begun, *waiting])
    assert ended.wait(10)
    assert not wait([begun, *waiting], 10).not_done
    with pytest.raises(CancelledError):
        waiting[0].result(10)
    assert loop.submit(answer, STOPPED).result(10) == 42


def test_closing_ends_all_work_begun_or_not(loop: LoopThread) -> None:
    futures = [loop.submit(forever, STOPPED) for _ in range(50)]
    loop.close()
    loop.close()
    futures.append(loop.submit(forever, STOPPED))
    for future in futures:
        with pytest.raises(RuntimeError, match="the loop was closed"):
            future.result(10)


def test_what_was_entered_is_left_in_the_loop(loop: LoopThread) -> None:
    left: list[str] = []

    async def leave() -> None:
        left.append(threading.current_thread().name)

    async def enter() -> None:
        loop.closing.push_async_callback(leave)

    loop.submit(enter, STOPPED).result(10)
    loop.close()
    assert left == ["background of a test"]


def test_many_threads_may_submit_cancel_and_close_at_once(loop: LoopThread) -> None:
    outcomes: list[object] = []

    def use(number: int) -> None:
        for step in range(50):
            future = loop.submit(answer, STOPPED)
            if step % 3 == number % 3:
                future.cancel()
            try:
                outcomes.append(future.result(10))
            except (CancelledError, RuntimeError) as error:
                outcomes.append(error)
        loop.close()

    threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(outcomes) == 400
