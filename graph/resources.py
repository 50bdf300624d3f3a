"""Resources: from settings to memory, models, sources and channels, each on first use.

Together with `team.py` the only place that picks concrete classes. A turn that needs no
model, no X and no vectors never loads them; parallel branches build each thing once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from agents.publisher import may_go_live
from memory.articles import ArticleStore
from memory.claims import ClaimLedger
from memory.corrections import CorrectionStore
from memory.database import Database
from memory.errors import ConfigError
from memory.gates import Gates
from memory.halts import Halts, stop_file
from memory.journal import Journal
from memory.knowledge import Knowledge
from memory.leases import Leases
from memory.outbox import Outbox
from memory.persona import Persona, load_persona
from memory.preferences import Preferences
from memory.store import Store
from memory.stories import StoryStore
from memory.suggestions import SuggestionStore
from memory.types import Description, Post
from memory.voices import VoiceStore
from tools.archives.importing import import_posts
from tools.bluesky.account import BlueskyAccount
from tools.instagram.account import InstagramAccount
from tools.ledger import Ledger
from tools.linkedin.account import LinkedInAccount
from tools.mastodon.account import MastodonAccount
from tools.personas import facts_beside, posts_beside
from tools.settings import Settings, load_settings
from tools.x.account import NO_LEAVE, XAccount
from tools.x_text import LIMIT, PREMIUM_LIMIT

if TYPE_CHECKING:
    from agents.scanner.pages import Parser
    from agents.scanner.x import XSource
    from agents.seams import Channel, ChatModel, Embedder
    from memory.index import PostExemplars, VectorHome, VectorIndex
    from tools.archives.kinds import Site
    from tools.notify import Notifier
    from tools.web.recordings import Reader

_ACCOUNTS = ("instagram", "linkedin", "bluesky", "mastodon")
"""Channels whose account says itself what it lacks."""

T = TypeVar("T")


class once(cached_property[T]):  # noqa: N801  (used as a decorator)
    """A cached property that parallel branches build once."""

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type | None = None) -> T: ...

    def __get__(self, instance: Any, owner: type | None = None) -> Self | T:
        if instance is None:
            return self
        with instance._building:
            built: T = super().__get__(instance, owner)
            return built


@dataclass
class Resources:
    """What the specialists of one persona work with."""

    persona: str = ""
    """Which persona; empty means the one of the settings."""
    live: bool = False
    """Really publish; otherwise other channels than the console are a dry run."""
    channel: str = ""
    """Where to publish; empty means the persona's first channel."""

    def __post_init__(self) -> None:
        self._building = threading.RLock()

    @once
    def settings(self) -> Settings:
        return load_settings()

    @once
    def clock(self) -> Callable[[], datetime]:
        return lambda: datetime.now(UTC)

    @once
    def who(self) -> Persona:
        """The persona. Raises ConfigError."""
        slug = self.persona or self.settings.default_persona
        return load_persona(self.settings.personas_dir, slug)

    @once
    def channel_name(self) -> str:
        return self.channel or self.who.channels[0]

    @property
    def dry_run(self) -> bool:
        return not self.live and self.channel_name != "console"

    def check(self) -> None:
        """Raises ConfigError when what is asked for cannot be done."""
        if self.channel_name not in self.channels:
            known = ", ".join(sorted(self.channels))
            raise ConfigError(f'channel "{self.channel_name}" is unknown; there is {known}')
        if self.live and self.channel_name != "console":
            may_go_live(self.who)
            if self.channel_name == "x" and not self.x.ready:
                raise ConfigError(NO_LEAVE)
            if self.channel_name in _ACCOUNTS:
                getattr(self, self.channel_name).check()

    def close(self) -> None:
        """Give the vector folder, the database and the connections back."""
        _vectors.cache_clear()
        _database.cache_clear()
        for name in ("fetcher", "parser", "vectors", "database", "x", *_ACCOUNTS):
            if name in self.__dict__:
                self.__dict__.pop(name).close()

    # --------------------------------------------------------------------- memory

    @once
    def database(self) -> Database:
        return _database(self.settings.database)

    @once
    def store(self) -> Store:
        return Store(self.database)

    @once
    def articles(self) -> ArticleStore:
        return ArticleStore(self.database)

    @once
    def story_memory(self) -> StoryStore:
        return StoryStore(self.database)

    @once
    def voices(self) -> VoiceStore:
        return VoiceStore(self.database)

    @once
    def journal(self) -> Journal:
        return Journal(self.database)

    @once
    def preferences(self) -> Preferences:
        return Preferences(self.database)

    @once
    def claims(self) -> ClaimLedger:
        return ClaimLedger(self.database)

    @once
    def corrections(self) -> CorrectionStore:
        return CorrectionStore(self.database)

    @once
    def outbox(self) -> Outbox:
        return Outbox(self.database, timedelta(seconds=self.settings.lease_s))

    @once
    def suggestions(self) -> SuggestionStore:
        return SuggestionStore(self.database)

    @once
    def halts(self) -> Halts:
        return Halts(self.database, stop_file(self.settings.var_dir))

    @once
    def gates(self) -> Gates:
        return Gates(self.database)

    @once
    def leases(self) -> Leases:
        return Leases(self.database, self.clock)

    @once
    def ledger(self) -> Ledger:
        return Ledger(self.store, self.who.slug, self.who.limits.usd_per_day, self.clock)

    @once
    def posts(self) -> tuple[Post, ...]:
        """The corpus of the voice; the file beside the persona is taken in the first time."""
        posts = self.store.posts(self.who.slug)
        shipped = posts_beside(self.settings.personas_dir, self.who.slug)
        if posts or shipped is None:
            return posts
        import_posts(self.store, self.who.slug, shipped)
        return self.store.posts(self.who.slug)

    @once
    def knowledge(self) -> Knowledge:
        """Ground truth, what is known of the persona, and known falsehoods."""
        facts = facts_beside(self.settings.personas_dir, self.who.slug)
        return Knowledge(self.settings.knowledge_dir, facts)

    # ------------------------------------------------------- embeddings and models

    @once
    def embedder(self) -> Embedder:
        from tools.embeddings import open_embedder

        return open_embedder(self.settings.embedding_model)

    @once
    def vectors(self) -> VectorHome:
        return _vectors(self.settings.var_dir / "chroma", self.settings.chroma_url)

    @once
    def exemplars(self) -> PostExemplars:
        from memory.index import PostExemplars

        index = self.vectors.index(self.who.slug, "voice", self.embedder)
        return PostExemplars(index, self.posts)

    @once
    def passages(self) -> VectorIndex:
        """The pieces of the articles that were read."""
        return self.vectors.index(self.who.slug, "passages", self.embedder)

    @once
    def leads(self) -> VectorIndex:
        """What signals say first."""
        return self.vectors.index(self.who.slug, "leads", self.embedder)

    @once
    def model(self) -> ChatModel:
        from tools.llm.chat import OpenAIChat

        settings = self.settings
        return OpenAIChat(
            model=settings.model,
            base_url=settings.openai_base_url,
            api_key=settings.openai_api_key.get_secret_value(),
            timeout_s=settings.model_timeout_s,
            max_tokens=settings.model_max_tokens,
            usd_per_mtok_in=settings.model_usd_per_mtok_in,
            usd_per_mtok_out=settings.model_usd_per_mtok_out,
            meter=self.ledger,
        )

    # -------------------------------------------------------- sources and channels

    @once
    def fetcher(self) -> Reader:
        from tools.web.fetcher import Fetcher

        fetcher = Fetcher(
            timeout_s=self.settings.feed_timeout_s,
            max_bytes=self.settings.feed_max_bytes,
            allow_private_hosts=self.settings.allow_private_hosts,
        )
        if not self.settings.record_dir:
            return fetcher
        from tools.web.recordings import Recorder

        return Recorder(fetcher, Path(self.settings.record_dir), self.clock)

    @once
    def sites(self) -> Sequence[Site]:
        """What can be imported by its address."""
        from tools.archives.blog import Blog
        from tools.archives.github import GitHub
        from tools.archives.github_api import GitHubApi

        token = self.settings.github_token.get_secret_value()
        return GitHub(GitHubApi(self.settings.github_api_url, token)), Blog()

    @once
    def parser(self) -> Parser:
        from agents.scanner.reading import read_signals
        from tools.parsing import ParserPool

        return ParserPool(read_signals)

    @once
    def notifier(self) -> Notifier:
        from tools.notify import Notifier

        return Notifier(self.settings.alarm_url)

    @once
    def x_source(self) -> XSource | None:
        """X as a source, where there is an account; what we published is not its voice."""
        if not self.x.ready:
            return None
        from agents.scanner.x import XSource

        def not_ours(post_id: str) -> bool:
            return not self.outbox.published_as("x", post_id)

        return XSource(self.x.client, self.clock, not_ours)

    @once
    def x(self) -> XAccount:
        def known(post_id: str) -> bool:
            return self.outbox.published_as("x", post_id)

        return XAccount(self.settings, self.who.slug, self.clock, self.ledger, known)

    @once
    def instagram(self) -> InstagramAccount:
        return InstagramAccount(self.settings, self.clock)

    @once
    def linkedin(self) -> LinkedInAccount:
        return LinkedInAccount(self.settings, self.clock)

    @once
    def bluesky(self) -> BlueskyAccount:
        return BlueskyAccount(self.settings, self.who.slug, self.clock, self.who.language)

    @once
    def mastodon(self) -> MastodonAccount:
        return MastodonAccount(self.settings, self.who.slug, self.clock, self.who.language)

    @once
    def console(self) -> Channel:
        from tools.console import ConsoleChannel

        return ConsoleChannel(self.settings.var_dir / "outbox.jsonl", self.clock)

    @once
    def channels(self) -> dict[str, Callable[[], Channel]]:
        """Each channel by name, built when first used."""
        return {
            "console": lambda: self.console,
            "x": lambda: self.x.channel,
            "instagram": lambda: self.instagram.channel,
            "linkedin": lambda: self.linkedin.channel,
            "bluesky": lambda: self.bluesky.channel,
            "mastodon": lambda: self.mastodon.channel,
        }

    def describe(self, channel: str) -> Description:
        """What a channel takes; one that is not set up is taken to be as X is."""
        try:
            if channel in self.channels:
                return self.channels[channel]().describe()
        except ConfigError:  # told when something is to go out
            pass
        longest = PREMIUM_LIMIT if self.settings.x_premium else LIMIT
        return Description(name=channel, longest=longest, counted="weighted", threads=True)


@lru_cache
def _database(url: str) -> Database:
    """One pool of connections per process, however many teams there are."""
    return Database(url)


@lru_cache
def _vectors(folder: Path, url: str) -> VectorHome:
    """One owner of the folder per process, however many teams there are."""
    from memory.index import VectorHome

    return VectorHome(folder, url=url)
