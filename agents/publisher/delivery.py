"""Delivery: outbox rows to their channels, once, and only when nothing stands against it.

Before each call a list of checks is asked (halts, closed gates, the timetable, the platform's
rules); the first that objects puts the row off or refuses it for good. What went wrong is told
apart by what it means for the row: nothing was taken, it never will be, or nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from agents.seams import Channel
from memory.errors import (
    BudgetExhausted,
    ChannelBusy,
    ChannelRefused,
    ChannelUnknown,
    ChannelUnpaid,
    ConfigError,
    LeaseLost,
)
from memory.outbox import Outbox
from memory.persona import Persona
from memory.types import Publication, PublicationState, Receipt
from tools.ledger import spent_on

COME_BACK = timedelta(minutes=1)
AT_LEAST = timedelta(seconds=1)
"""What is put off is put off by this much, or a delivery would go round in circles."""
NEEDS_A_HUMAN = timedelta(minutes=15)
"""Credits to buy or keys to mend: nothing is lost, and somebody has to act."""
LOOKS = 5
"""Failed reconciliations after which a human is asked."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """Not now: `until` then, and why."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Never, and why."""

    reason: str


Check = Callable[[Publication, datetime], PutOff | Refuse | None]
"""Whether something stands against sending this now; asked under the row's lease, so that no
other post of the same account is on its way."""


class Delivery:
    """Brings outbox rows to their channel, once."""

    def __init__(
        self,
        persona: Persona,
        outbox: Outbox,
        channels: Mapping[str, Callable[[], Channel]],
        clock: Callable[[], datetime],
        checks: Sequence[Check] = (),
    ) -> None:
        self._persona = persona
        self._outbox = outbox
        self._channels = channels
        self._clock = clock
        self._checks = tuple(checks)

    def deliver_due(self) -> list[Publication]:
        """Reconcile what died on the way, then send what is due; the rows that moved."""
        moved = []
        while died := self._outbox.reclaim(self._clock(), self._persona.slug):
            moved.append(self._reconcile(died))
        moved += self._outbox.expire(self._clock(), self._persona.slug)
        while due := self._outbox.claim(self._clock(), self._persona.slug):
            moved.append(self._send(due))
        return moved

    def deliver(self, publication: Publication) -> Publication:
        """Send this row, and what follows it in its thread, if it is due and nobody has it.

        How the row itself stands afterwards.
        """
        for part in self._outbox.thread(publication):
            claimed = self._outbox.claim(self._clock(), self._persona.slug, only=part.id)
            if claimed is None or self._send(claimed).state is not PublicationState.SENT:
                break
        return self._now(publication)

    def _now(self, publication: Publication) -> Publication:
        return self._outbox.get(publication.id) or publication

    def _send(self, publication: Publication) -> Publication:
        def attempt(channel: Channel) -> Receipt:
            return channel.publish(publication, partial(self._outbox.keep, publication))

        try:
            return self._held_up(publication) or self._settled(publication, attempt)
        except LeaseLost:  # we were too slow: whoever took over writes the outcome
            return self._now(publication)

    def _held_up(self, publication: Publication) -> Publication | None:
        """The row as the first check that objects leaves it."""
        now = self._clock()
        for check in self._checks:
            match check(publication, now):
                case PutOff(until, reason):
                    return self._later(publication, max(until, now + AT_LEAST), reason)
                case Refuse(reason):
                    return self._never(publication, reason)
        return None

    def _reconcile(self, publication: Publication) -> Publication:
        try:
            return self._settled(publication, partial(self._looked_for, publication))
        except LeaseLost:
            return self._now(publication)

    def _looked_for(self, publication: Publication, channel: Channel) -> Receipt | None:
        """The receipt, or None once the channel would surely show it."""
        receipt = channel.find(publication)
        settles = timedelta(seconds=channel.describe().settles_s)
        called = publication.began_at or publication.created_at
        if receipt is None and self._clock() < called + self._outbox.lease + settles:
            raise ChannelUnknown(f"{channel.name}: it may take {settles} to show what it took")
        return receipt

    def _settled(
        self, publication: Publication, attempt: Callable[[Channel], Receipt | None]
    ) -> Publication:
        try:
            with spent_on(publication.assignment_id):
                receipt = attempt(self._channel(publication))
        except ChannelUnknown as error:
            return self._in_doubt(publication, str(error))
        except ChannelBusy as error:
            return self._later(publication, error.retry_at or self._clock() + COME_BACK, error)
        except (ChannelUnpaid, ConfigError) as error:
            return self._later(publication, self._clock() + NEEDS_A_HUMAN, error)
        except BudgetExhausted as error:
            return self._later(publication, _next_day(self._clock()), error)
        except ChannelRefused as error:
            return self._never(publication, str(error))
        if receipt is None:
            why = "the channel does not have it: send again"
            return self._later(publication, self._clock(), why)
        return self._outbox.sent(publication, receipt, self._clock())

    def _later(self, publication: Publication, due_at: datetime, why: object) -> Publication:
        return self._outbox.back(publication, due_at, str(why), self._clock())

    def _never(self, publication: Publication, why: str) -> Publication:
        state = PublicationState.FAILED
        return self._outbox.give_up(publication, state, why, self._clock())

    def _in_doubt(self, publication: Publication, reason: str) -> Publication:
        if publication.attempts > LOOKS:
            state = PublicationState.UNKNOWN
            return self._outbox.give_up(publication, state, reason, self._clock())
        return self._outbox.lost(publication, reason)

    def _channel(self, publication: Publication) -> Channel:
        name = "console" if publication.dry_run else publication.channel
        if name not in self._channels:
            known = ", ".join(sorted(self._channels))
            raise ChannelRefused(f'channel "{name}" is not set up (there is {known}); see doctor')
        return self._channels[name]()


def _next_day(now: datetime) -> datetime:
    return datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
