"""Schedule: how much is posted, when, and in what kinds, channel by channel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo

from agents.style.voice.habits.corpus import URL, Corpus, Written
from agents.style.voice.habits.values import Share, Spread, part, share_of, shares
from memory.types import Value

UTC = ZoneInfo("UTC")


class Habit(Value):
    """The posts of one channel, or of one kind."""

    name: str
    posts: int
    share: float
    """Of all posts."""
    a_day: float
    """Posts, from the first day to the last."""
    days_share: float
    """Of these days, those with a post."""
    hours: tuple[float, ...]
    """Share of each hour, from midnight, where the persona lives."""
    weekdays: tuple[float, ...]
    """Share of each day, from Monday."""
    kinds: tuple[Share, ...]
    length: Spread
    """Characters without links."""
    sentences: float
    """A post."""
    links: float
    """Posts with one."""


class Schedule(Value):
    """The largest first."""

    zone: str
    """IANA name of the time zone that hours and days are of."""
    channels: tuple[Habit, ...]
    kinds: tuple[Habit, ...]

    @classmethod
    def measure(cls, corpus: Corpus, zone: ZoneInfo = UTC) -> Schedule:
        channels, kinds = (
            defaultdict[str, list[Written]](list),
            defaultdict[str, list[Written]](list),
        )
        for one in corpus.every:
            channels[one.post.channel].append(one)
            kinds[str(one.post.kind)].append(one)
        total = len(corpus.every)
        return cls(
            zone=zone.key,
            channels=_ranked(channels, total, zone),
            kinds=_ranked(kinds, total, zone),
        )


def _ranked(groups: Mapping[str, list[Written]], total: int, zone: tzinfo) -> tuple[Habit, ...]:
    ranked = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(_habit(name, posts, total, zone) for name, posts in ranked)


def _habit(name: str, posts: Sequence[Written], total: int, zone: tzinfo) -> Habit:
    times = [one.post.posted_at.astimezone(zone) for one in posts]
    days = {time.date() for time in times}
    span = (max(days) - min(days)).days + 1
    return Habit(
        name=name,
        posts=len(posts),
        share=part(len(posts), total),
        a_day=round(len(posts) / span, 2),
        days_share=part(len(days), span),
        hours=_histogram((time.hour for time in times), 24),
        weekdays=_histogram((time.weekday() for time in times), 7),
        kinds=shares(Counter(str(one.post.kind) for one in posts)),
        length=Spread.of(len(one.body) for one in posts),
        sentences=round(sum(len(one.sentences) for one in posts) / len(posts), 2),
        links=share_of(posts, lambda one: URL.search(one.post.text)),
    )


def _histogram(values: Iterable[int], size: int) -> tuple[float, ...]:
    counts = Counter(values)
    return tuple(part(counts[n], counts.total()) for n in range(size))
