"""Story memory: which signal tells which story, and which stories have rung.

A story is its tellings; what can be read off its signals is not stored twice. Signals
without a place are found again after a crash, so placing is never lost and never done
twice: the first place of a signal stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import col, select

from memory.database import BATCH, Database, insert_new, to_json, upsert
from memory.tables import AlarmRow, SignalRow, StoryRow, TellingRow
from memory.types import Alarm, Signal, SignalKind, Story, Telling

HISTORY = ""
"""The story of signals that were too old to be placed when they were seen."""


class StoryStore:
    """The stories of every persona."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def unplaced(self, persona: str, since: datetime) -> tuple[Signal, ...]:
        """News seen since `since` that no story holds yet, in order of arrival."""
        with self.database.reading() as session:
            rows = session.exec(
                select(SignalRow.body)
                .outerjoin(
                    TellingRow,
                    (col(TellingRow.persona) == col(SignalRow.persona))
                    & (col(TellingRow.signal_id) == col(SignalRow.id)),
                )
                .where(SignalRow.persona == persona, SignalRow.seen_at >= since)
                .where(SignalRow.kind == SignalKind.NEWS, col(TellingRow.signal_id).is_(None))
                .order_by(col(SignalRow.seen_at), col(SignalRow.published_at), col(SignalRow.id))
            )
            return tuple(Signal.model_validate(body) for body in rows)

    def pass_over(self, persona: str, signal_ids: Sequence[str]) -> None:
        """These are history: they will not be found unplaced again."""
        rows = [
            {"persona": persona, "signal_id": key, "story_id": HISTORY, "body": {}}
            for key in signal_ids
        ]
        with self.database.writing() as session:
            insert_new(session, TellingRow, rows, TellingRow.signal_id)

    def history(self, persona: str, since: datetime) -> tuple[Signal, ...]:
        """What was seen since `since` and passed over, in no order."""
        with self.database.reading() as session:
            rows = session.exec(
                select(SignalRow.body)
                .join(
                    TellingRow,
                    (col(TellingRow.persona) == col(SignalRow.persona))
                    & (col(TellingRow.signal_id) == col(SignalRow.id)),
                )
                .where(SignalRow.persona == persona, SignalRow.seen_at >= since)
                .where(TellingRow.story_id == HISTORY)
            )
            return tuple(Signal.model_validate(body) for body in rows)

    def places(self, persona: str, signal_ids: Iterable[str]) -> dict[str, str]:
        """Signal id to story id, for those that have a place."""
        found: dict[str, str] = {}
        with self.database.reading() as session:
            for some in _batches(signal_ids):
                rows = session.exec(
                    select(TellingRow.signal_id, TellingRow.story_id).where(
                        TellingRow.persona == persona,
                        TellingRow.story_id != HISTORY,
                        col(TellingRow.signal_id).in_(some),
                    )
                )
                found |= dict(rows.all())
        return found

    def signals_of(self, persona: str, story_id: str) -> frozenset[str]:
        """Ids of the signals that tell the story; none when it is unknown."""
        told = self.tellings(persona, [story_id]).get(story_id, [])
        return frozenset(one.signal_id for one in told)

    def tellings(self, persona: str, story_ids: Iterable[str]) -> dict[str, list[Telling]]:
        """Story id to its tellings in order of arrival."""
        found: dict[str, list[Telling]] = defaultdict(list)
        with self.database.reading() as session:
            for some in _batches(story_ids):
                rows = session.exec(
                    select(TellingRow.body)
                    .where(TellingRow.persona == persona, col(TellingRow.story_id).in_(some))
                    .order_by(col(TellingRow.number))
                )
                for body in rows:
                    telling = Telling.model_validate(body)
                    found[telling.story_id].append(telling)
        return found

    def keep(
        self, persona: str, tellings: Sequence[Telling], stories: Sequence[Story], now: datetime
    ) -> None:
        """Remember new places, and the stories that they changed, in one transaction."""
        rows = [
            {
                "persona": persona,
                "signal_id": one.signal_id,
                "story_id": one.story_id,
                "body": to_json(one),
            }
            for one in tellings
        ]
        changed = [
            {
                "persona": persona,
                "id": story.id,
                "title": story.title,
                "updated_at": now,
                "body": to_json(story) | {"signals": []},
            }
            for story in stories
        ]
        with self.database.writing() as session:
            insert_new(session, TellingRow, rows, TellingRow.signal_id)
            upsert(session, StoryRow, changed, ["persona", "id"])

    def recent(self, persona: str, since: datetime) -> tuple[Story, ...]:
        """Names and disputes of the stories that grew since `since`; their signals are left out."""
        with self.database.reading() as session:
            rows = session.exec(
                select(StoryRow.body)
                .where(StoryRow.persona == persona, StoryRow.updated_at >= since)
                .order_by(col(StoryRow.updated_at), col(StoryRow.id))
            )
            return tuple(Story.model_validate(body) for body in rows)

    def named(self, persona: str, story_ids: Iterable[str]) -> tuple[Story, ...]:
        """Like `recent`, for the stories of these ids."""
        found: list[Story] = []
        with self.database.reading() as session:
            for some in _batches(story_ids):
                rows = session.exec(
                    select(StoryRow.body)
                    .where(StoryRow.persona == persona, col(StoryRow.id).in_(some))
                    .order_by(col(StoryRow.id))
                )
                found += [Story.model_validate(body) for body in rows]
        return tuple(found)

    # ------------------------------------------------------------------ alarms

    def ring(self, persona: str, alarm: Alarm) -> bool:
        """Whether this story rings for the first time; it is remembered from here on."""
        row = {
            "persona": persona,
            "story_id": alarm.story_id,
            "raised_at": alarm.raised_at,
            "body": to_json(alarm),
        }
        with self.database.writing() as session:
            return bool(insert_new(session, AlarmRow, [row], AlarmRow.story_id))


def _batches(ids: Iterable[str]) -> Iterable[Sequence[str]]:
    every = list(dict.fromkeys(ids))
    return (every[start : start + BATCH] for start in range(0, len(every), BATCH))
