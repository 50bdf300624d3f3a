"""Opening, migrating and failing to open a database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlmodel
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import Session, create_engine

import memory.tables
from memory.claims import ClaimLedger
from memory.database import MIGRATIONS, Database, latest_migration, to_json
from memory.errors import StorageError
from memory.store import Store
from memory.tables import SignalRow
from memory.types import ClaimStatus, Usage, Verdict
from tests.factory import NOW, finding, signal, verdict


def test_a_new_database_has_every_table_and_the_newest_revision(database: Database) -> None:
    assert database.version() == latest_migration()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, sqlmodel.SQLModel.metadata) == []


def test_opening_twice_migrates_once(database: Database) -> None:
    Store(database).record_usage("ada", NOW, Usage(kind="k", quantity=1, usd=1))
    again = Database(database.url)
    assert Store(again).spent("ada", NOW) == 1
    again.close()


def test_an_older_sqlite_file_is_backed_up_before_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    Database(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.execute("INSERT INTO alembic_version VALUES ('0000')")
    connection.close()
    with pytest.raises(Exception, match="0000"):
        Database(f"sqlite:///{path}")
    assert list(tmp_path.glob("old.sqlite.before-*"))


def test_a_database_of_the_first_version_keeps_what_it_knows(database_url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(database_url)
    config.attributes["engine"] = engine
    command.upgrade(config, "0001")
    one, copy = signal("s1"), signal("s2", fingerprint="print-s1")
    row = one.model_dump(include=set(SignalRow.model_fields) - {"body"})
    with Session(engine) as session:
        session.add(SignalRow(persona="ada", body=to_json(one), **row))
        session.commit()
    engine.dispose()
    database = Database(database_url)
    assert database.version() == latest_migration()
    assert Store(database).signals("ada", ["s1", "s2"]) == (one,)
    assert Store(database).add_signals("ada", [one, copy]) == (copy,)
    database.close()


def test_a_database_of_the_third_version_has_its_claims_in_the_ledger(database_url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(database_url)
    config.attributes["engine"] = engine
    command.upgrade(config, "0003")
    fact, opinion = finding(), finding(ClaimStatus.NOT_CHECKED, "Oh dear.")
    given = verdict(findings=(fact, opinion))
    body = to_json(given)
    body["findings"][1]["status"] = "opinion"  # as it was called then
    for old in body["findings"]:
        old["evidence"] = {k: old["evidence"][k] for k in _EVIDENCE_OF_THEN}
        del old["votes"], old["publishers"], old["spans"], old["claim"]["resolved"]
    with engine.begin() as connection:
        for table, row in _rows_of_then(body):
            names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)
    engine.dispose()
    database = Database(database_url)
    entries = ClaimLedger(database).of_publication(1)
    assert [entry.finding for entry in entries] == [fact, opinion]
    assert [entry.number for entry in entries] == [1, 2]
    assert [e.number for e in ClaimLedger(database).of_signal("ada", "s1")] == [1, 2]
    with database.reading() as session:
        kept = session.get(memory.tables.VerdictRow, "a1-1")
        assert kept
        assert Verdict.model_validate(kept.body) == given
    database.close()


_EVIDENCE_OF_THEN = ("text", "signal_id", "publisher", "url", "read_at")


def _rows_of_then(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A publication with its verdict, claims and evidence, as 0003 kept them."""
    when = NOW.replace(tzinfo=None).isoformat(" ")
    evidence = body["findings"][0]["evidence"]
    yield "evidence", {**evidence, "id": "e1", "read_at": when}
    yield (
        "verdict",
        {
            "draft_id": "a1-1",
            "persona": "ada",
            "decision": "approve",
            "created_at": when,
            "body": json.dumps(body),
        },
    )
    for old in body["findings"]:
        yield (
            "claim",
            {
                "draft_id": "a1-1",
                "text": old["claim"]["text"],
                "kind": old["claim"]["kind"],
                "status": old["status"],
                "score": old["score"],
                "reason": old["reason"],
                "evidence_id": "e1",
            },
        )
    yield (
        "publication",
        {
            "id": 1,
            "key": "k",
            "persona": "ada",
            "channel": "x",
            "assignment_id": "a1",
            "draft_id": "a1-1",
            "text": "It froze.",
            "state": "sent",
            "dry_run": False,
            "attempts": 1,
            "due_at": when,
            "created_at": when,
        },
    )


def test_a_read_only_database_says_so_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    path = tmp_path / "db.sqlite"
    database = Database(f"sqlite:///{path}")
    Store(database).record_usage("ada", NOW, Usage(kind="k", quantity=1, usd=1))
    database.close()
    read_only = Database(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(StorageError, match="read-only"):
        Store(read_only).record_usage("ada", NOW, Usage(kind="k", quantity=1, usd=1))
    assert Store(read_only).spent("ada", NOW) == 1
    read_only.close()
    assert list(here.iterdir()) == []  # "file:" is no folder


def test_a_folder_that_cannot_be_made_is_named() -> None:
    with pytest.raises(StorageError, match="/dev/null/nowhere"):
        Database("sqlite:////dev/null/nowhere/db.sqlite")


def test_an_unreachable_server_is_named_without_its_password() -> None:
    url = "postgresql+psycopg://root:secret@127.0.0.1:1/none?connect_timeout=2"
    with pytest.raises(StorageError) as failure:
        Database(url)
    assert "DATABASE_URL" in str(failure.value)
    assert "secret" not in str(failure.value)


def test_a_writing_transaction_leaves_all_or_nothing(database: Database) -> None:
    lease = memory.tables.LeaseRow(name="n", holder="h", until=NOW)
    with pytest.raises(StorageError), database.writing() as session:
        session.add_all([lease, memory.tables.LeaseRow(name="n2", holder="h", until=None)])  # type: ignore[arg-type]
    with database.reading() as session:
        assert session.get(memory.tables.LeaseRow, "n") is None
