"""Leases: one holder at a time, across processes and machines, through the database.

A holder renews its lease in the background; when it dies the lease runs out. A holder
on the same machine whose process is gone is known to be dead at once.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, update
from sqlmodel import col

from memory.database import Database
from memory.errors import LeaseTaken, StorageError
from memory.tables import LeaseRow

TTL = timedelta(seconds=15)


class Leases:
    """Leases of one database. `clock` tells aware UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold `name` alone while inside. Raises LeaseTaken with the holder's name."""
        holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._take(name, holder)
        stop = threading.Event()
        renewal = threading.Thread(target=self._renew, args=(name, holder, stop), daemon=True)
        renewal.start()
        try:
            yield
        finally:
            stop.set()
            renewal.join()
            with self._database.writing() as session:
                session.execute(
                    delete(LeaseRow).where(
                        col(LeaseRow.name) == name, col(LeaseRow.holder) == holder
                    )
                )

    def is_held(self, name: str) -> bool:
        """Whether somebody alive holds `name`."""
        with self._database.reading() as session:
            row = session.get(LeaseRow, name)
            return row is not None and self._alive(row)

    def _take(self, name: str, holder: str) -> None:
        with self._database.writing() as session:
            row = session.get(LeaseRow, name, with_for_update=True)
            if row is not None and self._alive(row):
                raise LeaseTaken(
                    f"{name} is being worked on by {row.holder}; wait or stop that one"
                )
            session.merge(LeaseRow(name=name, holder=holder, until=self._clock() + TTL))

    def _renew(self, name: str, holder: str, stop: threading.Event) -> None:
        while not stop.wait(TTL.total_seconds() / 3):
            # A database that is away for a moment costs at worst the lease, not the work.
            with suppress(StorageError), self._database.writing() as session:
                session.execute(
                    update(LeaseRow)
                    .where(col(LeaseRow.name) == name, col(LeaseRow.holder) == holder)
                    .values(until=self._clock() + TTL)
                )

    def _alive(self, row: LeaseRow) -> bool:
        return row.until > self._clock() and not _is_dead(row.holder)


def _is_dead(holder: str) -> bool:
    host, pid, _ = holder.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
