"""One persona's account on Bluesky, from the settings. atproto is imported on first use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from tools.platforms.account import Account
from tools.settings import Settings

if TYPE_CHECKING:
    from tools.bluesky.channel import BlueskyChannel
    from tools.bluesky.client import BlueskyClient

NO_LEAVE = (
    "bluesky: --live needs an account; set UNDERSTUDY_BLUESKY_HANDLE and "
    "UNDERSTUDY_BLUESKY_PASSWORD (an app password: Settings, Privacy and Security)"
)


class BlueskyAccount(Account["BlueskyClient"]):
    """The account that a persona publishes with."""

    no_leave = NO_LEAVE

    def __init__(
        self,
        settings: Settings,
        slug: str,
        clock: Callable[[], datetime],
        language: str | None = None,
    ) -> None:
        super().__init__(settings, clock)
        self._slug = slug
        self._language = language

    @property
    def ready(self) -> bool:
        return self._settings.has_bluesky

    def _opened(self) -> BlueskyClient:
        from tools.bluesky.client import BlueskyClient
        from tools.bluesky.sessions import Login

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
