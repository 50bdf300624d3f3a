"""One persona's account on X, from the settings: leave to act, client and channel.

Nothing of X is imported or called before it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from memory.errors import ConfigError
from tools.settings import Settings

if TYPE_CHECKING:
    from agents.seams import Meter
    from tools.x.channel import XChannel
    from tools.x.client import XClient

NO_LEAVE = (
    "x: --live needs user tokens; set X_CONSUMER_KEY, X_CONSUMER_SECRET, X_ACCESS_TOKEN and "
    "X_ACCESS_TOKEN_SECRET, or set X_CLIENT_ID and type: python main.py login"
)


class XAccount:
    """The account that a persona publishes with.

    `known` tells whether a post is the outcome of a publication already.
    """

    def __init__(
        self,
        settings: Settings,
        slug: str,
        clock: Callable[[], datetime],
        meter: Meter,
        known: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._meter = meter
        self._known = known
        self._token_file = token_file(settings, slug)

    @property
    def ready(self) -> bool:
        """Whether somebody has let us act on an account."""
        logged_in = bool(self._settings.x_client_id) and self._token_file.is_file()
        return self._settings.has_x or logged_in

    @cached_property
    def client(self) -> XClient:
        """Raises ConfigError for settings that no key of X looks like."""
        from tools.x.client import XClient
        from tools.x.credentials import credentials_from
        from tools.x.prices import Prices

        return XClient(
            base_url=self._settings.x_base_url,
            credentials=credentials_from(self._settings),
            token_file=self._token_file,
            timeout_s=self._settings.x_timeout_s,
            clock=self._clock,
            meter=self._meter,
            prices=Prices(),
        )

    @cached_property
    def channel(self) -> XChannel:
        from tools.x.channel import PremiumXChannel, XChannel

        kind = PremiumXChannel if self._settings.x_premium else XChannel
        return kind(self.client, self._known)

    def login(
        self, redirect: str, ask: Callable[[str], str], random_text: Callable[[int], str]
    ) -> None:
        """Get leave by OAuth 2.0 with PKCE and keep the tokens.

        `ask` shows the address that the person opens and returns the one they end on.
        Raises ChannelError, ConfigError.
        """
        from tools.x import authorise
        from tools.x.credentials import oauth2_from
        from tools.x.session import XSession
        from tools.x.tokens import TokenFile

        settings, keys = self._settings, oauth2_from(self._settings)
        if not keys.app.client_id:
            raise ConfigError("x: set X_CLIENT_ID to the OAuth 2.0 client id of your X app")
        question = authorise.begin(keys.app.client_id, redirect, random_text)
        with XSession(settings.x_base_url, settings.x_timeout_s, self._clock) as session:
            authorise.finish(
                question,
                ask(question.url),
                app=keys.app,
                file=TokenFile(self._token_file, keys.seed),
                session=session,
                clock=self._clock,
            )

    def close(self) -> None:
        if "client" in self.__dict__:
            self.client.close()


def token_file(settings: Settings, slug: str) -> Path:
    """Where the OAuth 2.0 tokens of a persona's account are kept fresh."""
    return settings.var_dir / f"x-tokens-{slug}.json"
