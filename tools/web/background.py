"""An event loop in a daemon thread of its own, for callers that are not asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AsyncExitStack, suppress
from functools import partial
from threading import Lock, Thread, current_thread
from typing import Any, TypeVar

PATIENCE_S = 5.0
"""How long `close` waits for the thread. It is a daemon: the process ends without it."""

T = TypeVar("T")


class LoopThread:
    """Runs coroutines for any thread. It starts with the first of them and ends with `close`."""

    def __init__(self, name: str) -> None:
        self.closing = AsyncExitStack()
        """What ends with the loop, in the loop; entered by coroutines only."""
        self._name = name
        self._lock = Lock()
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()

    def submit(self, work: Callable[[], Coroutine[Any, Any, T]], stopped: Exception) -> Future[T]:
        """The outcome of `work()` to come. Cancelling it stops the work, begun or not.

        Ends with `stopped` when the loop is closed before the work is done.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                future.set_exception(stopped)
            else:
                loop = self._started()
                loop.call_soon_threadsafe(self._begin, loop, future, work, stopped)
        return future

    def close(self) -> None:
        """Ends all work and the thread. Closing again does nothing."""
        with self._lock:
            if not self._closed and self._loop is not None:
                self._loop.call_soon_threadsafe(self._stop.set)
            self._closed = True
        # The collector may call us in any thread, even in the one that is to end.
        if self._thread is not None and self._thread is not current_thread():
            self._thread.join(PATIENCE_S)

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            loop = self._loop = asyncio.new_event_loop()
            self._thread = Thread(target=self._run, args=(loop,), daemon=True, name=self._name)
            self._thread.start()
        return self._loop

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(self._until_closed())

    async def _until_closed(self) -> None:
        async with self.closing:
            await self._stop.wait()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(
        self,
        loop: asyncio.AbstractEventLoop,
        future: Future[T],
        work: Callable[[], Coroutine[Any, Any, T]],
        stopped: Exception,
    ) -> None:
        if future.cancelled():
            future.set_running_or_notify_cancel()  # tells those who wait for it
            return
        task = loop.create_task(work())
        self._tasks.add(task)
        task.add_done_callback(partial(self._end, future, stopped))
        future.add_done_callback(partial(_withdraw, loop, task))

    def _end(self, future: Future[T], stopped: Exception, task: asyncio.Task[T]) -> None:
        self._tasks.discard(task)
        failed = stopped if task.cancelled() else task.exception()
        if not future.set_running_or_notify_cancel():
            return
        if failed is not None:
            future.set_exception(failed)
        else:
            future.set_result(task.result())


def _withdraw(loop: asyncio.AbstractEventLoop, task: asyncio.Task[T], future: Future[T]) -> None:
    if future.cancelled():
        with suppress(RuntimeError):  # the loop is closed, and the task with it
            loop.call_soon_threadsafe(task.cancel)
