"""One persona's account on Instagram, from the settings; nothing is called before it is needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tools.platforms.account import Account

if TYPE_CHECKING:
    from tools.instagram.channel import InstagramChannel
    from tools.instagram.client import InstagramClient

NO_LEAVE = (
    "instagram: --live needs a professional account; set UNDERSTUDY_INSTAGRAM_USER to its id and "
    "UNDERSTUDY_INSTAGRAM_TOKEN to a long-lived token with instagram_business_content_publish"
)


class InstagramAccount(Account["InstagramClient"]):
    """The account that a persona publishes with."""

    no_leave = NO_LEAVE

    @property
    def ready(self) -> bool:
        return self._settings.has_instagram

    def _opened(self) -> InstagramClient:
        from tools.instagram.client import InstagramClient

        return InstagramClient(
            base_url=self._settings.instagram_base_url,
            user_id=self._settings.instagram_user,
            token=self._settings.instagram_token.get_secret_value(),
            timeout_s=self._settings.instagram_timeout_s,
            clock=self._clock,
        )

    @cached_property
    def channel(self) -> InstagramChannel:
        """Describes itself without an account; whatever else it does needs one."""
        from tools.instagram.channel import InstagramChannel
        from tools.platforms.deadline import patience

        settings = self._settings
        return InstagramChannel(
            lambda: self.client, patience(settings.lease_s, settings.instagram_timeout_s)
        )
