"""The team: from settings to collaborators. The only module that picks concrete classes.

A `Team` is what every node gets as `runtime.context`. Its three fields are what a human
may choose for a run (LangGraph Studio shows them); everything else is built on first
use, so that a turn which needs no model, no X and no vectors never loads them.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from agents.planner import Planner
from agents.publisher import Delivery, Publisher, may_go_live
from memory.database import Database
from memory.errors import ConfigError
from memory.journal import Journal
from memory.leases import Leases
from memory.outbox import Outbox
from memory.persona import Persona, load_persona
from memory.store import Store
from memory.types import Post, Publication, PublicationState, Signal, SignalKind
from tools.ledger import Ledger
from tools.personas import posts_beside
from tools.settings import Settings, load_settings

if TYPE_CHECKING:
    from agents.auditor import Auditor
    from agents.scanner import Scanner
    from agents.seams import Channel, ChatModel, Embedder, Writer
    from agents.style.agent import StyleAgent
    from agents.style.profile import VoiceProfile
    from agents.topic.ranking import StoryRanker
    from agents.topic.topic import TopicAgent
    from memory.index import PostExemplars, VectorHome
    from tools.web import Fetcher
    from tools.x.channel import XChannel
    from tools.x.client import XClient
    from tools.x.credentials import OAuth2App
    from tools.x.session import XSession
    from tools.x.tokens import TokenFile

SIGNALS_WORTH_A_LOOK = timedelta(days=4)
SAID_LATELY = timedelta(days=14)
EVER = datetime(1970, 1, 1, tzinfo=UTC)

T = TypeVar("T")
Advance = Callable[[str], AbstractContextManager[Callable[[int], None]]]


class once(cached_property[T]):  # noqa: N801  (used as a decorator)
    """A cached property that parallel branches build once."""

    @overload
    def __get__(self, team: None, owner: type | None = None) -> Self: ...

    @overload
    def __get__(self, team: object, owner: type | None = None) -> T: ...

    def __get__(self, team: Any, owner: type | None = None) -> Self | T:
        if team is None:
            return self
        with team._building:
            built: T = super().__get__(team, owner)
            return built


@dataclass(frozen=True)
class Imported:
    """What an import brought."""

    new: int
    known: int
    reasons: Counter[str]

    @property
    def skipped(self) -> int:
        return self.reasons.total()


@dataclass
class Team:
    """One persona's specialists and memory."""

    persona: str = ""
    """Which persona; empty means the one of the settings."""
    live: bool = False
    """Really publish; otherwise other channels than the console are a dry run."""
    channel: str = ""
    """Where to publish; empty means the persona's first channel."""
    _building: threading.RLock = field(
        default_factory=threading.RLock, init=False, repr=False, compare=False
    )

    # ----------------------------------------------------------------- the basics

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
        """Raises ConfigError when this team could not do what it is asked to."""
        if self.channel_name not in self.channels:
            known = ", ".join(sorted(self.channels))
            raise ConfigError(f'channel "{self.channel_name}" is unknown; there is {known}')
        if self.live and self.channel_name != "console":
            may_go_live(self.who)
            if self.channel_name == "x" and not self.has_x:
                raise ConfigError(
                    "x: --live needs user tokens; set X_CONSUMER_KEY, X_CONSUMER_SECRET, "
                    "X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET, or set X_CLIENT_ID and type: "
                    "python main.py login"
                )

    def close(self) -> None:
        """Give the vector folder and the database back."""
        _vectors.cache_clear()
        _database.cache_clear()
        for name in ("vectors", "database", "x_client"):
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
    def journal(self) -> Journal:
        return Journal(self.database)

    @once
    def outbox(self) -> Outbox:
        return Outbox(self.database, timedelta(seconds=self.settings.lease_s))

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
        self.import_posts(shipped)
        return self.store.posts(self.who.slug)

    def import_posts(self, file: Path, advance: Advance | None = None) -> Imported:
        """Take in the posts of a file. Raises ConfigError, StorageError."""
        from contextlib import nullcontext

        from tools.archives import Skipped, read_posts

        posts: list[Post] = []
        reasons: Counter[str] = Counter()
        with advance(f"reading {file.name}") if advance else nullcontext(lambda _: None) as step:
            for record in read_posts(file):
                step(1)
                if isinstance(record, Skipped):
                    reasons[record.reason] += 1
                else:
                    posts.append(record)
        new = self.store.add_posts(self.who.slug, posts)
        self.__dict__.pop("posts", None)
        return Imported(new, len(posts) - new, reasons)

    def said_since(self, since: datetime) -> tuple[str, ...]:
        """The persona's own posts and what we published for it."""
        own = tuple(p.text for p in self.posts if p.posted_at >= since)
        return own + self.store.published_since(self.who.slug, since, dry_run=self.dry_run)

    def in_doubt(self) -> Sequence[Publication]:
        """Publications of which no channel can say whether they are out."""
        return self.outbox.listing(self.who.slug, PublicationState.UNKNOWN)

    # -------------------------------------------------------- embeddings and voice

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
    def voice(self) -> VoiceProfile:
        from agents.style.profile import VoiceProfile

        return VoiceProfile.measure(self.posts)

    # -------------------------------------------------------------------- writers

    @property
    def writer_name(self) -> str:
        return self.settings.model if self.settings.has_model else "offline"

    @once
    def model(self) -> ChatModel:
        from tools.llm import OpenAIChat

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

    @once
    def writer(self) -> Writer:
        from agents.style.llm import LLMWriter
        from agents.style.offline import OfflineWriter
        from agents.style.scorer import VoiceScorer

        scorer = VoiceScorer(self.posts, self.voice)
        if self.settings.has_model:
            return LLMWriter(
                self.model,
                self.exemplars,
                profile=self.voice,
                scorer=scorer,
                recent=self.published_lately,
                language=self.who.language,
            )
        return OfflineWriter(
            self.posts,
            self.exemplars,
            self.embedder,
            profile=self.voice,
            scorer=scorer,
            recent=self.published_lately,
            language=self.who.language,
        )

    def published_lately(self) -> Sequence[str]:
        """Our own latest publications, newest first."""
        since = self.clock() - SAID_LATELY
        return self.store.published_since(self.who.slug, since, dry_run=self.dry_run)[::-1]

    # ------------------------------------------------------------- the specialists

    @once
    def planner(self) -> Planner:
        return Planner(
            self.who,
            self.stories,
            _Records(self),
            self.clock,
            channel=self.channel_name,
            dry_run=self.dry_run,
        )

    @once
    def stories(self) -> StoryRanker:
        from agents.topic.ranking import StoryRanker

        def signals(now: datetime) -> Sequence[Signal]:
            recent = self.store.signals_since(self.who.slug, now - SIGNALS_WORTH_A_LOOK)
            return [signal for signal in recent if signal.kind is SignalKind.NEWS]

        return StoryRanker(
            self.who,
            self.embedder,
            signals=signals,
            past=self.exemplars,
            recent=lambda now: self.said_since(now - SAID_LATELY),
        )

    @once
    def scanner(self) -> Scanner:
        from agents.scanner import Scanner

        x = self.x_client if self.who.reads_x and self.has_x else None
        return Scanner(self.store, self.fetcher, self.clock, x=x)

    @once
    def fetcher(self) -> Fetcher:
        from tools.web import Fetcher

        return Fetcher(
            timeout_s=self.settings.feed_timeout_s,
            max_bytes=self.settings.feed_max_bytes,
            allow_private_hosts=self.settings.allow_private_hosts,
        )

    @once
    def topic(self) -> TopicAgent:
        from agents.topic.topic import TopicAgent

        return TopicAgent(self.who, self.embedder, self.exemplars)

    @once
    def style(self) -> StyleAgent:
        from agents.style.agent import StyleAgent

        return StyleAgent(self.writer)

    @once
    def auditor(self) -> Auditor:
        from agents.auditor import Auditor, OfflineVerifier

        return Auditor(
            OfflineVerifier(),
            persona=self.who,
            clock=self.clock,
            earlier=lambda _: self.said_since(EVER),
            embedder=self.embedder,
            premium=self.settings.x_premium,
        )

    @once
    def delivery(self) -> Delivery:
        return Delivery(self.who, self.outbox, self.channels, self.clock)

    @once
    def publisher(self) -> Publisher:
        return Publisher(self.who, self.outbox, self.delivery, self.clock)

    # -------------------------------------------------------------------- channels

    @once
    def channels(self) -> dict[str, Callable[[], Channel]]:
        """Each channel by name, built when first used."""
        return {"console": lambda: self.console, "x": lambda: self.x_channel}

    @once
    def console(self) -> Channel:
        from tools.console import ConsoleChannel

        return ConsoleChannel(self.settings.var_dir / "outbox.jsonl", self.clock)

    @once
    def x_channel(self) -> XChannel:
        from tools.x.channel import XChannel

        return XChannel(self.x_client)

    @property
    def x_token_file(self) -> Path:
        """OAuth 2.0 tokens of this persona's account, kept fresh."""
        return self.settings.var_dir / f"x-tokens-{self.who.slug}.json"

    @property
    def has_x(self) -> bool:
        """Whether somebody has let us act on an X account."""
        logged_in = bool(self.settings.x_client_id) and self.x_token_file.is_file()
        return self.settings.has_x or logged_in

    @property
    def x_app(self) -> OAuth2App:
        """Our app's OAuth 2.0 identity. Raises ConfigError when it is not set."""
        from tools.x.credentials import OAuth2App

        settings = self.settings
        if not settings.x_client_id:
            raise ConfigError("x: set X_CLIENT_ID to the OAuth 2.0 client id of your X app")
        return OAuth2App(settings.x_client_id, settings.x_client_secret.get_secret_value())

    @property
    def x_tokens(self) -> TokenFile:
        from tools.x.credentials import OAuth2Seed
        from tools.x.tokens import TokenFile

        return TokenFile(self.x_token_file, OAuth2Seed())

    @property
    def x_session(self) -> XSession:
        from tools.x.session import XSession

        return XSession(self.settings.x_base_url, self.settings.x_timeout_s, self.clock)

    @once
    def x_client(self) -> XClient:
        from tools.x.client import XClient
        from tools.x.credentials import credentials_from
        from tools.x.prices import Prices

        settings = self.settings
        return XClient(
            base_url=settings.x_base_url,
            credentials=credentials_from(settings),
            token_file=self.x_token_file,
            timeout_s=settings.x_timeout_s,
            clock=self.clock,
            meter=self.ledger,
            prices=Prices(),
        )


class _Records:
    """What the planner reads from memory."""

    def __init__(self, team: Team) -> None:
        self._team = team

    def taken_stories(self) -> frozenset[str]:
        team = self._team
        return team.journal.taken_stories(team.who.slug, dry_run=team.dry_run)

    def said_today(self, now: datetime) -> int:
        """Publications since midnight in the persona's time zone, and drafts before a human."""
        team = self._team
        midnight = now.astimezone(team.who.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        said = team.store.published_since(team.who.slug, midnight, dry_run=team.dry_run)
        return len(said) + len(team.journal.waiting(team.who.slug))

    def check_budget(self) -> None:
        self._team.ledger.check()


@lru_cache(maxsize=8)
def served(turn_id: str) -> Team:  # noqa: ARG001  (what the cache goes by)
    """The team of a turn that LangGraph's server runs without a context."""
    return Team()


@lru_cache
def _database(url: str) -> Database:
    """One pool of connections per process, however many teams there are."""
    return Database(url)


@lru_cache
def _vectors(folder: Path, url: str) -> VectorHome:
    """One owner of the folder per process, however many teams there are."""
    from memory.index import VectorHome

    return VectorHome(folder, url=url)
