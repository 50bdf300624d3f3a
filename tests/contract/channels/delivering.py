"""A publication brought to its end through the real outbox and the real delivery."""

from __future__ import annotations

from agents.publisher import Delivery
from agents.seams import Channel
from memory.outbox import Outbox, Posting
from memory.types import Publication, PublicationState
from tests import factory as make
from tests.conftest import Clock

UNDER_WAY = frozenset({PublicationState.QUEUED, PublicationState.SENDING})


def delivered(outbox: Outbox, channel: Channel, posting: Posting, clock: Clock) -> Publication:
    """How `posting` ends, looked at every 20 minutes for four hours."""
    delivery = Delivery(make.persona(), outbox, {channel.name: lambda: channel}, clock)
    row = outbox.enqueue(posting, clock())
    for _ in range(12):
        delivery.deliver_due()
        clock.forward(minutes=20)
        row = outbox.get(row.id) or row
        if row.state not in UNDER_WAY:
            break
    return row
