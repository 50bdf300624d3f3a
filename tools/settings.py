"""Settings: the only place that reads the environment (and a `.env` file).

Every key has a default that works without a network; `.env.example` and the
README's table are generated from the fields below. Secrets never print.
"""

from __future__ import annotations

import re
import sys
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from memory.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What the operator may choose. Environment first, then `.env`, then these defaults."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
    )

    personas_dir: Path = Field(
        ROOT / "data" / "personas",
        validation_alias="UNDERSTUDY_PERSONAS",
        description="Folder with one folder per persona.",
    )
    knowledge_dir: Path = Field(
        ROOT / "data" / "knowledge",
        validation_alias="UNDERSTUDY_KNOWLEDGE",
        description="Folder of Markdown with durable facts, and with what is known to be false.",
    )
    var_dir: Path = Field(
        ROOT / "data" / "var",
        validation_alias="UNDERSTUDY_VAR",
        description="Folder for databases, vectors, checkpoints and caches.",
    )
    default_persona: str = Field(
        "nell-harrow",
        validation_alias="UNDERSTUDY_PERSONA",
        description="The persona when none is named.",
    )
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="PostgreSQL URL; empty means a SQLite file in the var folder.",
    )
    chroma_url: str = Field(
        "",
        validation_alias="CHROMA_URL",
        description="Chroma server; empty means a folder that one process owns at a time.",
    )
    embedding_model: str = Field(
        "",
        validation_alias="UNDERSTUDY_EMBEDDING_MODEL",
        description="A sentence-transformers model; empty means the MiniLM that is installed.",
    )

    openai_api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias="OPENAI_API_KEY",
        description="Key of the OpenAI-compatible endpoint; any word for one that needs none.",
    )
    openai_base_url: str = Field(
        "",
        validation_alias="OPENAI_BASE_URL",
        description="Base URL, for example http://localhost:11434/v1; empty means OpenAI.",
    )
    model: str = Field(
        "",
        validation_alias="UNDERSTUDY_MODEL",
        description="Model name; empty means the offline writer.",
    )
    model_timeout_s: float = Field(
        60,
        gt=0,
        validation_alias="UNDERSTUDY_MODEL_TIMEOUT",
        description="Seconds to wait for one answer of the model.",
    )
    model_max_tokens: int = Field(
        800,
        gt=0,
        validation_alias="UNDERSTUDY_MODEL_MAX_TOKENS",
        description="Longest answer of the model, in tokens; a thread or long post may take more.",
    )
    model_usd_per_mtok_in: float = Field(
        0,
        ge=0,
        validation_alias="UNDERSTUDY_MODEL_USD_PER_MTOK_IN",
        description="Price of a million prompt tokens, US dollars.",
    )
    model_usd_per_mtok_out: float = Field(
        0,
        ge=0,
        validation_alias="UNDERSTUDY_MODEL_USD_PER_MTOK_OUT",
        description="Price of a million answer tokens, US dollars.",
    )

    verifier_nli: str = Field(
        "",
        validation_alias="UNDERSTUDY_VERIFIER_NLI",
        description="Cross-encoder (folder or name) that also votes on claims; empty means none.",
    )
    verifier_model: bool = Field(
        True,
        validation_alias="UNDERSTUDY_VERIFIER_MODEL",
        description="Whether the model, where there is one, also votes on claims; it is paid for.",
    )

    feed_timeout_s: float = Field(
        15,
        gt=0,
        validation_alias="UNDERSTUDY_FEED_TIMEOUT",
        description="Seconds for one feed, from connecting to the last byte.",
    )
    feed_max_bytes: int = Field(
        8_000_000,
        gt=0,
        validation_alias="UNDERSTUDY_FEED_MAX_BYTES",
        description="Largest feed or page that is read, in bytes after decompression.",
    )
    allow_private_hosts: bool = Field(
        False,
        validation_alias="UNDERSTUDY_ALLOW_PRIVATE_HOSTS",
        description="Whether feeds and pages may live on private or loopback addresses.",
    )

    news_search_url: str = Field(
        "https://news.google.com/rss/search?q={query}&hl={language}",
        validation_alias="UNDERSTUDY_NEWS_SEARCH",
        description='Where a source "news:WORDS" is read: a feed\'s URL with {query}, {language}.',
    )
    record_dir: str = Field(
        "",
        validation_alias="UNDERSTUDY_RECORD",
        description="Folder that keeps what is fetched, for run-loop --replay; empty means none.",
    )
    alarm_url: str = Field(
        "",
        validation_alias="UNDERSTUDY_ALARM_URL",
        description="Where an alarm is posted as JSON, such as an ntfy topic; empty means nowhere.",
    )

    x_base_url: str = Field(
        "https://api.x.com",
        validation_alias="X_BASE_URL",
        description="X's API, or another host that speaks it.",
    )
    x_tier: Literal["self-serve", "enterprise"] = Field(
        "self-serve",
        validation_alias="X_TIER",
        description="Access tier; decides which rules hold.",
    )
    x_ai_replies: bool = Field(
        False,
        validation_alias="X_AI_REPLIES",
        description="Whether X has allowed this account answers that a language model writes.",
    )
    x_premium: bool = Field(
        False,
        validation_alias="X_PREMIUM",
        description="Whether the account may write 25,000 characters.",
    )
    github_token: SecretStr = Field(
        SecretStr(""),
        validation_alias="GITHUB_TOKEN",
        description="For `persona import … github:NAME`: 5,000 calls an hour instead of 60.",
    )
    github_api_url: str = Field(
        "https://api.github.com",
        validation_alias="GITHUB_API_URL",
        description="GitHub's API, or that of your own GitHub Enterprise.",
    )
    x_consumer_key: SecretStr = Field(
        SecretStr(""), validation_alias="X_CONSUMER_KEY", description="OAuth 1.0a: app key."
    )
    x_consumer_secret: SecretStr = Field(
        SecretStr(""), validation_alias="X_CONSUMER_SECRET", description="OAuth 1.0a: app secret."
    )
    x_access_token: SecretStr = Field(
        SecretStr(""), validation_alias="X_ACCESS_TOKEN", description="OAuth 1.0a: user token."
    )
    x_access_token_secret: SecretStr = Field(
        SecretStr(""),
        validation_alias="X_ACCESS_TOKEN_SECRET",
        description="OAuth 1.0a: user token secret.",
    )
    x_client_id: str = Field(
        "", validation_alias="X_CLIENT_ID", description="OAuth 2.0 PKCE: client id."
    )
    x_client_secret: SecretStr = Field(
        SecretStr(""),
        validation_alias="X_CLIENT_SECRET",
        description="OAuth 2.0 PKCE: client secret, for confidential clients.",
    )
    x_oauth2_token: SecretStr = Field(
        SecretStr(""),
        validation_alias="X_OAUTH2_TOKEN",
        description="OAuth 2.0 PKCE: user access token (two hours).",
    )
    x_oauth2_refresh_token: SecretStr = Field(
        SecretStr(""),
        validation_alias="X_OAUTH2_REFRESH_TOKEN",
        description="OAuth 2.0 PKCE: refresh token (needs offline.access); kept fresh in var.",
    )
    x_timeout_s: float = Field(
        20, gt=0, validation_alias="X_TIMEOUT", description="Seconds for one call to X."
    )

    bluesky_url: str = Field(
        "https://bsky.social",
        validation_alias="UNDERSTUDY_BLUESKY_URL",
        description="Where the Bluesky account logs in: bsky.social or your own server.",
    )
    bluesky_handle: str = Field(
        "",
        validation_alias="UNDERSTUDY_BLUESKY_HANDLE",
        description="Handle of the Bluesky account, for example name.bsky.social.",
    )
    bluesky_password: SecretStr = Field(
        SecretStr(""),
        validation_alias="UNDERSTUDY_BLUESKY_PASSWORD",
        description="An app password of that account, never its own password.",
    )
    mastodon_url: str = Field(
        "",
        validation_alias="UNDERSTUDY_MASTODON_URL",
        description="The Mastodon server of the account, for example https://mastodon.social.",
    )
    mastodon_token: SecretStr = Field(
        SecretStr(""),
        validation_alias="UNDERSTUDY_MASTODON_TOKEN",
        description="Access token of that account's application, with read and write.",
    )
    fediverse_timeout_s: float = Field(
        20,
        gt=0,
        validation_alias="UNDERSTUDY_FEDIVERSE_TIMEOUT",
        description="Seconds for each step of one call to Bluesky or Mastodon.",
    )

    instagram_base_url: str = Field(
        "https://graph.instagram.com/v25.0",
        validation_alias="UNDERSTUDY_INSTAGRAM_URL",
        description="Instagram's API; https://graph.facebook.com/v25.0 with a Facebook login.",
    )
    instagram_user: str = Field(
        "",
        validation_alias="UNDERSTUDY_INSTAGRAM_USER",
        description="Id of the professional account on Instagram.",
    )
    instagram_token: SecretStr = Field(
        SecretStr(""),
        validation_alias="UNDERSTUDY_INSTAGRAM_TOKEN",
        description="Instagram: long-lived user token (60 days).",
    )
    instagram_timeout_s: float = Field(
        10,
        gt=0,
        validation_alias="UNDERSTUDY_INSTAGRAM_TIMEOUT",
        description="Seconds for each step of a call to Instagram.",
    )
    linkedin_base_url: str = Field(
        "https://api.linkedin.com",
        validation_alias="UNDERSTUDY_LINKEDIN_URL",
        description="LinkedIn's API, or another host that speaks it.",
    )
    linkedin_version: str = Field(
        "202607",
        pattern=r"^20\d\d(0[1-9]|1[0-2])$",
        validation_alias="UNDERSTUDY_LINKEDIN_VERSION",
        description="Version of LinkedIn's API, YYYYMM; each works for a year.",
    )
    linkedin_author: str = Field(
        "",
        pattern=r"^(urn:li:(person|organization):[\w-]+)?$",
        validation_alias="UNDERSTUDY_LINKEDIN_AUTHOR",
        description="Who posts on LinkedIn: urn:li:person:ID or urn:li:organization:ID.",
    )
    linkedin_token: SecretStr = Field(
        SecretStr(""),
        validation_alias="UNDERSTUDY_LINKEDIN_TOKEN",
        description="LinkedIn: access token (60 days).",
    )
    linkedin_timeout_s: float = Field(
        10,
        gt=0,
        validation_alias="UNDERSTUDY_LINKEDIN_TIMEOUT",
        description="Seconds for each step of a call to LinkedIn.",
    )

    media_url: str = Field(
        "",
        validation_alias="UNDERSTUDY_MEDIA_URL",
        description="Where the world reads the var folder's cards/, for Instagram; empty: nowhere.",
    )
    lease_s: float = Field(
        60,
        gt=0,
        validation_alias="UNDERSTUDY_LEASE",
        description="Seconds after which a delivery that died is looked into.",
    )

    @field_validator(
        "openai_base_url",
        "x_base_url",
        "chroma_url",
        "news_search_url",
        "alarm_url",
        "media_url",
        "bluesky_url",
        "mastodon_url",
        "instagram_base_url",
        "linkedin_base_url",
    )
    @classmethod
    def _http(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("needs a URL that starts with http:// or https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _tokens_fit_a_header(self) -> Self:
        # Here and not by field: what is wrong with a field is told with its value.
        tokens = {
            "UNDERSTUDY_INSTAGRAM_TOKEN": self.instagram_token,
            "UNDERSTUDY_LINKEDIN_TOKEN": self.linkedin_token,
            "UNDERSTUDY_MASTODON_TOKEN": self.mastodon_token,
        }
        for key, secret in tokens.items():
            if re.search(r"[^!-~]", secret.get_secret_value()):
                raise ValueError(
                    f"{key} holds a space or a character that no key has; copy it again"
                )
        return self

    @model_validator(mode="after")
    def _lease_outlives_a_call(self) -> Self:
        # A delivery under way must never be taken for a dead one.
        slowest, key = self.x_timeout_s, "X_TIMEOUT"
        if self.fediverse_timeout_s > slowest and (self.has_bluesky or self.has_mastodon):
            slowest, key = self.fediverse_timeout_s, "UNDERSTUDY_FEDIVERSE_TIMEOUT"
        if self.lease_s < 2 * slowest:
            raise ValueError(
                f"UNDERSTUDY_LEASE ({self.lease_s:g} s) must be at least twice {key} "
                f"({slowest:g} s)"
            )
        return self

    @model_validator(mode="after")
    def _lease_outlives_a_post(self) -> Self:
        # Where a post takes many calls, the last one begins early enough to end in the lease.
        for key, timeout_s, used in (
            ("UNDERSTUDY_INSTAGRAM_TIMEOUT", self.instagram_timeout_s, self.instagram_user),
            ("UNDERSTUDY_LINKEDIN_TIMEOUT", self.linkedin_timeout_s, self.linkedin_author),
        ):
            if used and self.lease_s < 4 * timeout_s:
                raise ValueError(
                    f"UNDERSTUDY_LEASE ({self.lease_s:g} s) must be at least four times {key} "
                    f"({timeout_s:g} s)"
                )
        return self

    @cached_property
    def database(self) -> str:
        """SQLAlchemy URL."""
        if not self.database_url:
            return f"sqlite:///{self.var_dir / 'understudy.sqlite'}"
        for scheme in ("postgres://", "postgresql://"):
            if self.database_url.startswith(scheme):
                return "postgresql+psycopg://" + self.database_url.removeprefix(scheme)
        return self.database_url

    @property
    def has_model(self) -> bool:
        return bool(self.model)

    @property
    def model_verifies(self) -> bool:
        """Whether the language model votes on claims."""
        return self.has_model and self.verifier_model

    @property
    def has_x(self) -> bool:
        """Whether a complete set of user tokens for X is there."""
        oauth1 = (
            self.x_consumer_key,
            self.x_consumer_secret,
            self.x_access_token,
            self.x_access_token_secret,
        )
        return all(key.get_secret_value() for key in oauth1) or bool(
            self.x_oauth2_token.get_secret_value() or self.x_oauth2_refresh_token.get_secret_value()
        )

    @property
    def has_instagram(self) -> bool:
        """Whether an account on Instagram is named, with a token."""
        return bool(self.instagram_user and self.instagram_token.get_secret_value())

    @property
    def has_linkedin(self) -> bool:
        """Whether an author on LinkedIn is named, with a token."""
        return bool(self.linkedin_author and self.linkedin_token.get_secret_value())

    @property
    def has_bluesky(self) -> bool:
        """Whether an account on Bluesky is named, with its password."""
        return bool(self.bluesky_handle and self.bluesky_password.get_secret_value())

    @property
    def has_mastodon(self) -> bool:
        """Whether a Mastodon server is named, with a token."""
        return bool(self.mastodon_url and self.mastodon_token.get_secret_value())


def load_settings() -> Settings:
    """Settings from the environment. Raises ConfigError naming every wrong key at once."""
    try:
        return Settings()
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_url=False):
            message = problem["msg"].removeprefix("Value error, ")
            key = ".".join(str(part) for part in problem["loc"])
            lines.append(
                f"  {key}: {message} (it is {problem['input']!r})" if key else f"  {message}"
            )
        raise ConfigError("\n".join(["settings: mend these keys:", *lines])) from None


def env_example() -> str:
    """`.env.example`: every key with what it is for and its default, commented out.

    Written by `python -m tools.settings > .env.example`; a test keeps it true.
    """
    lines = ["# Copy to .env and fill in what you need. Everything is optional."]
    for field in Settings.model_fields.values():
        default = field.default
        if isinstance(default, SecretStr):
            default = ""
        if isinstance(default, Path):
            default = default.relative_to(ROOT)
        lines += ["", f"# {field.description}", f"# {field.validation_alias}={default}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(env_example())
