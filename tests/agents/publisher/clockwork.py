"""A desk that lives by a schedule: real outbox, ledger, delivery; channels that keep time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agents.publisher import Delivery, Publisher, Timing
from agents.seams import Keep, Meter
from memory.database import Database
from memory.errors import ChannelBusy
from memory.outbox import Outbox
from memory.persona import Persona
from memory.store import Store
from memory.types import Description, Limit, Publication, Reactions, Receipt, Usage
from tests import factory as make
from tests.agents.test_publisher import LEASE
from tests.conftest import Clock
from tools.ledger import Ledger

PRICE_USD = 0.015
PRICE_WITH_LINK_USD = 0.200


@dataclass(frozen=True)
class Post:
    """What a channel took, and when."""

    at: datetime
    row: Publication

    @property
    def usd(self) -> float:
        return PRICE_WITH_LINK_USD if "https://" in self.row.text else PRICE_USD


@dataclass
class Station:
    """A channel that charges for every post; `down` while the platform is."""

    name: str
    clock: Clock
    meter: Meter
    down: bool = False
    posts: list[Post] = field(default_factory=list)

    def describe(self) -> Description:
        return Description(name=self.name, longest=280, threads=True)

    def publish(self, publication: Publication, keep: Keep) -> Receipt:
        if self.down:
            raise ChannelBusy(f"{self.name}: 503")
        post = Post(self.clock(), publication)
        self.meter.allow(post.usd, "a post")
        self.meter.record(Usage(kind=f"{self.name}.post", quantity=1, usd=post.usd))
        self.meter.release()
        self.posts.append(post)
        return Receipt(external_id=f"{self.name}-{len(self.posts)}")

    def find(self, publication: Publication) -> Receipt | None:
        known = [post.row.key for post in self.posts]
        found = publication.key in known
        return (
            Receipt(external_id=f"{self.name}-{known.index(publication.key) + 1}")
            if found
            else None
        )

    def reactions(self, publication: Publication) -> Reactions:
        return Reactions()

    def limits(self) -> Sequence[Limit]:
        return ()


class Desk:
    """Ada's desk: drafts are handed in, and `deliver` sends what is due at the clock's time."""

    def __init__(self, database: Database, clock: Clock, persona: Persona) -> None:
        self.clock = clock
        self.persona = persona
        self.outbox = Outbox(database, LEASE)
        self.store = Store(database)
        self.ledger = Ledger(self.store, persona.slug, persona.limits.usd_per_day, clock)
        self.stations = {name: Station(name, clock, self.ledger) for name in persona.channels}
        self.rang: set[str] = set()
        self.drafted: dict[str, datetime] = {}
        self.timing = Timing(
            persona,
            self.outbox,
            clock,
            posted=lambda: (),
            drafted=self.drafted.get,
            rings=lambda candidate, _now: candidate.story.id in self.rang,
        )
        self.delivery = Delivery(
            persona, self.outbox, _opened(self.stations), clock, [self.timing.check]
        )
        self.publisher = Publisher(persona, self.outbox, self.delivery, clock, timing=self.timing)

    def hand_in(
        self, name: str, channel: str = "x", *, parts: tuple[str, ...] = (), text: str = ""
    ) -> Publication:
        """An approved draft of this moment, unless its time was noted before."""
        self.drafted.setdefault(f"{name}-1", self.clock())
        draft = make.draft(f"{name}-1", text or f"On {name}.", parts=parts)
        work = make.work(name, draft=draft)
        return self.publisher.publish(work.but(assignment=make.assignment(name, channel=channel)))

    def ring(self, name: str, channel: str = "x") -> Publication:
        """The same, of a story that rang."""
        self.rang.add(f"story-{name}")
        return self.hand_in(name, channel)

    def deliver(self) -> list[Publication]:
        return self.delivery.deliver_due()

    def said(self, channel: str = "x") -> list[tuple[str, str]]:
        """What went out: the text, and when by the persona's clocks."""
        zone = self.persona.zone
        return [
            (post.row.text, f"{post.at.astimezone(zone):%a %H:%M}")
            for post in self.stations[channel].posts
        ]


def _opened(stations: Mapping[str, Station]) -> dict[str, Callable[[], Station]]:
    return {name: lambda name=name: stations[name] for name in stations}  # type: ignore[misc]
