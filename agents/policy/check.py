"""The rules once more, before delivery: a `Check` of agents/publisher/delivery.py.

What a rule forbids, or wants otherwise, is refused. What it leaves to a human is refused too,
after it has become a suggestion: it is never called for and left to the platform to refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from agents.policy.act import Act, Ruling
from agents.policy.policy import Standing, acts_of, hardest
from agents.publisher.delivery import Refuse
from memory.types import Publication, Remark


class Records(Protocol):
    """What memory knows about a publication beyond its row."""

    def answered(self, publication: Publication) -> Remark | None:
        """The post that it answers, where we know it."""
        ...

    def answered_before(self, publication: Publication) -> bool:
        """Whether another publication answers that post already, or is about to."""
        ...

    def generated(self, publication: Publication) -> bool:
        """Whether a language model wrote it."""
        ...


Suggest = Callable[[Publication, Act, Ruling], str]
"""Puts an act before a human; what they are told, such as where the link is."""


class PolicyCheck:
    """Asks every rule about a publication that is about to be sent."""

    def __init__(self, known: Standing, records: Records, suggest: Suggest) -> None:
        self._known = known
        self._records = records
        self._suggest = suggest

    def __call__(self, publication: Publication, now: datetime) -> Refuse | None:
        found = hardest(self._acts(publication, now))
        if found is None:
            return None
        act, ruling = found
        if ruling.outcome == "suggest":
            told = self._suggest(publication, act, ruling)
            return Refuse(f"{ruling.rule}: {ruling.reason}; {told}")
        return Refuse(str(ruling))

    def _acts(self, publication: Publication, now: datetime) -> Sequence[Act]:
        if publication.reply_to is None or publication.number > 1:
            return acts_of(publication, self._known, now)
        generated = self._records.generated(publication)
        return acts_of(
            publication,
            self._known.model_copy(update={"generated": generated}),
            now,
            answered=self._records.answered(publication),
            answered_before=self._records.answered_before(publication),
        )
