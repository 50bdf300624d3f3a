"""A platform for the model of delivery: it takes, loses, delays and hides as chance has it.

What it promises is what the outbox assumes of a channel, and no more: what it takes, it takes
within the lease under which it was asked, and shows it `SETTLES` later at the latest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from agents.seams import Keep
from memory.errors import (
    BudgetExhausted,
    ChannelBusy,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnauthorised,
    ChannelUnknown,
    ChannelUnpaid,
    ConfigError,
    UnderstudyError,
)
from memory.types import Description, Limit, Publication, Reactions, Receipt
from tests.conftest import Clock

LEASE = timedelta(seconds=30)
SETTLES = timedelta(seconds=45)
Drawn = TypeVar("Drawn")
Draw = Callable[[st.SearchStrategy[Drawn]], Drawn]


class Killed(BaseException):
    """The process that was at work is no more."""


@dataclass(frozen=True)
class Taken:
    """A post that the platform took, or is about to take, at `at`."""

    key: str
    id: str
    answers: str | None
    at: datetime
    shown_at: datetime


class Platform:
    """One account. `meanwhile` is what others do while a call is under way."""

    def __init__(self, name: str, clock: Clock) -> None:
        self.name = name
        self.posts: list[Taken] = []
        self.calm = False
        self.draw: Draw[str] | None = None
        self.meanwhile: Callable[[], None] = lambda: None
        self.halted: Callable[[], object] = lambda: False
        """Nothing may be asked to be published while this holds."""
        self._clock = clock
        self._coming: list[Taken] = []

    # ------------------------------------------------------------------ as a channel

    def describe(self) -> Description:
        return Description(name=self.name, longest=280, settles_s=SETTLES.total_seconds())

    def limits(self) -> Sequence[Limit]:
        if self._chance("nothing left", "") != "nothing left":
            return ()
        return (Limit(name="posts", remaining=0, resets_at=self._clock() + timedelta(hours=1)),)

    def reactions(self, publication: Publication) -> Reactions:
        return Reactions()

    def publish(self, publication: Publication, keep: Keep) -> Receipt:
        assert not self.halted()
        if self._chance("keeps a word", "") == "keeps a word":
            keep("a container")
        fate = self._chance("taken", "taken", "others are faster", "refused", *_ENDS)
        if fate == "refused":
            raise self._refusal()
        if fate in _ENDS:
            late = "late" in fate
            if "not taken" not in fate:
                self._takes(publication, _lease_end(publication) if late else self._clock())
            raise _ENDS[fate]
        if fate == "others are faster":
            self._while_others_work(publication)
        receipt = Receipt(external_id=self._takes(publication, self._clock()).id)
        if self._chance("answers late", "") == "answers late":
            self._clock.now += LEASE + SETTLES
            self.meanwhile()
        return receipt

    def find(self, publication: Publication) -> Receipt | None:
        match self._chance("looks", "looks", "looks", "looks", "killed", "refused"):
            case "killed":
                raise Killed
            case "refused":
                raise self._refusal()
        shown = [post for post in self.now() if post.shown_at <= self._clock()]
        found = next((post for post in shown if post.key == publication.key), None)
        return Receipt(external_id=found.id) if found else None

    # ------------------------------------------------------------------ as it really is

    def now(self) -> list[Taken]:
        """What it has taken by now, in that order."""
        arrived = [post for post in self._coming if post.at <= self._clock()]
        self._coming = [post for post in self._coming if post.at > self._clock()]
        self.posts += arrived
        return self.posts

    def will_have(self) -> list[str]:
        """The keys of what it took and of what it is still going to take."""
        return [post.key for post in [*self.now(), *self._coming]]

    def _takes(self, publication: Publication, at: datetime) -> Taken:
        late = SETTLES if self._chance("shown late", "") else timedelta()
        post = Taken(
            key=publication.key,
            id=f"{self.name}-{publication.id}",
            answers=publication.reply_to,
            at=at,
            shown_at=at + late,
        )
        self._coming.append(post)
        self.now()
        return post

    def _refusal(self) -> UnderstudyError:
        return _REFUSALS[self._chance(*_REFUSALS)](self._clock())

    def _while_others_work(self, publication: Publication) -> None:
        """Time goes by, though not past the lease: so the outbox assumes."""
        self._clock.now = max(self._clock(), _lease_end(publication) - timedelta(seconds=1))
        self.meanwhile()

    def _chance(self, *outcomes: str) -> str:
        """One of `outcomes`; in calm weather the first that means no trouble."""
        if self.calm or self.draw is None:
            return next(one for one in outcomes if one in {"", "taken", "looks"})
        return self.draw(st.sampled_from(outcomes))


_ENDS: dict[str, BaseException] = {
    "killed, not taken": Killed(),
    "killed, taken": Killed(),
    "killed, taken late": Killed(),
    "lost, not taken": ChannelUnknown("the line went dead"),
    "lost, taken": ChannelUnknown("the line went dead"),
    "lost, taken late": ChannelUnknown("the line went dead"),
}
"""What a call ends with that is not answered, and what becomes of the post."""
_REFUSALS: dict[str, Callable[[datetime], UnderstudyError]] = {
    "busy": lambda _: ChannelBusy("503"),
    "busy until": lambda now: ChannelBusy("429", now + timedelta(minutes=7)),
    "busy for ages": lambda now: ChannelBusy("429", now + timedelta(days=700)),
    "no credit": lambda _: ChannelUnpaid("402"),
    "no keys": lambda _: ChannelUnauthorised("401"),
    "no settings": lambda _: ConfigError("no keys"),
    "no budget": lambda _: BudgetExhausted("no budget"),
    "forbidden": lambda _: ChannelForbidden("403"),
    "refused": lambda _: ChannelRefused("400"),
}


def _lease_end(publication: Publication) -> datetime:
    assert publication.began_at is not None
    return publication.began_at + LEASE
