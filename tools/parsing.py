"""Work on outside text in processes of its own: on all cores, and killed when it hangs.

A process costs about 0.4 s to start and most scans find little that changed, so the first
calls of a pool are worked on at once, in the thread that submits them; only then are
processes started, one for each core. A process that takes too long or too much memory is
ended and its text is refused; the others do not notice. Processes ignore Ctrl-C, which is
for the program that owns them, and end with it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import Lock
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

from memory.errors import SourceError

if TYPE_CHECKING:
    from pebble import ProcessPool

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 8
"""Calls of a pool's life that are worked on where they are submitted: about as much work as
starting the processes."""
MOST_AT_ONCE = 500_000
"""Characters or bytes of arguments above which even the first calls go to a process."""
PATIENCE_S = 20.0
MAX_MEMORY = 2 * 1024**3
"""Bytes of address space of one process."""
CALLS_OF_A_PROCESS = 2_000
"""After so many a process is replaced, so that no leak grows."""


class _Deaf(SpawnProcess):
    """A process that never hears Ctrl-C, not even while it starts."""

    def start(self) -> None:
        """Blocked signals stay blocked in what is started."""
        if sys.platform == "win32":
            super().start()
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Spawning(SpawnContext):
    """Starts anew: a fork of a program with threads may inherit a lock that is held."""

    Process = _Deaf


class ParserPool(Generic[P, T]):
    """Runs `parse` on what is submitted. One may serve many threads; close it in the end.

    `parse` is a function of a module, its arguments and its result can be pickled, and
    the first argument that is a short text names the work in error messages.
    """

    def __init__(
        self,
        parse: Callable[P, T],
        workers: int | None = None,
        patience_s: float = PATIENCE_S,
        at_once: int = AT_ONCE,
    ) -> None:
        self._parse = parse
        self._workers = workers or os.cpu_count() or 1
        self._patience_s = patience_s
        self._at_once = at_once
        self._pool: ProcessPool | None = None
        self._open: dict[Future[T], str] = {}
        """What is not answered yet, with the name of the work."""
        self._lock = Lock()

    def submit(self, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """What `parse` will return or raise; SourceError when it took too long or too much."""
        answer: Future[T] = Future()
        answer.set_running_or_notify_cancel()  # nobody cancels what the pool will answer
        if self._is_for_now(args):
            _settle(answer, self._parse, *args, **kwargs)
            return answer
        pool = self._started()
        with self._lock:
            self._open[answer] = name = _name(args)
        scheduled = pool.submit(self._parse, self._patience_s, *args, **kwargs)
        scheduled.add_done_callback(lambda done: self._pass_on(done, answer, name))
        return answer

    def close(self) -> None:
        """End the processes; work that is not finished is refused. Safe to call twice."""
        with self._lock:
            pool, self._pool, self._at_once = self._pool, None, 0
            unanswered, self._open = self._open, {}
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()
        for answer, name in unanswered.items():
            answer.set_exception(SourceError(f"{name}: reading it was cut short; try again"))

    def _is_for_now(self, args: tuple[object, ...]) -> bool:
        size = sum(len(each) for each in args if isinstance(each, bytes | str))
        with self._lock:
            if self._at_once <= 0 or size > MOST_AT_ONCE:
                return False
            self._at_once -= 1
            return True

    def _started(self) -> ProcessPool:
        from pebble import ProcessPool

        with self._lock:
            if self._pool is None:
                self._pool = ProcessPool(
                    self._workers,
                    CALLS_OF_A_PROCESS,
                    initializer=_begin,
                    initargs=(MAX_MEMORY,),
                    context=_Spawning(),
                )
            return self._pool

    def _pass_on(self, done: Future[T], answer: Future[T], name: str) -> None:
        with self._lock:
            if self._open.pop(answer, None) is None:
                return  # refused when the pool closed
        if error := done.exception():
            answer.set_exception(self._told(error, name))
        else:
            answer.set_result(done.result())

    def _told(self, error: BaseException, name: str) -> BaseException:
        """The error of `parse` itself, or in words how its process ended."""
        if isinstance(error, TimeoutError):
            return SourceError(
                f"{name}: was not read within {self._patience_s:g} s and given up; use another"
            )
        if isinstance(error, MemoryError) or type(error).__name__ == "ProcessExpired":
            limit = MAX_MEMORY // 1024**3
            return SourceError(
                f"{name}: reading it ended its process ({type(error).__name__}, the limit is "
                f"{limit} GB of memory); use another"
            )
        return error


def _settle(answer: Future[T], parse: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> None:
    try:
        answer.set_result(parse(*args, **kwargs))
    except SourceError as error:
        answer.set_exception(error)


def _begin(max_memory: int) -> None:
    """What each process does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        allowed = max_memory if hard == resource.RLIM_INFINITY else min(max_memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


def _name(args: tuple[object, ...]) -> str:
    return next((each for each in args if isinstance(each, str)), "a text")
