"""Until when a claimed publication may still be asked for.

The outbox lets another process look for a publication once the lease of its claim is over,
and trusts that no call of the claim is on its way any more. A channel that needs many calls
keeps that promise by asking here before the one call that publishes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from memory.errors import ChannelBusy
from memory.types import Publication

STEPS = 3
"""Connecting, sending and waiting for the answer take a time limit each."""


def patience(lease_s: float, timeout_s: float) -> timedelta:
    """How long after its claim the publishing call may begin, to end within the lease."""
    return timedelta(seconds=max(lease_s - STEPS * timeout_s, 0.0))


def in_time(name: str, publication: Publication, patience: timedelta, now: datetime) -> None:
    """Raises ChannelBusy when it is too late to publish under this claim."""
    taken = now - (publication.began_at or publication.created_at)
    if taken > patience:
        raise ChannelBusy(
            f"{name}: preparing publication {publication.id} took {taken.total_seconds():.0f} s "
            f"of {patience.total_seconds():.0f} s; nothing was published, we go on next time; "
            "raise UNDERSTUDY_LEASE when this happens often",
            now,
        )
