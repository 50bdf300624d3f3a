"""On whose behalf we call X: the two kinds of user credentials, read from settings.

App-only bearer tokens are left out: they can neither post nor read a home timeline.
Nothing here prints or logs a secret.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from memory.errors import ConfigError
from tools.settings import Settings

_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True)
class OAuth1Keys:
    """OAuth 1.0a user context; these four do not expire."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)

    @property
    def user_id(self) -> str | None:
        """The account's id, which X writes before the hyphen of an access token."""
        user_id, hyphen, _ = self.access_token.partition("-")
        return user_id if hyphen and user_id.isdecimal() else None


@dataclass(frozen=True)
class OAuth2App:
    """OAuth 2.0 with PKCE: our app. `client_secret` is empty for a public client."""

    client_id: str
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class OAuth2Seed:
    """Tokens from the settings, used until the token file has younger ones."""

    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)


@dataclass(frozen=True)
class OAuth2Keys:
    app: OAuth2App
    seed: OAuth2Seed = OAuth2Seed()


Credentials = OAuth1Keys | OAuth2Keys


def credentials_from(settings: Settings) -> Credentials:
    """OAuth 1.0a keys if all four are set, else OAuth 2.0. Raises ConfigError for odd values."""
    oauth1 = {
        "X_CONSUMER_KEY": settings.x_consumer_key.get_secret_value(),
        "X_CONSUMER_SECRET": settings.x_consumer_secret.get_secret_value(),
        "X_ACCESS_TOKEN": settings.x_access_token.get_secret_value(),
        "X_ACCESS_TOKEN_SECRET": settings.x_access_token_secret.get_secret_value(),
    }
    if all(oauth1.values()):
        return OAuth1Keys(*(_token(name, value) for name, value in oauth1.items()))
    return oauth2_from(settings)


def oauth2_from(settings: Settings) -> OAuth2Keys:
    """Our app and the first tokens, as far as they are set. Raises ConfigError for odd values."""
    oauth2 = {
        "X_CLIENT_ID": settings.x_client_id,
        "X_CLIENT_SECRET": settings.x_client_secret.get_secret_value(),
        "X_OAUTH2_TOKEN": settings.x_oauth2_token.get_secret_value(),
        "X_OAUTH2_REFRESH_TOKEN": settings.x_oauth2_refresh_token.get_secret_value(),
    }
    client_id, client_secret, access, refresh = (
        _token(name, value) if value else "" for name, value in oauth2.items()
    )
    return OAuth2Keys(OAuth2App(client_id, client_secret), OAuth2Seed(access, refresh))


def _token(name: str, value: str) -> str:
    """`value` fit for an HTTP header; a pasted line end is forgiven."""
    if not _TOKEN.fullmatch(value.strip()):
        raise ConfigError(f"{name}: holds a character no key of X has; copy the key again")
    return value.strip()
