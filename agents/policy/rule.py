"""One rule of a platform: whom it binds, from when, on whose word, and what it refuses.

All rules are entries of `rules.toml`. Most need no code: a rule speaks of kinds of acts and
of facts about them. One that counts something names a measure (measures.py) and its limit.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from agents.policy.act import FACTS, Act, ActKind, Ruling
from agents.policy.measures import MEASURES
from memory.types import Value
from tools.rulefile import read_rules

FILE = Path(__file__).with_name("rules.toml")
EVERY = "every"
"""The platform of a rule that holds wherever we publish to the world."""
CONSOLE = "console"
"""No platform: what goes there is seen by nobody but the operator."""

Platform = Literal["every", "x", "instagram", "linkedin", "bluesky", "mastodon", "whatsapp"]


def _fact(value: str) -> str:
    if value not in FACTS:
        raise ValueError(f"{value!r} is no fact of an act; there is {', '.join(sorted(FACTS))}")
    return value


def _measure(value: str) -> str:
    if value and value not in MEASURES:
        raise ValueError(f"{value!r} is no measure; there is {', '.join(MEASURES)}")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
Fact = Annotated[str, AfterValidator(_fact)]
Link = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]


class PolicyRule(Value):
    """A rule; it objects when kind, `when` and `measure` all fit and nothing of `unless` does."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z-]+)+$")]
    title: Text
    platform: Platform
    tiers: tuple[Text, ...] = ()
    """The access tiers that it binds; none means all."""
    since: date | None = None
    """The first day on which it holds (UTC); None: it was there when we read the source."""
    source: Link
    """The vendor's page."""
    read: date | None = None
    """The day on which it was read there; None: it is known to us, but was not read again."""
    outcome: Literal["forbidden", "suggest", "needs"]
    kinds: tuple[ActKind, ...] = ()
    """None means all but taking down what is out."""
    when: tuple[Fact, ...] = ()
    unless: tuple[Fact, ...] = ()
    measure: Annotated[str, AfterValidator(_measure)] = ""
    limit: int = Field(default=0, ge=0)
    reason: Text
    """{found} is what the measure found."""
    next_step: Text

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.id.startswith(f"{self.platform}."):
            raise ValueError(f'the id begins with its platform: "{self.platform}.…"')
        if not (self.kinds or self.when or self.unless or self.measure):
            raise ValueError("give kinds, when, unless or a measure, or it refuses everything")
        if ("{found}" in self.reason) != bool(self.measure):
            raise ValueError("the reason says {found} where there is a measure, and only there")
        return self

    def on(self, act: Act) -> Ruling | None:
        """What it says to `act`; None when it has nothing against it. Pure."""
        if not self._binds(act) or any(getattr(act, fact) for fact in self.unless):
            return None
        if not all(getattr(act, fact) for fact in self.when):
            return None
        found = MEASURES[self.measure](act, self.limit) if self.measure else ""
        if self.measure and not found:
            return None
        return Ruling(
            rule=self.id,
            outcome=self.outcome,
            reason=self.reason.replace("{found}", found),
            next_step=self.next_step,
        )

    def _binds(self, act: Act) -> bool:
        """Whether it speaks of such an act at all."""
        here = act.channel != CONSOLE if self.platform == EVERY else act.channel == self.platform
        tier = not self.tiers or act.tier in self.tiers
        began = self.since is None or act.at >= datetime.combine(self.since, time(), UTC)
        kind = act.kind in self.kinds if self.kinds else act.kind is not ActKind.DELETE
        return here and tier and began and kind


@cache
def rulebook(path: Path = FILE) -> tuple[PolicyRule, ...]:
    """Every rule, in the order of the file. Raises ConfigError with what to mend."""
    return tuple(read_rules(path, PolicyRule).values())
