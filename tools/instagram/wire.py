"""What we read of Instagram's answers.

Source: Meta, Instagram Platform reference (IG Container, IG Media, IG User), read 2026-11-21.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from tools.platforms.http import Wire


class State(StrEnum):
    """A container's `status_code`."""

    IN_PROGRESS = "IN_PROGRESS"
    FINISHED = "FINISHED"
    """Ready to be published."""
    PUBLISHED = "PUBLISHED"
    ERROR = "ERROR"
    EXPIRED = "EXPIRED"
    """Not published within 24 hours."""


SPENT = frozenset({State.ERROR, State.EXPIRED})
"""States that nothing is ever published from."""


class Made(Wire):
    """The id of a container, or of a medium that was published."""

    id: str


class Container(Wire):
    status_code: State
    status: str = ""
    """For an ERROR, which."""


class Medium(Wire):
    """A post of the account."""

    id: str
    timestamp: AwareDatetime
    caption: str = ""
    permalink: str | None = None


class _Cursors(Wire):
    after: str = ""


class _Paging(Wire):
    cursors: _Cursors = _Cursors()
    next: str = ""
    """An address that holds the token; only whether it is there matters."""


class MediaPage(Wire):
    """Newest first."""

    data: tuple[Medium, ...]
    paging: _Paging = _Paging()

    @property
    def after(self) -> str:
        """What leads to the next page; empty on the last one."""
        return self.paging.cursors.after if self.paging.next else ""


class Link(Wire):
    permalink: str | None = None


class Counts(Wire):
    like_count: int = 0
    comments_count: int = 0


class _Measured(Wire):
    value: int = 0


class _Metric(Wire):
    name: str
    values: tuple[_Measured, ...] = ()
    total_value: _Measured | None = None


class Insights(Wire):
    data: tuple[_Metric, ...] = ()

    def of(self, name: str) -> int:
        """0 when it was not measured."""
        for metric in self.data:
            if metric.name == name:
                given = [metric.total_value] if metric.total_value else list(metric.values)
                return given[0].value if given else 0
        return 0


class _Quota(Wire):
    quota_total: int = 100


class _Used(Wire):
    quota_usage: int
    config: _Quota = _Quota()


class PublishingLimit(Wire):
    data: tuple[_Used, ...]


class Problem(Wire):
    """Why a call was refused."""

    message: str = ""
    error_user_msg: str = ""
    code: int = 0
    error_subcode: int = 0
    is_transient: bool = False


class Refused(Wire):
    """The body of an answer that is no success."""

    error: Problem = Problem()
