"""OAuth 2.0 user tokens: kept in a file, refreshed in time, renewed by nobody twice.

X's access tokens last two hours, and each refresh token works once. So a refreshed
pair is on disk before it is used, under a lock that all processes share, and a
process that comes late takes the pair that another has fetched. Source: X's
documentation of OAuth 2.0 with PKCE, read 2026-08-22.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock
from pydantic import ValidationError

from memory.errors import ChannelRefused, ChannelUnauthorised, ConfigError
from memory.types import UTCTime, Value
from tools.files import replace_file
from tools.x.credentials import OAuth2App, OAuth2Keys, OAuth2Seed
from tools.x.session import XSession

TOKEN_URL = "https://api.x.com/2/oauth2/token"  # noqa: S105 - an address
REFRESH_EARLY = timedelta(minutes=2)
"""Refresh this long before the end, so that no call dies on the way."""
AUTHORISE_AGAIN = "authorise Understudy with X again"


class Tokens(Value):
    """What the token file holds. `seed` tells which settings it grew from."""

    access_token: str
    refresh_token: str = ""
    expires_at: UTCTime | None = None
    scope: str = ""
    seed: str = ""


class TokenFile:
    """The newest tokens of one account, in a file that only its owner can read.

    What is wrong with it concerns this account alone, so it is no StorageError, which would
    end the work of all channels.
    """

    def __init__(self, path: Path, seed: OAuth2Seed) -> None:
        self.path = path
        self._seed = seed

    def load(self) -> Tokens:
        """The file's tokens, or those of the settings if these have changed since.

        Raises ConfigError for an unreadable file.
        """
        kept = self._kept()
        configured = bool(self._seed.access_token or self._seed.refresh_token)
        if kept is None or (configured and kept.seed != self._fingerprint):
            return Tokens(
                access_token=self._seed.access_token, refresh_token=self._seed.refresh_token
            )
        return kept

    def save(self, tokens: Tokens) -> None:
        """Replaces the file in one step, mode 0600. Raises ConfigError."""
        marked = tokens.model_copy(update={"seed": self._fingerprint})
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.path, marked.model_dump_json())
        except OSError as error:
            raise ConfigError(f"{self.path}: cannot keep X's new tokens: {error}") from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process at a time. The lock goes with the process that holds it."""
        lock = FileLock(self.path.with_suffix(".lock"), mode=0o600)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except OSError as error:
            raise ConfigError(f"{self.path}: cannot lock X's tokens: {error}") from error
        try:
            yield
        finally:
            lock.release()

    def _kept(self) -> Tokens | None:
        try:
            return Tokens.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise ConfigError(
                f"{self.path}: cannot read X's tokens; delete the file and {AUTHORISE_AGAIN}"
            ) from error

    @property
    def _fingerprint(self) -> str:
        both = f"{self._seed.access_token}\n{self._seed.refresh_token}"
        return hashlib.sha256(both.encode()).hexdigest()


class Refresher:
    """Hands out an access token that X should accept."""

    def __init__(
        self,
        keys: OAuth2Keys,
        file: TokenFile,
        session: XSession,
        clock: Callable[[], datetime],
    ) -> None:
        self._app = keys.app
        self._file = file
        self._session = session
        self._clock = clock

    def current(self) -> str:
        """An access token, refreshed if it is about to end. Raises ChannelError, ConfigError."""
        tokens = self._file.load()
        ending = tokens.expires_at and tokens.expires_at - REFRESH_EARLY <= self._clock()
        if tokens.access_token and not ending:
            return tokens.access_token
        return self.renewed(tokens.access_token)

    def renewed(self, refused: str) -> str:
        """Another access token than `refused`. Raises ChannelError, ConfigError."""
        with self._file.locked():
            tokens = self._file.load()
            if tokens.access_token != refused:
                return tokens.access_token
            if not tokens.refresh_token:
                raise ChannelUnauthorised(
                    "x: the access token has ended and there is no refresh token "
                    f"(scope offline.access); {AUTHORISE_AGAIN}"
                )
            self._file.save(tokens)  # a full disk shows before the refresh token is spent
            fresh = self._refresh(tokens)
            self._file.save(fresh)
            return fresh.access_token

    def _refresh(self, tokens: Tokens) -> Tokens:
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token}
        try:
            fresh = request_tokens(self._session, self._app, form, self._clock)
        except ChannelRefused as error:
            raise ChannelUnauthorised(f"{error}; {AUTHORISE_AGAIN}") from error
        if fresh.refresh_token:
            return fresh
        return fresh.model_copy(update={"refresh_token": tokens.refresh_token})


def request_tokens(
    session: XSession, app: OAuth2App, form: Mapping[str, str], clock: Callable[[], datetime]
) -> Tokens:
    """New tokens for a code or a refresh token. Raises ChannelBusy, ChannelRefused, ConfigError."""
    secret = (app.client_id, app.client_secret) if app.client_secret else None
    public = {} if app.client_secret else {"client_id": app.client_id}
    # Nothing is published here, so a lost answer leaves nobody in doubt: writing=False.
    response = session.request(
        "POST", TOKEN_URL, data={**form, **public}, auth=secret, writing=False
    )
    try:
        answer = json.loads(response.content)
        expires = clock() + timedelta(seconds=int(answer.get("expires_in", 7200)))
        return Tokens(
            access_token=answer["access_token"],
            refresh_token=answer.get("refresh_token", ""),
            expires_at=expires,
            scope=answer.get("scope", ""),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ChannelRefused("x: /2/oauth2/token gave no token that we can read") from error
