"""Articles are kept by signal, exactly. Run against SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from memory.articles import ArticleStore
from memory.database import Database
from memory.tables import ArticleRow
from memory.types import Article, ArticleKind
from tests.factory import NOW


@pytest.fixture
def store(database: Database) -> ArticleStore:
    return ArticleStore(database)


def article(text: str = "Été 🧾 & <b>\nA second line.") -> Article:
    return Article(
        kind=ArticleKind.PAYWALL,
        title="Tolls fall",
        text=text,
        author="Ida Marrow",
        published_at=NOW,
        url="https://quay.example/tolls",
        publisher="Quay Courier",
        page_sha256="a" * 64,
        hostile=True,
    )


def test_an_article_comes_back_as_it_went_in(store: ArticleStore) -> None:
    store.keep("ada", "s1", article(), NOW)
    assert store.article("ada", "s1") == article()
    assert store.article("ada", "s2") is None
    assert store.article("bob", "s1") is None


def test_a_page_read_anew_replaces_what_was_read_before(
    store: ArticleStore, database: Database
) -> None:
    store.keep("ada", "s1", article("Before."), NOW - timedelta(days=1))
    store.keep("ada", "s1", article("After."), NOW)
    assert store.article("ada", "s1") == article("After.")
    with database.reading() as session:
        row = session.get_one(ArticleRow, ("ada", "s1"))
    assert (row.read_at, row.url, row.page_sha256) == (NOW, article().url, "a" * 64)


def test_many_are_found_at_once(store: ArticleStore) -> None:
    store.keep("ada", "s7", article("Seven."), NOW)
    store.keep("ada", "s1100", article("The last."), NOW)
    found = store.articles("ada", [f"s{number}" for number in range(1, 1_101)])
    assert {name: one.text for name, one in found.items()} == {"s7": "Seven.", "s1100": "The last."}
    assert store.articles("ada", []) == {}
