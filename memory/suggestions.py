"""Suggestions: what a platform's rules leave to a human's own hand, with the link to do it by.

One for each thing that may be done: `key` keeps a second look, a second worker or a node that
runs again from suggesting it twice. A human settles it, done or dropped.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlmodel import col, select

from memory.database import Database, insert_new
from memory.tables import SuggestionRow
from memory.types import UTCTime, Value


class Idea(Value):
    """What a human might do."""

    persona: str
    channel: str
    kind: str
    """Such as "reply" or "like"."""
    to: str
    """The channel's id of what it is done to; of a post of our own, its draft's."""
    text: str = ""
    """The words, where they are written already."""
    link: str
    reason: str
    """Why we do not do it ourselves."""
    draft_id: str | None = None

    @property
    def key(self) -> str:
        """The same for the same deed, whatever its words."""
        deed = "\n".join((self.persona, self.channel, self.kind, self.to))
        return hashlib.sha256(deed.encode()).hexdigest()[:24]


class Suggestion(Value):
    """An idea that was put before a human."""

    id: int
    persona: str
    channel: str
    kind: str
    text: str
    link: str
    reason: str
    draft_id: str | None = None
    made_at: UTCTime
    settled_at: UTCTime | None = None
    settled_by: str | None = None
    done: bool = False
    """Of a settled one: whether the human did it, or dropped it."""

    @property
    def state(self) -> str:
        if self.settled_at is None:
            return "open"
        return f"{'done' if self.done else 'dropped'} by {self.settled_by}"


class SuggestionStore:
    """The suggestions of every persona. Times are given, never taken."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, idea: Idea, now: datetime) -> Suggestion:
        """The suggestion of this deed: the new one, or the one that was there first.

        Words that come later are put into one that is open and has none.
        """
        row = idea.model_dump(exclude={"to"}) | {"key": idea.key, "made_at": now, "done": False}
        with self._database.writing() as session:
            insert_new(session, SuggestionRow, [row], SuggestionRow.key)
            found = session.exec(
                select(SuggestionRow).where(SuggestionRow.key == idea.key).with_for_update()
            ).one()
            if idea.text and not found.text and found.settled_at is None:
                found.text, found.link, found.draft_id = idea.text, idea.link, idea.draft_id
            return _value(found)

    def listing(self, persona: str, *, settled: bool = False) -> tuple[Suggestion, ...]:
        """The open ones, oldest first; with `settled` all there ever were."""
        query = select(SuggestionRow).where(SuggestionRow.persona == persona)
        if not settled:
            query = query.where(col(SuggestionRow.settled_at).is_(None))
        with self._database.reading() as session:
            rows = session.exec(query.order_by(col(SuggestionRow.id)))
            return tuple(_value(row) for row in rows)

    def settle(
        self, persona: str, number: int, *, done: bool, by: str, now: datetime
    ) -> Suggestion | None:
        """A human's word on an open one; None when there is none of this number.

        Of two humans at once the first is heard.
        """
        with self._database.writing() as session:
            row = session.get(SuggestionRow, number, with_for_update=True)
            if row is None or row.persona != persona or row.settled_at is not None:
                return None
            row.settled_at, row.settled_by, row.done = now, by, done
            return _value(row)


def _value(row: SuggestionRow) -> Suggestion:
    return Suggestion.model_validate({name: getattr(row, name) for name in Suggestion.model_fields})
