"""The calendar: what is booked, said and free on the coming days, as the schedule has it.

A queued post stands where it will go out, which may be later than where it was booked, when a
story that rang came in between. A draft before a human stands where it would go if the human
said yes now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from agents.publisher.forecast import forecast
from agents.publisher.timetable import HORIZON, Booking, Timetable
from agents.publisher.timing import Due
from graph.team import Team
from memory.approvals import Waiting
from memory.errors import NoPlace
from memory.types import Publication, PublicationState, UTCTime, Value

WAITING = "waiting"
CELL = timedelta(minutes=30)
"""Of a day's strip ..."""
CELLS = 48
"""... so many."""
Cell = Literal["quiet", "unusual", "open"]
_S = PublicationState


class Account(Value):
    """A channel, in earnest or as a dry run."""

    channel: str
    dry_run: bool

    def __str__(self) -> str:
        return f"{self.channel} (dry run)" if self.dry_run else self.channel


class Entry(Value):
    """One post: said, booked, or before a human."""

    account: Account
    state: str
    """A publication's, or `WAITING` for a human."""
    number: int
    """Of the publication, or in the inbox while it waits for a human."""
    at: UTCTime | None
    """When it was or will be said; None when its time will be over before."""
    expires_at: UTCTime | None = None
    urgent: bool = False
    text: str


class Strip(Value):
    """An account's day, by the clock on the wall."""

    account: Account
    cells: tuple[Cell, ...]
    """For each half hour from midnight, at its begin."""
    free: int | None
    """Places left; None: as many as you like."""


class Day(Value):
    """One day of the persona's own."""

    date: date
    strips: tuple[Strip, ...]
    entries: tuple[Entry, ...]


class Calendar(Value):
    """The days to come, today first."""

    timezone: str
    now: UTCTime
    days: tuple[Day, ...]
    homeless: tuple[Entry, ...]
    """What will be stale before there is a place for it."""


def calendar(team: Team, days: int) -> Calendar:
    """The next `days` days, with what of today is over."""
    now, zone = team.clock(), team.who.zone
    today = now.astimezone(zone).date()
    rows = _rows(team, _begins(today, zone))
    waiting = team.journal.waiting(team.who.slug)
    accounts = _accounts(team, rows, waiting)
    entries = [entry for account in accounts for entry in _entries(team, account, rows, now)]
    entries += _asked(team, waiting, entries)
    return Calendar(
        timezone=zone.key,
        now=now,
        days=tuple(
            _day(team, today + timedelta(days=n), accounts, entries, now) for n in range(days)
        ),
        homeless=tuple(entry for entry in entries if entry.at is None),
    )


def _rows(team: Team, since: datetime) -> list[Publication]:
    """What waits or is under way, and what was said since `since`; threads by their first post."""
    slug = team.who.slug
    said = team.outbox.listing(slug, _S.SENT, since=since - HORIZON)
    rows = [*said, *team.outbox.listing(slug, _S.QUEUED, _S.SENDING, _S.UNKNOWN)]
    recent = (row for row in rows if row.sent_at is None or row.sent_at >= since)
    return [row for row in recent if row.number == 1]


def _accounts(
    team: Team, rows: Sequence[Publication], waiting: Sequence[Waiting]
) -> tuple[Account, ...]:
    """The one in use first, then those that have something."""
    found = [Account(channel=team.channel_name, dry_run=team.dry_run)]
    found += [Account(channel=row.channel, dry_run=row.dry_run) for row in rows]
    found += [_account_of(team, one) for one in waiting]
    return tuple(dict.fromkeys(found))


def _account_of(team: Team, one: Waiting) -> Account:
    trail = team.journal.trail(one.brief.assignment_id)
    dry_run = trail.assignment.dry_run if trail else team.dry_run
    return Account(channel=one.brief.channel, dry_run=dry_run)


def _entries(
    team: Team, account: Account, rows: Sequence[Publication], now: datetime
) -> Iterator[Entry]:
    """The publications of an account."""
    mine = [row for row in rows if (row.channel, row.dry_run) == (account.channel, account.dry_run)]
    posts = [row for row in mine if row.state is _S.QUEUED and row.reply_to is None]
    taken = team.timing.taken(account.channel, dry_run=account.dry_run)
    said = [place for place in taken if place.said]
    expected = forecast(team.timing.timetable(account.channel), posts, said, now)
    at: dict[int, datetime | None] = {
        row.id: row.sent_at or row.began_at or max(row.due_at, now) for row in mine
    }
    at |= {row.id: expected.get(row.id) for row in posts}
    for row in mine:
        yield Entry(
            account=account,
            state=row.state,
            number=row.id,
            at=at[row.id],
            expires_at=row.expires_at if row.state is _S.QUEUED else None,
            urgent=row.urgent,
            text=row.text,
        )


def _asked(team: Team, waiting: Sequence[Waiting], entries: Sequence[Entry]) -> Iterator[Entry]:
    """Drafts before a human, each at a place of its own beside `entries`."""
    kept: dict[Account, list[Booking]] = defaultdict(list)
    for entry in entries:
        if entry.at is not None:
            kept[entry.account].append(_booking(entry, entry.at))
    for one in waiting:
        account = _account_of(team, one)
        due = _due(team, one, kept[account])
        fresh = due is not None and (one.expires_at is None or due.at < one.expires_at)
        if due and fresh:
            kept[account].append(Booking(at=due.at, urgent=due.urgent))
        yield Entry(
            account=account,
            state="waiting",
            number=one.number,
            at=due.at if due and fresh else None,
            expires_at=one.expires_at,
            urgent=due is not None and due.urgent,
            text=one.draft.text,
        )


def _due(team: Team, one: Waiting, taken: Sequence[Booking]) -> Due | None:
    """The place of a draft if a human said yes now; None when there is none."""
    trail = team.journal.trail(one.brief.assignment_id)
    try:
        return team.timing.due(trail.assignment, one.draft.id, taken) if trail else None
    except NoPlace:
        return None


def _day(
    team: Team, day: date, accounts: Sequence[Account], entries: Sequence[Entry], now: datetime
) -> Day:
    zone = team.who.zone
    since, until = _begins(day, zone), _begins(day + timedelta(days=1), zone)
    strips = (
        _strip(
            team.timing.timetable(account.channel),
            account,
            day,
            (max(since, now), until),
            [entry for entry in entries if entry.account == account],
        )
        for account in accounts
    )
    here = [entry for entry in entries if entry.at is not None and since <= entry.at < until]
    return Day(
        date=day,
        strips=tuple(strips),
        entries=tuple(sorted(here, key=lambda entry: (entry.at, entry.number))),
    )


def _strip(
    table: Timetable,
    account: Account,
    day: date,
    span: tuple[datetime, datetime],
    entries: Sequence[Entry],
) -> Strip:
    taken = [
        _booking(entry, entry.at)
        for entry in entries
        if entry.at is not None and entry.state != WAITING
    ]
    walls = (datetime.combine(day, time(), table.zone) + n * CELL for n in range(CELLS))
    return Strip(
        account=account,
        cells=tuple(_cell(table, wall) for wall in walls),
        free=table.places(*span, taken),
    )


def _booking(entry: Entry, at: datetime) -> Booking:
    return Booking(at=at, urgent=entry.urgent, said=entry.state != _S.QUEUED)


def _cell(table: Timetable, wall: datetime) -> Cell:
    if table.is_quiet(wall):
        return "quiet"
    return "open" if table.is_open(wall) else "unusual"


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
