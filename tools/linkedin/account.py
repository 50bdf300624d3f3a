"""One persona's account on LinkedIn, from the settings; nothing is called before it is needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from memory.errors import ConfigError
from tools.settings import Settings

if TYPE_CHECKING:
    from tools.linkedin.channel import LinkedInChannel
    from tools.linkedin.client import LinkedInClient

NO_LEAVE = (
    "linkedin: --live needs an author; set UNDERSTUDY_LINKEDIN_AUTHOR to urn:li:person:ID or "
    "urn:li:organization:ID and UNDERSTUDY_LINKEDIN_TOKEN to a token that may post for it"
)


class LinkedInAccount:
    """The author that a persona publishes as."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock

    @property
    def ready(self) -> bool:
        """Whether somebody has let us act for an author."""
        return self._settings.has_linkedin

    def check(self) -> None:
        """Raises ConfigError where nobody let us act for an author."""
        if not self.ready:
            raise ConfigError(NO_LEAVE)

    @cached_property
    def client(self) -> LinkedInClient:
        """Raises as `check`."""
        from tools.linkedin.client import LinkedInClient

        self.check()
        return LinkedInClient(
            base_url=self._settings.linkedin_base_url,
            author=self._settings.linkedin_author,
            token=self._settings.linkedin_token.get_secret_value(),
            version=self._settings.linkedin_version,
            timeout_s=self._settings.linkedin_timeout_s,
            clock=self._clock,
        )

    @cached_property
    def channel(self) -> LinkedInChannel:
        """Describes itself also where nobody let us act."""
        from tools.linkedin.channel import LinkedInChannel
        from tools.platforms.deadline import patience

        settings = self._settings
        return LinkedInChannel(
            lambda: self.client, patience(settings.lease_s, settings.linkedin_timeout_s)
        )

    def close(self) -> None:
        if "client" in self.__dict__:
            self.client.close()
