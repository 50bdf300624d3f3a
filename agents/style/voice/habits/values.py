"""What habits are counted in: how often, what share, how far spread."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Self, TypeVar

from memory.types import Value

T = TypeVar("T")

SEEN_OFTEN = 3
"""Times that something must recur to be a habit."""


class Counted(Value):
    """Something written, and how often."""

    text: str
    count: int


class Share(Value):
    """Something that a part of all is, 0 to 1."""

    name: str
    share: float


class Spread(Value):
    """How a number varies from post to post; quantiles lie on numbers that were seen."""

    mean: float = 0.0
    deviation: float = 0.0
    """Standard deviation."""
    least: float = 0.0
    p10: float = 0.0
    p25: float = 0.0
    median: float = 0.0
    p75: float = 0.0
    p90: float = 0.0
    most: float = 0.0

    @classmethod
    def of(cls, numbers: Iterable[float]) -> Self:
        """All zeros for no numbers."""
        found = sorted(map(float, numbers))
        if not found:
            return cls()
        last = len(found) - 1
        return cls(
            mean=round(statistics.fmean(found), 2),
            deviation=round(statistics.pstdev(found), 2),
            least=found[0],
            p10=found[round(0.1 * last)],
            p25=found[round(0.25 * last)],
            median=found[round(0.5 * last)],
            p75=found[round(0.75 * last)],
            p90=found[round(0.9 * last)],
            most=found[-1],
        )


def share_of(items: Sequence[T], test: Callable[[T], object]) -> float:
    """Share of `items` that pass `test`; 0 of nothing."""
    return part(sum(1 for item in items if test(item)), len(items))


def part(count: float, total: float) -> float:
    """`count` of `total`, 0 of nothing."""
    return round(count / total, 3) if total else 0.0


def ratio(hits: int, misses: int) -> float:
    """Share of hits among both, 0.5 when neither was seen."""
    return round(hits / (hits + misses), 2) if hits + misses else 0.5


def counted(counts: Mapping[str, int], most: int, least: int = 1) -> tuple[Counted, ...]:
    """The `most` commonest with `least` or more; of two alike the one that was seen first."""
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    return tuple(Counted(text=text, count=n) for text, n in ranked[:most] if n >= least)


def shares(counts: Mapping[str, int], most: int = 20) -> tuple[Share, ...]:
    """Each name's part of all counts, largest first."""
    total = sum(counts.values())
    return tuple(
        Share(name=one.text, share=part(one.count, total)) for one in counted(counts, most)
    )


def doubled(items: Iterable[T]) -> bool:
    """Whether something stands twice in a row."""
    return any(one == other for one, other in pairwise(items))


def tally(items: Iterable[str]) -> Counter[str]:
    """How often each item occurs; empty ones are left out."""
    return Counter(filter(None, items))
