"""One persona's account on Instagram, from the settings; nothing is called before it is needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from memory.errors import ConfigError
from tools.settings import Settings

if TYPE_CHECKING:
    from tools.instagram.channel import InstagramChannel
    from tools.instagram.client import InstagramClient

NO_LEAVE = (
    "instagram: --live needs a professional account; set UNDERSTUDY_INSTAGRAM_USER to its id and "
    "UNDERSTUDY_INSTAGRAM_TOKEN to a long-lived token with instagram_business_content_publish"
)


class InstagramAccount:
    """The account that a persona publishes with."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock

    @property
    def ready(self) -> bool:
        """Whether somebody has let us act on an account."""
        return self._settings.has_instagram

    def check(self) -> None:
        """Raises ConfigError where nobody let us act on an account."""
        if not self.ready:
            raise ConfigError(NO_LEAVE)

    @cached_property
    def client(self) -> InstagramClient:
        """Raises as `check`."""
        from tools.instagram.client import InstagramClient

        self.check()
        return InstagramClient(
            base_url=self._settings.instagram_base_url,
            user_id=self._settings.instagram_user,
            token=self._settings.instagram_token.get_secret_value(),
            timeout_s=self._settings.instagram_timeout_s,
            clock=self._clock,
        )

    @cached_property
    def channel(self) -> InstagramChannel:
        """Describes itself also where nobody let us act."""
        from tools.instagram.channel import InstagramChannel
        from tools.platforms.deadline import patience

        settings = self._settings
        return InstagramChannel(
            lambda: self.client, patience(settings.lease_s, settings.instagram_timeout_s)
        )

    def close(self) -> None:
        if "client" in self.__dict__:
            self.client.close()
