"""One persona's account on Mastodon, from the settings. Mastodon.py is imported on first use."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from tools.platforms.account import Account
from tools.settings import Settings

if TYPE_CHECKING:
    from tools.mastodon.channel import MastodonChannel
    from tools.mastodon.client import MastodonClient

NO_LEAVE = (
    "mastodon: --live needs an account; set UNDERSTUDY_MASTODON_URL and UNDERSTUDY_MASTODON_TOKEN "
    "(Preferences, Development, New application, with read and write)"
)


class MastodonAccount(Account["MastodonClient"]):
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
        return self._settings.has_mastodon

    def _opened(self) -> MastodonClient:
        from tools.mastodon.client import MastodonClient

        return MastodonClient(
            self._settings.mastodon_url,
            self._settings.mastodon_token.get_secret_value(),
            timeout_s=self._settings.fediverse_timeout_s,
            clock=self._clock,
            wait=time.sleep,
        )

    @cached_property
    def channel(self) -> MastodonChannel:
        """Describes itself without an account; whatever else it does needs one."""
        from tools.mastodon.channel import MastodonChannel
        from tools.mastodon.instance import InstanceFile

        path = self._settings.var_dir / f"mastodon-instance-{self._slug}.json"
        file = InstanceFile(path, self._clock)
        return MastodonChannel(lambda: self.client, file, self._language)
