"""Preferences: pairs of a draft and what a human preferred to it, to learn from.

An edit makes a pair with the human's text, a wish one with the draft that was accepted after
it; what a human only dropped teaches nothing. A pair is made when the preferred text goes to
the publisher on a human's word: the auditor has then let it pass, so no falsehood is learned.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from memory.database import Database, insert_new
from memory.journal import Trail
from memory.tables import PreferenceRow
from memory.types import Approval, Brief, UTCTime, Value


class Preference(Value):
    """A human preferred `preferred` to `rejected`, given the same brief."""

    persona: str
    draft_id: str
    """Of the rejected draft."""
    channel: str
    context: str
    """What the writer was told, as a model would be told it."""
    rejected: str
    preferred: str
    wish: str = ""
    """What the human asked for; empty when they wrote the text themselves."""
    by: str
    """Whose word let the preferred text out."""
    at: UTCTime
    writers: tuple[str, str]
    """Who wrote the rejected text and who the preferred one: offline, llm or human."""
    signal_ids: tuple[str, ...] = ()
    """The sources of the context's facts, for whoever must know where they come from."""


class Preferences:
    """The pairs of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, pairs: tuple[Preference, ...]) -> int:
        """How many were new: a rejected draft makes one pair, the first."""
        with self._database.writing() as session:
            return len(insert_new(session, PreferenceRow, [_row(p) for p in pairs], _KEY))

    def pairs(self, persona: str) -> tuple[Preference, ...]:
        """Every pair of a persona, oldest first."""
        query = (
            select(PreferenceRow)
            .where(PreferenceRow.persona == persona)
            .order_by(col(PreferenceRow.at), col(PreferenceRow.id))
        )
        with self._database.reading() as session:
            return tuple(
                Preference.model_validate(
                    {name: getattr(row, name) for name in _COLUMNS} | row.body,
                )
                for row in session.exec(query)
            )


def learned(trail: Trail, word: Approval, now: datetime) -> tuple[Preference, ...]:
    """The pairs that follow from `word`, which lets the draft that it names out. Pure."""
    preferred = next((draft for draft in trail.drafts if draft.id == word.draft_id), None)
    if preferred is None or trail.brief is None or word.action != "accept":
        return ()
    brief, drafts = trail.brief, {draft.id: draft for draft in trail.drafts}

    def found() -> Iterator[Preference]:
        for answer in trail.approvals:
            rejected = drafts[answer.draft_id]
            # A human's own text that the auditor sent back is no draft that anybody rejected.
            mended = answer.action in {"edit", "respond"} and rejected.writer != "human"
            if mended and rejected.text != preferred.text:
                yield Preference(
                    persona=brief.persona,
                    draft_id=rejected.id,
                    channel=brief.channel,
                    context=told(brief),
                    rejected=rejected.text,
                    preferred=preferred.text,
                    wish=(answer.text or "") if answer.action == "respond" else "",
                    by=word.by,
                    at=now,
                    writers=(rejected.writer, preferred.writer),
                    signal_ids=tuple(dict.fromkeys(fact.signal_id for fact in brief.facts)),
                )

    return tuple(found())


def told(brief: Brief) -> str:
    """The brief as lines of text: what to write, and on what facts."""
    lines = [
        f"Write a {brief.mode} for {brief.channel} in the voice of {brief.persona}.",
        f"Headline: {brief.headline}",
        f"Topic: {brief.topic}",
        f"Angle: {brief.angle}",
        f"Tone: {brief.tone}",
        f"Answering: {brief.answering}" if brief.answering else "",
        "Facts:",
        *(f"- {fact.text} ({fact.publisher})" for fact in brief.facts),
        f"Link: {brief.url}" if brief.url else "",
    ]
    return "\n".join(line for line in lines if line)


_KEY = PreferenceRow.draft_id
_COLUMNS = ("persona", "draft_id", "channel", "rejected", "preferred", "wish", "at", "by")


def _row(pair: Preference) -> dict[str, Any]:
    columns = pair.model_dump(include=set(_COLUMNS))
    return columns | {"body": pair.model_dump(mode="json", exclude=set(_COLUMNS))}
