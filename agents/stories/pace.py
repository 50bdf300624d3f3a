"""Pace: how fast a story grows. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from memory.types import Signal, Story


def age(signal: Signal, now: datetime) -> timedelta:
    """How old a telling is, never negative.

    Measured from `as_of`, so that a snapshot stays as fresh as when it was taken; what
    has passed since we read it counts on top.
    """
    since_read = max(timedelta(0), now - signal.seen_at)
    return max(timedelta(0), signal.as_of - signal.published_at + since_read)


def told_within(story: Story, now: datetime, span: timedelta) -> int:
    """How many publishers told it in the last `span`, in words of their own."""
    lately = tuple(one for one in story.signals if age(one, now) <= span)
    return len(story.model_copy(update={"signals": lately}).publishers)


def spoken(story: Story, now: datetime) -> str | None:
    """ "broken by Ledgerwire, 3 more since (2 in the last hour)"; None when nobody followed."""
    more = len(story.publishers) - 1
    if more < 1:
        return None
    lately = told_within(story, now, timedelta(hours=1))
    return f"broken by {story.broken_by.publisher}, {more} more since ({lately} in the last hour)"
