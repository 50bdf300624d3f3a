"""Every error that Understudy raises on purpose, drawn once.

    UnderstudyError                 anything a user can be told about in one line
    ├── ConfigError                 a setting, persona file or command line is wrong
    ├── StorageError                database, index or disk refused; nothing was lost
    │   ├── IndexBusy               another process owns the vector folder
    │   ├── LeaseTaken              another process does this very thing
    │   └── LeaseLost               we were too slow, and another process took over
    ├── BudgetExhausted             the persona's money for today is spent
    ├── NoPlace                     the timetable has no place for it within two weeks
    ├── SourceError                 a feed or page could not be read; never fatal
    │   ├── SourceBusy              429 or 503: the server says when to come back
    │   └── SourceGone              410: it will never be there again
    ├── CardError                   an image card cannot be drawn with these words or fonts
    ├── ModelError                  a language model gave nothing usable
    │   ├── ModelUnavailable        429, 5xx, time-out: the same call may work later
    │   └── ModelRefused            refusal or unreadable answer: asking again is no help
    │       └── ModelUnreadable     it did answer, but nothing that can be read
    └── ChannelError                a platform did not take the publication
        ├── ChannelBusy             429 or 5xx before anything was accepted; `retry_at` says when
        │   └── ChannelUnready      this very post has to wait, for its pictures; others need not
        ├── ChannelRefused          4xx: will never be accepted as it is
        │   ├── ChannelUnpaid       402: out of credits
        │   └── ChannelForbidden    403: permissions, access tier, or this very post
        │       └── ChannelUnauthorised  401, or 403 for all that this account or app may ask
        └── ChannelUnknown          the answer was lost: it may or may not have been published

Messages say where, which value, the limit, and the next step.
"""

from __future__ import annotations

from datetime import datetime, timedelta


class UnderstudyError(Exception):
    """Base of all expected failures; `str()` is a complete sentence for the user."""


class ConfigError(UnderstudyError):
    """A setting, persona file or command line is wrong."""


class StorageError(UnderstudyError):
    """The database, the vector index or the disk refused; the step did not happen."""


class IndexBusy(StorageError):
    """Another process owns the Chroma folder."""


class LeaseTaken(StorageError):
    """Somebody else holds the lease."""


class LeaseLost(StorageError):
    """Somebody else holds by now what we held; the outcome is theirs to write."""


class BudgetExhausted(UnderstudyError):
    """The persona has spent today's budget; work stops between two publications."""


class NoPlace(UnderstudyError):
    """Quiet hours, gaps and caps leave no place for a post in sight."""


class SourceError(UnderstudyError):
    """A feed or page could not be read."""


class SourceBusy(SourceError):
    """The server asks us to come back no earlier than after `wait`."""

    def __init__(self, message: str, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


class SourceGone(SourceError):
    """HTTP 410: the source has ended, and asking again is no use."""


class CardError(UnderstudyError):
    """An image card cannot be drawn: no font, or no room for its words."""


class ModelError(UnderstudyError):
    """A language model gave nothing usable."""


class ModelUnavailable(ModelError):
    """Rate limit, server error or time-out; the same call may work later."""


class ModelRefused(ModelError):
    """A refusal or an unreadable answer; asking again will not help."""


class ModelUnreadable(ModelRefused):
    """The model did answer, but not in the shape that was asked for, or not to the end."""


class ChannelError(UnderstudyError):
    """A platform did not take the publication."""


class ChannelBusy(ChannelError):
    """Nothing was accepted and the platform asks us to come back."""

    def __init__(self, message: str, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class ChannelUnready(ChannelBusy):
    """This very post is not ready to go, since its pictures are not; other posts may go."""


class ChannelRefused(ChannelError):
    """The platform will never accept this publication as it is."""


class ChannelUnpaid(ChannelRefused):
    """HTTP 402: the account is out of credits."""


class ChannelForbidden(ChannelRefused):
    """HTTP 403: permissions, access tier, or something about this very post."""


class ChannelUnauthorised(ChannelForbidden):
    """HTTP 401 or 403: keys, token, app or account are not accepted, for any post at all."""


class ChannelUnknown(ChannelError):
    """The answer was lost: the publication may or may not be out."""
