"""The pages behind the signals, as they were read: one article for each signal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from memory.corrections import revise
from memory.database import BATCH, Database, to_json
from memory.tables import ArticleRow
from memory.types import Article


class ArticleStore:
    """Articles of every persona, by the id of their signal."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, persona: str, signal_id: str, article: Article, now: datetime) -> None:
        """Remember `article`, in place of what was read there before.

        Where a claim leans on a page that says something else by now, the change is kept.
        """
        row = ArticleRow(
            persona=persona,
            signal_id=signal_id,
            url=article.url,
            page_sha256=article.page_sha256,
            read_at=now,
            body=to_json(article),
        )
        with self._database.writing() as session:
            known = session.get(ArticleRow, (persona, signal_id))
            before = _words(known.body) if known else None
            session.merge(row)
            if before is not None and before != _words(row.body):
                revise(session, persona, signal_id, before, _words(row.body), now, page=True)

    def article(self, persona: str, signal_id: str) -> Article | None:
        """The article of a signal, None when its page was never read."""
        return self.articles(persona, [signal_id]).get(signal_id)

    def read_at(self, persona: str, signal_ids: Sequence[str]) -> dict[str, datetime]:
        """When the pages of those of `signal_ids` that were read were last asked for."""
        found: dict[str, datetime] = {}
        with self._database.reading() as session:
            for start in range(0, len(signal_ids), BATCH):
                rows = session.exec(
                    select(ArticleRow.signal_id, ArticleRow.read_at).where(
                        ArticleRow.persona == persona,
                        col(ArticleRow.signal_id).in_(signal_ids[start : start + BATCH]),
                    )
                )
                found |= dict(rows.all())
        return found

    def asked_for(self, persona: str, signal_ids: Sequence[str], now: datetime) -> None:
        """These pages are looked at again, whatever comes of it."""
        with self._database.writing() as session:
            session.execute(
                update(ArticleRow)
                .where(col(ArticleRow.persona) == persona)
                .where(col(ArticleRow.signal_id).in_(signal_ids))
                .values(read_at=now)
            )

    def articles(self, persona: str, signal_ids: Sequence[str]) -> dict[str, Article]:
        """The articles of those of `signal_ids` whose page was read, by signal."""
        found: dict[str, Article] = {}
        with self._database.reading() as session:
            for start in range(0, len(signal_ids), BATCH):
                rows = session.exec(
                    select(ArticleRow.signal_id, ArticleRow.body).where(
                        ArticleRow.persona == persona,
                        col(ArticleRow.signal_id).in_(signal_ids[start : start + BATCH]),
                    )
                )
                found |= {key: Article.model_validate(body) for key, body in rows}
        return found


def _words(body: dict[str, Any]) -> str:
    return f"{body['title']}\n{body['text']}"
