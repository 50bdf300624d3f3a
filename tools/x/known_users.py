"""Accounts that X has told us of, kept in a file, since X charges for each look-up.

A name may change hands, so nothing is believed for longer than 30 days. The file is a
convenience: where it cannot be read or written, the next process looks up again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from memory.types import UTCTime, Value
from tools.files import replace_file
from tools.x.wire import XUser

BELIEVED_FOR = timedelta(days=30)
_LOG = logging.getLogger(__name__)


class _Known(Value):
    user: XUser
    told_at: UTCTime


_FILE = TypeAdapter(dict[str, _Known])


class KnownUsers:
    """Names in lower case to accounts; safe to share between threads and processes."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._told: dict[str, _Known] = {}
        """In this process; a broken disk must not make X charge at every reading."""

    def get(self, handle: str) -> XUser | None:
        known = self._kept().get(handle)
        return known.user if known else None

    def remember(self, handle: str, user: XUser) -> None:
        """Two processes at once may lose one of two names, which costs another look-up."""
        with self._lock:
            self._told[handle] = _Known(user=user, told_at=self._clock())
            self._keep(self._kept())

    def forget(self, handle: str) -> None:
        with self._lock:
            self._told.pop(handle, None)
            self._keep({name: known for name, known in self._kept().items() if name != handle})

    def _kept(self) -> dict[str, _Known]:
        now, known = self._clock(), {**self._in_file(), **self._told}
        return {n: k for n, k in known.items() if abs(now - k.told_at) < BELIEVED_FOR}

    def _in_file(self) -> dict[str, _Known]:
        try:
            return _FILE.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            _LOG.warning("%s: cannot be read, accounts are looked up again: %s", self._path, error)
            return {}

    def _keep(self, known: dict[str, _Known]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, _FILE.dump_json(known).decode())
        except OSError as error:
            _LOG.warning("%s: cannot be written, X will charge again: %s", self._path, error)
