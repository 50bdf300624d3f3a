"""The store: what the persona said and what the world said, across turns.

Posts, sources, signals and money. Every method is one transaction. Stories are kept by
`stories.py`, what the desk did with it all by `journal.py`, what goes out by `outbox.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from memory.corrections import revise
from memory.database import BATCH, Database, insert_new, to_json, upsert
from memory.tables import PostRow, PublicationRow, SignalRow, SourceRow, UsageRow
from memory.types import NEVER_OUT, Post, Signal, SourceState, Usage


class Store:
    """What is known of the persona and of the world."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # ------------------------------------------------------------------ posts

    def add_posts(self, persona: str, posts: Iterable[Post]) -> int:
        """How many of `posts` were new, by id; known ones are left as they are."""
        rows = [
            {"persona": persona, "id": p.id, "posted_at": p.posted_at, "body": to_json(p)}
            for p in posts
        ]
        with self.database.writing() as session:
            return len(insert_new(session, PostRow, rows, PostRow.id))

    def posts(self, persona: str) -> tuple[Post, ...]:
        """Every post, oldest first."""
        with self.database.reading() as session:
            rows = session.exec(
                select(PostRow.body)
                .where(PostRow.persona == persona)
                .order_by(col(PostRow.posted_at), col(PostRow.id))
            )
            return tuple(Post.model_validate(body) for body in rows)

    def said(self, persona: str) -> Iterator[tuple[str, str, str, datetime]]:
        """Id, channel, text and time of every post, without holding them all."""
        told = [PostRow.body[name].as_string() for name in ("channel", "text", "posted_at")]
        with self.database.reading() as session:
            rows = session.execute(
                select(PostRow.id, *told).where(PostRow.persona == persona),
                execution_options={"yield_per": BATCH},
            )
            for identity, channel, text, posted_at in rows:
                yield identity, channel, text, datetime.fromisoformat(posted_at)

    def published_since(self, persona: str, since: datetime, *, dry_run: bool) -> tuple[str, ...]:
        """What we said, or are about to say, oldest first; dry runs count for dry runs only."""
        with self.database.reading() as session:
            texts = session.exec(
                select(PublicationRow.text)
                .where(PublicationRow.persona == persona, PublicationRow.created_at >= since)
                .where(col(PublicationRow.state).not_in(NEVER_OUT))
                .where(col(PublicationRow.dry_run).in_({False, dry_run}))
                .order_by(col(PublicationRow.id))
            )
            return tuple(texts)

    # ---------------------------------------------------------------- scanning

    def save_sources(self, persona: str, states: Sequence[SourceState]) -> None:
        rows = [{"persona": persona, "place": s.place, "body": to_json(s)} for s in states]
        with self.database.writing() as session:
            upsert(session, SourceRow, rows, ["persona", "place"])

    def remove_source(self, persona: str, place: str) -> bool:
        """Forget a source; whether it was known. Its signals stay."""
        with self.database.writing() as session:
            row = session.get(SourceRow, (persona, place))
            if row is not None:
                session.delete(row)
            return row is not None

    def sources(self, persona: str) -> tuple[SourceState, ...]:
        with self.database.reading() as session:
            rows = session.exec(select(SourceRow.body).where(SourceRow.persona == persona))
            return tuple(SourceState.model_validate(body) for body in rows)

    def counts(self, persona: str, since: datetime) -> dict[str, int]:
        """How many signals each source published since `since`."""
        with self.database.reading() as session:
            rows = session.exec(
                select(SignalRow.source, func.count())
                .where(SignalRow.persona == persona, SignalRow.published_at >= since)
                .group_by(SignalRow.source)
            )
            return {source: int(count) for source, count in rows}

    def add_signals(self, persona: str, signals: Sequence[Signal]) -> tuple[Signal, ...]:
        """Those of `signals` that were unknown by id, now stored.

        One that is known, from the same source and in other words, takes these words: a
        source's last word is what it says. Where a claim leans on the old ones, the change
        is kept as a revision.
        """
        rows = [
            {
                "persona": persona,
                "id": s.id,
                "kind": s.kind,
                "source": s.source,
                "url": s.url,
                "published_at": s.published_at,
                "seen_at": s.seen_at,
                "fingerprint": s.fingerprint,
                "body": to_json(s),
            }
            for s in signals
        ]
        with self.database.writing() as session:
            new = insert_new(session, SignalRow, rows, SignalRow.id)
            for told in _reworded(session, persona, [s for s in signals if s.id not in new]):
                _renew(session, persona, told)
        return tuple(s for s in signals if new.pop(s.id, None))

    def signals(self, persona: str, ids: Sequence[str]) -> tuple[Signal, ...]:
        """Those of `ids` that are remembered, newest first."""
        found: list[Signal] = []
        with self.database.reading() as session:
            for start in range(0, len(ids), BATCH):
                rows = session.exec(
                    select(SignalRow.body).where(
                        SignalRow.persona == persona,
                        col(SignalRow.id).in_(ids[start : start + BATCH]),
                    )
                )
                found += [Signal.model_validate(body) for body in rows]
        return tuple(sorted(found, key=lambda one: (one.seen_at, one.id), reverse=True))

    # ------------------------------------------------------------------- money

    def record_usage(self, persona: str, at: datetime, usage: Usage) -> None:
        with self.database.writing() as session:
            session.add(UsageRow(persona=persona, at=at, **usage.model_dump()))

    def spent(self, persona: str, since: datetime) -> float:
        """US dollars since `since`."""
        with self.database.reading() as session:
            total = session.exec(
                select(func.sum(UsageRow.usd)).where(
                    UsageRow.persona == persona, UsageRow.at >= since
                )
            ).one()
            return float(total or 0)

    def spent_on(self, persona: str, since: datetime, prefix: str) -> dict[str, float]:
        """US dollars since `since` for each thing whose name begins with `prefix`, without it."""
        with self.database.reading() as session:
            rows = session.exec(
                select(UsageRow.assignment_id, func.sum(UsageRow.usd))
                .where(UsageRow.persona == persona, UsageRow.at >= since)
                .where(col(UsageRow.assignment_id).startswith(prefix, autoescape=True))
                .group_by(UsageRow.assignment_id)
            )
            return {str(name).removeprefix(prefix): float(usd) for name, usd in rows}

    def usage_of(self, assignment_id: str) -> tuple[Usage, ...]:
        """What was spent on one assignment, call by call."""
        with self.database.reading() as session:
            rows = session.exec(
                select(UsageRow)
                .where(UsageRow.assignment_id == assignment_id)
                .order_by(col(UsageRow.id))
            )
            return tuple(Usage(**r.model_dump(include=set(Usage.model_fields))) for r in rows)

    def usage_summary(self, persona: str, since: datetime) -> tuple[Usage, ...]:
        """One line a kind of call, dearest first."""
        with self.database.reading() as session:
            rows = session.exec(
                select(UsageRow.kind, func.sum(UsageRow.quantity), func.sum(UsageRow.usd))
                .where(UsageRow.persona == persona, UsageRow.at >= since)
                .group_by(UsageRow.kind)
                .order_by(func.sum(UsageRow.usd).desc())
            )
            return tuple(Usage(kind=k, quantity=int(q), usd=float(u)) for k, q, u in rows)


def _reworded(session: Session, persona: str, again: Sequence[Signal]) -> Iterator[Signal]:
    """Those of the known signals that their source words in another way by now."""
    told = {(one.source, one.id): one for one in again}
    words = [SignalRow.body[name].as_string() for name in ("title", "text")]
    ids = list(dict.fromkeys(one.id for one in again))
    for start in range(0, len(ids), BATCH):
        rows = session.execute(
            select(SignalRow.source, SignalRow.id, *words).where(
                SignalRow.persona == persona, col(SignalRow.id).in_(ids[start : start + BATCH])
            )
        ).all()
        for source, key, title, text in rows:
            now = told.get((source, key))
            if now is not None and (now.title, now.text) != (title, text):
                yield now


def _renew(session: Session, persona: str, told: Signal) -> None:
    row = session.get_one(SignalRow, (persona, told.id))
    known = Signal.model_validate(row.body)
    words = {name: getattr(told, name) for name in ("title", "text", "fingerprint", "hostile")}
    before, after = (f"{one.title}\n{one.text}" for one in (known, told))
    row.fingerprint, row.body = told.fingerprint, to_json(known.model_copy(update=words))
    revise(session, persona, told.id, before, after, told.seen_at, page=False)
