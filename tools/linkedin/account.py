"""One persona's account on LinkedIn, from the settings; nothing is called before it is needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tools.platforms.account import Account

if TYPE_CHECKING:
    from tools.linkedin.channel import LinkedInChannel
    from tools.linkedin.client import LinkedInClient

NO_LEAVE = (
    "linkedin: --live needs an author; set UNDERSTUDY_LINKEDIN_AUTHOR to urn:li:person:ID or "
    "urn:li:organization:ID and UNDERSTUDY_LINKEDIN_TOKEN to a token that may post for it"
)


class LinkedInAccount(Account["LinkedInClient"]):
    """The author that a persona publishes as."""

    no_leave = NO_LEAVE

    @property
    def ready(self) -> bool:
        return self._settings.has_linkedin

    def _opened(self) -> LinkedInClient:
        from tools.linkedin.client import LinkedInClient

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
        """Describes itself without an account; whatever else it does needs one."""
        from tools.linkedin.channel import LinkedInChannel
        from tools.platforms.deadline import patience

        settings = self._settings
        return LinkedInChannel(
            lambda: self.client, patience(settings.lease_s, settings.linkedin_timeout_s)
        )
