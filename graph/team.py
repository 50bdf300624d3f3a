"""The team: the specialists of one persona, each built with its collaborators.

A `Team` is what every node gets as `runtime.context`. Its three fields are what a human
may choose for a run, and LangGraph Studio shows them: persona, live, channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from agents.planner import Planner
from agents.policy import PolicyCheck, Standing, standing
from agents.publisher import Check, Delivery, Publisher, Safety, Timing
from graph.resources import Resources, once
from memory.types import Candidate

if TYPE_CHECKING:
    from agents.auditor import Auditor, Rule, Verifier
    from agents.auditor.claims import Splitter
    from agents.auditor.evidence import Sources
    from agents.corrections.corrector import Corrector
    from agents.publisher.illustrating import Illustrator
    from agents.replies import Replies
    from agents.scanner.library import Library
    from agents.scanner.scanner import Scanner
    from agents.seams import Writer
    from agents.stories.keeper import StoryKeeper
    from agents.style.agent import StyleAgent
    from agents.style.exemplars import VoiceExemplars
    from agents.style.scoring.scorer import DraftScorer
    from agents.style.voice.profile import VoiceProfile
    from agents.style.voice.versions import VoiceVersions
    from agents.topic.ranking import StoryRanker
    from agents.topic.topic import TopicAgent
    from graph.policy import PlatformRules

SAID_LATELY = timedelta(days=14)
EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Team(Resources):
    """The specialists."""

    @once
    def planner(self) -> Planner:
        return Planner(
            self.who,
            self.stories,
            DeskRecords(self),
            self.clock,
            channel=self.channel_name,
            dry_run=self.dry_run,
            describe=self.describe,
        )

    @once
    def scanner(self) -> Scanner:
        from agents.scanner.pages import Pages
        from agents.scanner.scanner import Scanner

        pages = Pages(
            self.fetcher,
            self.parser,
            news_search=self.settings.news_search_url,
            language=self.who.language,
        )
        return Scanner(self.store, pages, self.clock, self.x_source)

    @once
    def library(self) -> Library:
        from agents.scanner.library import Library

        return Library(self.who.slug, self.articles, self.passages, self.fetcher, self.clock)

    @once
    def keeper(self) -> StoryKeeper:
        from agents.stories.keeper import StoryKeeper

        return StoryKeeper(self.who.slug, self.story_memory, self.store, self.leads, self.clock)

    @once
    def stories(self) -> StoryRanker:
        from agents.topic.ranking import StoryRanker

        return StoryRanker(
            self.who,
            self.embedder,
            stories=self.keeper,
            past=self.exemplars,
            said=lambda now: self.said_since(now - SAID_LATELY),
            leads=self.leads,
        )

    @once
    def topic(self) -> TopicAgent:
        from agents.topic.topic import TopicAgent

        return TopicAgent(self.who, self.embedder, self.exemplars)

    @once
    def voice_exemplars(self) -> VoiceExemplars:
        from agents.style.exemplars import LATELY, VoiceExemplars

        def lately() -> Sequence[Sequence[str]]:
            return self.journal.leaned_on(self.who.slug, LATELY, dry_run=self.dry_run)

        return VoiceExemplars(self.exemplars, self.posts, self.embedder, lately)

    @once
    def voice_versions(self) -> VoiceVersions:
        from agents.style.voice.versions import VoiceVersions

        return VoiceVersions(self.who.slug, self.voices, self.clock, self.who.zone)

    @once
    def voice(self) -> VoiceProfile:
        return self.voice_versions.current(self.posts).profile

    @once
    def scorer(self) -> DraftScorer:
        from agents.style.scoring.authorship import Authorship
        from agents.style.scoring.scorer import DraftScorer
        from tools.background import background

        return DraftScorer(
            self.posts,
            self.voice,
            authorship=Authorship.learn(
                self.posts,
                background(),
                self.voice,
                cache=self.settings.var_dir / "voices" / f"{self.who.slug}.npz",
            ),
            embedder=self.embedder,
            published=self.store.published_since(self.who.slug, EVER, dry_run=self.dry_run),
            language=self.who.language,
        )

    @property
    def writer_name(self) -> str:
        return self.settings.model if self.settings.has_model else "offline"

    @once
    def writer(self) -> Writer:
        from agents.style.llm.writer import LLMWriter
        from agents.style.offline.writer import OfflineWriter

        if self.settings.has_model:
            return LLMWriter(
                self.model,
                self.voice_exemplars,
                posts=self.posts,
                profile=self.voice,
                scorer=self.scorer,
                recent=self.published_lately,
                language=self.who.language,
            )
        return OfflineWriter(
            self.posts,
            self.voice_exemplars,
            self.embedder,
            profile=self.voice,
            scorer=self.scorer,
            recent=self.published_lately,
            language=self.who.language,
        )

    @once
    def style(self) -> StyleAgent:
        from agents.style.agent import StyleAgent

        return StyleAgent(self.writer)

    def check(self) -> None:
        """Raises ConfigError when what is asked for cannot be done."""
        super().check()
        if self.settings.verifier_nli:
            from tools.nli import open_cross_encoder

            open_cross_encoder(self.settings.verifier_nli).check()

    @once
    def verifiers(self) -> tuple[Verifier, ...]:
        """Who judges claims against their evidence, the cheapest first; offline always."""
        from agents.auditor.verifiers import LLMVerifier, NLIVerifier, OfflineVerifier
        from tools.nli import open_cross_encoder

        found: list[Verifier] = [OfflineVerifier(self.embedder)]
        if self.settings.verifier_nli:
            found.append(NLIVerifier(open_cross_encoder(self.settings.verifier_nli)))
        if self.settings.model_verifies:
            found.append(LLMVerifier(self.model))
        return tuple(found)

    @once
    def auditor(self) -> Auditor:
        from agents.auditor import Auditor, Panel

        return Auditor(
            Panel(self.verifiers),
            persona=self.who,
            clock=self.clock,
            earlier=lambda _: self.said_since(EVER),
            embedder=self.embedder,
            sources=self.sources,
            splitter=self.splitter,
            rules=self.rules,
            describe=self.describe,
            first_on=lambda channel: (
                not self.journal.said_on(self.who.slug, channel, dry_run=self.dry_run)
            ),
        )

    @once
    def splitter(self) -> Splitter:
        from agents.auditor.claims import LLMSplitter, OfflineSplitter

        model_checks = self.settings.model_verifies
        return LLMSplitter(self.model) if model_checks else OfflineSplitter()

    @once
    def rules(self) -> tuple[Rule, ...]:
        """What every draft must keep."""
        from agents.auditor import RULES

        return RULES

    @once
    def sources(self) -> Sources:
        from agents.auditor.evidence import OtherNews, Sources

        return Sources(
            knowledge=self.knowledge,
            news=OtherNews(self.who.slug, self.store, self.leads),
            posts=lambda: self.posts,
            embedder=self.embedder,
        )

    @once
    def corrector(self) -> Corrector:
        from agents.auditor import Panel
        from agents.corrections.corrector import Corrector

        return Corrector(Panel(self.verifiers), self.who, self.embedder)

    @once
    def known_as(self) -> Standing:
        """What the platforms know the persona as."""
        return standing(self.who, self.settings)

    @once
    def policy(self) -> PlatformRules:
        """The platforms' rules, and what memory knows for them."""
        from graph.policy import PlatformRules

        return PlatformRules(
            self.known_as,
            self.outbox,
            self.journal,
            self.suggestions,
            self.clock,
        )

    @once
    def replies(self) -> Replies:
        from agents.replies import Replies

        return Replies(
            self.who,
            self.stories,
            DeskRecords(self),
            self.clock,
            self.policy.object_to,
            channel=self.channel_name,
            dry_run=self.dry_run,
        )

    @once
    def delivery(self) -> Delivery:
        safety = Safety(self.halts, self.gates)
        return Delivery(
            self.who, self.outbox, self.channels, self.clock, self.checks, safety=safety
        )

    @once
    def checks(self) -> tuple[Check, ...]:
        """What is asked of every post, under its lease, before its channel is."""
        return PolicyCheck(self.known_as, self.policy, self.policy.suggest), self.timing.check

    @once
    def timing(self) -> Timing:
        def rings(candidate: Candidate, now: datetime) -> bool:
            from agents.alarms import alarms

            return any(alarms(self.who, [candidate], now))

        return Timing(
            self.who,
            self.outbox,
            self.clock,
            posted=lambda: [post.posted_at for post in self.posts],
            drafted=self.journal.drafted_at,
            rings=rings,
        )

    @once
    def illustrator(self) -> Illustrator:
        from agents.publisher.illustrating import Illustrator

        settings = self.settings
        return Illustrator(self.who, settings.var_dir / "cards", settings.media_url)

    @once
    def publisher(self) -> Publisher:
        return Publisher(
            self.who,
            self.outbox,
            self.delivery,
            self.clock,
            describe=self.describe,
            timing=self.timing,
            illustrate=self.illustrator.illustrate,
        )

    # ------------------------------------------------- what was said, for several of them

    def said_since(self, since: datetime) -> tuple[str, ...]:
        """The persona's own posts and what we published for it."""
        own = tuple(p.text for p in self.posts if p.posted_at >= since)
        return own + self.store.published_since(self.who.slug, since, dry_run=self.dry_run)

    def published_lately(self) -> Sequence[str]:
        """Our own latest publications, newest first."""
        since = self.clock() - SAID_LATELY
        return self.store.published_since(self.who.slug, since, dry_run=self.dry_run)[::-1]


class DeskRecords:
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
