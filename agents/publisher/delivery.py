"""Delivery: outbox rows to their channels, once, and only when nothing stands against it.

Before each call a list of checks is asked (the timetable, the platform's rules), and last of
all the halts and gates; the first that objects puts the row off or refuses it for good. What
went wrong is told apart by what it means for the row: nothing was taken, it never will be, or
nobody knows. In doubt nothing is called but `find`, and whatever keeps that from answering
leaves the row in doubt.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, takewhile

from agents.publisher.safety import Safety
from agents.seams import Channel, Deletes
from memory.errors import (
    BudgetExhausted,
    ChannelBusy,
    ChannelError,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ChannelUnknown,
    ChannelUnpaid,
    ConfigError,
    LeaseLost,
)
from memory.gates import LONGEST_RESET
from memory.outbox import Outbox
from memory.persona import Persona
from memory.types import Publication, PublicationState
from tools.ledger import spent_on

AT_LEAST = timedelta(seconds=1)
"""What is put off is put off by this much, or a delivery would go round in circles."""
LOOKS = 5
"""Failed reconciliations after which a human is asked."""
GIVE_UP = timedelta(days=3)
"""A channel that takes nothing for so long is no longer asked; what we put off does not count."""
PUT_OFF = "put off: "
"""Begins the reason of a step back that no channel was asked for."""
NOT_THERE = "the channel does not have it: send again"


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
        *,
        safety: Safety | None = None,
    ) -> None:
        """Without `safety` it asks the halts and gates of the outbox's own database."""
        self._persona = persona
        self._outbox = outbox
        self._channels = channels
        self._clock = clock
        self._checks = tuple(checks)
        self._safety = safety or Safety.of(outbox.database)
        # Two stories of one turn come out of two threads: the second waits for the first, since
        # the outbox gives out one row of an account at a time.
        self._turnstile = threading.Lock()

    def deliver_due(self) -> list[Publication]:
        """Reconcile what died on the way, then send what is due; the rows that moved."""
        with self._turnstile:
            return self._all_due()

    def _all_due(self) -> list[Publication]:
        moved = []
        while died := self._outbox.reclaim(self._clock(), self._persona.slug):
            moved.append(self._reconcile(died))
        moved += self._outbox.expire(self._clock(), self._persona.slug)
        began = self._clock()  # what is put off while this goes on is for the next time
        while due := self._claimed(due_by=began):
            moved.append(self._send(due))
        return moved

    def deliver(self, publication: Publication) -> Publication:
        """Send this row, and what follows it in its thread, if it is due and nobody has it.

        How the row itself stands afterwards.
        """
        with self._turnstile:
            for part in self._outbox.thread(publication):
                claimed = self._claimed(only=part.id)
                if claimed is None or self._send(claimed).state is not PublicationState.SENT:
                    break
            return self._now(publication)

    def delete(self, publication: Publication, by: str) -> Publication:
        """Take down what was sent. Raises ChannelError; ConfigError where the channel cannot."""
        channel = self._channel(publication)
        if not isinstance(channel, Deletes):
            raise ConfigError(
                f"{channel.name}: takes nothing down for us; do it by hand at "
                f"{publication.external_url or 'the channel'}"
            )
        with self._turnstile:
            channel.delete(publication)
            return self._outbox.taken_down(publication.id, by, self._clock())

    def _claimed(
        self, only: int | None = None, due_by: datetime | None = None
    ) -> Publication | None:
        """The next due row, or none at all while delivery is halted."""
        if self._safety.halted(self._persona.slug):
            return None
        return self._outbox.claim(self._clock(), self._persona.slug, only, due_by)

    def _now(self, publication: Publication) -> Publication:
        return self._outbox.get(publication.id) or publication

    def _send(self, publication: Publication) -> Publication:
        try:
            return self._held_up(publication) or self._published(publication)
        except LeaseLost:  # we were too slow: whoever took over writes the outcome
            return self._now(publication)

    # ------------------------------------------------------------------ before the call

    def _held_up(self, publication: Publication) -> Publication | None:
        """The row as the first thing that objects leaves it."""
        now = self._clock()
        for check in self._checks:
            match check(publication, now):
                case PutOff(until, reason):
                    return self._put_off(publication, until, reason)
                case Refuse(reason):
                    return self._never(publication, reason)
        if gate := self._safety.closed(publication, now):
            return self._again(publication, gate.until, gate.reason)
        if halt := self._safety.halted(publication.persona):
            return self._put_off(publication, now, str(halt))
        if self._clock() >= _begun(publication) + self._outbox.lease / 2:
            # What is asked late may be taken when another worker believes that it never was.
            return self._put_off(publication, now, "too slow: half of the lease was over")
        return None

    # ------------------------------------------------------------------ the call

    def _published(self, publication: Publication) -> Publication:
        try:
            channel = self._channel(publication)
            with spent_on(publication.assignment_id):
                receipt = channel.publish(publication, lambda kept: self._keep(publication, kept))
        except ChannelUnknown as error:
            return self._in_doubt(publication, str(error))
        except (ChannelBusy, ChannelUnpaid, ChannelUnauthorised, ConfigError) as error:
            return self._again(publication, self._failed(publication, error), error)
        except BudgetExhausted as error:
            # A cheaper one may go first at the next try.
            return self._again(publication, self._failed(publication, error) + AT_LEAST, error)
        except ChannelRefused as error:
            if isinstance(error, ChannelForbidden):
                self._failed(publication, error)
            return self._never(publication, str(error))
        sent = self._outbox.sent(publication, receipt, self._clock())
        self._safety.passed(publication)
        self._hear(publication, channel)
        return sent

    def _keep(self, publication: Publication, kept: str) -> None:
        """Keeps a word of an attempt, and stops one that is halted or too slow to go on."""
        self._outbox.keep(publication, kept)
        if halt := self._safety.halted(publication.persona):
            raise ChannelUnknown(f"stopped half-way: {halt}")
        if self._clock() >= _begun(publication) + self._outbox.lease:
            raise ChannelUnknown("too slow: the lease was over half-way")

    def _failed(
        self, publication: Publication, error: ChannelError | BudgetExhausted | ConfigError
    ) -> datetime:
        return self._safety.failed(publication, error, self._clock())

    def _hear(self, publication: Publication, channel: Channel) -> None:
        """What the platform says of its limits; a post is none the worse for silence."""
        with suppress(ChannelError, BudgetExhausted, ConfigError):
            self._safety.heard(publication, channel.limits(), self._clock())

    # ------------------------------------------------------------------ in doubt

    def _reconcile(self, publication: Publication) -> Publication:
        try:
            return self._looked_for(publication)
        except LeaseLost:
            return self._now(publication)

    def _looked_for(self, publication: Publication) -> Publication:
        """The row after the channel's word, which counts against it only once it has settled."""
        try:
            channel = self._channel(publication)
            with spent_on(publication.assignment_id):
                receipt = channel.find(publication)
        except (ChannelError, BudgetExhausted, ConfigError) as error:
            return self._in_doubt(publication, str(error))
        now = self._clock()
        if receipt is not None:
            return self._outbox.sent(publication, receipt, now)
        settles = timedelta(seconds=channel.describe().settles_s)
        if now < _begun(publication) + self._outbox.lease + settles:
            why = f"{channel.name}: it may take {settles} to show what it took"
            return self._outbox.lost(publication, why)
        return self._again(publication, now, NOT_THERE)

    def _in_doubt(self, publication: Publication, reason: str) -> Publication:
        if self._looks(publication) < LOOKS:
            return self._outbox.lost(publication, reason)
        state = PublicationState.UNKNOWN
        return self._outbox.give_up(publication, state, reason, self._clock())

    def _looks(self, publication: Publication) -> int:
        """How often the channel was asked about this call."""
        sending = PublicationState.SENDING
        latest = reversed(self._outbox.history(publication.id))
        return sum(1 for _ in takewhile(lambda step: step.before is sending, latest))

    # ------------------------------------------------------------------ outcomes

    def _put_off(self, publication: Publication, until: datetime, why: str) -> Publication:
        """Not now, by our own wish."""
        now = self._clock()
        return self._outbox.back(publication, max(until, now + AT_LEAST), PUT_OFF + why, now)

    def _again(self, publication: Publication, due_at: datetime, why: object) -> Publication:
        """The channel took nothing: again at `due_at`, though not for ever."""
        if self._failed_for(publication) >= GIVE_UP:
            return self._never(publication, f"given up after {GIVE_UP.days} days: {why}")
        return self._outbox.back(publication, due_at, str(why), self._clock())

    def _failed_for(self, publication: Publication) -> timedelta:
        """How long it has waited for a channel that took nothing, since a human had a word on it.

        No platform asks for more than `LONGEST_RESET` at once: what is longer was a halt, or we
        were switched off.
        """
        waited = timedelta()
        for step, following in pairwise(self._outbox.history(publication.id)):
            if step.before is PublicationState.UNKNOWN:
                waited = timedelta()
            elif step.after is PublicationState.QUEUED and step.before is not None:
                ours = step.reason.startswith(PUT_OFF)
                waited += timedelta() if ours else min(following.at - step.at, LONGEST_RESET)
        return waited

    def _never(self, publication: Publication, why: str) -> Publication:
        state = PublicationState.FAILED
        return self._outbox.give_up(publication, state, why, self._clock())

    def _channel(self, publication: Publication) -> Channel:
        name = "console" if publication.dry_run else publication.channel
        if name not in self._channels:
            known = ", ".join(sorted(self._channels))
            raise ChannelRefused(f'channel "{name}" is not set up (there is {known}); see doctor')
        return self._channels[name]()


def _begun(publication: Publication) -> datetime:
    """When it was claimed."""
    return publication.began_at or publication.created_at
