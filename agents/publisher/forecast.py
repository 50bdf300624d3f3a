"""The forecast: when what is queued will go out, if nothing else comes up. Pure.

It lives through what delivery will do: the next one that is due, what rang first, asks whether
it is its turn, and goes out or is put off.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import datetime

from agents.publisher.timetable import Booking, Timetable
from memory.errors import NoPlace
from memory.types import Publication


def forecast(
    table: Timetable, queued: Sequence[Publication], said: Sequence[Booking], now: datetime
) -> dict[int, datetime]:
    """When each of `queued` will go out beside what was `said`, by its id.

    What will be stale by then, or finds no place, is left out.
    """
    waiting = [(max(row.due_at, now), not row.urgent, row.id) for row in queued]
    heapq.heapify(waiting)
    rows, out, found = {row.id: row for row in queued}, list(said), dict[int, datetime]()
    while waiting:
        at, _, number = heapq.heappop(waiting)
        row = rows[number]
        if row.expires_at is not None and row.expires_at <= at:
            continue
        booked = [Booking(at=when, urgent=not calm) for when, calm, _ in waiting if when > at]
        try:
            taken = [*out, *booked]
            turn = table.turn(at, taken, urgent=row.urgent, before=row.expires_at)
        except NoPlace:
            continue
        if turn > at:
            heapq.heappush(waiting, (turn, not row.urgent, number))
        else:
            found[number] = at
            out.append(Booking(at=at, urgent=row.urgent, said=True))
    return found
