"""Trial: a persona cut in two, and a team that knows only the older half.

The team has a temporary folder, the persona's stories and models, and a memory of its own:
nothing of the held-out posts reaches it, and nothing that it does reaches the persona's
memory. Only money is counted where it always is. It never publishes.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from agents.scanner.places import kind_of
from agents.stories.clustering import lead
from agents.stories.headlines import advertises, best_told
from agents.topic.relevance import taboo
from graph.outlook import source_path, sources
from graph.resources import once
from graph.team import Team
from memory.errors import ConfigError, SourceError
from memory.persona import Interest, Persona
from memory.types import Candidate, Post, PostKind
from tools.language import guess_language
from tools.ledger import Ledger
from tools.settings import Settings, load_settings

FEWEST_POSTS = 60
"""Own posts, replies and articles left out, that a trial needs."""
HELD_OUT = 0.25
"""Share of the posts that is held out ..."""
FEWEST_HELD_OUT = 60
"""... but so many at least, while that leaves the writer half: judges learn from them."""
TELLING_WORDS = 40
"""What an author's interests are made of when nobody has written them down."""
NEIGHBOURS = 3
"""Own posts that say how near a story is."""


@dataclass(frozen=True)
class Split:
    """Own posts in two: what the writer learns from, and what it never sees."""

    learnt: tuple[Post, ...]
    held_out: tuple[Post, ...]


@dataclass(frozen=True)
class Stories:
    """What there is to write about, best first."""

    candidates: tuple[Candidate, ...]
    relevant: int
    """So many passed the persona's own ranking; the others only came nearest to their posts."""
    trouble: tuple[str, ...]
    """Sources that could not be read."""


@dataclass
class TrialTeam(Team):
    """The team of a persona that has written `corpus` and nothing else."""

    home: Team = field(kw_only=True)
    identity: Persona = field(kw_only=True)
    corpus: tuple[Post, ...] = field(kw_only=True)
    folder: Path = field(kw_only=True)
    now: datetime = field(kw_only=True)
    offline: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.written: list[str] = []
        """Drafts of this trial, oldest first: readers would remember them."""

    @once
    def settings(self) -> Settings:
        changes = {
            "var_dir": self.folder,
            "database_url": "",
            "chroma_url": "",
            "record_dir": "",
            "alarm_url": "",
        }
        if self.offline:
            changes["model"] = ""
        return load_settings().model_copy(update=changes)

    @once
    def who(self) -> Persona:
        return self.identity

    @once
    def posts(self) -> tuple[Post, ...]:
        return self.corpus

    @once
    def clock(self) -> Callable[[], datetime]:
        return lambda: self.now

    @once
    def ledger(self) -> Ledger:
        limit = self.who.limits.usd_per_day
        return Ledger(self.home.store, self.who.slug, limit, self.home.clock)

    @once
    def x_source(self) -> None:
        return None

    def published_lately(self) -> Sequence[str]:
        return self.written[::-1]


def split_posts(posts: Sequence[Post], slug: str, seed: int, *, drawn: bool = False) -> Split:
    """A quarter of the posts held out: the newest, or `drawn` by the seed.

    Replies and articles are never held out, since no draft is one. What says word for word
    the same as a held-out post is in neither part. Raises ConfigError for too few.
    """
    compared = sorted(
        (post for post in posts if post.kind not in {PostKind.REPLY, PostKind.LONG}),
        key=lambda post: (post.posted_at, post.id),
    )
    own = list({post.text: post for post in compared}.values())
    if len(own) < FEWEST_POSTS:
        raise ConfigError(
            f"eval voice: {slug} has {len(own)} different posts besides replies and articles, "
            f"and judges need {FEWEST_POSTS}; import more of them: "
            f"python main.py persona import {slug} FILE"
        )
    if drawn:
        random.Random(seed).shuffle(own)  # noqa: S311 - a sample, not a secret
    count = max(round(HELD_OUT * len(own)), min(FEWEST_HELD_OUT, len(own) // 2))
    held_out = own[-count:]
    secret = {post.text for post in held_out}
    return Split(tuple(post for post in posts if post.text not in secret), tuple(held_out))


def invented_persona(slug: str, texts: Sequence[str], others: Sequence[str]) -> Persona:
    """A persona to try an author with, interested in what they write of more than `others` do.

    Fictional: it has no channel but the console and no leave to publish.
    """
    words = _telling_words(texts, others)
    name = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")[:60] or "author"
    return Persona(
        slug=name,
        name=slug,
        authorisation="fictional",
        interests=(Interest(name=", ".join(words[:5]), weight=1, keywords=tuple(words)),),
    )


def stories(team: TrialTeam, feeds: Sequence[str], count: int) -> Stories:
    """`count` stories or more out of `feeds`, or of the persona's sources; X is not asked.

    First what the persona's own ranking lets pass; then, so that a trial does not depend on
    interests, what comes nearest to their posts. Raises SourceError when there is none.
    """
    there = feeds or [place for place in sources(team.home) if kind_of(place) != "x"]
    report = team.scanner.scan(team.who.slug, [source_path(p) for p in there], force=True)
    trouble = tuple(str(place) for place in report.places if place.failed)
    if not report.signals:
        raise SourceError(
            "eval voice: there is nothing to write about; "
            + ("; ".join(trouble) or "name a feed: --feed URL-or-FILE")
        )
    team.keeper.place_new()
    relevant = team.stories.rank(team.now).candidates
    near: tuple[Candidate, ...] = ()
    if len(relevant) < count:
        seen = {signal.id for one in relevant for signal in one.story.signals}
        left = frozenset(signal.id for signal in report.signals) - seen
        near = _nearest(team, team.stories.rank(team.now, only=left).candidates) if left else ()
    return Stories((*relevant, *near), len(relevant), trouble)


def _nearest(team: TrialTeam, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Those that the persona may write about at all, nearest to their posts first."""
    fit = [one for one in candidates if _fit(team.who, one)]
    leads = [best_told(one.story.signals) for one in fit]
    vectors = team.leads.vectors([(signal.id, lead(signal)) for signal in leads])
    nearness = [
        sum(near for _, near in team.exemplars.near(vector, NEIGHBOURS)) for vector in vectors
    ]
    ranked = sorted(zip(fit, nearness, strict=True), key=lambda one: (-one[1], one[0].story.id))
    return tuple(one for one, _ in ranked)


def _fit(who: Persona, candidate: Candidate) -> bool:
    signals = candidate.story.signals
    text = "\n".join(f"{signal.title}\n{signal.text}" for signal in signals)
    language = guess_language(text)
    return (
        language in {None, who.language}
        and not all(advertises(signal) for signal in signals)
        and taboo(who, text) is None
    )


def _telling_words(texts: Sequence[str], others: Sequence[str]) -> list[str]:
    """Words that stand in more of `texts` than of `others`, the most telling first."""
    own, theirs = _counts(texts), _counts(others)
    weights = {
        word: count * math.log((count / len(texts)) / ((theirs[word] + 1) / (len(others) + 1)))
        for word, count in own.items()
        if count >= 2
    }
    ranked = sorted(weights, key=lambda word: (-weights[word], word))
    return ranked[:TELLING_WORDS] or ["news"]


def _counts(texts: Sequence[str]) -> Counter[str]:
    """In how many of `texts` each longer word, cashtag or hashtag stands."""
    return Counter(
        word
        for text in texts
        for word in {
            found.lower()
            for found in re.findall(r"(?<![@\w])[^\W\d_]{4,}", re.sub(r"https?://\S+", "", text))
        }
    )
