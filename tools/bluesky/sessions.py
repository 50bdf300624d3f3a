"""The log-in at Bluesky: made once, kept in a file, refreshed when the server asks.

A server allows 30 log-ins in five minutes and 300 a day, so a session outlives the process.
A refresh token works once: refreshing happens under a lock that all processes share, and
who comes late takes what another has fetched. Source: docs.bsky.app, "Rate Limits", and
atproto.com/specs/xrpc, read 2026-11-21.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
from pydantic import ValidationError

from memory.errors import StorageError
from memory.types import Value
from tools.files import replace_file


class Login(Value):
    """What the settings say."""

    url: str
    handle: str
    password: str

    @property
    def fingerprint(self) -> str:
        """Tells a session of these settings from one of others."""
        both = f"{self.url}\n{self.handle}\n{self.password}"
        return hashlib.sha256(both.encode()).hexdigest()


class Kept(Value):
    """A session as the file holds it."""

    did: str
    handle: str
    access: str
    refresh: str
    url: str
    """The server that holds the account."""
    fingerprint: str


class Sessions:
    """Hands out the session to call with, one per account and file."""

    def __init__(
        self,
        path: Path,
        login: Login,
        create: Callable[[Login], Kept],
        refresh: Callable[[Kept], Kept | None],
    ) -> None:
        """`refresh` gives None when the server wants a new log-in."""
        self._path = path
        self._login = login
        self._create = create
        self._refresh = refresh

    def current(self) -> Kept:
        """The session of these settings, made when there is none.

        Raises ChannelError, ConfigError or StorageError.
        """
        kept = self._kept()
        if kept is not None:
            return kept
        with self._locked():
            return self._kept() or self._save(self._create(self._login))

    def renewed(self, refused: Kept) -> Kept:
        """Another session than `refused`. Raises ChannelError, ConfigError or StorageError."""
        with self._locked():
            kept = self._kept()
            if kept is not None and kept.access != refused.access:
                return kept
            return self._save(self._refresh(refused) or self._create(self._login))

    def _kept(self) -> Kept | None:
        """What the file holds for these settings."""
        try:
            kept = Kept.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise StorageError(
                f"{self._path}: cannot read the session of Bluesky; delete the file"
            ) from error
        return kept if kept.fingerprint == self._login.fingerprint else None

    def _save(self, kept: Kept) -> Kept:
        """Replaces the file in one step, mode 0600."""
        try:
            replace_file(self._path, kept.model_dump_json())
        except OSError as error:
            raise StorageError(f"{self._path}: cannot keep the session: {error}") from error
        return kept

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Only one process and thread at a time."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._path.with_suffix(".lock"), mode=0o600)
            lock.acquire()
        except OSError as error:
            raise StorageError(f"{self._path}: cannot lock the session: {error}") from error
        try:
            yield
        finally:
            lock.release()
