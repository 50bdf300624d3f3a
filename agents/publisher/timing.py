"""Timing: when a draft goes out and until when it may, and the same question again before it does.

The first answer books a place. The second is a `Check` of delivery, over what was really said:
what an outage held up goes out one after the other, each at its own place, and not in a burst.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from agents.publisher.delivery import PutOff
from agents.publisher.habits import hours_of_week
from agents.publisher.timetable import Booking, Timetable
from memory.errors import NoPlace
from memory.outbox import Outbox
from memory.persona import Persona
from memory.schedule import Pace
from memory.types import Assignment, Candidate, Publication, PublicationState, UTCTime, Value

LOOK_BACK = timedelta(days=2)
"""What was said before bears on no gap and on no day of today's."""
GOES_ON = timedelta(minutes=10)
"""A thread that was broken off no longer ago than this is ended, whatever the hour."""
ASK_AGAIN = timedelta(hours=6)
"""Where the timetable is full, a place may be given back."""


class Due(Value):
    """When a post goes out, and from when on it no longer may."""

    at: UTCTime
    expires_at: UTCTime | None = None
    urgent: bool = False


class Timing:
    """Keeps the schedule of one persona."""

    def __init__(
        self,
        persona: Persona,
        outbox: Outbox,
        clock: Callable[[], datetime],
        *,
        posted: Callable[[], Sequence[datetime]],
        drafted: Callable[[str], datetime | None],
        rings: Callable[[Candidate, datetime], bool],
    ) -> None:
        """`posted`: when the person posted; `drafted`: when the draft of an id was written;
        `rings`: whether a story may not wait.
        """
        self._persona = persona
        self._outbox = outbox
        self._clock = clock
        self._posted = posted
        self._drafted = drafted
        self._rings = rings

    def due(
        self, assignment: Assignment, draft_id: str, taken: Sequence[Booking] | None = None
    ) -> Due:
        """The place that a draft would get now, and how long it stays fresh. Raises NoPlace.

        `taken`: the places of the account, by default those of the outbox.
        """
        now = self._clock()
        urgent = self._urgent(assignment, now)
        due = Due(at=now, expires_at=self.fresh_until(assignment, draft_id), urgent=urgent)
        if not self._persona.schedule.of(assignment.channel).waits:
            return due
        if taken is None:
            taken = self.taken(assignment.channel, dry_run=assignment.dry_run)
        table = self.timetable(assignment.channel)
        at = table.slot(now, taken, urgent=urgent, before=due.expires_at)
        return due.model_copy(update={"at": at})

    def fresh_until(self, assignment: Assignment, draft_id: str) -> datetime | None:
        """When a draft will be stale, counted from when it was written; None: never."""
        now = self._clock()
        pace = self._persona.schedule.of(assignment.channel)
        lasts = pace.lasts(urgent=self._urgent(assignment, now))
        return (self._drafted(draft_id) or now) + timedelta(hours=lasts) if lasts else None

    def check(self, publication: Publication, now: datetime) -> PutOff | None:
        """Whether it is the row's turn: asked under its lease, over what was really said."""
        pace = self._persona.schedule.of(publication.channel)
        if not pace.waits:
            return None
        try:
            return self._its_turn(publication, now)
        except NoPlace as error:
            return PutOff(now + ASK_AGAIN, str(error))

    def timetable(self, channel: str) -> Timetable:
        pace = self._persona.schedule.of(channel)
        return Timetable(pace, self._persona.zone, self._habits if pace.habit else None)

    def taken(self, channel: str, *, dry_run: bool, but: int | None = None) -> tuple[Booking, ...]:
        """Places of an account that are taken; of those that are only booked, the coming ones."""
        now = self._clock()
        rows = self._outbox.of_account(
            self._persona.slug, channel, dry_run=dry_run, since=now - LOOK_BACK
        )
        places = (booking(row, now) for row in rows if row.id != but)
        return tuple(place for place in places if place)

    def _urgent(self, assignment: Assignment, now: datetime) -> bool:
        return assignment.candidate is not None and self._rings(assignment.candidate, now)

    def _its_turn(self, row: Publication, now: datetime) -> PutOff | None:
        answers = row.number > 1 or row.reply_to is not None
        if answers and self._goes_on(row, now):
            return None
        table = self._answering(row.channel) if answers else self.timetable(row.channel)
        taken = () if answers else self.taken(row.channel, dry_run=row.dry_run, but=row.id)
        until = table.turn(now, taken, urgent=row.urgent, before=row.expires_at)
        if until == now:
            return None
        said = [one for one in taken if one.said]
        return PutOff(until, table.why_not(now, said, urgent=row.urgent) or "")

    def _answering(self, channel: str) -> Timetable:
        """What follows in a thread, or answers somebody, keeps quiet hours and no more."""
        pace = self._persona.schedule.of(channel)
        quiet = Pace(quiet=pace.quiet, urgent_breaks_quiet=pace.urgent_breaks_quiet)
        return Timetable(quiet, self._persona.zone)

    def _goes_on(self, row: Publication, now: datetime) -> bool:
        sent = [part.sent_at for part in self._outbox.thread(row) if part.number < row.number]
        return any(at is not None and now - at <= GOES_ON for at in sent)

    @cached_property
    def _habits(self) -> tuple[float, ...] | None:
        return hours_of_week(self._posted(), self._persona.zone, self._clock())


def booking(row: Publication, now: datetime) -> Booking | None:
    """The place that a row takes; None for one that gets another, or that will be stale by then."""
    if row.state is not PublicationState.QUEUED:
        return Booking(at=row.sent_at or row.began_at or row.due_at, urgent=row.urgent, said=True)
    stale = row.expires_at is not None and row.expires_at <= row.due_at
    return None if stale or row.due_at <= now else Booking(at=row.due_at, urgent=row.urgent)
