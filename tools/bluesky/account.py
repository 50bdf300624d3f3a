"""One persona's account on Bluesky, from the settings. atproto is imported on first use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from memory.errors import ConfigError
from tools.settings import Settings

if TYPE_CHECKING:
    from tools.bluesky.channel import BlueskyChannel
    from tools.bluesky.client import BlueskyClient

NO_LEAVE = (
    "bluesky: --live needs an account; set UNDERSTUDY_BLUESKY_HANDLE and "
    "UNDERSTUDY_BLUESKY_PASSWORD (an app password: Settings, Privacy and Security)"
)


class BlueskyAccount:
    """The account that a persona publishes with."""

    def __init__(
        self,
        settings: Settings,
        slug: str,
        clock: Callable[[], datetime],
        language: str | None = None,
    ) -> None:
        self._settings = settings
        self._slug = slug
        self._clock = clock
        self._language = language

    @property
    def ready(self) -> bool:
        """Whether a handle and a password are set."""
        return self._settings.has_bluesky

    def check(self) -> None:
        """Raises ConfigError where it is not."""
        if not self.ready:
            raise ConfigError(NO_LEAVE)

    @cached_property
    def client(self) -> BlueskyClient:
        """Raises as `check`."""
        from tools.bluesky.client import BlueskyClient
        from tools.bluesky.sessions import Login

        self.check()
        settings = self._settings
        login = Login(
            url=settings.bluesky_url,
            handle=settings.bluesky_handle.removeprefix("@"),
            password=settings.bluesky_password.get_secret_value(),
        )
        return BlueskyClient(
            login,
            session_file=settings.var_dir / f"bluesky-session-{self._slug}.json",
            timeout_s=settings.fediverse_timeout_s,
            clock=self._clock,
        )

    @cached_property
    def channel(self) -> BlueskyChannel:
        """Describes itself without an account; whatever else it does needs one."""
        from tools.bluesky.channel import BlueskyChannel

        return BlueskyChannel(lambda: self.client, self._clock, self._language)

    def close(self) -> None:
        """Gives the connections back."""
        if "client" in self.__dict__:
            self.client.close()
